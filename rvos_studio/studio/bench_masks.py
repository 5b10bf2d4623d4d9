"""Masks of a clip from wherever they lie: the truth, or what another run found."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from rvos_studio.errors import BadInput
from rvos_studio.formats import FORMATS, Dataset
from rvos_studio.formats.dataset import masks_at
from rvos_studio.formats.layouts import LAYOUTS, Listing, Target
from rvos_studio.formats.layouts.expressions import FILES, find
from rvos_studio.formats.layouts.mevis import MASKS
from rvos_studio.formats.layouts.pictures import VOID, cut_labels, read_grey, size_of
from rvos_studio.fusion import fuse
from rvos_studio.masks import Mask
from rvos_studio.project import Project
from rvos_studio.studio.session import SUFFIX, Session

Tracks = Mapping[int, Mapping[int, Mask]]
"""Object id -> frame -> mask."""

_LISTINGS = ("davis", "davis-unsupervised", "davis-2016")
"""Layouts without a file that tells them, the likeliest first."""


@dataclass(frozen=True, eq=False)
class Loaded:
    """Masks of the open clip that are no part of the project."""

    path: Path
    name: str
    """What a list shows."""
    tracks: Tracks


def load_masks(session: Session, path: Path) -> Loaded:
    """Read the masks that lie at `path` for the open clip, matched to its objects.

    `path` is another project, a file of COCO instances, a Ref-YouTube-VOS export, a folder of label maps or grey masks
    of this clip, or the root of a benchmark's layout that has a video of the clip's name. Ids are object ids; where a
    dataset has expressions only, an object is the one that has the expression. Raises `BadInput` where nothing fits.
    """
    name = path.stem if path.suffix == SUFFIX else path.name
    return Loaded(path, name, _matched(session, path, _read(session, path)))


def load_runs(session: Session, path: Path) -> list[Loaded]:
    """The same for what is compared: of a project, its tracks and the answers of each of its models.

    Raises `BadInput` as `load_masks` does.
    """
    if path.suffix != SUFFIX or not path.is_file():
        return [load_masks(session, path)]
    with closing(Project.open(path, read_only=True)) as project:
        known = {record.id for record in session.objects()}
        records = [each for each in project.objects() if each.id in known]
        runs: dict[str, dict[int, Mapping[int, Mask]]] = {}
        for record in records:
            if track := project.track(record.id):
                masks = {frame: each.mask for frame, each in track.items()}
                runs.setdefault(path.stem, {})[record.id] = masks
            for model, answers in answers_of(project, record.id).items():
                runs.setdefault(f"{path.stem}: {model}", {})[record.id] = answers
    if not runs:
        raise BadInput(f"'{path}' has no masks of any object of this project.")
    return [Loaded(path, name, _matched(session, path, runs[name])) for name in runs]


def answers_of(project: Project, object_id: int) -> dict[str, Mapping[int, Mask]]:
    """Model -> frame -> its mask of an object; several expressions vote, as everywhere."""
    found: dict[str, Mapping[int, Mask]] = {}
    expressions = project.object(object_id).referring
    for model in project.models(object_id):
        said: dict[int, list[Mask]] = {}
        for expression in expressions:
            for frame, answer in project.answered_track(expression.id, model).items():
                said.setdefault(frame, []).append(answer.mask)
        found[model] = {
            frame: masks[0] if len(masks) == 1 else fuse(masks, 0.5)
            for frame, masks in said.items()
        }
    return found


def _matched(session: Session, path: Path, tracks: Tracks) -> Tracks:
    """Those of the session's objects. Raises `BadInput` where frames or sizes are others, or none is there."""
    shape, frames = (session.clip.height, session.clip.width), len(session.clip)
    for masks in tracks.values():
        for frame, mask in masks.items():
            if not 0 <= frame < frames:
                raise BadInput(f"'{path}' has {frame + 1} frames or more, the clip {frames}.")
            if mask.shape != shape:
                raise BadInput(
                    f"'{path}' is of {mask.width}x{mask.height} pixels, the clip {shape[1]}x{shape[0]}; "
                    "masks must have the size of the clip."
                )
    known = {record.id for record in session.objects()}
    matched = {number: tracks[number] for number in sorted(tracks.keys() & known)}
    if not matched:
        raise BadInput(f"'{path}' has no masks of any object of this project; {_ids(tracks)}.")
    return matched


def _ids(tracks: Tracks) -> str:
    there = ", ".join(map(str, sorted(tracks)))
    return f"it has the ids {there}" if there else "none of its expressions is one of an object"


def _read(session: Session, path: Path) -> Tracks:
    if path.suffix == SUFFIX and path.is_file():
        return _of_project(session, path)
    if path.is_file() and path.suffix == ".json" and path.name not in FILES:
        return _of_dataset(session, path, FORMATS["coco"].read(path))
    if path.is_dir() and (path / "meta.json").is_file():
        return _of_dataset(session, path, FORMATS["ytvos"].read(path))
    if path.is_dir() and (pictures := sorted(path.glob("*.png"))):
        return _of_pictures(session, pictures)
    if not path.exists():
        raise BadInput(f"There is nothing at '{path}'.")
    return _of_layout(session, path)


