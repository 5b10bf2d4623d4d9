"""`Recipe`: a fusion in stages as data, a small graph of sources, votes and propagations."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Literal

import msgspec

from rvos_studio.errors import BadInput
from rvos_studio.fusion.keyframe import Rule
from rvos_studio.fusion.vote import Mode, Range, Vote

EVERY_MODEL = "*"
"""Stands for each model that has answered."""
BINARY = 0.5
"""The probability above which a model's answer is foreground, unless a source says otherwise."""


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Values of a recipe."""


class Source(_Strict, frozen=True, tag_field="kind", tag="source"):
    """A model's answers: a track for each expression."""

    model: str
    above: float = BINARY
    """Foreground where the probability is above this, 0..1."""

    @property
    def inputs(self) -> tuple[str, ...]:
        return ()


class Alone(_Strict, frozen=True):
    """What is different for an object with one expression."""

    members: tuple[str, ...] = ()
    """As otherwise if not given."""
    threshold: float | None = None


class VoteNode(_Strict, frozen=True, tag_field="kind", tag="vote"):
    """A vote over the masks that other nodes give: one track for the object.

    Each mask of each member is a vote. A member that gives one track for the object has as many votes as the object
    has expressions, like the ones that give a track for each.
    """

    members: tuple[str, ...]
    """Nodes."""
    threshold: float = 0.5
    weights: tuple[float, ...] = ()
    mode: Mode = Mode.VOTES
    ranges: tuple[Range, ...] = ()
    alone: Alone | None = None

    @property
    def inputs(self) -> tuple[str, ...]:
        more = (*(each.members for each in self.ranges), self.alone.members if self.alone else ())
        return tuple(dict.fromkeys((*self.members, *(m for members in more for m in members))))

    @property
    def vote(self) -> Vote:
        """The vote over the members. Raises `BadInput` for one that makes no sense."""
        return Vote(self.members, self.threshold, self.weights, self.mode, self.ranges)

    def rule(self, frame: int, expressions: int) -> Vote:
        """The vote that holds on a frame of an object with so many expressions."""
        if expressions > 1 or self.alone is None:
            return self.vote.at(frame)
        threshold = self.threshold if self.alone.threshold is None else self.alone.threshold
        members = self.alone.members or self.members
        weights = () if self.alone.members else self.weights
        return Vote(members, threshold, weights, self.mode, self.ranges).at(frame)


class Key(_Strict, frozen=True):
    """Which frame a propagation starts from."""

    rule: Rule
    of: tuple[str, ...] = ()
    """Sources whose confidences or masks decide; none by hand."""
    per: Literal["object", "expression"] = "object"
    """Whether an object has one keyframe, by the mean over its expressions, or one for each expression."""
    skip_empty: bool = True
    """Whether a frame without a pixel to propagate is passed over."""


class Propagate(_Strict, frozen=True, tag_field="kind", tag="propagate"):
    """A track made anew from its keyframe, in both directions.

    Where the keyframe is empty, the track stays as it is.
    """

    input: str
    propagator: str
    key: Key
    memory: Literal["capped", "published", "challenge"] = "capped"
    """What the propagator remembers; `challenge` as the released engine does."""

    @property
    def inputs(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.input, *self.key.of)))


Node = Source | VoteNode | Propagate


