"""The ruler of the timeline, in frames."""

import pyqtgraph as pg
from PySide6.QtGui import QPalette

RULER = 24
"""Height in pixels."""
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)
_LABEL_ROOM = 84


def timecode(seconds: float) -> str:
    """Minutes, seconds and hundredths: 1:02.50; hours in front where there are any."""
    hundredths = round(seconds * 100)
    minutes, rest = divmod(hundredths, 6000)
    hours, minutes = divmod(minutes, 60)
    start = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    return f"{start}:{rest // 100:02}.{rest % 100:02}"


class Ruler(pg.AxisItem):
    """Ticks at the middle of frames, at round numbers, never between two frames."""

    def __init__(self) -> None:
        super().__init__("top")
        self.setHeight(RULER)
        self.enableAutoSIPrefix(False)
        self.setStyle(tickLength=-5, tickTextOffset=3, hideOverlappingLabels=False)

    def set_palette(self, palette: QPalette) -> None:
        """Take the colours from here."""
        roles = QPalette.ColorRole
        self.setPen(None)
        self.setTickPen(pg.mkPen(palette.color(roles.Mid)))
        self.setTextPen(pg.mkPen(palette.color(roles.PlaceholderText)))

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        per_frame = size / max(1.0, high - low)
        step = next((n for n in _STEPS if n * per_frame >= _LABEL_ROOM), _STEPS[-1])
        return [(step, 0.5), (max(1, step // 5), 0.5)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        labelled = spacing == self.tickSpacing(*self.range, self.width())[0][0]
        return [str(int(value)) if labelled else "" for value in values]
