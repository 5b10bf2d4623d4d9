"""Long work elsewhere: a named generator runs in another process (or here) and its values come back one by one."""

from rvos_studio.jobs.pool import Began, Ended, LocalPool, Pool, Value
from rvos_studio.jobs.ray_pool import RayPool
from rvos_studio.jobs.runner import InProcess, Runner
from rvos_studio.jobs.worker import Worker

__all__ = [
    "Began",
    "Ended",
    "InProcess",
    "LocalPool",
    "Pool",
    "RayPool",
    "Runner",
    "Value",
    "Worker",
]
