"""What the bench found as pictures and as a report."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from rvos_studio.errors import BadInput
from rvos_studio.formats.layouts import LAYOUTS
from rvos_studio.formats.target import replacing
from rvos_studio.masks import Mask
from rvos_studio.metrics import Tag, instability
from rvos_studio.studio.bench import FrameScore, Scored, Standings, spread, worst_first
from rvos_studio.studio.bench_masks import Loaded
from rvos_studio.studio.evaluation import Evaluation, Members, Request, Row, WorstFrame
from rvos_studio.studio.progress import Progress
from rvos_studio.studio.report import as_html
from rvos_studio.studio.report.pictures import painted
from rvos_studio.studio.session import Session

WORST = 12
"""Frames that a report shows."""


@dataclass(frozen=True)
class Selection:
    """Which scores are meant: all, unless said otherwise."""

    candidate: str = ""
    tag: Tag | None = None

    def rows(self, rows: Sequence[FrameScore]) -> list[FrameScore]:
        """Those of the rows that are meant, in their order."""
        return [
            row
            for row in rows
            if self.candidate in ("", row.candidate) and (self.tag is None or self.tag in row.tags)
        ]

    def tracks(self, scored: Sequence[Scored]) -> list[Scored]:
        """Those of the tracks that are meant."""
        return [
            each
            for each in scored
            if self.candidate in ("", each.candidate)
            and (self.tag is None or any(self.tag is found.tag for found in each.failures))
        ]


def triptych(
    session: Session, standings: Standings, row: FrameScore, width: int
) -> NDArray[np.uint8]:
    """Prediction, truth and difference side by side, each `width` pixels wide, RGB."""
    frame = session.clip.frame(row.frame)
    height = max(1, round(frame.shape[0] * width / frame.shape[1]))
    small = np.asarray(cv2.resize(frame, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    return np.hstack(painted(small, *_masks(standings, row)))


def export_report(
    session: Session,
    truth: Loaded,
    standings: Standings,
    selection: Selection,
    place: Path,
    title_of: Callable[[str], str],
) -> Generator[Progress, None, None]:
    """Write the selected tracks as one HTML file. Raises `BadInput` where nothing is selected."""
    tracks = selection.tracks(standings.scored)
    if not tracks:
        raise BadInput("Nothing is selected; choose another model or tag, then export again.")
    worst = spread(
        selection.rows(worst_first(standings)), WORST, max(1, round(session.clip.rate / 2))
    )
    rows = {_key(each): _row(session, each, title_of(each.candidate)) for each in tracks}
    shown = []
    for done, each in enumerate(worst, start=1):
        yield Progress(done, len(worst), f"frame {each.frame}")
        prediction, true = _masks(standings, each)
        row = rows[each.object_id, each.candidate]
        place_in = row.frame_names.index(session.clip.frame_names[each.frame])
        shown.append(WorstFrame(row, place_in, prediction, true, session.clip.frame(each.frame)))
    named = dict.fromkeys(row.run for row in rows.values())
    layout = replace(LAYOUTS["davis"], title=truth.name, runs=tuple(named))
    request = Request(truth.path, session.project.path, worst=WORST)
    members = None if selection.candidate else _titled(standings.members, title_of)
    found = Evaluation(layout, request, tuple(rows.values()), 0, tuple(shown), members)
    with replacing(place, overwrite=True) as temporary:
        temporary.write_bytes(as_html(found))


def _row(session: Session, scored: Scored, title: str) -> Row:
    record = session.project.object(scored.object_id)
    text = record.expressions[0].text if record.expressions else record.name
    names = tuple(session.clip.frame_names[frame] for frame in scored.frames)
    number = str(scored.object_id)
    return Row(
        title,
        session.clip.name,
        number,
        text,
        number,
        names,
        scored.score,
        scored.failures,
        instability(scored.prediction),
    )


def _masks(standings: Standings, row: FrameScore) -> tuple[Mask, Mask]:
    """What was predicted and what is true."""
    scored = next(each for each in standings.scored if _key(each) == (row.object_id, row.candidate))
    place = scored.frames.index(row.frame)
    return scored.prediction[place], scored.truth[place]


def _titled(members: Members | None, title_of: Callable[[str], str]) -> Members | None:
    if members is None:
        return None
    return replace(
        members, each=tuple(replace(each, name=title_of(each.name)) for each in members.each)
    )


def _key(each: Scored | FrameScore) -> tuple[int, str]:
    return each.object_id, each.candidate
