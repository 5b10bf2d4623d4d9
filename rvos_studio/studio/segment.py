"""Use case: ask segmenters for every expression of some objects."""

from collections.abc import Collection, Generator, Sequence
from contextlib import closing

from rvos_studio import settings
from rvos_studio.errors import Refused
from rvos_studio.jobs import Runner
from rvos_studio.masks import binarise
from rvos_studio.models import catalogue
from rvos_studio.models.protocols import Notice, Step
from rvos_studio.project import ExpressionRecord, Kind, Provenance
from rvos_studio.studio import compute
from rvos_studio.studio.frames import frame_range
from rvos_studio.studio.progress import Progress
from rvos_studio.studio.session import Session


def segment(
    session: Session,
    runner: Runner,
    object_ids: Sequence[int],
    models: Sequence[str],
    first: int = 0,
    last: int | None = None,
    *,
    only: Collection[int] | None = None,
    again: bool = False,
) -> Generator[Progress, None, None]:
    """Let each model answer the objects' expressions, or `only` those of these ids; one undo step.

    Frames `first` to `last` are asked for. Those that a model has answered with the same weights are passed over, so
    that a cancelled or killed run goes on where it stopped, unless they are to be answered `again`. Expressions that
    refer to nothing are not asked. Raises `WeightsMissing` before anything runs.
    """
    project = session.project
    frames = frame_range(session, first, last)
    records = [project.object(number) for number in object_ids]
    expressions = [
        expression
        for record in records
        for expression in record.referring
        if only is None or expression.id in only
    ]
    if not expressions:
        if any(record.expressions for record in records):
            raise Refused("There is nothing to look for: these expressions refer to nothing.")
        raise Refused("There is no expression to look for yet; add one to the object first.")
    entries = [catalogue.require(name, catalogue.Role.SEGMENTER) for name in models]

    soft = settings.load().probabilities
    done, total = 0, len(frames) * len(expressions) * len(entries)
    with project.edit(f"Segment with {', '.join(models)}") as edit:
        for entry in entries:
            made = Provenance.now(Kind.MODEL, entry.name, catalogue.digest(entry))
            for todo, group in (
                [(frames, expressions)]
                if again
                else _missing(session, expressions, frames, entry.name, made.weights)
            ):
                done += (len(frames) - len(todo)) * len(group)
                if not todo:
                    continue
                task = runner.run(
                    compute.SEGMENT,
                    video=str(session.clip.path),
                    model=entry.name,
                    expressions=[expression.text for expression in group],
                    frames=todo,
                )
                with closing(task) as answers:
                    for answer in answers:
                        if isinstance(answer, Notice):
                            words = f"{entry.name}: {answer.text}"
                            yield Progress(done, total, words, notice=words)
                            continue
                        if isinstance(answer, Step):
                            yield Progress(done, total, f"{entry.name}: {answer.doing}")
                            continue
                        found = {
                            answer.frame: (binarise(answer.probability), float(answer.confidence))
                        }
                        expression = group[answer.expression]
                        change = edit.put_predictions(
                            expression.id,
                            entry.name,
                            found,
                            made,
                            {answer.frame: answer.probability} if soft else None,
                        )
                        done += 1
                        yield Progress(
                            done, total, f"{entry.name}, frame {answer.frame}", (change,)
                        )
    yield Progress(total, total, "done")


def _missing(
    session: Session,
    expressions: Sequence[ExpressionRecord],
    frames: Sequence[int],
    model: str,
    weights: str,
) -> list[tuple[list[int], list[ExpressionRecord]]]:
    """Expressions grouped by the frames that still lack an answer: a group shares one pass over the video."""
    groups: dict[tuple[int, ...], list[ExpressionRecord]] = {}
    for expression in expressions:
        answered = session.project.answered(expression.id, model, weights)
        todo = tuple(frame for frame in frames if frame not in answered)
        groups.setdefault(todo, []).append(expression)
    return [(list(todo), group) for todo, group in groups.items()]
