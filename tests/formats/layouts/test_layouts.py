"""Truth and predictions of every layout, and what each says of bad input."""

import json

import numpy as np
import pytest
from PIL import Image

from rvos_studio.errors import BadInput
from rvos_studio.formats.layouts import LAYOUTS, PictureFolder, guess
from rvos_studio.formats.layouts.mevis import Mevis
from rvos_studio.formats.layouts.records import Answer
from rvos_studio.formats.layouts.ref_youtube_vos import RefYouTubeVos
from tests.formats.layouts import made
from tests.formats.layouts.made import FRAMES, SHAPE, square


def arrays(masks):
    return [mask.array().tolist() for mask in masks]


def squares(key):
    return [square(key, frame).tolist() for frame in range(len(FRAMES))]


NOTHING = np.zeros(SHAPE, bool).tolist()


def test_ref_youtube_vos_keeps_order_and_ids(tmp_path):
    listing = RefYouTubeVos(made.ref_youtube_vos(tmp_path))
    assert listing.names == ("goats",)
    video = listing.truth("goats")
    assert (video.frame_names, video.shape) == (FRAMES, SHAPE)
    assert [target.name for target in video.targets] == ["0", "1", "10", "2"]
    assert video.targets[2].text == "das große Quadrat"
    small, big, again, nobody = (arrays(target.masks) for target in video.targets)
    assert small == squares("1")
    assert big == again == squares("3")
    assert nobody == [NOTHING] * 4
    assert [target.masks for target in listing.outline("goats").targets] == [()] * 4


def test_ref_youtube_vos_by_its_file(tmp_path):
    made.ref_youtube_vos(tmp_path)
    made.expressions(tmp_path / "train" / "meta_expressions.json", {"5": made.SAID["0"]})
    listing = RefYouTubeVos(tmp_path / "train" / "meta_expressions.json")
    assert [target.name for target in listing.truth("goats").targets] == ["5"]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"exp": "a goat"}, "Expression 4 of 'goats' in .* has no object id"),
        ({"exp": "a goat", "obj_id": "left"}, "object id 'left'"),
        ({"exp": "a goat", "obj_id": "255"}, "ids are 1 to 254"),
    ],
)
def test_expressions_without_a_usable_object(tmp_path, said, sentence):
    folder = made.ref_youtube_vos(tmp_path)
    made.expressions(folder / "meta_expressions.json", {"4": said})
    listing = RefYouTubeVos(folder)
    assert listing.outline("goats").targets[0].name == "4"
    with pytest.raises(BadInput, match=sentence):
        listing.truth("goats")


def test_no_dataset_at_all(tmp_path):
    with pytest.raises(BadInput, match=r"no 'meta_expressions.json'"):
        RefYouTubeVos(tmp_path)
    (tmp_path / "meta_expressions.json").write_text('{"videos": {}}')
    with pytest.raises(BadInput, match="is empty"):
        RefYouTubeVos(tmp_path)
    (tmp_path / "meta_expressions.json").write_text('{"videos": {"a": {"expressions": {"0": 3}}}}')
    with pytest.raises(BadInput, match="not a list of videos and expressions"):
        Mevis(tmp_path)
    (tmp_path / "Annotations").mkdir()
    for name in ("davis", "davis-unsupervised", "ref-davis", "davis-2016"):
        with pytest.raises(BadInput, match="no sequences"):
            LAYOUTS[name].listing(tmp_path)


@pytest.mark.parametrize("name", ["..", "a/b", "..\\\\up", ""])
def test_names_that_lead_elsewhere(tmp_path, name):
    made.expressions(tmp_path / "meta_expressions.json", {name: made.SAID["0"]})
    with pytest.raises(BadInput, match="which no file can have"):
        RefYouTubeVos(tmp_path)


