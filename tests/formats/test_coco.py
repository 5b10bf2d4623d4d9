import contextlib
import io
import json

import numpy as np
import pytest
from pycocotools.coco import COCO

from rvos_studio.errors import BadInput
from rvos_studio.formats import coco
from tests.formats.test_formats import run


@pytest.fixture
def path(dataset, tmp_path):
    path = tmp_path / "instances.json"
    run(coco.write(dataset, path))
    return path


def test_every_mask_comes_back(dataset, path):
    for wanted, got in zip(dataset.videos, coco.read(path).videos, strict=True):
        assert [dict(each.masks) for each in got.tracks] == [
            dict(each.masks) for each in wanted.tracks
        ]


def test_pycocotools_reads_it(dataset, path):
    with contextlib.redirect_stdout(io.StringIO()):
        tool = COCO(str(path))
    assert [each["name"] for each in tool.loadCats(tool.getCatIds())] == [
        "sheep",
        "earless_seal",
        "others",
        "hand",
    ]
    compared = 0
    for image in tool.loadImgs(tool.getImgIds()):
        video = dataset.videos[image["video_id"] - 1]
        assert image["file_name"] == f"{video.name}/{video.frame_names[image['frame']]}.jpg"
        tracks = {each.object_id: each for each in video.tracks}
        for annotation in tool.loadAnns(tool.getAnnIds(imgIds=image["id"])):
            track = tracks[annotation["object_id"]]
            mask = track.masks[image["frame"]]
            assert np.array_equal(tool.annToMask(annotation), mask.array())
            assert (annotation["area"], annotation["iscrowd"]) == (mask.area, 0)
            assert tuple(annotation["bbox"]) == mask.bbox
            assert tool.cats[annotation["category_id"]]["name"] == track.category
            compared += 1
    assert compared == 8


def test_text_stays_readable(path):
    assert "一只在左边的山羊" in path.read_text("utf-8")
    assert "\\u" not in path.read_text("utf-8")


FOREIGN = {
    "images": [{"id": 7, "file_name": "train/000000000007.jpg", "width": 64, "height": 48}],
    "categories": [{"id": 18, "name": "dog", "supercategory": "animal"}],
    "annotations": [
        {
            "id": 1,
            "image_id": 7,
            "category_id": 18,
            "iscrowd": 0,
            "area": 200.0,
            "bbox": [10.0, 20.0, 20.0, 10.0],
            "segmentation": [[10.0, 20.0, 30.0, 20.0, 30.0, 30.0, 10.0, 30.0]],
        },
        {
            "id": 2,
            "image_id": 7,
            "category_id": 18,
            "iscrowd": 1,
            "area": 3,
            "bbox": [1, 0, 1, 3],
            "segmentation": {"size": [48, 64], "counts": [48, 3, 3021]},
        },
    ],
}


def save(tmp_path, content):
    path = tmp_path / "foreign.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def test_a_file_from_elsewhere(tmp_path):
    (video,) = coco.read(save(tmp_path, FOREIGN)).videos
    assert (video.name, video.height, video.width) == ("train_000000000007", 48, 64)
    assert video.frame_names == ("000000000007",)
    first, second = video.tracks
    assert (first.object_id, second.object_id, first.category) == (1, 2, "dog")
    assert (first.masks[0].area, first.masks[0].bbox) == (200, (10, 20, 20, 10))
    assert (second.masks[0].area, second.masks[0].bbox) == (3, (1, 0, 1, 3))
    run(coco.write(coco.read(save(tmp_path, FOREIGN)), tmp_path / "ours.json"))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda each: each.update(image_id=8), "image, object or category 8"),
        (lambda each: each.update(category_id=1), "image, object or category 1"),
        (lambda each: each.update(segmentation=[[1, 2, 3, 4]]), "fewer than three points"),
        (lambda each: each.update(segmentation=[]), "fewer than three points"),
        (lambda each: each.update(segmentation=[[0, 0, 1e9, 0, 1e9, 1e9]]), "far outside"),
        (lambda each: each.update(segmentation={"size": [48, 64], "counts": "0<"}), "add up"),
        (lambda each: each.update(segmentation={"size": [6, 5], "counts": "0n0"}), "size"),
        (lambda each: each.pop("segmentation"), "segmentation"),
        (lambda each: each.update(id="v_1_f_2_i_1"), "Expected `int`"),
    ],
)
def test_damaged_files_are_refused(tmp_path, change, sentence):
    content = json.loads(json.dumps(FOREIGN))
    change(content["annotations"][0])
    with pytest.raises(BadInput, match=sentence) as caught:
        coco.read(save(tmp_path, content))
    assert "foreign.json" in str(caught.value)


@pytest.mark.parametrize("text", ["", "{}", "[]", "a brown goat", '{"images": 3}', "\xff"])
def test_other_files_are_refused(tmp_path, text):
    with pytest.raises(BadInput, match=r"foreign\.json"):
        coco.read(save(tmp_path, text))


def test_two_masks_of_one_object_on_one_frame(path):
    content = json.loads(path.read_text("utf-8"))
    content["annotations"].append(content["annotations"][0] | {"id": 99})
    path.write_text(json.dumps(content))
    with pytest.raises(BadInput, match="two masks"):
        coco.read(path)
