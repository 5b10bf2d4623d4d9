"""Carrying masks from constraints through a clip, with bounded memory."""

from rvos_studio.propagation.blending import confidence
from rvos_studio.propagation.engine import Propagated, propagate
from rvos_studio.propagation.features import FeatureCache
from rvos_studio.propagation.memory import MemoryBank, MemoryKind, MemoryPolicy
from rvos_studio.propagation.schedule import (
    Absence,
    Constraints,
    Direction,
    Pass,
    Plan,
    schedule,
    stretches,
)

__all__ = [
    "Absence",
    "Constraints",
    "Direction",
    "FeatureCache",
    "MemoryBank",
    "MemoryKind",
    "MemoryPolicy",
    "Pass",
    "Plan",
    "Propagated",
    "confidence",
    "propagate",
    "schedule",
    "stretches",
]
