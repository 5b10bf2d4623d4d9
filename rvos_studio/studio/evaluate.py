"""Use case: score predictions against the truth of a benchmark."""

import heapq
import multiprocessing
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rvos_studio.errors import BadInput
from rvos_studio.formats.layouts import (
    LAYOUTS,
    Layout,
    Listing,
    PictureFolder,
    Predictions,
    Target,
    Video,
    guess,
)
from rvos_studio.formats.layouts.table import MOST_PROPOSALS
from rvos_studio.fusion import fuse
from rvos_studio.masks import Mask
from rvos_studio.metrics import (
    LeaveOneOut,
    Score,
    agreement,
    best_assignment,
    failures,
    instability,
    leave_one_out,
    mean_jf,
    score,
)
from rvos_studio.studio.evaluation import Evaluation, Member, Members, Request, Row, WorstFrame
from rvos_studio.studio.progress import Progress
from rvos_studio.studio.project_folder import ProjectFolder
from rvos_studio.studio.session import SUFFIX

_AHEAD = 4
"""Videos in the queue of each worker."""


@dataclass(frozen=True)
class _Scored:
    """What comes of one video."""

    rows: list[Row]
    worst: list[WorstFrame]
    members: list[tuple[LeaveOneOut, float]]
    """What members are worth and how far they agree, target by target."""


def evaluate(request: Request, jobs: int = 1) -> Generator[Progress, None, Evaluation]:
    """Score every video, in `jobs` processes; only one video at a time is held in memory by each.

    Raises `BadInput` where files are missing, unless they count as empty, or are not what the layout has there.
    """
    work = _Work(request)
    if jobs < 1:
        raise BadInput(f"Scoring needs at least one process, not {jobs}.")
    absent = yield from work.check()
    rows: list[Row] = []
    worst: list[WorstFrame] = []
    members: list[tuple[LeaveOneOut, float]] = []
    results = _here(work) if jobs == 1 else _elsewhere(work, jobs)
    try:
        for done, found in enumerate(results, start=1):
            rows += found.rows
            worst = heapq.nsmallest(request.worst, [*worst, *found.worst], key=lambda each: each.jf)
            members += found.members
            yield Progress(done, len(work.names), f"scoring, {work.names[done - 1]}")
    finally:
        results.close()
    rows.sort(key=lambda row: work.layout.runs.index(row.run))
    return Evaluation(work.layout, work.request, tuple(rows), absent, tuple(worst), weigh(members))


class _Work:
    """A request with its files opened."""

    def __init__(self, request: Request) -> None:
        if not request.truth.exists():
            raise BadInput(f"There is no truth '{request.truth}'; give the folder of a split.")
        if not 0 < request.threshold <= 1:
            raise BadInput(
                f"The threshold is a share above 0 and at most 1; {request.threshold:g} is not."
            )
        name = request.layout or guess(request.truth, request.predictions)
        if name not in LAYOUTS:
            raise BadInput(f"There is no layout '{name}'. There are: {', '.join(LAYOUTS)}.")
        self.request, self.layout = request, LAYOUTS[name]
        self.listing: Listing = self.layout.listing(request.truth)
        self.predictions = open_predictions(request.predictions, self.layout)
        self.names = chosen(self.listing, request.videos, self.predictions)
        self.members: dict[str, Predictions] = {
            name: open_predictions(path, self.layout) for name, path in request.members.items()
        }
        if not self.members and isinstance(self.predictions, ProjectFolder):
            self.members.update(self.predictions.members())
        if self.layout.by_assignment and request.members:
            raise BadInput(
                f"Members cannot be left out where ids mean nothing, as in {self.layout.title}."
            )

    def check(self) -> Generator[Progress, None, int]:
        """The number of frames that are missing; raises `BadInput` where they may not be."""
        absent, first, total = 0, "", 0
        for done, name in enumerate(self.names, start=1):
            video = self._trimmed(self.listing.outline(name))
            total += len(self.layout.runs) * len(video.frame_names) * max(1, len(video.targets))
            for run in self.layout.runs:
                found = self.predictions.missing(video, run)
                first = first or (found[0] if found else "")
                absent += len(found)
            yield Progress(done, len(self.names), f"looking, {name}")
        if absent and not self.request.missing_is_empty:
            raise BadInput(
                f"{absent:,} of {total:,} frames are missing in '{self.request.predictions}', the first is '{first}'; "
                "add them, or score them as empty with '--missing empty'."
            )
        return absent

    def score(self, name: str) -> _Scored:
        """Score one video in all runs."""
        video = self._trimmed(self.listing.truth(name))
        rows, worst = [], []
        for run in self.layout.runs:
            tracks = self.predictions.tracks(video, run)
            for target, matched, prediction, found in self._matched(video, tracks):
                row = Row(
                    run,
                    video.name,
                    target.name,
                    target.text,
                    matched,
                    video.frame_names,
                    found,
                    failures(prediction, target.masks, found),
                    instability(prediction),
                )
                rows.append(row)
                if (frame := _worst(found, prediction, target.masks)) is not None:
                    picture = (
                        video.pictures / f"{video.frame_names[frame]}.jpg"
                        if video.pictures
                        else None
                    )
                    worst.append(
                        WorstFrame(row, frame, prediction[frame], target.masks[frame], picture)
                    )
        return _Scored(rows, worst, self._member_scores(video))

    def _trimmed(self, video: Video) -> Video:
        if not self.layout.inner_frames:
            return video
        if len(video.frame_names) < 3:
            raise BadInput(f"'{video.name}' has no frames between its first and last to score.")
        return video.inner()

    def _matched(
        self, video: Video, tracks: Mapping[str, Sequence[Mask]]
    ) -> Iterator[tuple[Target, str | None, Sequence[Mask], Score]]:
        empty = [Mask.empty(*each.shape) for each in video.targets[0].masks]
        if not self.layout.by_assignment:
            extra = tracks.keys() - {target.name for target in video.targets}
            if extra:
                raise BadInput(
                    f"The predictions for '{video.name}' have the id {min(extra, key=int)}, but the truth has "
                    f"{len(video.targets)} objects."
                )
            for target in video.targets:
                prediction = tracks.get(target.name, empty)
                yield (
                    target,
                    target.name,
                    prediction,
                    score(_arrays(prediction), _arrays(target.masks)),
                )
            return
        if len(tracks) > MOST_PROPOSALS:
            raise BadInput(
                f"The predictions for '{video.name}' have {len(tracks)} objects; the benchmark allows {MOST_PROPOSALS}."
            )
        names = list(tracks)
        pairs = best_assignment(
            [_arrays(tracks[name]) for name in names],
            [_arrays(target.masks) for target in video.targets],
            void=_arrays(video.void) if video.void else None,
        )
        for target, (position, found) in zip(video.targets, pairs, strict=True):
            matched = None if position is None else names[position]
            yield target, matched, empty if matched is None else tracks[matched], found

    def _member_scores(self, video: Video) -> list[tuple[LeaveOneOut, float]]:
        if len(self.members) < 2 or self.layout.by_assignment:
            return []
        tracks = {name: each.tracks(video, "") for name, each in self.members.items()}
        scores = []
        for target in video.targets:
            empty = [Mask.empty(*each.shape) for each in target.masks]
            masks = {name: each.get(target.name, empty) for name, each in tracks.items()}
            worth = leave_one_out(
                masks, target.masks, partial(fuse, threshold=self.request.threshold)
            )
            agreed = [agreement(frame) for frame in zip(*masks.values(), strict=True)]
            scores.append((worth, sum(agreed) / len(agreed)))
        return scores


