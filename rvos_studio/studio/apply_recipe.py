"""Use case: follow a recipe, stage by stage, and write what comes out into an object's track."""

import hashlib
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rvos_studio import settings
from rvos_studio.errors import Refused
from rvos_studio.fusion import (
    BINARY,
    EVERY_MODEL,
    Ballots,
    Key,
    Mode,
    Propagate,
    Recipe,
    Rule,
    Source,
    Vote,
    VoteNode,
)
from rvos_studio.fusion.keyframe import agreement, best_frame, product, summed
from rvos_studio.jobs import Runner
from rvos_studio.masks import FULL, Mask
from rvos_studio.models import catalogue
from rvos_studio.models.protocols import Notice
from rvos_studio.project import AnswerRecord, Kind, Provenance, Run
from rvos_studio.propagation import Direction, MemoryKind, MemoryPolicy, schedule
from rvos_studio.studio import compute
from rvos_studio.studio.disagreement import disagreeing, sentence
from rvos_studio.studio.progress import Progress
from rvos_studio.studio.refusion import levels_of, uncertain_of
from rvos_studio.studio.session import Session

_CHUNK = 16
"""Frames per transaction: few enough to show progress, enough to be quick."""
WHOLE = 0
"""Stands for all expressions of an object, whose ids go from 1."""

Track = dict[int, Mask]
Steps = Generator[Progress, None, None]


def apply_recipe(
    session: Session,
    runner: Runner,
    object_id: int,
    recipe: Recipe,
    *,
    over_propagated: bool = False,
) -> Steps:
    """Follow the recipe over the object's answers and write its output into the track; one undo step.

    What the stages give is kept in the project (`Stages`) as it comes, so that a cancelled or killed run goes on where
    it stopped and the track changes only at the end. A person's masks are never touched; propagated ones that no
    recipe made only with `over_propagated`. Raises `Refused` where a model has not answered or nobody drew the
    keyframes that the recipe wants by hand, and `WeightsMissing`, before anything runs.
    """
    execution = _Execution.prepare(session, runner, object_id, recipe)
    for remark in _remarks(session, object_id, recipe):
        yield Progress(0, execution.total, remark)
    for name in recipe.ordered():
        match recipe.nodes[name]:
            case VoteNode() as node:
                yield from execution.vote(name, node)
            case Propagate() as node:
                yield from execution.propagate(name, node)
    yield from execution.write(over_propagated)


def _remarks(session: Session, object_id: int, recipe: Recipe) -> Iterator[str]:
    models = _models(session, object_id, recipe)
    for found in disagreeing(session, object_id, Vote(models)):
        yield sentence(session, object_id, found)
    lacking = uncertain_of(session.project, object_id, Vote(models, mode=Mode.MEAN))
    if lacking and any(
        (isinstance(node, VoteNode) and node.mode is Mode.MEAN)
        or (isinstance(node, Source) and node.above != BINARY)
        for node in recipe.nodes.values()
    ):
        yield f"no probabilities of {', '.join(lacking)} are known: their masks count as certain"


def _models(session: Session, object_id: int, recipe: Recipe) -> tuple[str, ...]:
    """The models whose answers the recipe takes."""
    answered = session.project.models(object_id) if EVERY_MODEL in recipe.models else []
    named = (model for model in recipe.models if model != EVERY_MODEL)
    return tuple(dict.fromkeys((*named, *answered)))


def _group(session: Session, object_id: int, recipe: Recipe) -> list[int]:
    """The expressions that are fused with each other."""
    own = [each.id for each in session.project.object(object_id).referring]
    if not own:
        raise Refused(f"Object {object_id} has no expression, so no model has answered for it.")
    if recipe.expressions == "by object":
        return own
    everything = sorted(each.id for record in session.objects() for each in record.referring)
    start = everything.index(own[0]) // 2 * 2
    return everything[start : start + 2]


