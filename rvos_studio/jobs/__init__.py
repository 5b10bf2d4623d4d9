"""Long work elsewhere: a named generator runs in another process (or here) and its values come back one by one."""

from rvos_studio.jobs.runner import InProcess, Runner
from rvos_studio.jobs.worker import Worker

__all__ = ["InProcess", "Runner", "Worker"]