class Recipe(_Strict, frozen=True):
    """A graph of nodes, one of which gives the object's track. Made by `read` or `checked`, so that it makes sense."""

    name: str
    output: str
    nodes: dict[str, Node]
    about: str = ""
    """One or two sentences for a list."""
    expressions: Literal["by object", "neighbours"] = "by object"
    """Which ones are fused: those of an object, or two neighbours in the order of the file, whatever they mean."""
    bound: tuple[tuple[str, str], ...] = ()
    """Whom `bind` took: (name, the one in its place, or '' where the recipe does without)."""

    def __hash__(self) -> int:
        return hash(self.hash)

    @property
    def text(self) -> str:
        """The graph as canonical JSON, without name, description and bindings: equal where recipes mean the same."""
        graph = msgspec.structs.replace(self, name="", about="", bound=())
        # There and back again makes 1 and 1.0 the same.
        graph = msgspec.convert(msgspec.to_builtins(graph), Recipe)
        return msgspec.json.encode(_meaning(graph), order="deterministic").decode()

    @property
    def hash(self) -> str:
        """16 hexadecimal digits of the SHA-256 of `text`."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]

    def ordered(self) -> list[str]:
        """Nodes that the output needs, each after its inputs. Raises `BadInput` for a cycle."""
        done: list[str] = []

        def visit(name: str, on_the_way: tuple[str, ...]) -> None:
            if name in on_the_way:
                circle = " -> ".join((*on_the_way[on_the_way.index(name) :], name))
                raise BadInput(f"The nodes of recipe '{self.name}' go round in a circle: {circle}.")
            if name not in done:
                for each in self.nodes[name].inputs:
                    visit(each, (*on_the_way, name))
                done.append(name)

        visit(self.output, ())
        return done

    def for_object(self, name: str) -> bool:
        """Whether a node gives one track for the object; otherwise one for each expression."""
        match self.nodes[name]:
            case Source():
                return False
            case VoteNode():
                return True
            case Propagate(key=key):
                return key.per == "object"

    @property
    def models(self) -> tuple[str, ...]:
        """Models whose answers are needed, `EVERY_MODEL` among them."""
        return self._named(Source, "model")

    @property
    def propagators(self) -> tuple[str, ...]:
        """Propagators that are needed."""
        return self._named(Propagate, "propagator")

    def _named(self, kind: type[Node], field: str) -> tuple[str, ...]:
        nodes = (self.nodes[name] for name in self.ordered())
        return tuple(dict.fromkeys(getattr(n, field) for n in nodes if isinstance(n, kind)))

    def bind(self, names: Mapping[str, str]) -> "Recipe":
        """The recipe with other models and propagators: name -> the one to take, or '' to do without a model.

        Raises `BadInput` for a name that the recipe does not use, and where too little is left.
        """
        known = (*self.models, *self.propagators)
        if unknown := [name for name in names if name not in known]:
            raise BadInput(
                f"Recipe '{self.name}' has no {', '.join(unknown)}; it takes {', '.join(known)}."
            )
        without = {name for name, other in names.items() if not other}
        nodes = _without(self, without) if without else self.nodes
        bound: dict[str, Node] = {}
        for name, node in nodes.items():
            match node:
                case Source(model=model):
                    node = msgspec.structs.replace(node, model=names.get(model, model))
                case Propagate(propagator=model):
                    node = msgspec.structs.replace(node, propagator=names.get(model, model))
            bound[name] = node
        others = tuple((name, other) for name, other in names.items() if name != other)
        return checked(msgspec.structs.replace(self, nodes=bound, bound=(*self.bound, *others)))


def checked(recipe: Recipe) -> Recipe:
    """The recipe itself. Raises `BadInput` with one sentence for the first thing that makes no sense."""
    for mistake in _mistakes(recipe):
        raise BadInput(f"Recipe '{recipe.name}': {mistake}")
    return recipe


def of_vote(vote: Vote, name: str = "vote") -> Recipe:
    """The recipe of one stage that a vote is."""
    nodes: dict[str, Node] = {model: Source(model) for model in vote.everybody}
    nodes[name] = VoteNode(vote.members, vote.threshold, vote.weights, vote.mode, vote.ranges)
    return checked(Recipe(name, name, nodes))


def _meaning(value: object) -> object:
    """Plain values without what is as usual, so that a field that is added one day changes no hash."""
    if isinstance(value, msgspec.Struct):
        kind = value.__struct_config__.tag
        said: dict[str, object] = {"kind": kind} if kind else {}
        for each in msgspec.structs.fields(value):
            found = getattr(value, each.name)
            if found != each.default:
                said[each.name] = _meaning(found)
        return said
    if isinstance(value, dict):
        return {key: _meaning(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [_meaning(each) for each in value]
    return value


def _mistakes(recipe: Recipe) -> Iterator[str]:
    known = ", ".join(recipe.nodes) or "none"
    if recipe.output not in recipe.nodes:
        yield f"its output '{recipe.output}' is none of its nodes ({known})."
    for name, node in recipe.nodes.items():
        for each in node.inputs:
            if each not in recipe.nodes:
                yield f"'{name}' takes '{each}', which is none of its nodes ({known})."
        match node:
            case Source():
                if not node.model:
                    yield f"source '{name}' names no model."
                if not 0 <= node.above < 1:
                    yield f"'{name}' has its foreground above {node.above:g}; give 0 up to below 1."
            case VoteNode():
                yield from _mistakes_of_vote(recipe, name, node)
            case Propagate():
                yield from _mistakes_of_propagation(recipe, name, node)
    recipe.ordered()
    if not recipe.for_object(recipe.output):
        yield (
            f"its output '{recipe.output}' gives a track for each expression; end with a vote, or with a propagation"
            " per object."
        )


def _mistakes_of_vote(recipe: Recipe, name: str, node: VoteNode) -> Iterator[str]:
    if not node.members:
        yield f"nobody votes in '{name}'; give it members."
    try:
        node.rule(0, 1), node.rule(0, 2)
    except BadInput as error:
        yield f"in '{name}', {str(error)[0].lower()}{str(error)[1:]}"
    if node.mode is Mode.MEAN:
        for each in node.inputs:
            if not isinstance(recipe.nodes[each], Source):
                yield f"'{name}' is a mean of probabilities, and '{each}' has only masks; take sources, or a vote."


def _mistakes_of_propagation(recipe: Recipe, name: str, node: Propagate) -> Iterator[str]:
    key = node.key
    if not node.propagator:
        yield f"'{name}' names no propagator."
    given = recipe.nodes[node.input]
    if isinstance(given, Source) and given.model == EVERY_MODEL:
        yield f"'{name}' cannot propagate every model's answers at once; name one, or vote first."
    if key.per == "object" and not recipe.for_object(node.input):
        yield (
            f"'{name}' has one keyframe per object, but '{node.input}' gives a track for each expression; say"
            ' per = "expression", or vote first.'
        )
    if key.rule is Rule.HAND:
        if key.of or key.per == "expression":
            yield f"the keyframes of '{name}' are chosen by hand, so it takes neither 'of' nor 'per'."
        return
    least = 2 if key.rule is Rule.AGREEMENT else 1
    if len(key.of) < least:
        yield f"the keyframe of '{name}' needs at least {least} source{'s' * (least > 1)} in 'of'."
    for each in key.of:
        found = recipe.nodes[each]
        if not isinstance(found, Source):
            yield f"the keyframe of '{name}' comes from '{each}', which is no source."
        elif found.model == EVERY_MODEL:
            yield f"the keyframe of '{name}' comes from every model; name the ones that decide."


def _without(recipe: Recipe, models: set[str]) -> dict[str, Node]:
    """The nodes that are left without some models, none of which has to be there."""
    if kept := models.intersection(recipe.propagators):
        raise BadInput(f"Recipe '{recipe.name}' cannot do without {', '.join(sorted(kept))}.")
    left: dict[str, Node] = {}
    for name in recipe.ordered():
        match recipe.nodes[name]:
            case Source(model=model) as node:
                if model not in models:
                    left[name] = node
            case VoteNode() as node:
                if any(member in left for member in node.members):
                    left[name] = _fewer(node, left)
            case Propagate(key=key) as node:
                if node.input not in left:
                    continue
                of = tuple(each for each in key.of if each in left)
                if key.of and not of:
                    raise BadInput(
                        f"Recipe '{recipe.name}' takes the keyframe of '{name}' from {', '.join(key.of)}; bind that to"
                        " another model instead of leaving it out."
                    )
                left[name] = msgspec.structs.replace(node, key=msgspec.structs.replace(key, of=of))
    return left


def _fewer(node: VoteNode, left: Mapping[str, Node]) -> VoteNode:
    ranges = []
    for each in node.ranges:
        members, weights = _kept(each.members, each.weights, left)
        if members:
            ranges.append(msgspec.structs.replace(each, members=members, weights=weights))
    alone = node.alone
    if alone and alone.members:
        members = tuple(each for each in alone.members if each in left)
        alone = msgspec.structs.replace(alone, members=members)
    members, weights = _kept(node.members, node.weights, left)
    return msgspec.structs.replace(
        node, members=members, weights=weights, ranges=tuple(ranges), alone=alone
    )


def _kept(
    members: tuple[str, ...], weights: tuple[float, ...], left: Mapping[str, Node]
) -> tuple[tuple[str, ...], tuple[float, ...]]:
    places = [place for place, member in enumerate(members) if member in left]
    return tuple(members[p] for p in places), tuple(weights[p] for p in places if weights)
