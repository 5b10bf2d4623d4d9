"""The frames used last, within a budget of bytes."""

import threading
from collections import OrderedDict

from rvos_studio.video.frame import Frame


class FrameCache:
    """Least recently used frames go first; safe to use from several threads."""

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._size = 0
        self._frames: OrderedDict[int, Frame] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, index: int) -> Frame | None:
        """The frame, if it is still kept."""
        with self._lock:
            if index in self._frames:
                self._frames.move_to_end(index)
            return self._frames.get(index)

    def put(self, index: int, frame: Frame) -> None:
        """Keep a frame that is not yet kept, dropping others for it; too large a one is not kept."""
        with self._lock:
            if frame.nbytes > self._budget or index in self._frames:
                return
            self._frames[index] = frame
            self._size += frame.nbytes
            while self._size > self._budget:
                self._size -= self._frames.popitem(last=False)[1].nbytes

    def clear(self) -> None:
        """Drop all frames."""
        with self._lock:
            self._frames.clear()
            self._size = 0
