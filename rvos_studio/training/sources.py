"""Where training data comes from: folders of the benchmarks, projects, made-up clips, and mixtures of them."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple
from functools import lru_cache, partial
from pathlib import Path

import msgspec
import numpy as np
from PIL import Image

from rvos_studio.errors import BadInput, ClipMissing
from rvos_studio.formats.layouts import LAYOUTS, Listing, Target
from rvos_studio.formats.layouts import expressions as referring
from rvos_studio.formats.layouts.mevis import MASKS
from rvos_studio.models.words import parse
from rvos_studio.project import Project
from rvos_studio.training.footage import Excerpt, Footage, Known, take
from rvos_studio.training.samples import Mixed, Sample, Source
from rvos_studio.video import Clip, Frame, open_clip

_MADE_UP = "synth"
_PROJECTS = "*.rvos"
_KEPT = 48
"""Clips whose masks are kept in memory, as codes."""
_PLAIN = "expressions.json"
_REF_DAVIS = re.compile(r'(?P<video>\S+)\s+(?P<object>\d+)\s+"(?P<text>.*)"')
"""A line of Ref-DAVIS17's `Davis17_annot1.txt`."""


class Clips:
    """Samples taken from clips, a clip drawn for each."""

    def __init__(
        self,
        names: Sequence[str],
        load: Callable[[str], Footage],
        like: Excerpt,
        seed: int,
        key: str,
    ) -> None:
        self.key = f"{key} {astuple(like)} {seed}"
        self._names, self._like, self._seed = names, like, seed
        self._load = lru_cache(_KEPT)(load)

    def sample(self, number: int) -> Sample:
        """Raises `BadInput` where files are missing or damaged."""
        rng = np.random.default_rng((self._seed, number))
        footage = self._load(self._names[int(rng.integers(len(self._names)))])
        return take(footage, rng, self._like)


def open_source(
    given: Sequence[str],
    like: Excerpt,
    seed: int,
    *,
    refers: bool,
    videos: Sequence[str] = (),
) -> Source:
    """The source that texts name: paths and `synth`, each perhaps with its share: `PATH=0.5`.

    `refers` says whether there must be expressions. Of benchmarks `videos` alone are taken, if there are any. Raises
    `BadInput` for anything that cannot be learnt from.
    """
    sources, shares = [], []
    for text in given:
        place, share = _parted(text)
        shares.append(share)
        sources.append(_open(place, like, seed, videos, refers=refers))
    if not sources:
        raise BadInput(
            "There is nothing to learn from; give a folder, a project or 'synth' with --data."
        )
    return sources[0] if len(sources) == 1 else Mixed(sources, shares)


def footage_in(path: Path, videos: Sequence[str] = ()) -> list[Footage]:
    """All clips with masks in a benchmark's folder, a project or a folder of projects, with sentences or without.

    Of a benchmark `videos` alone, if there are any. Raises `BadInput` where there are none.
    """
    if not path.exists():
        raise BadInput(f"There are no clips with masks at '{path}'; give a folder or a project.")
    if projects := _project_files(path):
        found = [each for file in projects if (each := _of_project(file, refers=False))]
        if not found:
            raise BadInput(f"There are no masks that a person drew or confirmed in '{path}'.")
        return found
    names, load, _ = _clips_of(path, videos, refers=False)
    return [load(each) for each in names]


def whole(text: str) -> str:
    """A source's text with a whole path, so that it means the same wherever it is read."""
    place, share = _parted(text)
    before = ""
    if _is_made_up(place):
        before, _, place = place.partition(":")
    if place and Path(place).exists():
        place = str(Path(place).resolve())
    named = ":".join(each for each in (before, place) if each)
    return named if share == 1 else f"{named}={share:g}"


def _parted(text: str) -> tuple[str, float]:
    place, mark, share = text.rpartition("=")
    if not mark or Path(text).exists():
        return text, 1.0
    try:
        value = float(share)
    except ValueError:
        return text, 1.0
    if not 0 < value < float("inf"):
        raise BadInput(f"The share of '{place}' must be above 0, not {share}.")
    return place, value


def _is_made_up(place: str) -> bool:
    return place.partition(":")[0] == _MADE_UP and not Path(place).exists()


