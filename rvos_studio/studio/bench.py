"""Use case: score what models answered for the open clip, and the track, against the truth.

A *candidate* is what is scored: the track of the project (`RESULT`), one model's answers, or another run of the clip.
Only frames on which both the truth and the candidate have a mask, be it an empty one, are scored.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from rvos_studio.fusion import fuse
from rvos_studio.masks import Mask
from rvos_studio.metrics import (
    Failure,
    LeaveOneOut,
    Score,
    Tag,
    agreement,
    compare,
    failures,
    leave_one_out,
)
from rvos_studio.studio.bench_masks import Loaded, answers_of
from rvos_studio.studio.evaluate import weigh
from rvos_studio.studio.evaluation import Members
from rvos_studio.studio.progress import Progress
from rvos_studio.studio.session import Session

RESULT = "result"
"""The candidate that is the track of the project."""

_Masks = Mapping[int, Mask]


@dataclass(frozen=True, eq=False)
class Scored:
    """One candidate's masks of one object against the truth; all sequences go by `frames`."""

    object_id: int
    candidate: str
    frames: tuple[int, ...]
    """Numbers of the scored frames, ascending; at least one."""
    prediction: tuple[Mask, ...]
    truth: tuple[Mask, ...]
    score: Score
    failures: tuple[Failure, ...]
    """Their frames are places in `frames`."""

    @cached_property
    def tags(self) -> Mapping[int, tuple[Tag, ...]]:
        """Frame -> what went wrong there; frames without any are left out."""
        found: dict[int, tuple[Tag, ...]] = {}
        for failure in self.failures:
            for place in failure.frames:
                frame = self.frames[place]
                found[frame] = (*found.get(frame, ()), failure.tag)
        return found

    def curves(self, length: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """J and F for each of `length` frames, NaN where none was scored."""
        j, f = np.full(length, np.nan), np.full(length, np.nan)
        places = list(self.frames)
        j[places], f[places] = self.score.region, self.score.boundary
        return j, f


@dataclass(frozen=True, slots=True)
class FrameScore:
    """One line of the table: a candidate on a frame."""

    frame: int
    object_id: int
    candidate: str
    j: float
    f: float
    tags: tuple[Tag, ...] = ()

    @property
    def jf(self) -> float:
        """J&F of this frame."""
        return (self.j + self.f) / 2


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of a comparison: how far two candidates are apart on a frame."""

    frame: int
    object_id: int
    before: float
    """J&F of the first."""
    after: float
    """J&F of the second."""

    @property
    def change(self) -> float:
        """Positive where the second is better."""
        return self.after - self.before


@dataclass(frozen=True, eq=False)
class Standings:
    """All scores of the clip."""

    scored: tuple[Scored, ...]
    """By object, then candidate."""
    members: Members | None
    """What each model adds to the fusion of all; None where fewer than two have answered the same frames."""

    @cached_property
    def candidates(self) -> tuple[str, ...]:
        """All that are scored, the track first."""
        return tuple(dict.fromkeys(each.candidate for each in self.scored))

    def of(self, object_id: int) -> tuple[Scored, ...]:
        """What is scored of one object."""
        return tuple(each for each in self.scored if each.object_id == object_id)

    def mean(self, candidate: str) -> tuple[float, float, int]:
        """J and F of a candidate, as means over objects of the means over frames, and its number of frames."""
        own = [each for each in self.scored if each.candidate == candidate]
        j = sum(each.score.j.mean for each in own) / len(own)
        f = sum(each.score.f.mean for each in own) / len(own)
        return j, f, sum(len(each.frames) for each in own)


@dataclass(frozen=True, eq=False)
class _Worth:
    """What leaving models out did on one frame."""

    members: Mapping[str, Sequence[Mask]]
    threshold: float
    found: LeaveOneOut
    agreement: float


class Bench:
    """The truth of the open clip and what was scored against it; only changed masks are scored again."""

    def __init__(self, session: Session, truth: Loaded) -> None:
        self._session = session
        self.truth = truth
        self.others: dict[str, Loaded] = {}
        """Other runs of the clip by the name under which they are scored."""
        self._known: dict[tuple[int, str], dict[int, tuple[Mask, float, float]]] = {}
        self._worth: dict[int, dict[int, _Worth]] = {}
        self._sums: dict[tuple[int, str], Scored] = {}

    def add(self, other: Loaded) -> str:
        """Score another run, too; returns the name it goes by."""
        name, number = other.name, 2
        while name in self.others:
            name, number = f"{other.name} {number}", number + 1
        self.others[name] = other
        return name

    def survey(
        self, stopped: Callable[[], bool] = lambda: False
    ) -> Generator[Progress, None, Standings]:
        """Score everything that is not known yet, frame by frame; once stopped, sum up what is known."""
        scored: list[Scored] = []
        worth: list[tuple[LeaveOneOut, float]] = []
        objects = [each for each in self._session.objects() if each.id in self.truth.tracks]
        total = sum(len(self.truth.tracks[each.id]) for each in objects)
        done = 0
        for record in objects:
            truth = self.truth.tracks[record.id]
            answers = answers_of(self._session.project, record.id)
            tracks = {**self._runs(record.id), **answers}
            threshold = self._session.vote(record.id).threshold
            for frame in sorted(truth):
                done += 1
                if stopped():
                    break
                scored_one = self._score(record.id, frame, tracks, truth[frame])
                if (
                    self._leave_out(record.id, frame, answers, truth[frame], threshold)
                    or scored_one
                ):
                    yield Progress(done, total, f"object {record.id}, frame {frame}")
            found = (self._summed(record.id, name, tracks[name], truth) for name in tracks)
            scored += [each for each in found if each]
            worth += self._worth_of(record.id, answers, truth)
        order = {name: place for place, name in enumerate((RESULT, *self._models(), *self.others))}
        scored.sort(key=lambda each: (each.object_id, order.get(each.candidate, len(order))))
        return Standings(tuple(scored), weigh(_alike(worth)))

    def _models(self) -> tuple[str, ...]:
        project = self._session.project
        named = (name for record in project.objects() for name in project.models(record.id))
        return tuple(dict.fromkeys(named))

    def _runs(self, object_id: int) -> dict[str, _Masks]:
        """The track, and those of other runs."""
        track = self._session.project.track(object_id)
        found: dict[str, _Masks] = {RESULT: {frame: each.mask for frame, each in track.items()}}
        for name, other in tuple(self.others.items()):
            found[name] = other.tracks.get(object_id, {})
        return found

    def _score(self, object_id: int, frame: int, tracks: Mapping[str, _Masks], truth: Mask) -> bool:
        """Score the masks of a frame that have changed; whether there were any."""
        stale: dict[str, Mask] = {}
        for name, masks in tracks.items():
            known = self._known.setdefault((object_id, name), {}).get(frame)
            if frame in masks and (known is None or known[0] != masks[frame]):
                stale[name] = masks[frame]
        if stale:
            j, f = compare([mask.array() for mask in stale.values()], [truth.array()])
            for row, (name, mask) in enumerate(stale.items()):
                self._known[object_id, name][frame] = mask, float(j[row, 0]), float(f[row, 0])
        return bool(stale)

    def _summed(self, object_id: int, name: str, masks: _Masks, truth: _Masks) -> Scored | None:
        known = self._known.get((object_id, name), {})
        frames = tuple(
            frame
            for frame in sorted(truth)
            if frame in masks and frame in known and known[frame][0] == masks[frame]
        )
        if not frames:
            return None
        prediction = tuple(masks[frame] for frame in frames)
        before = self._sums.get((object_id, name))
        if before and (before.frames, before.prediction) == (frames, prediction):
            return before
        score = Score(
            tuple(known[frame][1] for frame in frames), tuple(known[frame][2] for frame in frames)
        )
        true = tuple(truth[frame] for frame in frames)
        tags = failures(prediction, true, score)
        found = Scored(object_id, name, frames, prediction, true, score, tags)
        self._sums[object_id, name] = found
        return found

    def _leave_out(
        self,
        object_id: int,
        frame: int,
        answers: Mapping[str, _Masks],
        truth: Mask,
        threshold: float,
    ) -> bool:
        """Leave each model out of the vote on a frame that all have answered; whether there was anything to do."""
        if len(answers) < 2 or any(frame not in masks for masks in answers.values()):
            return False
        members = {name: [masks[frame]] for name, masks in answers.items()}
        known = self._worth.setdefault(object_id, {}).get(frame)
        if known is not None and (known.members, known.threshold) == (members, threshold):
            return False
        self._worth[object_id][frame] = _Worth(
            members,
            threshold,
            leave_one_out(members, [truth], partial(fuse, threshold=threshold)),
            agreement([mask for (mask,) in members.values()]),
        )
        return True

    def _worth_of(
        self, object_id: int, answers: Mapping[str, _Masks], truth: _Masks
    ) -> list[tuple[LeaveOneOut, float]]:
        """What an object's models are worth over all frames that all have answered."""
        known = self._worth.get(object_id, {})
        common = [k for k in sorted(truth) if all(k in masks for masks in answers.values())]
        frames = [
            known[k] for k in common if k in known and known[k].members.keys() == answers.keys()
        ]
        if len(answers) < 2 or not frames:
            return []
        each = [one.found for one in frames]
        found = LeaveOneOut(
            _joined([one.fused for one in each]),
            {name: _joined([one.alone[name] for one in each]) for name in answers},
            {name: _joined([one.without[name] for one in each]) for name in answers},
        )
        return [(found, sum(one.agreement for one in frames) / len(frames))]


def worst_first(standings: Standings) -> list[FrameScore]:
    """Every candidate on every frame that is not perfect, the lowest J&F first."""
    rows = [
        FrameScore(frame, each.object_id, each.candidate, j, f, each.tags.get(frame, ()))
        for each in standings.scored
        for frame, j, f in zip(each.frames, each.score.region, each.score.boundary, strict=True)
        if min(j, f) < 1
    ]
    rows.sort(key=lambda row: row.jf)
    return rows


def differences(
    standings: Standings, before: str, after: str, tag: Tag | None = None
) -> list[Difference]:
    """How two candidates differ on the frames that both have, the largest change first.

    With a `tag` only frames on which either of them went wrong in this way.
    """
    rows = []
    first = {each.object_id: each for each in standings.scored if each.candidate == before}
    for second in (each for each in standings.scored if each.candidate == after):
        if (base := first.get(second.object_id)) is not None:
            then, now = _by_frame(base), _by_frame(second)
            tagged = (base.tags, second.tags)
            common = (
                frame
                for frame in second.frames
                if frame in then and (tag is None or any(tag in t.get(frame, ()) for t in tagged))
            )
            rows += [Difference(k, second.object_id, then[k], now[k]) for k in common]
    rows.sort(key=lambda row: -abs(row.change))
    return rows


def spread(rows: Sequence[FrameScore], most: int, apart: int) -> list[FrameScore]:
    """The first rows of which no two are of one candidate and object fewer than `apart` frames from each other."""
    kept: list[FrameScore] = []
    taken: dict[tuple[int, str], list[int]] = {}
    for row in rows:
        near = taken.setdefault((row.object_id, row.candidate), [])
        if all(abs(row.frame - frame) >= apart for frame in near):
            near.append(row.frame)
            kept.append(row)
            if len(kept) == most:
                break
    return kept


def _alike(worth: list[tuple[LeaveOneOut, float]]) -> list[tuple[LeaveOneOut, float]]:
    """Of several objects, those that all models have answered."""
    most = max((one.alone.keys() for one, _ in worth), key=len, default=None)
    return [(one, agreed) for one, agreed in worth if one.alone.keys() == most]


def _joined(scores: Sequence[Score]) -> Score:
    return Score(
        tuple(j for each in scores for j in each.region),
        tuple(f for each in scores for f in each.boundary),
    )


def _by_frame(scored: Scored) -> dict[int, float]:
    pairs = zip(scored.frames, scored.score.region, scored.score.boundary, strict=True)
    return {frame: (j + f) / 2 for frame, j, f in pairs}