def test_truth_that_is_incomplete(tmp_path):
    folder = made.ref_youtube_vos(tmp_path)
    (folder / "Annotations" / "goats" / "00010.png").unlink()
    with pytest.raises(BadInput, match=r"1 of the 4 label maps of 'goats' .*00010.png"):
        RefYouTubeVos(folder).truth("goats")


def test_davis_counts_the_objects_of_the_first_frame(tmp_path):
    made.davis(tmp_path)
    made.davis(tmp_path, "Annotations")
    late = made.labels(3)
    late[20:, :3] = 9
    made.palette(tmp_path / "Annotations" / "480p" / "goats" / "00025.png", late)
    for name in ("davis", "davis-unsupervised"):
        video = LAYOUTS[name].listing(tmp_path).truth("goats")
        # As in the reference: every id up to the largest of the first frame, also one that is nowhere.
        assert [target.name for target in video.targets] == ["1", "2", "3"]
        assert arrays(video.targets[1].masks) == [NOTHING] * 4
        assert arrays(video.targets[2].masks) == squares("3")
        assert video.void[0].area == 2 * SHAPE[0]


def test_davis_2016_has_one_object(tmp_path):
    for frame, name in enumerate(FRAMES):
        made.grey(tmp_path / "Annotations" / "480p" / "goats" / f"{name}.png", square("3", frame))
    (target,) = LAYOUTS["davis-2016"].listing(tmp_path).truth("goats").targets
    assert arrays(target.masks) == squares("3")


def test_mevis_joins_objects_and_knows_absence(tmp_path):
    video = Mevis(made.mevis(tmp_path)).truth("goats")
    both, big, none = (arrays(target.masks) for target in video.targets)
    seen = [square("1", k) | (square("3", k) & (k != 1)) for k in range(4)]
    assert both == [each.tolist() for each in seen]
    assert big[1] == NOTHING
    assert big[2] == square("3", 2).tolist()
    assert none == [NOTHING] * 4


def change_codes(root, change):
    path = root / "mask_dict.json"
    codes = json.loads(path.read_text())
    change(codes)
    path.write_text(json.dumps(codes, indent=1))
    return Mevis(root)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda codes: codes["419"].pop(), "Mask 419 .* has 3 frames, its video has 4"),
        (lambda codes: codes.pop("417"), "has no mask 417"),
        (lambda codes: codes.clear(), "mask_dict.json' has no masks"),
        (lambda codes: codes["417"][2].update(size=[24, 41]), "Frame 00020 of mask 417"),
        (lambda codes: codes["417"][2].update(counts=[5, 5]), "Frame 00020 .* add up to 10 pixels"),
        (
            lambda codes: codes["417"].__setitem__(2, {"size": [2, 2], "counts": [4]}),
            "Mask 417 .* codes of 2x2 pixels",
        ),
        (lambda codes: codes["417"].__setitem__(2, 5), "Mask 417 .* is damaged"),
    ],
)
def test_mevis_codes_that_do_not_fit(tmp_path, change, sentence):
    with pytest.raises(BadInput, match=sentence):
        change_codes(made.mevis(tmp_path), change).truth("goats")


def test_mevis_reads_lists_of_runs_and_any_spacing(tmp_path):
    runs = [{"size": list(SHAPE), "counts": [0, SHAPE[0], SHAPE[0] * (SHAPE[1] - 1)]}] * 4
    listing = change_codes(made.mevis(tmp_path), lambda codes: codes.update({"417": runs}))
    first = listing.truth("goats").targets[0].masks[1].array()
    assert first[:, 0].all()
    assert not first[:, 1:].any()


def test_mevis_without_truth_or_size(tmp_path):
    made.mevis(tmp_path)
    made.expressions(tmp_path / "meta_expressions.json", {"0": {"exp": "a goat"}})
    with pytest.raises(BadInput, match="has no object ids"):
        Mevis(tmp_path).truth("goats")
    made.expressions(tmp_path / "meta_expressions.json", {"0": {"exp": "no goat", "anno_id": []}})
    with pytest.raises(BadInput, match="nothing tells its size"):
        Mevis(tmp_path).truth("goats")
    pictures = tmp_path / "JPEGImages" / "goats"
    pictures.mkdir(parents=True)
    Image.new("RGB", (SHAPE[1], SHAPE[0])).save(pictures / "00005.jpg")
    assert Mevis(tmp_path).truth("goats").shape == SHAPE