def _open(place: str, like: Excerpt, seed: int, videos: Sequence[str], *, refers: bool) -> Source:
    if _is_made_up(place):
        return _made_up(place.partition(":")[2], like, seed, videos)
    path = Path(place)
    if not path.exists():
        raise BadInput(f"There is no training data '{place}'; give a folder, a project or 'synth'.")
    if projects := _project_files(path):
        return _projects(path, projects, like, seed, refers=refers)
    names, load, told = _clips_of(path, videos, refers=refers)
    return Clips(names, load, like, seed, f"{told} {refers}")


def _project_files(path: Path) -> list[Path]:
    if path.is_file():
        return [path] if path.suffix == Path(_PROJECTS).suffix else []
    return sorted(path.glob(_PROJECTS))


def _made_up(asked: str, like: Excerpt, seed: int, videos: Sequence[str]) -> Source:
    """Made-up clips: so many different ones, or with cut-outs of the objects at a path."""
    from rvos_studio.training.synth import SyntheticSource

    footage: list[Footage] = []
    if asked and not asked.isdecimal():
        footage = footage_in(Path(asked), videos)
    source: Source = SyntheticSource(seed, like.height, like.width, like.frames, footage=footage)
    return Repeated(source, int(asked)) if asked.isdecimal() and int(asked) else source


class Repeated:
    """The first samples of a source, again and again."""

    def __init__(self, source: Source, count: int) -> None:
        self._source, self._count = source, count
        self.key = f"{count} of {source.key}"

    def sample(self, number: int) -> Sample:
        """One of the first `count`."""
        return self._source.sample(number % self._count)


def _clips_of(
    path: Path, videos: Sequence[str], *, refers: bool
) -> tuple[list[str], Callable[[str], Footage], str]:
    """The videos of a benchmark's split, its layout recognised by what lies there; how one is read; what they are."""
    name = _layout(path)
    listing = LAYOUTS[name].listing(path)
    sentences: Mapping[tuple[str, str], tuple[str, ...]] = {}
    if name.startswith("davis"):
        sentences = _davis_expressions(path, single=name == "davis-2016")
        if refers and not sentences:
            raise BadInput(
                f"'{path}' has no expressions, which this model learns from; put '{_PLAIN}' (video: sentences) or"
                " Ref-DAVIS17's 'davis_text_annotations' into it."
            )
    names = [each for each in listing.names if not videos or each in videos]
    if refers and sentences:
        described = {video for video, _ in sentences}
        names = [each for each in names if each in described]
    if not names:
        raise BadInput(
            f"None of the videos asked for is in '{path}' with what this model learns from."
        )
    told = hashlib.sha256(repr((names, sorted(sentences.items()))).encode()).hexdigest()[:8]
    return names, partial(_footage, listing, sentences), f"{name} {path.resolve()} {told}"


def _layout(path: Path) -> str:
    folder = path.parent if path.is_file() else path
    if (folder / MASKS).is_file():
        return "mevis"
    if path.name in referring.FILES or referring.find(path):
        return "ref-youtube-vos"
    truth = next(
        (each for name in ("Annotations", "Annotations_unsupervised") if (each := path / name).is_dir()), None
    )  # fmt: skip
    # Not by '**', which passes linked folders by.
    deep = ("*/*.png", "*/*/*.png")
    found = (each for pattern in deep for each in truth.glob(pattern)) if truth else iter(())
    picture = next(found, None)
    if truth is None or picture is None or not (path / "JPEGImages").is_dir():
        raise BadInput(
            f"'{path}' is not laid out as Ref-YouTube-VOS, MeViS or DAVIS are, with frames in 'JPEGImages' and masks"
            " in 'Annotations', and holds no projects; there is nothing to learn from."
        )
    if truth.name != "Annotations":
        return "davis-unsupervised"
    with Image.open(picture) as image:
        return "davis" if image.mode == "P" else "davis-2016"


def _davis_expressions(root: Path, *, single: bool) -> dict[tuple[str, str], tuple[str, ...]]:
    """(sequence, object) -> sentences, from Ref-DAVIS17's files, or for single objects from a plain list."""
    found: dict[tuple[str, str], list[str]] = {}
    for place in (root, root.parent):
        for file in sorted((place / "davis_text_annotations").glob("Davis17_annot[12].txt")):
            for line in file.read_text("utf-8", "replace").splitlines():
                if match := _REF_DAVIS.match(line):
                    found.setdefault((match["video"], match["object"]), []).append(match["text"])
        plain = place / _PLAIN
        if not found and single and plain.is_file():
            try:
                listed = msgspec.json.decode(plain.read_bytes(), type=dict[str, list[str]])
            except msgspec.DecodeError as error:
                raise BadInput(
                    f"'{plain}' is no list of videos with sentences: {error}."
                ) from error
            found = {(video, "1"): sentences for video, sentences in listed.items() if sentences}
    return {key: tuple(dict.fromkeys(sentences)) for key, sentences in found.items()}