def open_predictions(path: Path, layout: Layout) -> PictureFolder | ProjectFolder:
    """A project, a folder of projects, or a folder of pictures."""
    if path.is_file() or (path.is_dir() and any(path.glob(f"*{SUFFIX}"))):
        return ProjectFolder(path, layout.answer)
    return PictureFolder(path, layout.answer)


def chosen(listing: Listing, videos: Path | None, predictions: Predictions) -> tuple[str, ...]:
    """The videos to work on: those of a list, those of a single project, else all."""
    if videos is not None:
        try:
            wanted = videos.read_text("utf-8").split()
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(f"'{videos}' cannot be read as a list of videos: {error}.") from error
        unknown = [name for name in wanted if name not in set(listing.names)]
        if unknown or not wanted:
            said = (
                f"the video '{unknown[0]}', which the dataset does not have"
                if unknown
                else "no video"
            )
            raise BadInput(f"'{videos}' names {said}.")
        return tuple(dict.fromkeys(wanted))
    if isinstance(predictions, ProjectFolder) and predictions.single:
        names = tuple(name for name in listing.names if name in predictions)
        if not names:
            raise BadInput(f"The dataset has no video of the clip or name of '{predictions.path}'.")
        return names
    return listing.names


def _here(work: _Work) -> Generator[_Scored, None, None]:
    for name in work.names:
        yield work.score(name)


def _elsewhere(work: _Work, jobs: int) -> Generator[_Scored, None, None]:
    """The same by worker processes, in the same order."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, context, initializer=_prepare, initargs=(work.request,))
    waiting: deque[Future[_Scored]] = deque()
    try:
        for name in work.names:
            waiting.append(pool.submit(_score, name))
            if len(waiting) == _AHEAD * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


_prepared: list[_Work] = []
"""What a worker process works on."""


def _prepare(request: Request) -> None:
    _prepared.append(_Work(request))


def _score(name: str) -> _Scored:
    return _prepared[0].score(name)


def weigh(scores: Sequence[tuple[LeaveOneOut, float]]) -> Members | None:
    """What members are worth over all targets, each given with how far the members agree; None for no targets."""
    if not scores:
        return None
    worth = [each for each, _ in scores]
    fused = mean_jf([each.fused for each in worth])
    members = []
    for name in worth[0].alone:
        alone = mean_jf([each.alone[name] for each in worth])
        without = mean_jf([each.without[name] for each in worth])
        members.append(Member(name, alone, without, fused - without))
    return Members(fused, sum(agreed for _, agreed in scores) / len(scores), tuple(members))


def _worst(found: Score, prediction: Sequence[Mask], truth: Sequence[Mask]) -> int | None:
    """The frame with the lowest J&F; of equal ones that with the most to see. None where all are perfect."""
    frames = [
        k for k, jf in enumerate(zip(found.region, found.boundary, strict=True)) if min(jf) < 1
    ]

    def badness(frame: int) -> tuple[float, int]:
        jf = found.region[frame] + found.boundary[frame]
        return jf, -truth[frame].area - prediction[frame].area

    return min(frames, key=badness, default=None)


def _arrays(masks: Iterable[Mask]) -> Iterator[NDArray[np.bool_]]:
    return (mask.array() for mask in masks)
