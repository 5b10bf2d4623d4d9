"""Features of frames, each computed once while there is room."""

from collections import OrderedDict
from typing import Any

from rvos_studio.models.protocols import Propagator
from rvos_studio.video import FrameSource

_MEBIBYTE = 2**20


class FeatureCache:
    """A propagator's features of a clip's frames, the most recently used ones kept.

    Give the same cache to several propagations of one clip by one propagator, and frames that are
    still in it are not encoded again.
    """

    def __init__(self, clip: FrameSource, propagator: Propagator, mebibytes: float = 128) -> None:
        self._clip = clip
        self._propagator = propagator
        self._room = mebibytes * _MEBIBYTE
        self._kept: OrderedDict[int, Any] = OrderedDict()
        self.nbytes = 0
        """Bytes held now; at most the cap."""

    def at(self, frame: int) -> Any:
        """Features of the frame; read and encoded if they are not held."""
        if frame in self._kept:
            self._kept.move_to_end(frame)
            return self._kept[frame]
        features = self._propagator.encode(self._clip.frame(frame))
        if features.nbytes <= self._room:
            self._kept[frame] = features
            self.nbytes += features.nbytes
            while self.nbytes > self._room:
                _, oldest = self._kept.popitem(last=False)
                self.nbytes -= oldest.nbytes
        return features
