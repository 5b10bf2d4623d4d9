"""Commands on a project file."""

from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from rvos_studio.cli.console import tell, watch
from rvos_studio.errors import BadInput
from rvos_studio.jobs import InProcess
from rvos_studio.masks import Mask, read_label_map
from rvos_studio.models import catalogue
from rvos_studio.project import Kind
from rvos_studio.propagation import Direction, MemoryKind
from rvos_studio.studio import Session, propagate, segment
from rvos_studio.studio.export import FORMATS, export
from rvos_studio.studio.frames import frame_range
from rvos_studio.studio.session import checked_expression

File = Annotated[Path, typer.Argument(metavar="FILE", help="The project, a *.rvos file.")]
Number = Annotated[int, typer.Option("--object", metavar="N", help="The object's id, from 1.")]
Clip = Annotated[
    Path | None, typer.Option("--video", help="Where the project's video is now, if it was moved.")
]
Models = Annotated[
    list[str] | None, typer.Option("--model", metavar="NAME", help="May be given several times.")
]
First = Annotated[int, typer.Option("--first", help="First frame, from 0.")]
Last = Annotated[
    int | None, typer.Option("--last", help="Last frame; the clip's end if not given.")
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON, and no progress.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (
        segment_command,
        correct_command,
        propagate_command,
        export_command,
        info_command,
    ):
        app.command(command.__name__.removesuffix("_command"))(command)


def segment_command(
    video: Annotated[
        Path, typer.Argument(metavar="VIDEO", help="A video file or a folder of frames.")
    ],
    expression: Annotated[
        list[str], typer.Option("--expression", metavar="TEXT", help="May be given several times.")
    ],
    project: Annotated[
        Path, typer.Option("--project", metavar="FILE", help="Made if it is not there.")
    ],
    number: Annotated[
        int | None, typer.Option("--object", metavar="N", help="Default: a new object.")
    ] = None,
    model: Models = None,
    first: First = 0,
    last: Last = None,
    as_json: Json = False,
) -> None:
    """Let models answer expressions of one object."""
    names = model or [entry.name for entry in catalogue.ready(catalogue.Role.SEGMENTER)]
    for name in names:
        catalogue.require(name, catalogue.Role.SEGMENTER)
    expression = [checked_expression(text) for text in expression]
    session = Session.open(project, video) if project.exists() else Session.create(video, project)
    try:
        frame_range(session, first, last)  # raises before an object is added
        known = {record.id: record for record in session.objects()}
        if number is None or number not in known:
            number = session.add_object(object_id=number).object_id
        texts = {item.text for item in session.project.object(number).expressions}
        for text in expression:
            if text not in texts:
                session.add_expression(number, text)
        watch(segment(session, InProcess(), [number], names, first, last), quiet=as_json)
        result = {"project": str(project), "object": number, "models": names}
        tell(
            result,
            as_json=as_json,
            text=f"Object {number}: answers from {', '.join(names)} in '{project}'.",
        )
    finally:
        session.close()


def correct_command(
    file: File,
    number: Number,
    frame: Annotated[int, typer.Option("--frame", metavar="K", help="From 0.")],
    mask: Annotated[
        Path,
        typer.Option(
            "--mask", metavar="PNG", help="A palette, grey or 1-bit PNG of the clip's size."
        ),
    ],
    video: Clip = None,
    as_json: Json = False,
) -> None:
    """Take a mask as a person's.

    The frame becomes a constraint: propagation starts from it and never changes it.

    In a PNG with several ids the pixels of this object's id count, in any other one all that is not 0.
    """
    labels = read_label_map(mask)
    ids = set(np.unique(labels).tolist()) - {0}
    if len(ids) > 1 and number not in ids:
        raise BadInput(
            f"'{mask.name}' holds the ids {sorted(ids)}, and object {number} is not among them."
        )
    drawn = Mask.from_array(labels == number if len(ids) > 1 else labels)
    session = Session.open(file, video)
    try:
        clip = session.project.clip
        if drawn.shape != (clip.height, clip.width):
            raise BadInput(
                f"'{mask}' is {drawn.width}x{drawn.height} pixels, the clip {clip.width}x{clip.height}; a mask has "
                "the size of the clip."
            )
        session.correct(number, frame, drawn)
        result = {"object": number, "frame": frame, "pixels": drawn.area}
        tell(
            result,
            as_json=as_json,
            text=f"Object {number}, frame {frame}: {drawn.area} pixels, now a constraint.",
        )
    finally:
        session.close()


def propagate_command(
    file: File,
    number: Annotated[
        list[int], typer.Option("--object", metavar="N", help="May be given several times.")
    ],
    model: Annotated[
        str | None, typer.Option("--model", metavar="NAME", help="A propagator.")
    ] = None,
    direction: Direction = Direction.BOTH,
    first: First = 0,
    last: Last = None,
    around: Annotated[
        int | None,
        typer.Option(
            "--around", metavar="FRAME", help="Only what a correction on this frame can reach."
        ),
    ] = None,
    memory: Annotated[
        MemoryKind | None, typer.Option(help="What is remembered; as in the settings by default.")
    ] = None,
    video: Clip = None,
    as_json: Json = False,
) -> None:
    """Fill the other frames from the frames a person made.

    Between two of these frames the answers from both sides are blended.
    """
    name = model or next(entry.name for entry in catalogue.ready(catalogue.Role.PROPAGATOR))
    session = Session.open(file, video)
    try:
        work = propagate(session, InProcess(), number, name, direction, first, last, around, memory)
        watch(work, quiet=as_json)
        counts = {n: counts_of(session, n) for n in number}
        text = "\n".join(
            f"Object {n}: {counts[n]['propagation']} frames propagated by {name}." for n in number
        )
        tell({"model": name, "frames": counts}, as_json=as_json, text=text)
    finally:
        session.close()


def export_command(
    file: File,
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help="A .json file for coco, a folder for ytvos.")
    ],
    format_: Annotated[str, typer.Option("--format", help=" | ".join(FORMATS))],
    first: First = 0,
    last: Last = None,
    overwrite: Annotated[
        bool, typer.Option(help="Replace what is there, once the new export is whole.")
    ] = False,
    video: Clip = None,
    as_json: Json = False,
) -> None:
    """Write a dataset.

    It is read back and compared with the project before it takes its place.
    """
    session = Session.open(file, video, read_only=True)
    try:
        report = watch(
            export(session, format_, out, first, last, overwrite=overwrite), quiet=as_json
        )
        tell(report, as_json=as_json, text=report.sentence)
    finally:
        session.close()


