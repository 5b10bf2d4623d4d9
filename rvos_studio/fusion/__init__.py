"""Making one mask from several models' masks."""

from rvos_studio.fusion.vote import Vote, fuse, votes_needed

__all__ = ["Vote", "fuse", "votes_needed"]
