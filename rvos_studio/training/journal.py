"""What a training says of itself on disk: a line of JSON for every step, and a picture of the curve."""

import math
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

import msgspec

from rvos_studio.errors import BadInput
from rvos_studio.formats.target import replacing

_EVERY = 60.0
"""Seconds between pictures."""
_POINTS = 400
_WIDTH, _HEIGHT, _MARGIN = 720, 320, 48


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """One step."""

    step: int
    """From 1: how many were done."""
    loss: float
    terms: dict[str, float]
    lr: float
    norm: float
    """Of all gradients together, before they are clipped."""
    seconds: float
    """Of training so far."""
    held_out: float | None = None
    """The loss on held-out examples with the averaged weights, where it was looked at."""


class Journal:
    """`log.jsonl` and `curve.svg` in the folder of a training. Only its first process has one."""

    def __init__(self, folder: Path, done: int) -> None:
        """Go on after `done` steps: what was written of later ones is dropped. Raises `CannotWrite`, `BadInput`."""
        self._folder = folder
        self.lines = [line for line in read(folder) if line.step <= done]
        path = folder / "log.jsonl"
        with replacing(path, overwrite=True) as place:
            place.write_bytes(b"".join(_encoded(line) for line in self.lines))
        self._file = path.open("ab", buffering=0)
        self._drawn = -math.inf

    def add(self, line: Line) -> None:
        """Write a line at once, and the picture now and then. Raises `OSError` where the disk is full."""
        self._file.write(_encoded(line))
        self.lines.append(line)
        if time.monotonic() - self._drawn > _EVERY:
            self.draw()

    def draw(self) -> None:
        """Write the picture. Raises `CannotWrite`."""
        with replacing(self._folder / "curve.svg", overwrite=True) as place:
            place.write_text(curve(self.lines), "utf-8")
        self._drawn = time.monotonic()

    def __enter__(self) -> "Journal":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()


def read(folder: Path) -> list[Line]:
    """The lines of a log, but for a last one that was cut off; none where there is no log."""
    path = folder / "log.jsonl"
    try:
        written = path.read_bytes().split(b"\n")[:-1]
        return [msgspec.json.decode(line, type=Line) for line in written]
    except FileNotFoundError:
        return []
    except (OSError, msgspec.DecodeError) as error:
        raise BadInput(f"'{path}' is damaged ({error}): mend or delete it.") from error


def smoothed(values: Sequence[float], points: int) -> list[float]:
    """At most `points` means of equal stretches."""
    size = max(1, math.ceil(len(values) / points))
    return [
        math.fsum(values[k : k + size]) / len(values[k : k + size])
        for k in range(0, len(values), size)
    ]


def curve(lines: Sequence[Line]) -> str:
    """The loss by step, and the held-out loss, as an SVG."""
    checks = {float(line.step): line.held_out for line in lines if line.held_out is not None}
    steps = [line.step for line in lines]
    losses = smoothed([line.loss for line in lines], _POINTS)
    trained = dict(zip(smoothed(steps, _POINTS), losses, strict=True))
    values = [*trained.values(), *checks.values()] or [1.0]
    top, bottom = max(values), min(0.0, *values)
    last = max(steps, default=1)

    def points(of: Mapping[float, float]) -> str:
        right, up = _WIDTH - 2 * _MARGIN, _HEIGHT - 2 * _MARGIN
        return " ".join(
            f"{_MARGIN + right * step / last:.1f},"
            f"{_HEIGHT - _MARGIN - up * (value - bottom) / (top - bottom or 1):.1f}"
            for step, value in of.items()
        )

    floor = _HEIGHT - _MARGIN
    text = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif"'
        ' font-size="12">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
        f'<path d="M{_MARGIN} {_MARGIN}V{floor}H{_WIDTH - _MARGIN}" fill="none" stroke="#888"/>',
        f'<text x="4" y="{_MARGIN + 4}">{top:.3g}</text><text x="4" y="{floor}">{bottom:.3g}</text>',
        f'<text x="{_WIDTH - _MARGIN}" y="{floor + 18}" text-anchor="end">step {last:,}</text>',
        f'<polyline points="{points(trained)}" fill="none" stroke="#1668b8" stroke-width="1.5"/>',
        f'<text x="{_MARGIN}" y="24" fill="#1668b8">loss</text>',
    ]
    if checks:
        text += [
            f'<polyline points="{points(checks)}" fill="none" stroke="#c4501b" stroke-width="2"/>',
            f'<text x="{_MARGIN + 48}" y="24" fill="#c4501b">held out</text>',
        ]
    return "\n".join([*text, "</svg>\n"])


def _encoded(line: Line) -> bytes:
    return msgspec.json.encode(line) + b"\n"
