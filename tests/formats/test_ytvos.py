import json

import numpy as np
import pytest
from PIL import Image

from rvos_studio.errors import BadInput, CannotWrite
from rvos_studio.formats import Dataset, TrackRecord, VideoRecord, ytvos
from rvos_studio.masks import PALETTE, Mask
from tests.formats.conftest import HEIGHT, WIDTH, block
from tests.formats.test_formats import run


@pytest.fixture
def folder(dataset, tmp_path):
    folder = tmp_path / "train"
    run(ytvos.write(dataset, folder))
    return folder


def load(path):
    return json.loads(path.read_text("utf-8"))


def test_label_maps_are_what_the_field_expects(dataset, folder):
    for video in dataset.videos:
        written = sorted((folder / "Annotations" / video.name).iterdir())
        assert [each.stem for each in written] == list(video.frame_names)
        for frame, path in enumerate(written):
            with Image.open(path) as image:
                assert image.mode == "P"
                assert image.getpalette() == PALETTE.ravel().tolist()
                labels = np.asarray(image)
            assert labels.shape == (video.height, video.width)
            wanted = np.zeros(labels.shape, int)
            for track in sorted(video.tracks, key=lambda each: each.object_id):
                if frame in track.masks:
                    wanted[track.masks[frame].array()] = track.object_id
            assert np.array_equal(labels, wanted)


def test_the_lists_beside_the_label_maps(folder):
    goats = load(folder / "meta.json")["videos"]["1b2c-зоопарк"]["objects"]
    assert list(goats) == ["3", "1", "10"]
    assert goats["3"] == {"category": "sheep", "frames": ["00010", "00020"]}
    # On 00020 object 1 has an empty mask, which a label map cannot tell from none.
    assert goats["1"] == {"category": "earless_seal", "frames": ["00005", "00010"]}
    said = load(folder / "meta_expressions.json")["videos"]["1b2c-зоопарк"]
    assert said["frames"] == ["00005", "00010", "00020"]
    assert list(said["expressions"]) == ["0", "1", "2", "3"]
    assert said["expressions"]["1"] == {"exp": "一只在左边的山羊", "obj_id": "3"}
    assert said["expressions"]["3"] == {"exp": "das Zicklein, ganz hinten", "obj_id": "1"}
    assert load(folder / "meta_expressions.json")["videos"]["nobody"]["expressions"] == {}


def test_the_higher_id_hides_the_lower(dataset, folder, tmp_path):
    _, report = run(ytvos.write(dataset, tmp_path / "again"))
    goats = dataset.videos[0]
    three, one, ten = goats.tracks
    lost = (three.masks[1] & one.masks[1]).area + (one.masks[0] & ten.masks[0]).area
    assert lost > 50
    assert report.overlapping_pixels == lost
    found = ytvos.read(folder).videos[0]
    assert found.tracks[0].masks[1] == three.masks[1]
    assert found.tracks[1].masks[1] == one.masks[1] - three.masks[1]
    assert dict(found.tracks[2].masks) == dict(ten.masks)


def test_an_object_that_is_hidden_entirely(tmp_path):
    tracks = (
        TrackRecord(1, "cat", (), {0: block(5, 5, 9, 9)}),
        TrackRecord(2, "box", (), {0: Mask.full(HEIGHT, WIDTH)}),
    )
    video = VideoRecord("v", HEIGHT, WIDTH, ("00000",), tracks)
    _, report = run(ytvos.write(Dataset((video,)), tmp_path / "out"))
    assert report.overlapping_pixels == 16
    assert load(tmp_path / "out" / "meta.json")["videos"]["v"]["objects"]["1"]["frames"] == []
    assert not ytvos.read(tmp_path / "out").videos[0].tracks[0].masks


def test_void_is_no_object(tmp_path):
    video = VideoRecord("v", 4, 4, ("0",), (TrackRecord(255, "void", (), {}),))
    with pytest.raises(BadInput, match="1 to 254; object 255"):
        run(ytvos.write(Dataset((video,)), tmp_path / "out"))


def test_a_label_map_damaged_on_the_disk_is_found(dataset, tmp_path):
    export = ytvos.write(dataset, tmp_path / "out")
    for _ in range(6):
        next(export)
    (temporary,) = tmp_path.iterdir()
    (victim,) = temporary.rglob("00010.png")
    victim.write_bytes((temporary / "Annotations/1b2c-зоопарк/00020.png").read_bytes())
    with pytest.raises(CannotWrite, match="Frame 00010 of '1b2c-зоопарк'"):
        run(export)
    assert not list(tmp_path.iterdir())


def test_a_folder_with_other_things_is_never_thrown_away(dataset, folder):
    (folder / "JPEGImages").mkdir()
    with pytest.raises(CannotWrite, match="'JPEGImages', which is no part of an export"):
        run(ytvos.write(dataset, folder, overwrite=True))
    assert (folder / "meta.json").exists()