def _footage(
    listing: Listing, sentences: Mapping[tuple[str, str], tuple[str, ...]], name: str
) -> Footage:
    """A video of a benchmark; expressions with the same masks refer to the same object."""
    video = listing.truth(name)
    if video.pictures is None:
        raise BadInput(f"The frames of '{name}' are missing; they belong into 'JPEGImages'.")
    alike: dict[tuple[object, ...], list[Target]] = {}
    for target in video.targets:
        if any(target.masks):
            alike.setdefault(tuple(target.masks), []).append(target)
    if not alike:
        raise BadInput(f"No mask of '{name}' has a pixel, so nothing can be learnt from it.")
    objects = []
    for targets in alike.values():
        texts = [each.text for each in targets if each.text]
        texts += [text for each in targets for text in sentences.get((name, each.name), ())]
        masks = dict(enumerate(targets[0].masks))
        objects.append(Known(parse(texts[0]).noun if texts else "", tuple(texts), masks))
    files = [video.pictures / f"{frame}.jpg" for frame in video.frame_names]
    return Footage(lambda index: _picture(files[index]), tuple(objects), video.void)


def _picture(path: Path) -> Frame:
    try:
        with Image.open(path) as image:
            return np.array(image.convert("RGB"))
    except (OSError, SyntaxError) as error:
        raise BadInput(f"The picture '{path}' is missing or damaged: {error}.") from error


def _projects(
    path: Path, files: Sequence[Path], like: Excerpt, seed: int, *, refers: bool
) -> Source:
    """What people drew or confirmed in projects; nothing else in them is taken for true."""
    found: dict[str, Footage] = {}
    digest = hashlib.sha256()
    for file in files:
        footage = _of_project(file, refers=refers)
        if footage is not None:
            found[str(file)] = footage
            told = [(e.name, e.expressions, sorted(e.masks.items())) for e in footage.objects]
            digest.update(repr((file.resolve(), told)).encode())
    if not found:
        what = "masks that a person drew or confirmed"
        if refers:
            what += ", with expressions"
        raise BadInput(f"There are no {what} in '{path}', so there is nothing to learn from.")
    return Clips(list(found), found.__getitem__, like, seed, f"projects {digest.hexdigest()[:16]}")


def _of_project(file: Path, *, refers: bool) -> Footage | None:
    found = corrected(file, refers=refers)
    return Footage(found[0].frame, found[1]) if found else None


def corrected(file: Path, *, refers: bool) -> tuple[Clip, tuple[Known, ...]] | None:
    """The clip of a project, and of its objects what a person drew or confirmed; None where that is nothing.

    `refers` leaves out objects without an expression. Raises `ClipMissing`, and `BadInput` for another clip.
    """
    project = Project.open(file, read_only=True)
    try:
        objects = []
        for record in project.objects():
            frames = project.human_frames(record.id)
            track = project.track(record.id) if frames else {}
            masks = {frame: track[frame].mask for frame in frames}
            texts = tuple(each.text for each in record.referring)
            if any(masks.values()) and (texts or not refers):
                name = record.name or (parse(texts[0]).noun if texts else "")
                objects.append(Known(name, texts, masks))
        record_of_clip = project.clip
    finally:
        project.close()
    if not objects:
        return None
    was = Path(record_of_clip.path)
    place = next((p for p in (was, file.with_name(was.name)) if p.exists()), None)
    if place is None:
        raise ClipMissing(
            f"The video of '{file}' is not at '{was}' any more; open the project and say where it is."
        )
    clip = open_clip(place)
    if (len(clip), clip.height, clip.width) != (
        record_of_clip.frames, record_of_clip.height, record_of_clip.width,
    ):  # fmt: skip
        raise BadInput(f"The video at '{place}' is no longer the one that '{file}' was made from.")
    return clip, tuple(objects)
