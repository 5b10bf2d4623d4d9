"""From a session to pictures: what one frame shows, read and drawn in one go."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rvos_studio.app.canvas.overlay import PLAIN, Overlay, Style, image_of
from rvos_studio.app.canvas.picture import Picture
from rvos_studio.app.core_words import of_core
from rvos_studio.app.language import tr
from rvos_studio.fusion import Vote, fuse
from rvos_studio.masks import Mask
from rvos_studio.project import Kind, Provenance, Run
from rvos_studio.studio import Session


@dataclass(frozen=True)
class StageLook:
    """A stage of a recipe, to be looked at in the track's place."""

    run: Run
    node: str
    model: str = ""
    """Whose answers the node is, where it is a source."""


@dataclass(frozen=True)
class PastLook:
    """A track as it was, to be looked at in its place."""

    title: str
    masks: Mapping[int, int | None] = field(hash=False)
    """Frame -> the number of the mask that was there, None for none; other frames are as they are."""


@dataclass(frozen=True)
class Look:
    """What is asked for: a frame, the object that is edited (0 for none), a vote that is being tried out, and how."""

    frame: int
    chosen: int
    vote: Vote | None = None
    style: Style = PLAIN
    stage: StageLook | PastLook | None = None


def compose(session: Session, look: Look) -> Picture:
    """Read one frame's masks and draw them; tens of ms at 1080p, so not for the UI thread."""
    masks: dict[int, NDArray[np.uint8]] = {}
    locked = False
    for record in session.objects():
        if record.id == look.chosen:
            locked = record.locked
        elif track := session.mask(record.id, look.frame):
            masks[record.id] = _pixels(track.mask)
    remark = ""
    if look.chosen:
        masks[look.chosen], remark = chosen_pixels(session, look)
    size = session.clip.height, session.clip.width
    overlay = Overlay(masks, *size, look.style) if masks else None
    image = image_of(session.clip.frame(look.frame))
    badge = _badge(look) if look.chosen else ""
    return Picture(look.frame, image, look.chosen, masks, overlay, remark, locked, badge)


def _badge(look: Look) -> str:
    """What takes the track's place."""
    match look.stage:
        case PastLook(title=title, masks=masks):
            unchanged = tr("{past}: as now")
            return title if look.frame in masks else unchanged.format(past=title)
        case StageLook(run=run, node=node):
            return _stage_words(run, node)
    return ""


def _stage_words(run: Run, node: str) -> str:
    return tr("Stage {stage} of {recipe}").format(stage=node, recipe=of_core(run.name))


def chosen_pixels(session: Session, look: Look) -> tuple[NDArray[np.uint8], str]:
    """The chosen object's pixels, and where they come from: the track, or the vote where that decides."""
    if isinstance(look.stage, PastLook):
        if look.frame in look.stage.masks:
            return past_pixels(session, look.frame, look.stage)
    elif look.stage is not None:
        return stage_pixels(session, look.chosen, look.frame, look.stage)
    track = session.mask(look.chosen, look.frame)
    voted = track is None or (look.vote is not None and track.provenance.kind <= Kind.FUSION)
    if not voted:
        return _pixels(track.mask), words(track.provenance)
    pixels = session.refuse(look.chosen, look.frame, look.vote)
    if pixels is None or not pixels.any():
        return np.zeros((session.clip.height, session.clip.width), np.uint8), ""
    return pixels.view(np.uint8), tr("A vote of the models")


def stage_pixels(
    session: Session, object_id: int, frame: int, stage: StageLook
) -> tuple[NDArray[np.uint8], str]:
    """What a node gives on a frame; where it has a track for each expression, the pixels that half of them have."""
    if stage.model:
        masks = session.project.predictions(object_id, frame).get(stage.model, [])
    else:
        masks = list(session.project.stages.on_frame(stage.run, frame).get(stage.node, {}).values())
    remark = _stage_words(stage.run, stage.node)
    if not masks:
        return np.zeros((session.clip.height, session.clip.width), np.uint8), remark
    return _pixels(fuse(masks, 0.5)), remark


def past_pixels(session: Session, frame: int, past: PastLook) -> tuple[NDArray[np.uint8], str]:
    """What was on a frame."""
    number = past.masks[frame]
    found = session.project.versions.read([number]) if number else {}
    size = session.clip.height, session.clip.width
    mask = found.get(number or 0) or Mask.empty(*size)
    return _pixels(mask), past.title


def words(provenance: Provenance) -> str:
    """Where a mask comes from, for the status bar."""
    match provenance.kind:
        case Kind.PERSON:
            return tr("Drawn by hand")
        case Kind.PROPAGATION:
            return tr("Propagated by {model}").format(model=provenance.model)
        case Kind.FUSION:
            name = provenance.recipe.get("recipe")
            return tr("Fused by {recipe}").format(recipe=of_core(name)) if name else tr("Fused")
        case Kind.MODEL:
            return tr("Found by {model}").format(model=provenance.model)


def _pixels(mask: Mask) -> NDArray[np.uint8]:
    return mask.array().view(np.uint8)
