"""Which frames a video file has, and where decoding can start."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import av
from av.container import InputContainer
from av.video.stream import VideoStream

_REORDERING = {"h264", "hevc", "vvc"}


@dataclass(frozen=True)
class FrameIndex:
    """The frames of a video stream in presentation order, found without decoding."""

    times: tuple[int, ...]
    """Presentation time stamps in units of the stream's time base, ascending."""
    keys: tuple[int, ...]
    """Time stamps of the packets decoding can start from, ascending."""

    @cached_property
    def number_at(self) -> dict[int, int]:
        """Frame number by time stamp."""
        return {time: number for number, time in enumerate(self.times)}

    def keys_before(self, time: int) -> Iterator[int]:
        """Where decoding can start to reach `time`, the nearest first."""
        for position in range(bisect_right(self.keys, time) - 1, -1, -1):
            yield self.keys[position]

    def without_first(self, count: int) -> "FrameIndex":
        """The index without so many frames at its start."""
        return FrameIndex(self.times[count:], self.keys)


def scan(container: InputContainer, stream: VideoStream) -> tuple[int, FrameIndex | None]:
    """Read every packet once: how many frames there are, and their index.

    The index is None where frames have no time stamp of their own to be told apart by: raw streams,
    H.264 in AVI, equal stamps. Then only the order in which the decoder gives frames out numbers
    them. Packets an edit list hides are no frames, but decoding may start from them. Packets ahead
    of the first key frame are left out; a file cut short gives what is there.
    """
    times: list[int] = []
    keys: list[int] = []
    count = 0
    try:
        for packet in container.demux(stream):
            if not packet.size or not (keys or count or packet.is_keyframe):
                continue
            if packet.is_keyframe and packet.pts is not None:
                keys.append(packet.pts)
            if not packet.is_discard:
                count += 1
                if packet.pts is not None:
                    times.append(packet.pts)
    except av.error.FFmpegError:
        pass
    # AVI stores no presentation times; FFmpeg derives them, but not for codecs that reorder freely.
    guessed = container.format.name == "avi" and stream.codec_context.name in _REORDERING
    if guessed or not keys or len(set(times)) < count:
        return count, None
    return count, FrameIndex(tuple(sorted(times)), tuple(sorted(keys)))
