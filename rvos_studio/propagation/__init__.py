"""Carrying masks from constraints through a clip, with bounded memory."""

from rvos_studio.propagation.engine import Propagated, confidence, propagate
from rvos_studio.propagation.features import FeatureCache
from rvos_studio.propagation.memory import MemoryBank, MemoryPolicy
from rvos_studio.propagation.schedule import Direction, Fill, schedule

__all__ = [
    "Direction",
    "FeatureCache",
    "Fill",
    "MemoryBank",
    "MemoryPolicy",
    "Propagated",
    "confidence",
    "propagate",
    "schedule",
]