def test_an_empty_folder_may_be_filled(dataset, tmp_path):
    run(ytvos.write(dataset, tmp_path / "out"))
    (tmp_path / "empty").mkdir()
    run(ytvos.write(dataset, tmp_path / "empty"))
    assert (tmp_path / "empty" / "meta.json").exists()


@pytest.fixture
def foreign(tmp_path):
    """A folder as it is downloaded: ids 1 and 3, void, an object no expression mentions."""
    labels = np.zeros((2, 6, 9), np.uint8)
    labels[0, :2, :3], labels[0, 5, 8] = 1, 255
    labels[1, :2, :3], labels[1, 3:, 4:] = 1, 3
    folder = tmp_path / "train"
    (folder / "Annotations" / "goat").mkdir(parents=True)
    for name, each in zip(("00005", "00020"), labels, strict=True):
        Image.fromarray(each).save(folder / "Annotations" / "goat" / f"{name}.png")
    meta = {
        "videos": {
            "goat": {
                "objects": {
                    "1": {"category": "sheep", "frames": ["00005", "00010", "00020"]},
                    "3": {"category": "person", "frames": ["00020"]},
                }
            }
        }
    }
    said = {
        "videos": {
            "goat": {
                "expressions": {
                    number: {"exp": f"goat {number}", "obj_id": "1"}
                    for number in ("0", "1", "10", "2")
                },
                "frames": ["00005", "00010", "00020"],
            }
        }
    }
    save(folder, meta, said)
    return folder, meta, said


def save(folder, meta, said):
    (folder / "meta.json").write_text(json.dumps(meta))
    (folder / "meta_expressions.json").write_text(json.dumps(said))


def test_a_folder_from_elsewhere(foreign):
    (video,) = ytvos.read(foreign[0]).videos
    assert (video.height, video.width) == (6, 9)
    assert video.frame_names == ("00005", "00010", "00020")
    goat, person = video.tracks
    assert goat.expressions == ("goat 0", "goat 1", "goat 10", "goat 2")
    assert (person.object_id, person.category, person.expressions) == (3, "person", ())
    # 00010 has no label map, so no mask.
    assert list(goat.masks) == [0, 2]
    assert (list(person.masks), 0 in person.masks) == ([2], False)
    assert goat.masks[0] == block(0, 0, 2, 3, (6, 9))
    assert person.masks[2] == block(3, 4, 6, 9, (6, 9))
    with pytest.raises(KeyError):
        goat.masks[1]


def test_without_expressions_or_lists_of_frames(foreign):
    folder, meta, _ = foreign
    for each in meta["videos"]["goat"]["objects"].values():
        del each["frames"]
    (folder / "meta_expressions.json").unlink()
    (folder / "meta.json").write_text(json.dumps(meta))
    (video,) = ytvos.read(folder).videos
    assert video.frame_names == ("00005", "00020")
    assert [list(each.masks) for each in video.tracks] == [[0, 1], [0, 1]]
    assert not video.tracks[1].masks[0]


def test_validation_data_has_no_objects(foreign):
    folder, meta, said = foreign
    del said["videos"]["goat"]["expressions"]["10"]["obj_id"]
    save(folder, meta, said)
    with pytest.raises(BadInput, match="Expression 10 of 'goat' does not say which object"):
        ytvos.read(folder)


def test_contradictions_are_refused(foreign):
    folder, meta, said = foreign
    said["videos"]["goat"]["expressions"]["2"]["obj_id"] = "2"
    save(folder, meta, said)
    with pytest.raises(BadInput, match="means object 2"):
        ytvos.read(folder)
    said["videos"]["sheep"] = said["videos"].pop("goat")
    save(folder, meta, said)
    with pytest.raises(BadInput, match="does not list the video 'sheep'"):
        ytvos.read(folder)
    meta["videos"]["goat"]["objects"]["x"] = {"category": "y"}
    save(folder, meta, {"videos": {}})
    with pytest.raises(BadInput, match="'x' is not an object id"):
        ytvos.read(folder)
    (folder / "meta.json").write_text("{]")
    with pytest.raises(BadInput, match=r"meta\.json"):
        ytvos.read(folder)


def test_missing_and_damaged_label_maps(foreign):
    folder = foreign[0]
    (folder / "Annotations/goat/00020.png").write_bytes(b"")
    with pytest.raises(BadInput, match=r"00020\.png"):
        ytvos.read(folder).videos[0].tracks[0].masks[2]
    for each in (folder / "Annotations/goat").iterdir():
        each.unlink()
    with pytest.raises(BadInput, match="no label maps"):
        ytvos.read(folder)