def _of_project(session: Session, path: Path) -> Tracks:
    with closing(Project.open(path, read_only=True)) as project:
        if project.clip.frames != len(session.clip):
            raise BadInput(
                f"'{path}' is of another clip: it has {project.clip.frames} frames, this one {len(session.clip)}."
            )
        return {
            record.id: {frame: each.mask for frame, each in project.track(record.id).items()}
            for record in project.objects()
        }


def _of_dataset(session: Session, path: Path, dataset: Dataset) -> Tracks:
    videos = {video.name: video for video in dataset.videos}
    video = videos[_chosen(session, path, tuple(videos))]
    numbers = _numbers(session, path, video.frame_names)
    tracks: dict[int, dict[int, Mask]] = {each.object_id: {} for each in video.tracks}
    for place, frame in enumerate(numbers):
        for number, mask in masks_at(video, place).items():
            tracks[number][frame] = mask
    empty = Mask.empty(video.height, video.width)
    # A dataset leaves out frames on which an object is not seen: there, nothing is the truth.
    return {
        number: {frame: masks.get(frame, empty) for frame in numbers}
        for number, masks in tracks.items()
    }


def _of_pictures(session: Session, pictures: Sequence[Path]) -> Tracks:
    """A folder that is all of this clip."""
    numbers = _numbers(session, pictures[0].parent, [path.stem for path in pictures])
    shape = size_of(pictures[0])
    try:
        tracks, _ = cut_labels(pictures, shape)
    except BadInput:
        # One object in grey needs no palette; whatever is neither fails here, in words for it.
        tracks = {"1": [Mask.from_array(read_grey(path, shape)) for path in pictures]}
    tracks.pop(str(VOID), None)
    if not tracks:
        raise BadInput(
            f"The masks in '{pictures[0].parent}' are all empty; is it the right folder?"
        )
    return {int(key): dict(zip(numbers, masks, strict=True)) for key, masks in tracks.items()}


def _of_layout(session: Session, path: Path) -> Tracks:
    if (folder := _folder_of_clip(session, path)) is not None:
        return _of_pictures(session, sorted(folder.glob("*.png")))
    folder = path.parent if path.is_file() else path
    if (folder / MASKS).is_file():
        names: Iterable[str] = ("mevis",)
    else:
        names = ("ref-youtube-vos",) if path.is_file() or find(path) else _LISTINGS
    refused: list[BadInput] = []
    for name in names:
        try:
            return _listed(session, path, LAYOUTS[name].listing(path))
        except BadInput as error:
            refused.append(error)
    raise refused[0]


def _folder_of_clip(session: Session, root: Path) -> Path | None:
    """Label maps of the clip in folders as DAVIS has them, or right below, as predictions have them."""
    if not root.is_dir() or find(root):
        return None
    places = (root / "Annotations" / "480p", root / "Annotations", root)
    named = (place / name for place in places for name in _names(session))
    return next((each for each in named if any(each.glob("*.png"))), None)


def _listed(session: Session, path: Path, listing: Listing) -> Tracks:
    video = listing.truth(_chosen(session, path, listing.names))
    numbers = _numbers(session, path, video.frame_names)
    tracks = {}
    for target in video.targets:
        if (number := _meant(session, target)) is not None:
            tracks[number] = dict(zip(numbers, target.masks, strict=True))
    return tracks


def _meant(session: Session, target: Target) -> int | None:
    if not target.text:
        return int(target.name)
    wanted = _words(target.text)
    for record in session.objects():
        if any(_words(each.text) == wanted for each in record.expressions):
            return record.id
    return None


def _chosen(session: Session, path: Path, names: Sequence[str]) -> str:
    """The name of the clip's video; that of the only one where there is but one."""
    for name in _names(session):
        if name in names:
            return name
    if len(names) == 1:
        return names[0]
    raise BadInput(f"'{path}' has no video '{session.clip.name}'.")


def _names(session: Session) -> tuple[str, ...]:
    project = session.project
    return tuple(dict.fromkeys((session.clip.name, project.clip.name, project.path.stem)))


def _numbers(session: Session, path: Path, names: Sequence[str]) -> list[int]:
    """The clip's number of each frame: by name where all are named alike, else one after the other."""
    places = {name: place for place, name in enumerate(session.clip.frame_names)}
    if all(name in places for name in names):
        return [places[name] for name in names]
    if len(names) == len(session.clip):
        return list(range(len(names)))
    raise BadInput(
        f"'{path}' has {len(names)} frames, the clip {len(session.clip)}, and they are not named like those of the "
        "clip."
    )


def _words(text: str) -> str:
    """As the benchmarks compare expressions."""
    return " ".join(text.lower().split())
