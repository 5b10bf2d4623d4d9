"""COCO instances: one JSON file, an image for every frame, compressed run-length codes.

Fields beyond COCO's own keep what it cannot say: `videos` lists names, frames and objects with
their expressions; images name their video, annotations their object. Without these fields, in a
file from elsewhere, every image is a video of one frame and every annotation an object.
"""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec
import numpy as np
from pycocotools import mask as rle

from rvos_studio.errors import BadInput
from rvos_studio.formats.dataset import (
    Dataset,
    Export,
    Report,
    TrackRecord,
    VideoRecord,
    check,
    masks_at,
    verify,
)
from rvos_studio.formats.target import replacing
from rvos_studio.masks import Mask


class _Category(msgspec.Struct):
    id: int
    name: str
    supercategory: str = "object"


class _Object(msgspec.Struct):
    id: int
    category: str
    expressions: list[str]


class _Video(msgspec.Struct, omit_defaults=True):
    id: int
    name: str
    height: int
    width: int
    frames: list[str]
    objects: list[_Object]
    nothing: list[str] = []
    """Expressions that refer to nothing."""


class _Image(msgspec.Struct, omit_defaults=True):
    id: int
    file_name: str
    height: int
    width: int
    video_id: int | None = None
    frame: int | None = None


class _Annotation(msgspec.Struct, omit_defaults=True):
    id: int
    image_id: int
    category_id: int
    segmentation: dict[str, Any] | list[list[float]]
    area: float = -1
    bbox: list[float] = []
    iscrowd: int = -1
    object_id: int | None = None


class _File(msgspec.Struct):
    images: list[_Image]
    annotations: list[_Annotation]
    categories: list[_Category]
    videos: list[_Video] = []


def write(dataset: Dataset, target: Path, *, overwrite: bool = False) -> Export:
    """Write `target`, a JSON file, and read it back; yields (done, total) in frames.

    Empty masks are written too. Raises `BadInput` for data the format cannot hold, `CannotWrite`
    where `target` exists and `overwrite` is not set, or the disk refuses.
    """
    check(dataset)
    total = 2 * sum(len(video.frame_names) for video in dataset.videos)
    done = masks = empty = 0
    names = dict.fromkeys(each.category for video in dataset.videos for each in video.tracks)
    category_ids = {name: number for number, name in enumerate(names, start=1)}
    with replacing(target, overwrite=overwrite) as temporary:
        with temporary.open("xb") as file:
            file.write(b'{"info":{},"licenses":[],')
            categories = [_Category(number, name) for name, number in category_ids.items()]
            for key, rows in (
                ("categories", iter(categories)),
                ("videos", _videos(dataset)),
                ("images", _images(dataset)),
            ):
                file.write(b'"%s":[' % key.encode())
                file.write(b",\n".join(map(msgspec.json.encode, rows)))
                file.write(b"],\n")
            file.write(b'"annotations":[')
            image = 0
            for video in dataset.videos:
                category_of = {each.object_id: category_ids[each.category] for each in video.tracks}
                for frame in range(len(video.frame_names)):
                    image += 1
                    for object_id, mask in masks_at(video, frame).items():
                        masks += 1
                        empty += not mask
                        row = _Annotation(
                            id=masks,
                            image_id=image,
                            category_id=category_of[object_id],
                            segmentation=mask.rle,
                            area=mask.area,
                            bbox=list(mask.bbox),
                            iscrowd=0,
                            object_id=object_id,
                        )
                        file.write(b",\n" if masks > 1 else b"")
                        file.write(msgspec.json.encode(row))
                    done += 1
                    yield done, total
            file.write(b"]}\n")
        for _ in verify(dataset, lambda: read(temporary)):
            done += 1
            yield done, total
    return Report(files=1, masks=masks, empty_masks=empty)


