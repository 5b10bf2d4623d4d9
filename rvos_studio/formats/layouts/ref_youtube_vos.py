"""Ref-YouTube-VOS: expressions in `meta_expressions.json`, truth in label maps `Annotations/<video>/<frame>.png`."""

from pathlib import Path

from rvos_studio.errors import BadInput
from rvos_studio.formats.layouts import expressions
from rvos_studio.formats.layouts.pictures import cut_labels
from rvos_studio.formats.layouts.records import Target, Video
from rvos_studio.masks import Mask


class RefYouTubeVos:
    """The folder of a split (`train`), with `meta_expressions.json` in it or in `../meta_expressions/train`."""

    def __init__(self, path: Path) -> None:
        self._file, self._videos = expressions.read(path)
        self._folder = path.parent if path.is_file() else path
        self.names = tuple(self._videos)

    def outline(self, name: str) -> Video:
        return expressions.outline(self._folder, name, self._videos[name])

    def truth(self, name: str) -> Video:
        outline, entry = self.outline(name), self._videos[name]
        objects = [self._object(name, key) for key in entry.expressions]
        folder = self._folder / "Annotations" / name
        maps = [folder / f"{frame}.png" for frame in entry.frames]
        absent = [path for path in maps if not path.is_file()]
        if absent:
            raise BadInput(
                f"{len(absent)} of the {len(maps)} label maps of '{name}' are missing, the first is '{absent[0]}'."
            )
        tracks, shape = cut_labels(maps)
        nothing = [Mask.empty(*shape)] * len(maps)
        targets = tuple(
            Target(target.name, target.text, tracks.get(key, nothing))
            for target, key in zip(outline.targets, objects, strict=True)
        )
        return Video(name, outline.frame_names, targets, shape, outline.pictures)

    def _object(self, name: str, key: str) -> str:
        """The id in the label maps of what an expression means; empty where that is nothing."""
        meant = self._videos[name].expressions[key].obj_id
        if meant is None:
            raise BadInput(
                f"Expression {key} of '{name}' in '{self._file}' has no object id (obj_id), so there is no truth for "
                "it; validation and test data are scored by the benchmark's server, see 'submission'."
            )
        if meant == []:
            return ""  # it means nothing in the video, which no label map has
        if isinstance(meant, list) or not str(meant).isdecimal() or not 1 <= int(meant) < 255:
            raise BadInput(
                f"Expression {key} of '{name}' in '{self._file}' has the object id {meant!r}; ids are 1 to 254."
            )
        return str(int(meant))
