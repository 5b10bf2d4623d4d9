"""Features of frames, each computed once while there is room."""

from collections import OrderedDict

from rvos_studio.models.protocols import Features, Propagator
from rvos_studio.video import FrameSource

_MEBIBYTE = 2**20


class FeatureCache:
    """A propagator's features of a clip's frames, the most recently used ones kept.

    Give the same cache to several propagations of one clip by one propagator, and frames that are
    still in it are not encoded again. `clear` it before it is used for another clip.
    """

    def __init__(self, propagator: Propagator, mebibytes: float = 512) -> None:
        self._propagator = propagator
        self._room = mebibytes * _MEBIBYTE
        self._kept: OrderedDict[int, Features] = OrderedDict()
        self.nbytes = 0
        """Bytes held now; at most the cap."""

    def at(self, clip: FrameSource, frame: int) -> Features:
        """Features of the frame; read and encoded if they are not held."""
        if frame in self._kept:
            self._kept.move_to_end(frame)
            return self._kept[frame]
        features = self._propagator.encode(clip.frame(frame))
        if features.nbytes <= self._room:
            self._drop(self._room - features.nbytes)
            self._kept[frame] = features
            self.nbytes += features.nbytes
        return features

    def clear(self) -> None:
        """Let go of all features."""
        self._drop(0)

    def smaller(self, propagator: Propagator) -> "FeatureCache":
        """An empty cache of the same size for another propagator; this one is cleared."""
        self.clear()
        return FeatureCache(propagator, self._room / _MEBIBYTE)

    def _drop(self, room: float) -> None:
        while self._kept and self.nbytes > room:
            _, oldest = self._kept.popitem(last=False)
            self.nbytes -= oldest.nbytes
