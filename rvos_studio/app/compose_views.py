"""From a session to comparisons of models' answers, read and drawn in one go."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from rvos_studio.app.canvas.layers import Comparison, Layer, Painting, Pixels, Swatch
from rvos_studio.app.canvas.overlay import PLAIN, Overlay, Style, premultiplied
from rvos_studio.app.canvas.picture import Picture
from rvos_studio.app.canvas.views import RESULT, Mode, Side, View
from rvos_studio.app.language import tr
from rvos_studio.fusion import Vote
from rvos_studio.masks import Mask
from rvos_studio.studio import Session

ONLY_ONE, ONLY_OTHER, BOTH = QColor("#56b4e9"), QColor("#d55e00"), QColor("#ffffff")
"""Okabe and Ito's sky blue and vermilion: told apart with any colour vision, and by lightness."""
_DIFFERING, _ALIKE = 0.68, 0.22

_RAMP = ("#440154", "#3b528b", "#21918c", "#5ec962", "#fde725")
"""Viridis, which grows in lightness for any colour vision (van der Walt and Smith 2015)."""
_VOTED = 0.64
_MOST_SWATCHES = 9


@dataclass(frozen=True)
class Glance:
    """What is asked for: a picture, the models that have answered, and how to compare them."""

    picture: Picture
    models: tuple[Side, ...]
    view: View | None
    strip: bool
    """Whether all models' answers are wanted, and not only those in the view."""
    vote: Vote | None = None
    """A vote that is being tried out."""
    style: Style = PLAIN


def compare(session: Session, glance: Glance, known: Comparison | None = None) -> Comparison:
    """Read and draw the answers that are asked for; what `known` has of the same picture is not made again."""
    picture, view = glance.picture, glance.view
    shown = view.sides if view else ()
    wanted = [side for side in glance.models if glance.strip or side in shown]
    answers = dict(known.answers) if known and _reusable(known, glance) else {}
    if missing := [side for side in wanted if side.model not in answers]:
        masks = session.predictions(picture.chosen, picture.frame)
        drawn = known.answers if known and _drawn_alike(known, glance) else {}
        for side in missing:
            mask, before = masks.get(side.model), drawn.get(side.model)
            if mask and before and (before.side, before.mask) == (side, mask):
                answers[side.model] = (
                    before  # the same frame with another result, after a vote or an edit
                )
            else:
                answers[side.model] = _answer(glance, side, mask)
    if view is None:
        return Comparison(picture, glance.style, view, answers, ())
    if view.mode is Mode.VOTES:
        return _votes(session, glance, answers)
    layers = [_side(glance, side, answers) for side in shown]
    if view.mode is Mode.DIFFERENCE:
        return _difference(glance, answers, *layers)
    lacks = [f"{layer.side.words}: {layer.lack}" for layer in layers if layer.lack]
    remark = ", ".join(lacks) or (_likeness(picture, *layers) if view.mode is Mode.SOLO else "")
    return Comparison(picture, glance.style, view, answers, tuple(layers), remark=remark)


def _reusable(known: Comparison, glance: Glance) -> bool:
    return known.picture is glance.picture and known.style == glance.style


def _drawn_alike(known: Comparison, glance: Glance) -> bool:
    """Whether equal masks look the same in both."""
    return known.picture.chosen == glance.picture.chosen and known.style == glance.style


def _answer(glance: Glance, side: Side, mask: Mask | None) -> Layer:
    if mask is None:
        return Layer(side, None)
    pixels = mask.array().view(np.uint8)
    drawn = _overlay(glance, pixels, replace(glance.style, dashes=side.number))
    return Layer(side, drawn, pixels, pixels, pixels, mask)


def _side(glance: Glance, side: Side, answers: Mapping[str, Layer]) -> Layer:
    if side.model:
        return answers[side.model]
    pixels = glance.picture.pixels if side == RESULT else None
    if pixels is None:
        return Layer(side, None)
    return Layer(side, _overlay(glance, pixels, glance.style), pixels)


def _overlay(glance: Glance, pixels: Pixels, style: Style) -> Overlay:
    return Overlay({glance.picture.chosen: pixels}, *pixels.shape, style)


