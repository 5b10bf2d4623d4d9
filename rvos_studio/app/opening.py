"""Opening a clip: everything slow that must happen before it can be shown."""

from dataclasses import dataclass
from pathlib import Path

from rvos_studio.app.overview import Overview, overview
from rvos_studio.app.places import Place, place_of
from rvos_studio.models import catalogue
from rvos_studio.models.catalogue import Card, Role
from rvos_studio.studio import Session
from rvos_studio.studio.session import SUFFIX


@dataclass(frozen=True)
class Opened:
    """An open session, and what else the first view needs."""

    session: Session
    overview: Overview
    times: tuple[float, ...]
    """When each frame is shown, in seconds."""
    segmenters: tuple[Card, ...]
    propagators: tuple[Card, ...]
    click_segmenters: tuple[Card, ...]
    place: Place | None
    """Where the person left it."""


def open_session(path: Path, video: Path | None = None) -> Opened:
    """Open a video, a folder of frames or a project; raises what `Session.start` raises."""
    session = Session.start(path, video)
    return Opened(
        session,
        overview(session, 0),
        tuple(session.clip.time(frame) for frame in range(len(session.clip))),
        *ready_models(),
        place_of(session.project.path),
    )


def ready_models() -> tuple[tuple[Card, ...], tuple[Card, ...], tuple[Card, ...]]:
    """Segmenters, propagators and click segmenters that can run here; looks at the disk."""
    segmenters, propagators, click_segmenters = (
        tuple(catalogue.ready(role))
        for role in (Role.SEGMENTER, Role.PROPAGATOR, Role.CLICK_SEGMENTER)
    )
    return segmenters, propagators, click_segmenters


def is_project(path: Path) -> bool:
    return path.suffix == SUFFIX