def folder_of(tmp_path, answer=Answer.EXPRESSION):
    listing = RefYouTubeVos(made.ref_youtube_vos(tmp_path))
    return PictureFolder(made.answers(tmp_path / "out" / "Annotations").parent, answer), listing


def test_predictions_of_expressions(tmp_path):
    predictions, listing = folder_of(tmp_path)
    video = listing.truth("goats")
    assert predictions.missing(video, "") == []
    tracks = predictions.tracks(video, "")
    assert {name: arrays(tracks[name]) for name in tracks} == {
        target.name: arrays(target.masks) for target in video.targets
    }


def test_missing_pictures_are_named(tmp_path):
    predictions, listing = folder_of(tmp_path)
    (predictions.root / "goats" / "10" / "00020.png").unlink()
    video = listing.truth("goats")
    assert predictions.missing(video, "") == ["goats/10/00020.png"]
    assert not predictions.tracks(video, "")["10"][2]


@pytest.mark.parametrize(
    ("picture", "sentence"),
    [
        (Image.new("P", SHAPE[::-1]), "00010.png' is a palette label map"),
        (Image.new("RGB", SHAPE[::-1]), "00010.png' is a picture of mode RGB"),
        (Image.new("L", (30, 20)), "00010.png' is 30x20 pixels, the video 40x24"),
        (Image.new("L", SHAPE[::-1], 38), "00010.png' has the grey value 38"),
    ],
)
def test_pictures_that_are_no_answer(tmp_path, picture, sentence):
    predictions, listing = folder_of(tmp_path)
    picture.save(predictions.root / "goats" / "1" / "00010.png")
    with pytest.raises(BadInput, match=sentence):
        predictions.tracks(listing.truth("goats"), "")["1"]


@pytest.mark.parametrize(
    ("picture", "sentence"),
    [
        (Image.new("L", SHAPE[::-1]), "00010.png' is a grey picture"),
        (Image.new("RGBA", SHAPE[::-1]), "00010.png' is a picture of mode RGBA"),
        (Image.new("P", (30, 20)), "00010.png' is 30x20 pixels, the video 40x24"),
    ],
)
def test_pictures_that_are_no_label_map(tmp_path, picture, sentence):
    video = LAYOUTS["davis-unsupervised"].listing(made.davis(tmp_path)).truth("goats")
    out = tmp_path / "out"
    for frame, name in enumerate(FRAMES):
        made.palette(out / "goats" / f"{name}.png", made.labels(frame))
    predictions = PictureFolder(out, Answer.LABELS)
    assert arrays(predictions.tracks(video, "")["3"]) == squares("3")
    picture.save(out / "goats" / "00010.png")
    with pytest.raises(BadInput, match=sentence):
        predictions.tracks(video, "")


def test_a_damaged_picture(tmp_path):
    predictions, listing = folder_of(tmp_path)
    path = predictions.root / "goats" / "1" / "00010.png"
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(BadInput, match="00010.png' cannot be read"):
        predictions.tracks(listing.truth("goats"), "")["1"]


def test_layouts_are_told_apart(tmp_path):
    assert guess(made.mevis(tmp_path / "m"), tmp_path) == "mevis"
    assert guess(made.ref_youtube_vos(tmp_path / "y"), tmp_path) == "ref-youtube-vos"
    (tmp_path / "out" / "anno_0").mkdir(parents=True)
    assert guess(made.davis(tmp_path / "d"), tmp_path / "out") == "ref-davis"
    with pytest.raises(BadInput, match="--layout"):
        guess(tmp_path / "d", tmp_path)
