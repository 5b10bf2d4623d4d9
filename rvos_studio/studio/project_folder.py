"""Predictions for a benchmark out of projects."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from rvos_studio.errors import BadInput
from rvos_studio.formats.layouts import Target, Video
from rvos_studio.formats.layouts.records import Answer
from rvos_studio.fusion import fuse
from rvos_studio.masks import Mask
from rvos_studio.project import ObjectRecord, Project
from rvos_studio.studio.session import SUFFIX


class ProjectFolder:
    """One project or a folder of them: the tracks, or with `model` what this model answered.

    A video's project bears its name, or its clip does. Expressions find their object by their text, label maps and
    single objects by id.
    """

    def __init__(self, path: Path, answer: Answer, model: str | None = None) -> None:
        self.path, self._answer, self._model = path, answer, model
        files = [path] if path.is_file() else sorted(path.glob(f"*{SUFFIX}"))
        if not files:
            raise BadInput(f"There are no projects in '{path}'.")
        self._files: dict[str, Path] = {}
        for file in files:
            with _opened(file) as project:
                # A file's own name says more than that of its clip.
                self._files.setdefault(project.clip.name, file)
        self._files.update({file.stem: file for file in files})

    @property
    def single(self) -> bool:
        """Whether this is one project and no folder."""
        return self.path.is_file()

    def __contains__(self, video: str) -> bool:
        return video in self._files

    def members(self) -> dict[str, "ProjectFolder"]:
        """The models that have answered in any of the projects, each as predictions of its own."""
        names: dict[str, None] = {}
        for file in dict.fromkeys(self._files.values()):
            with _opened(file) as project:
                for record in project.objects():
                    names.update(dict.fromkeys(project.models(record.id)))
        return {name: ProjectFolder(self.path, self._answer, name) for name in names}

    def missing(self, video: Video, run: str) -> list[str]:
        if video.name not in self:
            return [f"{video.name}/{name}" for name in video.frame_names]
        absent = []
        with self._project(video, run) as project:
            for target in video.targets:
                track = self._track(project, self._object(project, target), video)
                absent += [
                    f"{video.name}/{target.name}/{name}"
                    for k, name in enumerate(video.frame_names)
                    if k + video.skipped not in track
                ]
        return absent

    def shape(self, video: Video, run: str) -> tuple[int, int]:
        with self._project(video, run) as project:
            return project.clip.height, project.clip.width

    def tracks(self, video: Video, run: str) -> Mapping[str, Sequence[Mask]]:
        if video.name not in self:
            if video.shape is None:
                raise BadInput(f"There is no project of '{video.name}' in '{self.path}'.")
            nothing = [Mask.empty(*video.shape)] * len(video.frame_names)
            return {target.name: nothing for target in video.targets}
        with self._project(video, run) as project:
            clip = project.clip
            if video.shape not in (None, (clip.height, clip.width)):
                assert video.shape is not None
                raise BadInput(
                    f"'{project.path}' is of {clip.width}x{clip.height} pixels, the video '{video.name}' "
                    f"{video.shape[1]}x{video.shape[0]}; masks must have the size of the video."
                )
            empty = Mask.empty(clip.height, clip.width)
            named: dict[str, ObjectRecord | None]
            if self._answer is Answer.LABELS:
                named = {str(record.id): record for record in project.objects()}
            else:
                named = {target.name: self._object(project, target) for target in video.targets}
            found: dict[str, Sequence[Mask]] = {}
            for name, record in named.items():
                track = self._track(project, record, video)
                frames = range(video.skipped, video.skipped + len(video.frame_names))
                found[name] = [track.get(frame, empty) for frame in frames]
            return found

    @contextmanager
    def _project(self, video: Video, run: str) -> Iterator[Project]:
        if run:
            raise BadInput(
                f"'{self.path}' cannot be scored in several runs; projects hold one track an object."
            )
        with _opened(self._files[video.name]) as project:
            frames = len(video.frame_names) + 2 * video.skipped
            if project.clip.frames != frames:
                raise BadInput(
                    f"'{project.path}' has {project.clip.frames} frames, '{video.name}' has {frames}; "
                    "the project is of another clip."
                )
            yield project

    def _object(self, project: Project, target: Target) -> ObjectRecord | None:
        records = project.objects()
        if self._answer is Answer.EXPRESSION:
            wanted = _words(target.text)
            said = (r for r in records if any(_words(e.text) == wanted for e in r.expressions))
            return next(said, None)
        if self._answer is Answer.ONE_OBJECT and len(records) == 1:
            return records[0]
        return next((record for record in records if str(record.id) == target.name), None)

    def _track(
        self, project: Project, record: ObjectRecord | None, video: Video
    ) -> Mapping[int, Mask]:
        if record is None:
            return {}
        if self._model is None:
            return {frame: each.mask for frame, each in project.track(record.id).items()}
        track = {}
        for frame in range(video.skipped, video.skipped + len(video.frame_names)):
            if answers := project.predictions(record.id, frame).get(self._model):
                track[frame] = fuse(answers, 0.5)
        return track


@contextmanager
def _opened(file: Path) -> Iterator[Project]:
    project = Project.open(file, read_only=True)
    try:
        yield project
    finally:
        project.close()


def _words(text: str) -> str:
    """As the benchmarks compare expressions."""
    return " ".join(text.lower().split())