def info_command(file: File, video: Clip = None, as_json: Json = False) -> None:
    """Say what is in a project."""
    session = Session.open(file, video, read_only=True)
    try:
        clip = session.project.clip
        objects: list[dict[str, Any]] = []
        lines = [f"{clip.name}: {clip.frames} frames of {clip.width}x{clip.height}, {clip.rate:.2f} a second",
                 f"  {session.clip.path}"]  # fmt: skip
        for record in session.objects():
            counts = counts_of(session, record.id)
            answers = session.models_with_predictions(record.id)
            texts = [expression.text for expression in record.expressions]
            nothing = [expression.text for expression in record.expressions if expression.nothing]
            objects.append({"id": record.id, "name": record.name, "expressions": texts,
                            "refer_to_nothing": nothing, "models": answers,
                            "human_frames": session.project.human_frames(record.id), "frames": counts})  # fmt: skip
            spelled = (f"{t} (refers to nothing)" if t in nothing else t for t in texts)
            lines.append(f"{record.id}  {record.label}: " + " / ".join(spelled))
            lines.append(
                f"   answers from {', '.join(answers) or 'nobody'}; frames " + _spelled(counts)
            )
        history = [entry.title for entry in session.project.history() if not entry.undone]
        lines.append(f"{len(history)} edits" + (f", the last: {history[-1]}" if history else ""))
        about = {"path": str(session.clip.path), "frames": clip.frames, "width": clip.width,
                 "height": clip.height, "rate": clip.rate}  # fmt: skip
        result = {"clip": about, "objects": objects, "history": history}
        tell(result, as_json=as_json, text="\n".join(lines))
    finally:
        session.close()


def counts_of(session: Session, object_id: int) -> dict[str, int]:
    """How many frames of an object were fused, propagated and made by a person."""
    kinds = Counter(session.spans(object_id).tolist())
    return {kind.name.lower(): kinds[kind] for kind in (Kind.FUSION, Kind.PROPAGATION, Kind.PERSON)}


def _spelled(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())
