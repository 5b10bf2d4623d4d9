"""Which frames of a clip a timeline shows."""

from __future__ import annotations

from dataclasses import dataclass

_CLOSEST = 8
_NOTCH = 1.25


@dataclass(frozen=True)
class Sight:
    """`span` frames from `left` on, both of them positions between frames, of a clip of `length` frames."""

    length: int
    left: float
    span: float

    @classmethod
    def whole(cls, length: int) -> Sight:
        """All frames."""
        return cls(length, 0, max(1, length))

    @property
    def right(self) -> float:
        return self.left + self.span

    def moved(self, by: float) -> Sight:
        """The same number of frames, so many further right, within the clip."""
        return self._within(self.left + by, self.span)

    def zoomed(self, notches: float, around: float) -> Sight:
        """Fewer frames, or more with negative notches; the position `around` stays where it is."""
        span = min(max(self.span / _NOTCH**notches, _CLOSEST), self.length)
        return self._within(around - (around - self.left) * span / self.span, span)

    def on(self, frames: range) -> Sight:
        """Just these frames, a few more where they are very few."""
        span = max(len(frames), _CLOSEST)
        return self._within((frames.start + frames.stop - span) / 2, span)

    def turned_to(self, frame: int) -> Sight:
        """As it is where it shows the frame, else the page before or after it, else around the frame."""
        middle = frame + 0.5
        for page in (self, self.moved(self.span), self.moved(-self.span)):
            if page.left <= middle <= page.right:
                return page
        return self._within(middle - self.span / 2, self.span)

    def _within(self, left: float, span: float) -> Sight:
        span = min(span, max(1, self.length))
        return Sight(self.length, min(max(left, 0), max(1, self.length) - span), span)