def _difference(
    glance: Glance, answers: Mapping[str, Layer], one: Layer, other: Layer
) -> Comparison:
    shape = glance.picture.image.height(), glance.picture.image.width()
    left, right = (
        np.zeros(shape, np.uint8) if each.pixels is None else each.pixels for each in (one, other)
    )
    kinds = left + 2 * right
    shades = [
        premultiplied(ONLY_ONE, _DIFFERING),
        premultiplied(ONLY_OTHER, _DIFFERING),
        premultiplied(BOTH, _ALIKE),
    ]
    layer = Layer(
        one.side,
        Painting(painted(kinds, shades)),
        left,
        adds=(kinds == 1).view(np.uint8),
        removes=(kinds == 2).view(np.uint8),
    )
    legend = (
        Swatch(ONLY_ONE, tr("Only in {side}").format(side=one.side.words)),
        Swatch(
            ONLY_OTHER,
            tr("Only in {side}").format(side=other.side.words)
            if other.side.model
            else tr("Only in the result"),
        ),
        Swatch(BOTH, tr("In both")),
    )
    return Comparison(
        glance.picture, glance.style, glance.view, answers, (layer,), legend, _overlap(kinds)
    )


def _likeness(picture: Picture, layer: Layer) -> str:
    """How much of a model's answer and of the result both have."""
    if picture.pixels is None:
        return ""
    both = cv2.countNonZero(layer.pixels & picture.pixels)
    either = cv2.countNonZero(layer.pixels | picture.pixels)
    return tr("Overlap with the result: {share:.0%}").format(share=both / either) if either else ""


def _overlap(kinds: Pixels) -> str:
    both, either = cv2.countNonZero((kinds == 3).view(np.uint8)), cv2.countNonZero(kinds)
    return (
        tr("Overlap: {share:.0%}").format(share=both / either)
        if either
        else tr("Nobody sees it here")
    )


def _votes(session: Session, glance: Glance, answers: Mapping[str, Layer]) -> Comparison:
    picture = glance.picture
    vote = (glance.vote or session.vote(picture.chosen)).at(picture.frame)
    found = session.project.predictions(picture.chosen, picture.frame)
    masks = [mask for member in vote.members for mask in found.get(member, ())]
    kind = np.uint8 if len(masks) < 256 else np.uint16
    counts = np.zeros((picture.image.height(), picture.image.width()), kind)
    for mask in masks:
        x, y, width, height = mask.bbox
        box = np.s_[y : y + height, x : x + width]
        counts[box] += mask.array()[box]
    ramp = steps(len(masks))
    shades = [premultiplied(colour, _VOTED) for colour in ramp]
    painting = Painting(painted(counts, shades, picture.pixels))
    return Comparison(
        picture,
        glance.style,
        glance.view,
        answers,
        (
            Layer(
                Side(Mode.VOTES.value),
                painting,
                adds=(counts > 0).view(np.uint8),
                removes=picture.pixels,
                counts=counts,
            ),
        ),
        tuple(_ramp_legend(ramp)),
        tr("White outline: the result") if masks else tr("Nobody has answered here"),
    )


def steps(count: int) -> list[QColor]:
    """So many colours from few votes to all of them, evenly along the ramp."""
    anchors = np.array([QColor(each).getRgb()[:3] for each in _RAMP], float)
    places = np.linspace(0, len(anchors) - 1, count) if count > 1 else [len(anchors) - 1] * count
    line = np.arange(len(anchors))
    return [
        QColor(*(round(np.interp(place, line, anchors[:, channel])) for channel in range(3)))
        for place in places
    ]


def painted(
    kinds: NDArray[np.unsignedinteger[Any]], shades: Sequence[int], outlined: Pixels | None = None
) -> QImage:
    """Kinds (H x W) in premultiplied shades, 0 see-through and 1 the first shade; a mask's outline in white on top."""
    height, width = kinds.shape
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    pixels = np.frombuffer(image.bits(), np.uint32).reshape(height, width)
    np.take(np.array([0, *shades], np.uint32), kinds, out=pixels, mode="clip")
    if outlined is not None:
        reach = max(1, round(height / 540))
        kernel = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
        inner = cv2.erode(outlined, kernel, borderType=cv2.BORDER_CONSTANT, borderValue=1)
        pixels[outlined > inner] = premultiplied(QColor("white"), 1)
    return image


def _ramp_legend(ramp: Sequence[QColor]) -> Iterable[Swatch]:
    """Every step where they are few, else the first and the last."""
    last = len(ramp)
    for count, colour in enumerate(ramp, 1):
        if last <= _MOST_SWATCHES or count in (1, last):
            yield Swatch(colour, tr("%Ln vote(s)", "", count))
        elif count == 2:
            yield Swatch(ramp[last // 2], "…")
