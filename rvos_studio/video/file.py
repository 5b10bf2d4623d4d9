"""A video file as a source of RGB frames."""

from collections import OrderedDict
from pathlib import Path

import av
import numpy as np

from rvos_studio.errors import BadInput
from rvos_studio.video.decoder import Decoder
from rvos_studio.video.frame import Frame

_KEPT_FRAMES = 64


class VideoFile:
    """Decodes frames by number and turns them to upright RGB.

    The frames decoded on the way to the wanted one are kept as they are, not yet RGB: going
    backwards then costs one decoding for every few dozen steps. They take at most `keep_bytes`.
    """

    def __init__(self, path: Path, keep_bytes: int) -> None:
        self.files: tuple[Path, ...] = (path,)
        self._decoder = Decoder(path)
        first = self._decoder.first
        self._stored_size = first.width, first.height
        # FFmpeg gives degrees counter-clockwise, as `np.rot90` counts.
        self._turns = round(first.rotation / 90) % 4
        self.width, self.height = self._stored_size[:: -1 if self._turns % 2 else 1]
        self.rate = self._decoder.rate
        self.frame_names = tuple(f"{number:05d}" for number in range(self._decoder.length))
        self._kept: OrderedDict[int, av.VideoFrame] = OrderedDict({0: first})
        stored_bytes = sum(plane.buffer_size for plane in first.planes)
        self._keep = min(_KEPT_FRAMES, max(1, keep_bytes // stored_bytes))

    def time(self, index: int) -> float:
        """Seconds from the first frame."""
        return self._decoder.time(index)

    def read(self, index: int) -> Frame:
        """Decode frame `index`; raises `BadInput` where it is damaged."""
        if index not in self._kept:
            for number, frame in self._decoder.frames_to(index):
                self._kept[number] = frame
                self._kept.move_to_end(number)
                while len(self._kept) > self._keep:
                    self._kept.popitem(last=False)
        if index not in self._kept:
            raise BadInput(f"Frame {index} of '{self.files[0]}' is damaged and cannot be shown.")
        return self._rgb(self._kept[index])

    def close(self) -> None:
        """Let go of the file."""
        self._kept.clear()
        self._decoder.close()

    def _rgb(self, frame: av.VideoFrame) -> Frame:
        width, height = self._stored_size
        # A stream may change its size on the way; a clip has one.
        pixels = frame.to_ndarray(format="rgb24", width=width, height=height)
        return np.ascontiguousarray(np.rot90(pixels, self._turns))
