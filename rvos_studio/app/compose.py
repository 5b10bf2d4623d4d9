"""From a session to a picture: everything one frame shows, read and drawn in one go."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rvos_studio.app.canvas.overlay import Overlay, image_of
from rvos_studio.app.canvas.picture import Picture
from rvos_studio.fusion import Vote
from rvos_studio.masks import Mask
from rvos_studio.project import Kind, Provenance
from rvos_studio.studio import Session


@dataclass(frozen=True)
class Look:
    """What is asked for: a frame, the object that is edited (0 for none), and a vote that is being tried out."""

    frame: int
    chosen: int
    vote: Vote | None = None


def compose(session: Session, look: Look) -> Picture:
    """Read one frame's masks and draw them; slow (tens of ms at 1080p), so not for the UI thread."""
    height, width = session.clip.height, session.clip.width
    masks: dict[int, NDArray[np.uint8]] = {}
    ids = [record.id for record in session.objects() if record.id != look.chosen]
    for object_id in ids:
        if track := session.mask(object_id, look.frame):
            masks[object_id] = _pixels(track.mask)
    remark, answers = "", {}
    if look.chosen:
        track = session.mask(look.chosen, look.frame)
        mask, remark = (track.mask, words(track.provenance)) if track else (None, "")
        trying = look.vote is not None and (not track or track.provenance.kind <= Kind.FUSION)
        if track is None or trying:
            mask = session.fused(look.chosen, look.frame, look.vote)
            remark = "A vote of the models" if mask else ""
        masks[look.chosen] = _pixels(mask) if mask else np.zeros((height, width), np.uint8)
        answers = _answers(session.predictions(look.chosen, look.frame), look.chosen)
    overlay = Overlay(masks, height, width) if masks else None
    image = image_of(session.clip.frame(look.frame))
    return Picture(look.frame, image, look.chosen, masks, overlay, answers, remark)


def words(provenance: Provenance) -> str:
    """Where a mask comes from, for the status bar."""
    match provenance.kind:
        case Kind.PERSON:
            return "Drawn by hand"
        case Kind.PROPAGATION:
            return f"Propagated by {provenance.model}"
        case Kind.FUSION:
            return "Fused"
        case Kind.MODEL:
            return f"Found by {provenance.model}"


def _answers(predictions: Mapping[str, Mask], object_id: int) -> dict[str, Overlay]:
    return {
        model: Overlay({object_id: _pixels(mask)}, mask.height, mask.width)
        for model, mask in predictions.items()
    }


def _pixels(mask: Mask) -> NDArray[np.uint8]:
    return mask.array().view(np.uint8)