def read(path: Path) -> Dataset:
    """Read a COCO instances file; polygons, lists of runs and compressed codes all become masks.

    Raises `BadInput` where the file is not one or contradicts itself.
    """
    try:
        file = msgspec.json.decode(path.read_bytes(), type=_File)
    except OSError as error:
        raise BadInput(f"'{path}' cannot be read: {error.strerror}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"'{path}' is not a COCO instances file: {error}.") from error
    try:
        return _dataset(file) if file.videos else _foreign(file)
    except (KeyError, IndexError) as error:
        raise BadInput(
            f"'{path}' refers to an image, object or category {error} that it does not list."
        ) from error
    except BadInput as error:
        raise BadInput(f"'{path}' cannot be used: {error}") from error


def _videos(dataset: Dataset) -> Iterator[_Video]:
    for number, video in enumerate(dataset.videos, start=1):
        objects = [
            _Object(each.object_id, each.category, list(each.expressions)) for each in video.tracks
        ]
        frames = list(video.frame_names)
        nothing = list(video.nothing)
        yield _Video(number, video.name, video.height, video.width, frames, objects, nothing)


def _images(dataset: Dataset) -> Iterator[_Image]:
    image = 0
    for number, video in enumerate(dataset.videos, start=1):
        for frame, name in enumerate(video.frame_names):
            image += 1
            file_name = f"{video.name}/{name}.jpg"
            yield _Image(image, file_name, video.height, video.width, number, frame)


def _dataset(file: _File) -> Dataset:
    masks: dict[int, dict[int, dict[int, Mask]]] = {
        video.id: {each.id: {} for each in video.objects} for video in file.videos
    }
    image_of = {image.id: image for image in file.images}
    for each in file.annotations:
        image = image_of[each.image_id]
        if image.video_id is None or image.frame is None or each.object_id is None:
            raise BadInput(f"Annotation {each.id} does not say its video, frame and object.")
        track = masks[image.video_id][each.object_id]
        if image.frame in track:
            raise BadInput(f"Object {each.object_id} has two masks on image {image.id}.")
        track[image.frame] = _mask(each, image)
    return Dataset(
        tuple(
            VideoRecord(
                video.name,
                video.height,
                video.width,
                tuple(video.frames),
                tuple(
                    TrackRecord(
                        each.id, each.category, tuple(each.expressions), masks[video.id][each.id]
                    )
                    for each in video.objects
                ),
                tuple(video.nothing),
            )
            for video in file.videos
        )
    )


def _foreign(file: _File) -> Dataset:
    names = {each.id: each.name for each in file.categories}
    tracks: dict[int, list[TrackRecord]] = {image.id: [] for image in file.images}
    image_of = {image.id: image for image in file.images}
    for each in file.annotations:
        there = tracks[each.image_id]
        mask = _mask(each, image_of[each.image_id])
        there.append(TrackRecord(len(there) + 1, names[each.category_id], (), {0: mask}))
    videos = []
    for image in file.images:
        path = PurePosixPath(image.file_name)
        name = "_".join((*path.parent.parts, path.stem)).strip("/")
        videos.append(
            VideoRecord(name, image.height, image.width, (path.stem,), tuple(tracks[image.id]))
        )
    return Dataset(tuple(videos))


def _mask(annotation: _Annotation, image: _Image) -> Mask:
    shape = annotation.segmentation
    if isinstance(shape, list):
        if min(image.height, image.width) < 1:
            raise BadInput(f"Image {image.id} has no pixels.")
        if not shape or any(len(ring) < 6 or len(ring) % 2 for ring in shape):
            raise BadInput(f"Annotation {annotation.id} has a polygon of fewer than three points.")
        # pycocotools walks along every edge, however far outside it leads.
        if max(abs(each) for ring in shape for each in ring) > 2 * max(image.height, image.width):
            raise BadInput(f"Annotation {annotation.id} has a polygon far outside its image.")
        codes = rle.frPyObjects(shape, image.height, image.width)
        return Mask.from_array(np.asarray(rle.decode(rle.merge(codes))))
    mask = Mask.from_rle(shape)
    if mask.shape != (image.height, image.width):
        raise BadInput(f"The mask of annotation {annotation.id} is not of its image's size.")
    return mask