@dataclass
class _Execution:
    """A recipe in the making: what went in, and what the nodes gave so far."""

    session: Session
    runner: Runner
    object_id: int
    recipe: Recipe
    expressions: list[int]
    answers: Mapping[tuple[int, str], Mapping[int, AnswerRecord]]
    """(expression, model) -> frame -> answer."""
    human: Track
    run: Run
    weights: Mapping[str, str]
    """Propagator -> what identifies its weights."""
    total: int = 0
    done: int = 0
    tracks: dict[str, dict[int, Track]] = field(default_factory=dict)
    """Vote or propagation -> expression, or `WHOLE` -> its track."""

    @classmethod
    def prepare(
        cls, session: Session, runner: Runner, object_id: int, recipe: Recipe
    ) -> "_Execution":
        """Look whether everything is there; find or begin the run."""
        project = session.project
        expressions = _group(session, object_id, recipe)
        answers = {
            (expression, model): found
            for model in _models(session, object_id, recipe)
            for expression in expressions
            if (found := project.answered_track(expression, model))
        }
        answered = {model for _, model in answers}
        if missing := [m for m in recipe.models if m not in answered and m != EVERY_MODEL]:
            raise Refused(
                f"Recipe '{recipe.name}' needs answers for object {object_id} from {', '.join(missing)} (there are some"
                f" from {', '.join(project.models(object_id)) or 'nobody'}): ask them, bind them to other models, or"
                " leave them out."
            )
        if not answers:
            raise Refused(f"No model has answered for object {object_id} yet; ask one first.")
        human: Track = {}
        nodes = [recipe.nodes[name] for name in recipe.ordered()]
        if any(isinstance(n, Propagate) and n.key.rule is Rule.HAND for n in nodes):
            human = {
                frame: found.mask
                for frame, found in project.track(object_id).items()
                if found.provenance.kind is Kind.PERSON
            }
            if not human:
                raise Refused(
                    f"Recipe '{recipe.name}' starts from frames of a person, and object {object_id} has none; correct"
                    " or confirm its mask on one frame first."
                )
        weights = {
            name: catalogue.digest(catalogue.require(name, catalogue.Role.PROPAGATOR))
            for name in recipe.propagators
        }
        run = project.stages.begin(object_id, recipe, _digest(answers, human, weights))
        execution = cls(
            session, runner, object_id, recipe, expressions, answers, human, run, weights
        )
        for name in recipe.ordered():
            if not isinstance(recipe.nodes[name], Source):
                execution.total += len(session.clip) * len(execution._voices(name))
        return execution

    def vote(self, name: str, node: VoteNode) -> Steps:
        """Vote frame by frame, but for frames that are there from an earlier run."""
        done = self.session.project.stages.track(self.run, name, WHOLE)
        members = {each: self._frames(each) for each in node.inputs}
        frames = sorted(set().union(*members.values()) - done.keys())
        before = self.done
        for start in range(0, len(frames), _CHUNK):
            made: Track = {}
            for frame in frames[start : start + _CHUNK]:
                mask = self._voted(node, frame)
                if mask is not None:
                    made[frame] = mask
            self.session.project.stages.put(self.run, name, WHOLE, made)
            done |= made
            self.done = before + start
            yield Progress(self.done, self.total, f"{name}, voting")
        self.tracks[name] = {WHOLE: done}
        self.done = before + len(self.session.clip)

    def propagate(self, name: str, node: Propagate) -> Steps:
        """Make each track anew from its keyframe; expressions with the same one share it."""
        stages = self.session.project.stages
        made: dict[int, Track] = {}
        known: dict[tuple[int, ...], Track] = {}
        for voice in self._voices(name):
            track = self._track(node.input, voice)
            constraints = self._constraints(node, voice, track)
            stages.put_keyframes(self.run, name, voice, constraints)
            shared = (WHOLE if self.recipe.for_object(node.input) else voice, *constraints)
            before, whole = self.done, stages.track(self.run, name, voice)
            if shared in known:
                whole = known[shared]
            elif len(whole) < len(self.session.clip) and any(constraints.values()):
                whole = dict(constraints)
                for frame, mask, text in self._carried(node, constraints):
                    if mask is not None:
                        whole[frame] = mask
                    self.done = before + len(whole)
                    yield Progress(self.done, self.total, f"{name}, {text}")
            elif not whole:
                whole = track
            known[shared] = made[voice] = whole
            stages.put(self.run, name, voice, whole)
            self.done = before + len(self.session.clip)
        self.tracks[name] = made

    def write(self, over_propagated: bool) -> Steps:
        """Write the output into the object's track."""
        project, recipe = self.session.project, self.recipe
        track = self.tracks[recipe.output][WHOLE]
        before = project.track(self.object_id)
        frames = [
            f
            for f in sorted(track)
            if f not in before or _yields(before[f].provenance, over_propagated)
        ]
        keyframes = project.stages.keyframes(self.run)
        said: dict[str, Any] = {
            "recipe": recipe.name,
            "hash": recipe.hash,
            "bound": dict(recipe.bound),
            "members": list(dict.fromkeys(model for _, model in self.answers)),
            "keyframes": {
                node: sorted({f for each in of.values() for f in each})
                for node, of in keyframes.items()
            },
        }
        node = recipe.nodes[recipe.output]
        if isinstance(node, Propagate):
            weights = self.weights[node.propagator]
            made = Provenance.now(Kind.PROPAGATION, node.propagator, weights, **said)
        else:
            made = Provenance.now(Kind.FUSION, **said)
        with project.edit(f"Follow recipe {recipe.name}") as edit:
            for start in range(0, len(frames), _CHUNK):
                masks = {frame: track[frame] for frame in frames[start : start + _CHUNK]}
                change = edit.put_masks(self.object_id, masks, made)
                yield Progress(self.total, self.total, "writing", (change,))

    def _voices(self, name: str) -> list[int]:
        return [WHOLE] if self.recipe.for_object(name) else self.expressions

    def _given(self, node: Source, expression: int) -> Iterator[Mapping[int, AnswerRecord]]:
        """A source's answers to one expression, those of every model where it stands for them."""
        for (number, model), found in self.answers.items():
            if number == expression and node.model in (model, EVERY_MODEL):
                yield found

    def _frames(self, name: str) -> set[int]:
        """Frames on which a node has a mask."""
        node = self.recipe.nodes[name]
        if isinstance(node, Source):
            return {f for e in self.expressions for found in self._given(node, e) for f in found}
        return set().union(*self.tracks[name].values())

    def _track(self, name: str, voice: int) -> Track:
        """A node's track for one expression, or for the object."""
        node = self.recipe.nodes[name]
        if isinstance(node, Source):
            given = next(self._given(node, voice), {})
            return {frame: self._mask(node, answer, frame) for frame, answer in given.items()}
        return self.tracks[name][WHOLE if self.recipe.for_object(name) else voice]

    def _mask(self, node: Source, answer: AnswerRecord, frame: int) -> Mask:
        if node.above == BINARY:
            return answer.mask
        return Mask.from_array(levels_of(self.session.project, answer, frame) > node.above * FULL)

    def _voted(self, node: VoteNode, frame: int) -> Mask | None:
        """What the vote gives on one frame; None where no member has a mask."""
        rule = node.rule(frame, len(self.expressions))
        masks: dict[str, list[Mask]] = {}
        levels: dict[str, list[NDArray[np.uint8]]] = {}
        for name in rule.members:
            member = self.recipe.nodes[name]
            if not isinstance(member, Source):
                tracks = self.tracks[name]
                found = [
                    tracks[WHOLE if WHOLE in tracks else e].get(frame) for e in self.expressions
                ]
                masks[name] = [mask for mask in found if mask is not None]
                continue
            answers = [
                given[frame]
                for expression in self.expressions
                for given in self._given(member, expression)
                if frame in given
            ]
            masks[name] = [self._mask(member, answer, frame) for answer in answers]
            if rule.mode is Mode.MEAN:
                levels[name] = [levels_of(self.session.project, each, frame) for each in answers]
        pixels = Ballots.of(masks, levels).decide(rule)
        return None if pixels is None else Mask.from_array(pixels)

    def _constraints(self, node: Propagate, voice: int, track: Track) -> Track:
        """The masks that a propagation starts from; none where there is nothing to start from."""
        if node.key.rule is Rule.HAND:
            return self.human
        goodness = self._goodness(node.key, voice)
        frame = best_frame(
            {
                f: g
                for f, g in goodness.items()
                if f in track and (track[f] or not node.key.skip_empty)
            }
        )
        return {} if frame is None else {frame: track[frame]}

    def _goodness(self, key: Key, voice: int) -> dict[int, float]:
        """How good each frame is as a keyframe of one expression, or by the mean over all."""
        each = []
        for expression in [voice] if voice != WHOLE else self.expressions:
            given = []
            for name in key.of:
                node = self.recipe.nodes[name]
                assert isinstance(node, Source)
                given.append(next(self._given(node, expression), {}))
            if key.rule is Rule.AGREEMENT:
                each.append(agreement([{f: a.mask for f, a in found.items()} for found in given]))
            else:
                confidences = [{f: a.confidence for f, a in found.items()} for found in given]
                combined = summed if key.rule is Rule.CONFIDENCE else product
                each.append(combined(confidences))
        return summed([found for found in each if found])

    def _carried(
        self, node: Propagate, constraints: Track
    ) -> Iterator[tuple[int, Mask | None, str]]:
        """What the propagator fills, and what it says on the way."""
        chosen = settings.load()
        policy = MemoryPolicy(MemoryKind(node.memory), chosen.memory_mib, chosen.memory_frames)
        alone = policy.kind is MemoryKind.CHALLENGE
        one = {self.object_id: constraints}
        plan = schedule(len(self.session.clip), one, Direction.BOTH, challenge=alone)
        task = self.runner.run(
            compute.PROPAGATE,
            video=str(self.session.clip.path),
            fingerprint=self.session.project.clip.fingerprint,
            model=node.propagator,
            constraints=one,
            plan=plan,
            policy=policy,
        )
        with closing(task) as answers:
            for news in answers:
                if isinstance(news, Notice):
                    yield -1, None, f"{node.propagator}: {news.text}"
                else:
                    yield news.frame, news.mask, f"{node.propagator}, frame {news.frame}"


def _yields(made: Provenance, over_propagated: bool) -> bool:
    """Whether a mask makes room for a recipe's."""
    if made.kind is Kind.PROPAGATION:
        return over_propagated or "recipe" in made.recipe
    return made.kind is not Kind.PERSON


def _digest(
    answers: Mapping[tuple[int, str], Mapping[int, AnswerRecord]],
    human: Track,
    weights: Mapping[str, str],
) -> str:
    """A hash of all that goes into a run."""
    found = hashlib.sha256(repr(sorted(weights.items())).encode())
    for (expression, model), track in sorted(answers.items()):
        found.update(f"\n{expression} {model}".encode())
        for frame, answer in track.items():
            found.update(f"\n{frame} {answer.confidence} {answer.source} ".encode())
            found.update(answer.mask.counts)
    for frame, mask in sorted(human.items()):
        found.update(f"\nperson {frame} ".encode() + mask.counts)
    return found.hexdigest()
