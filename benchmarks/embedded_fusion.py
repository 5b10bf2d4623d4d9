"""The program's fusions over answers that are at hand, as the rows of `embedded.py`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rvos_studio.fusion import Ballots, Mode, Propagate, Recipe, Source, Vote, VoteNode, find
from rvos_studio.masks import Mask

BASELINES = ("class-prototype", "motion-words")
_WINNERS = "winner-released"
_OURS = {"soc": "soc-lite", "mutr": "mutr-lite", "referformer": "referformer-lite"}


def fusions(answers: Mapping[str, list], outlined: str, *, both: bool = False) -> Iterator:
    """(row, a mask for each expression, or with `both` one for them together) of answers on one frame.

    `answers`: model -> H x W probabilities for each expression, the last of which is wrong.
    """
    lite = [name for name in answers if name.endswith("-lite")]
    voters = {
        "baselines": list(BASELINES),
        "networks": lite,
        f"networks{outlined}": [name + outlined for name in lite],
        "all": [*BASELINES, *lite],
        f"all{outlined}": [*BASELINES, *(name + outlined for name in lite)],
    }
    for who, members in voters.items():
        if len(members) < 2 or (who != "baselines" and not lite):
            continue
        maps = {member: answers[member] for member in members}
        for mode in Mode:
            row = f"{mode.value} of {who}"
            if both:
                own = {member: each[:-1] for member, each in maps.items()}
                yield f"{row}, both", [_decided(own, Vote(tuple(own), mode=mode))]
            else:
                count = len(next(iter(maps.values())))
                yield row, [_one(maps, k, mode) for k in range(count)]
    if both and len(lite) == len(_OURS) + 1:
        for end in ("", outlined):
            own = {name: answers[name + end][:-1] for name in lite}
            yield f"{_WINNERS}'s votes of networks{end}, both", [winners(find(_WINNERS), own)]


def _one(maps: Mapping[str, Sequence[Any]], expression: int, mode: Mode):
    alone = {member: [each[expression]] for member, each in maps.items()}
    return _decided(alone, Vote(tuple(alone), mode=mode))


def _decided(maps: Mapping[str, Sequence[Any]], vote: Vote):
    masks = {m: [Mask.from_array(one > 0.5) for one in each] for m, each in maps.items()}
    return Ballots.of(masks, maps).decide(vote)


def winners(recipe: Recipe, answers: Mapping[str, Sequence[Any]]):
    """What a recipe's votes come to if nothing is carried on: tracks stay as they are. For several expressions."""
    made: dict[str, list[Mask]] = {}
    for name in recipe.ordered():
        match recipe.nodes[name]:
            case Source(model=model, above=above):
                ours = _OURS.get(model.partition("-")[0], "uninext-lite")
                made[name] = [Mask.from_array(one > above) for one in answers[ours]]
            case Propagate(input=before):
                made[name] = made[before]
            case VoteNode() as node:
                expressions = len(next(iter(answers.values())))
                tracks = {member: made[member] for member in node.members}
                decided = Ballots.of(tracks).decide(node.rule(0, expressions))
                made[name] = [Mask.from_array(decided)] * expressions
    return made[recipe.output][0].array()
