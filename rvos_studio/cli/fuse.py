"""The command that fuses: by a vote put together from options, or by a recipe."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from rvos_studio.cli.console import errors, tell, watch
from rvos_studio.cli.project import Clip, File, Json, Models, Number, counts_of
from rvos_studio.errors import BadInput
from rvos_studio.fusion import Mode, Range, Recipe, Vote, find
from rvos_studio.jobs import InProcess
from rvos_studio.studio import Session, apply_recipe, fuse
from rvos_studio.studio.fuse import remarks

Bind = Annotated[
    list[str] | None,
    typer.Option(
        "--bind",
        metavar="NAME=OTHER",
        help="Take another model or propagator in the recipe; 'NAME=' leaves a model out.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("fuse")(fuse_command)


def fuse_command(
    file: File,
    number: Number,
    model: Models = None,
    threshold: Annotated[
        float | None,
        typer.Option(help="Share of the votes that a pixel needs, above 0 to 1; half by default."),
    ] = None,
    weight: Annotated[
        list[str] | None,
        typer.Option("--weight", metavar="MODEL=W", help="What each vote of a model counts; 1."),
    ] = None,
    mean: Annotated[
        bool, typer.Option("--mean", help="Take the mean probability instead of a vote.")
    ] = False,
    within: Annotated[
        list[str] | None,
        typer.Option(
            "--range", metavar="A-B:MODEL,...", help="Who takes part on frames A to B instead."
        ),
    ] = None,
    recipe: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Follow a recipe instead; see 'rvos-studio recipe'."),
    ] = None,
    bind: Bind = None,
    over_propagated: Annotated[
        bool, typer.Option("--all", help="Also replace propagated masks.")
    ] = False,
    video: Clip = None,
    as_json: Json = False,
) -> None:
    """Write the vote of an object's models.

    A person's frames stay, and so do propagated ones unless --all is given.
    """
    if recipe and (model or weight or mean or within or threshold is not None):
        raise BadInput(
            "A recipe says itself who votes and how; give --recipe alone, or with --bind."
        )
    if bind and not recipe:
        raise BadInput("--bind changes a recipe; say which one with --recipe.")
    session = Session.open(file, video)
    try:
        session.project.object(number)
        result: dict[str, Any] = {"object": number}
        if recipe:
            found = bound(find(recipe), bind)
            work = apply_recipe(
                session, InProcess(), number, found, over_propagated=over_propagated
            )
            result |= {"recipe": found.name, "hash": found.hash}
            vote = None
        else:
            members = tuple(model or session.models_with_predictions(number))
            vote = Vote(
                members,
                0.5 if threshold is None else threshold,
                _weights(members, weight or ()),
                Mode.MEAN if mean else Mode.VOTES,
                tuple(_range(each) for each in within or ()),
            )
            work = fuse(session, number, vote, over_propagated=over_propagated)
            result |= vote.data()
        watch(work, quiet=as_json)
        said = remarks(session, number, vote)
        counts = counts_of(session, number)
        result |= {"frames": counts, "remarks": said}
        kept = f"kept {counts['person']} of a person, {counts['propagation']} propagated"
        if recipe:
            text = f"Object {number}: followed recipe {result['recipe']} ({result['hash']})."
        else:
            text = f"Object {number}: {counts['fusion']} frames fused, {kept}."
        tell(result, as_json=as_json, text=text)
        if not as_json:
            for remark in said:
                errors.print(remark, markup=False)
    finally:
        session.close()


def bound(recipe: Recipe, bind: Sequence[str] | None) -> Recipe:
    """The recipe with what `--bind` names. Raises `BadInput` for anything that is not NAME=OTHER."""
    return recipe.bind(dict(_pair(each, "--bind") for each in bind)) if bind else recipe


def _pair(text: str, option: str) -> tuple[str, str]:
    name, equals, other = text.partition("=")
    if not name or not equals:
        raise BadInput(f"{option} takes two sides with = between them; '{text}' is not that.")
    return name, other


def _weights(members: Sequence[str], given: Sequence[str]) -> tuple[float, ...]:
    weights = dict.fromkeys(members, 1.0)
    for each in given:
        member, value = _pair(each, "--weight")
        if member not in weights:
            raise BadInput(f"{member} has a weight but does not vote ({', '.join(members)} do).")
        try:
            weights[member] = float(value)
        except ValueError as error:
            raise BadInput(f"A weight is a number; '{value}' is not.") from error
    return tuple(weights.values()) if given else ()


def _range(text: str) -> Range:
    frames, _, members = text.partition(":")
    first, _, last = frames.partition("-")
    if not (first.isdigit() and last.isdigit() and members):
        raise BadInput(f"--range takes frames and models, like 40-72:soc; '{text}' is not that.")
    return Range(int(first), int(last), tuple(members.split(",")))
