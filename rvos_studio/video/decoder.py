"""Frames of a video file by exact number."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from rvos_studio.errors import BadInput, ClipMissing
from rvos_studio.video.index import scan

_NEAR = 8
"""So many frames are decoded on rather than jumped over: a jump costs about as much."""
_TRIES = 2
"""A frame behind a damaged or mislabelled key frame may be reached from the one before."""

Packets = Iterator["av.Packet[Any]"]


class Decoder:
    """Decodes a video file from any frame on; the number of a frame is its presentation order.

    The player's shortcut, to seek and count, is wrong for variable rates, open groups of pictures
    and edit lists. Here every frame is found by its own time stamp: seek to the last key frame not
    after it, make sure that one was reached, and decode until the stamp is the wanted one.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._container, self._stream = _open(path)
        self._time_base = self._stream.time_base or Fraction(1)
        self._numbered: Iterator[tuple[int, av.VideoFrame]] = iter(())
        self._position: int | None = None
        """Number of the frame given out last; None where decoding goes on from nowhere."""
        self.length, self._index = scan(self._container, self._stream)
        self.first = self._read_first()
        self.rate = self._measure_rate()

    def time(self, number: int) -> float:
        """Seconds from the first frame to this one."""
        if self._index is None:
            return number / self.rate
        return float((self._index.times[number] - self._index.times[0]) * self._time_base)

    def frames_to(self, number: int) -> Iterator[tuple[int, av.VideoFrame]]:
        """Decode up to frame `number`, giving out the frames on the way with their numbers.

        Ends without `number` where that frame is damaged.
        """
        for _ in self._starts(number):
            for found, frame in self._numbered:
                self._position = found
                yield found, frame
                if found == number:
                    return
                if found > number:
                    break
            else:
                self._position = None

    def close(self) -> None:
        """Let go of the file."""
        self._container.close()

    def _starts(self, number: int) -> Iterator[None]:
        """Bring the decoder to a place before frame `number`, once for each try."""
        if self._is_near(number):
            yield
        tries = 0
        if self._index is not None:
            time = self._index.times[number]
            for key in self._index.keys_before(time):
                if self._seek(key, time):
                    yield
                    tries += 1
                    if tries == _TRIES:
                        return
        self._restart()
        yield

    def _is_near(self, number: int) -> bool:
        if self._position is None or number <= self._position:
            return False
        if self._index is None or number - self._position <= _NEAR:
            return True
        key = next(self._index.keys_before(self._index.times[number]), None)
        return key is None or key <= self._index.times[self._position]

    def _seek(self, key: int, time: int) -> bool:
        """Go to a key packet by asking for `key`; False where the one found is after `time`."""
        self._position, self._numbered = None, iter(())
        try:
            self._container.seek(key, stream=self._stream)
            packets = self._container.demux(self._stream)
            for packet in packets:
                if packet.is_keyframe and packet.size and packet.pts is not None:
                    self._numbered = self._number(chain([packet], packets))
                    return packet.pts <= time
        except av.error.FFmpegError:
            pass
        return False

    def _restart(self) -> None:
        container, stream = _open(self._path)
        self._container.close()
        self._container, self._stream = container, stream
        self._numbered = self._number(self._container.demux(self._stream))
        self._position = None

    def _number(self, packets: Packets) -> Iterator[tuple[int, av.VideoFrame]]:
        for count, frame in enumerate(self._decode(packets)):
            if self._index is None:
                yield count, frame
            elif frame.pts in self._index.number_at:
                yield self._index.number_at[frame.pts], frame

    def _decode(self, packets: Packets) -> Iterator[av.VideoFrame]:
        """Frames in the order they are shown; what does not decode is left out."""
        while True:
            try:
                packet = next(packets, None)
            except av.error.FFmpegError:
                packet = None
            if packet is not None and not packet.size:
                packet = None
            try:
                yield from self._stream.decode(packet)
            except av.error.FFmpegError:
                if packet is not None:
                    continue
            if packet is None:
                return

    def _read_first(self) -> av.VideoFrame:
        self._restart()
        number, first = next(self._numbered, (0, None))
        if first is None and self._index is not None:
            # Not one frame carries the stamp of its packet: only their order is left.
            self._index = None
            self._restart()
            number, first = next(self._numbered, (0, None))
        if first is None:
            self.close()
            raise BadInput(f"No frame of '{self._path}' can be decoded; the file is damaged.")
        if self._index is not None:
            # Leading frames refer to what lies before the file's start and are never given out.
            self._index = self._index.without_first(number)
            self.length -= number
        self._position = 0
        return first

    def _measure_rate(self) -> float:
        """Frames per second: the nominal rate unless the time stamps tell another mean."""
        nominal = float(self._stream.average_rate or self._stream.guessed_rate or 0) or 25.0
        if self.length < 2 or self._index is None:
            return nominal
        measured = (self.length - 1) / self.time(self.length - 1)
        return nominal if abs(nominal - measured) < 0.01 * measured else measured


def _open(path: Path) -> tuple[InputContainer, VideoStream]:
    try:
        container = av.open(str(path))
    except PermissionError:
        raise
    except FileNotFoundError as error:
        raise ClipMissing(f"'{path}' is no longer there.") from error
    except av.error.FFmpegError as error:
        raise BadInput(
            f"'{path}' is not a video that can be read, or it was cut off before it was complete."
        ) from error
    try:
        # A cover picture is no video, nor is text that FFmpeg would draw on a terminal.
        cover = av.stream.Disposition.attached_pic
        streams = [each for each in container.streams.video if not each.disposition & cover]
        if not streams:
            raise BadInput(f"'{path}' has no video in it, only sound or other data.")
        if streams[0].codec_context is None:
            raise BadInput(f"'{path}' is coded in a way no decoder is at hand for.")
        if streams[0].codec_context.name == "ansi":
            raise BadInput(f"'{path}' is a text file, not a video.")
    except BadInput:
        container.close()
        raise
    streams[0].thread_type = "AUTO"
    return container, streams[0]
