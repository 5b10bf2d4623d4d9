"""`Clip`: a video file or a folder of frames, reached by exact frame number."""

import threading
from pathlib import Path
from types import TracebackType
from typing import Protocol

from rvos_studio.errors import BadInput, ClipMissing
from rvos_studio.video.cache import FrameCache
from rvos_studio.video.file import VideoFile
from rvos_studio.video.fingerprint import fingerprint
from rvos_studio.video.folder import FrameFolder
from rvos_studio.video.frame import Frame

CACHE_BYTES = 512 * 2**20


class Reader(Protocol):
    """What a clip needs of a kind of video; only one thread at a time calls it."""

    height: int
    width: int
    rate: float
    frame_names: tuple[str, ...]
    files: tuple[Path, ...]

    def time(self, index: int) -> float: ...

    def read(self, index: int) -> Frame: ...

    def close(self) -> None: ...


class Clip:
    """A video whose frames are reached by exact index; the real `FrameSource`.

    A frame's number is its presentation order from 0. Pixels are as stored, in any pixel aspect
    ratio, but turned upright where a video file says so; pictures of a folder are not turned.
    All methods may be called from any thread: frames at hand never wait for one being decoded.
    """

    def __init__(self, path: Path, reader: Reader, cache_bytes: int = CACHE_BYTES) -> None:
        self.path = path
        self.name = path.name if path.is_dir() else path.stem
        self.height, self.width = reader.height, reader.width
        self.rate = reader.rate
        """Frames per second; the mean where it varies."""
        self.frame_names = reader.frame_names
        """The pictures' stems for a folder, numbers of at least five digits for a file."""
        self._reader = reader
        self._reading = threading.Lock()
        self._cache = FrameCache(cache_bytes)
        self._fingerprint: str | None = None
        self._closed = False

    def __len__(self) -> int:
        return len(self.frame_names)

    def time(self, index: int) -> float:
        """Seconds from the first frame to frame `index`. Raises `IndexError` outside the clip."""
        return self._reader.time(self._checked(index))

    def frame(self, index: int) -> Frame:
        """The frame at presentation order `index`, 0-based, H x W x 3 uint8 RGB, read-only.

        Raises `IndexError` outside the clip and `BadInput` where the frame is damaged in the file:
        a clip keeps the number of frames it was recorded with, so that numbers stay what they are.
        """
        self._checked(index)
        frame = self._cache.get(index)
        if frame is None:
            with self._reading:
                if self._closed:
                    raise ValueError(f"The clip '{self.name}' is closed.")
                frame = self._cache.get(index)
                if frame is None:
                    frame = self._reader.read(index)
                    frame.flags.writeable = False
                    self._cache.put(index, frame)
        return frame

    @property
    def fingerprint(self) -> str:
        """Hash of the content, the same wherever the video lies and whatever it is called."""
        if self._fingerprint is None:
            self._fingerprint = fingerprint(self._reader.files, named=self.path.is_dir())
        return self._fingerprint

    def close(self) -> None:
        """Let go of the file and of all frames kept; frames already given out stay valid."""
        with self._reading:
            if not self._closed:
                self._closed = True
                self._reader.close()
                self._cache.clear()

    def __enter__(self) -> "Clip":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _checked(self, index: int) -> int:
        if not 0 <= index < len(self):
            raise IndexError(f"Frame {index} is outside the {len(self)} frames of '{self.name}'.")
        return index


def open_clip(path: Path, cache_bytes: int = CACHE_BYTES) -> Clip:
    """Open a video file or a folder of frames, keeping at most `cache_bytes` of frames in memory.

    Raises `ClipMissing` where there is nothing, and `BadInput` for everything that is no video.
    """
    try:
        if not path.exists():
            raise ClipMissing(f"There is no video at '{path}'; was it moved or renamed?")
        if path.is_dir():
            return Clip(path, FrameFolder(path), cache_bytes)
        if not path.is_file():
            raise BadInput(f"'{path}' is neither a file nor a folder.")
        with path.open("rb") as file:
            if not file.read(1):
                raise BadInput(f"'{path}' is an empty file (0 bytes), not a video.")
        decoded = cache_bytes // 4
        return Clip(path, VideoFile(path, decoded), cache_bytes - decoded)
    except PermissionError as error:
        raise BadInput(f"'{path}' may not be read by you; ask its owner for permission.") from error
