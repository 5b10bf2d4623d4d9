"""Synthetic referring video: clips with exact truth, and expressions that are known to hold. Needs no torch."""

from rvos_studio.training.synth.grammar import Expression
from rvos_studio.training.synth.source import SyntheticClip, SyntheticSource

__all__ = ["Expression", "SyntheticClip", "SyntheticSource"]
