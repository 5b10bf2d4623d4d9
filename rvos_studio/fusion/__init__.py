"""Making one mask from several models' masks: votes, keyframes, and recipes in stages as data."""

from rvos_studio.fusion.agreement import ALIKE, Disagreement, disagreements
from rvos_studio.fusion.ballots import Ballots
from rvos_studio.fusion.keyframe import Rule
from rvos_studio.fusion.labels import Background, label_map
from rvos_studio.fusion.recipe import (
    BINARY,
    EVERY_MODEL,
    Alone,
    Key,
    Node,
    Propagate,
    Recipe,
    Source,
    VoteNode,
    checked,
    of_vote,
)
from rvos_studio.fusion.shipped import find, propagated, read, shipped, single
from rvos_studio.fusion.vote import Mode, Range, Vote, fuse, votes_needed

__all__ = [
    "ALIKE",
    "BINARY",
    "EVERY_MODEL",
    "Alone",
    "Background",
    "Ballots",
    "Disagreement",
    "Key",
    "Mode",
    "Node",
    "Propagate",
    "Range",
    "Recipe",
    "Rule",
    "Source",
    "Vote",
    "VoteNode",
    "checked",
    "disagreements",
    "find",
    "fuse",
    "label_map",
    "of_vote",
    "propagated",
    "read",
    "shipped",
    "single",
    "votes_needed",
]
