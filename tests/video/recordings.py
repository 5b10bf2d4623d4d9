"""Small videos whose pixels carry their frame number as a bar code."""

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np

WIDTH, HEIGHT, BITS = 160, 96, 8


def picture(number: int, height: int = HEIGHT, width: int = WIDTH) -> np.ndarray:
    """A frame whose eight bars, black or white, spell its number; a grey stripe makes it move."""
    pixels = np.full((height, width, 3), 90, np.uint8)
    edges = np.linspace(0, width, BITS + 1).astype(int)
    for bit in range(BITS):
        pixels[: height // 2, edges[bit] : edges[bit + 1]] = 235 if number >> bit & 1 else 20
    left = number * 5 % width
    pixels[height // 2 :, left : left + width // 10] = 170, 60, 30
    return pixels


def number_of(frame: np.ndarray) -> int:
    """Read the bar code back."""
    height, width = frame.shape[:2]
    edges = np.linspace(0, width, BITS + 1).astype(int)
    bars = [frame[4 : height // 2 - 4, a + 4 : b - 4].mean() for a, b in pairwise(edges)]
    assert all(not 70 < bar < 185 for bar in bars), f"the bar code is unreadable: {bars}"
    return sum(1 << bit for bit, bar in enumerate(bars) if bar > 128)


@dataclass(frozen=True)
class Recording:
    """How to write one kind of video."""

    codec: str
    suffix: str
    options: dict[str, str] = field(default_factory=dict)
    frames: int = 90
    stamps: tuple[int, ...] = ()
    """Presentation times in thousandths of a second; steady 25 frames a second if empty."""
    rotation: int = 0
    shown_from: int = 0
    """The first frame an edit list leaves."""

    def write(self, path: Path, size: tuple[int, int] = (HEIGHT, WIDTH)) -> Path:
        ticks = Fraction(1, 1000) if self.stamps else Fraction(1, 25)
        with av.open(str(path), "w") as container:
            stream = container.add_stream(self.codec, rate=25, options=self.options)
            stream.height, stream.width = size
            stream.pix_fmt = "bgr24" if self.codec == "rawvideo" else "yuv420p"
            stream.codec_context.time_base = ticks
            stream.time_base = ticks
            if self.rotation:
                stream.set_display_rotation(self.rotation)
            for number in range(self.frames):
                frame = av.VideoFrame.from_ndarray(picture(number, *size), format="rgb24")
                frame.time_base = ticks
                frame.pts = self.stamps[number] if self.stamps else number
                container.mux(stream.encode(frame))
            container.mux(stream.encode())
        return path


def _x264(open_gop: bool, **options: str) -> dict[str, str]:
    groups = f"keyint=12:min-keyint=12:scenecut=0:bframes=3:b-adapt=0:open-gop={int(open_gop)}"
    return {"preset": "veryfast", "x264-params": groups, **options}


_UNEVEN = tuple(np.cumsum(np.random.default_rng(5).integers(11, 130, 90)).tolist())
_X265 = "keyint=12:min-keyint=12:scenecut=0:bframes=3:b-adapt=0:open-gop=1:log-level=none"
_VP9 = {"g": "12", "deadline": "good", "cpu-used": "8", "lag-in-frames": "16", "auto-alt-ref": "1"}

KINDS = {
    "h264-closed-mp4": Recording("libx264", ".mp4", _x264(open_gop=False)),
    "h264-open-mp4": Recording("libx264", ".mp4", _x264(open_gop=True)),
    "h264-closed-mkv": Recording("libx264", ".mkv", _x264(open_gop=False)),
    "h264-open-mkv": Recording("libx264", ".mkv", _x264(open_gop=True)),
    "h264-open-ts": Recording("libx264", ".ts", _x264(open_gop=True)),
    "h264-no-stamps-avi": Recording("libx264", ".avi", _x264(open_gop=False)),
    "h264-raw": Recording("libx264", ".h264", _x264(open_gop=True)),
    "hevc-open-mp4": Recording("libx265", ".mp4", {"preset": "ultrafast", "x265-params": _X265}),
    "hevc-open-mkv": Recording("libx265", ".mkv", {"preset": "ultrafast", "x265-params": _X265}),
    "vp9-webm": Recording("libvpx-vp9", ".webm", _VP9),
    "vp8-webm": Recording("libvpx", ".webm", _VP9),
    "av1-mp4": Recording("libsvtav1", ".mp4", {"preset": "12", "g": "12"}),
    "mpeg4-avi": Recording("mpeg4", ".avi", {"g": "12", "b": "800k"}),
    "mpeg4-b-frames-avi": Recording("mpeg4", ".avi", {"g": "12", "bf": "2", "b": "800k"}),
    "mpeg2-mpg": Recording("mpeg2video", ".mpg", {"g": "12", "bf": "2", "b": "800k"}),
    "raw-avi": Recording("rawvideo", ".avi", frames=30),
    "vfr-mp4": Recording("libx264", ".mp4", _x264(open_gop=True), stamps=_UNEVEN),
    "vfr-mkv": Recording("libx264", ".mkv", _x264(open_gop=True), stamps=_UNEVEN),
    "odd-start-mp4": Recording(
        "libx264", ".mp4", _x264(open_gop=False), stamps=tuple(range(777, 777 + 90 * 40, 40))
    ),
    "odd-start-mkv": Recording(
        "libx264", ".mkv", _x264(open_gop=False), stamps=tuple(range(777, 777 + 90 * 40, 40))
    ),
    "cut-by-edit-list-mp4": Recording(
        "libx264",
        ".mp4",
        _x264(open_gop=True),
        stamps=tuple(range(-17 * 40, 73 * 40, 40)),
        shown_from=17,
    ),
    "rotated-mp4": Recording("libx264", ".mp4", _x264(open_gop=False), rotation=90),
    "one-frame-mp4": Recording("libx264", ".mp4", frames=1),
}
