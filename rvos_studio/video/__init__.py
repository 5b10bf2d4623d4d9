"""Frames by exact index from a file or a folder."""

from rvos_studio.video.frame import Frame, FrameSource

__all__ = ["Frame", "FrameSource"]
