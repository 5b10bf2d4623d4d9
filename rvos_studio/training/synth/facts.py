"""What can be seen of a clip's objects: the ground that every word of an expression stands on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from rvos_studio.training.synth.rendering import Rendering
from rvos_studio.training.synth.sprites import Thing
from rvos_studio.training.synth.staging import Scene

MOSTLY = 0.8
"""Share of the frames on which something has to hold to be said of a clip."""
_SEEN = 0.0015
"""Share of the frame from which an object is seen."""
_SHOWN = 0.03
"""Share of an object that has to be before all others and inside the frame for it to be seen."""
_STEP = 3
"""Large label maps are looked at on every third row and column."""


@dataclass(frozen=True)
class Glimpse:
    """An object on one frame on which it is seen."""

    x: float
    y: float
    """The middle of its visible pixels, in widths and heights of the frame, 0..1."""
    area: float
    """Of its visible pixels, as a share of the frame."""
    shown: float
    """Share of it that is visible, 0..1."""


@dataclass(frozen=True)
class Seen:
    """An object over the clip."""

    thing: Thing
    colour: str
    shares: Mapping[str, float]
    """Its main colour and the shares of all, see `Sprite`."""
    glimpses: tuple[Glimpse | None, ...]
    """One a frame; None where it is not seen."""
    whole: float
    """Mean size with nothing before it, as a share of the frame."""
    way: str
    """The kind of its path."""
    travel: tuple[float, float]
    """From start to end in the world, in heights of the frame."""
    length: float
    """Of its whole way in the world, in heights of the frame."""
    changes: bool
    """Whether it moves in itself, like a horse that gallops on the spot."""
    behind: Mapping[int, float]
    """Index of another object -> share of frames on which that one covers a visible piece of it."""

    @property
    def there(self) -> float:
        """Share of frames on which it is seen."""
        return sum(each is not None for each in self.glimpses) / len(self.glimpses)

    @property
    def clear(self) -> bool:
        """Whether a viewer can tell what it is."""
        shown = sorted(each.shown for each in self.glimpses if each is not None)
        return self.there >= 0.4 and shown[len(shown) // 2] >= 0.45

    def drift(self) -> tuple[float, float]:
        """How far it goes in the picture, from where it is seen first to where last, in widths and heights."""
        found = [each for each in self.glimpses if each is not None]
        if not found:
            return 0.0, 0.0
        return found[-1].x - found[0].x, found[-1].y - found[0].y

    def mostly(self, test: Callable[[Glimpse], bool]) -> bool:
        """Whether a test holds on most frames on which it is seen."""
        held = [test(each) for each in self.glimpses if each is not None]
        return bool(held) and sum(held) >= MOSTLY * len(held)


def both_mostly(one: Seen, other: Seen, test: Callable[[Glimpse, Glimpse], bool]) -> bool:
    """Whether a test holds on most frames on which both are seen, which at least half of the first one's must be."""
    pairs = zip(one.glimpses, other.glimpses, strict=True)
    held = [test(a, b) for a, b in pairs if a is not None and b is not None]
    enough = 0.5 * one.there * len(one.glimpses)
    return len(held) >= max(enough, 1) and sum(held) >= MOSTLY * len(held)


def facts(scene: Scene, made: Rendering) -> tuple[Seen, ...]:
    """What can be seen of every object of a scene, in the order of labels."""
    count, high, wide = made.labels.shape
    number = len(scene.actors)
    step = _STEP if high > 200 else 1
    labels = made.labels[:, ::step, ::step]
    rows = np.arange(labels.shape[1], dtype=np.float64) * step / high
    columns = np.arange(labels.shape[2], dtype=np.float64) * step / wide
    glimpses: list[list[Glimpse | None]] = [[] for _ in range(number)]
    for t in range(count):
        for k in range(number):
            glimpses[k].append(None)
            if made.inside[t, k] == 0:
                continue
            mask = labels[t] == k + 1
            down, along = mask.sum(axis=1), mask.sum(axis=0)
            pixels = int(down.sum())
            area = pixels * step * step / (high * wide)
            shown = min(1.0, pixels * step * step / max(float(made.whole[t, k]), 1.0))
            if area >= _SEEN and shown >= _SHOWN:
                x, y = float(along @ columns) / pixels, float(down @ rows) / pixels
                glimpses[k][t] = Glimpse(x, y, area, shown)
    hidden = made.covered > 0.05 * np.maximum(made.whole, 1)[:, :, None]
    often = hidden.mean(axis=0)
    return tuple(
        Seen(
            actor.sprite.thing,
            actor.sprite.colour,
            actor.sprite.shares,
            tuple(glimpses[k]),
            float(made.whole[:, k].mean()) / (high * wide),
            actor.path.kind,
            (float(actor.path.travel[0]), float(actor.path.travel[1])),
            actor.path.length,
            len(actor.sprite.pictures) > 1,
            {other: float(often[k, other]) for other in range(number) if often[k, other]},
        )
        for k, actor in enumerate(scene.actors)
    )
