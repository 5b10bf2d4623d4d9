"""Videos as numbered frames."""

from rvos_studio.video.clip import Clip, open_clip
from rvos_studio.video.frame import Frame, FrameSource

__all__ = ["Clip", "Frame", "FrameSource", "open_clip"]
