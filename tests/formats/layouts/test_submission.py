"""Submissions: the servers' layouts, whole or not at all."""

import io
import zipfile

import numpy as np
import pytest
from PIL import Image

from rvos_studio.errors import BadInput, CannotWrite
from rvos_studio.formats.layouts import LAYOUTS, PictureFolder, write_submission
from tests.formats.layouts import made
from tests.formats.layouts.made import FRAMES
from tests.formats.test_formats import run


def submit(layout, truth, predictions, out, **options):
    chosen = LAYOUTS[layout]
    listing = chosen.listing(truth)
    source = PictureFolder(predictions, chosen.answer)
    return run(write_submission(chosen, listing, listing.names, source, out, **options))


@pytest.fixture
def validation(tmp_path):
    """Expressions that do not say what they mean."""
    said = {key: {"exp": each["exp"]} for key, each in made.SAID.items()}
    made.expressions(tmp_path / "valid" / "meta_expressions.json", said)
    return tmp_path / "valid"


@pytest.mark.parametrize(("layout", "top"), [("ref-youtube-vos", "Annotations/"), ("mevis", "")])
def test_expressions(validation, tmp_path, layout, top):
    out = tmp_path / "out.zip"
    _, written = submit(layout, validation, made.answers(tmp_path / "answers"), out)
    assert (written.videos, written.files, written.empty) == (1, 16, 4)
    with zipfile.ZipFile(out) as archive:
        assert archive.namelist() == [
            f"{top}goats/{key}/{name}.png" for key in made.SAID for name in FRAMES
        ]
        picture = Image.open(io.BytesIO(archive.read(f"{top}goats/10/00020.png")))
        assert picture.mode == "L"
        assert np.array_equal(np.asarray(picture), made.square("3", 2) * 255)


def test_label_maps_of_four_runs(tmp_path):
    runs = LAYOUTS["ref-davis"].runs
    for run_ in runs:
        for frame, name in enumerate(FRAMES):
            made.palette(tmp_path / "answers" / run_ / "goats" / f"{name}.png", made.labels(frame))
    out = tmp_path / "out.zip"
    submit("ref-davis", made.davis(tmp_path / "davis"), tmp_path / "answers", out)
    with zipfile.ZipFile(out) as archive:
        assert archive.namelist() == [
            f"{each}/goats/{name}.png" for each in runs for name in FRAMES
        ]
        picture = Image.open(io.BytesIO(archive.read("anno_3/goats/00025.png")))
        assert picture.mode == "P"
        assert np.array_equal(np.asarray(picture), made.labels(3))


def test_an_incomplete_one_is_not_written(validation, tmp_path):
    answers = made.answers(tmp_path / "answers")
    (answers / "goats" / "0" / "00010.png").unlink()
    (answers / "goats" / "2" / "00025.png").unlink()
    with pytest.raises(BadInput, match=r"2 pictures are missing.*goats/0/00010.*goats/2/00025"):
        submit("mevis", validation, answers, tmp_path / "out.zip")
    assert not list(tmp_path.glob("out*"))


def test_a_wrong_picture_leaves_the_old_zip(validation, tmp_path):
    out = tmp_path / "out.zip"
    answers = made.answers(tmp_path / "answers")
    submit("mevis", validation, answers, out)
    before = out.read_bytes()
    with pytest.raises(CannotWrite, match="exists"):
        submit("mevis", validation, answers, out)
    made.palette(answers / "goats" / "2" / "00025.png", made.labels(0))
    with pytest.raises(BadInput, match="palette label map"):
        submit("mevis", validation, answers, out, overwrite=True)
    assert out.read_bytes() == before
    assert [each.name for each in tmp_path.glob("out*")] == ["out.zip"]


def test_the_size_of_the_video_counts_where_it_is_known(validation, tmp_path):
    pictures = validation / "JPEGImages" / "goats"
    pictures.mkdir(parents=True)
    Image.new("RGB", (80, 48)).save(pictures / "00005.jpg")
    with pytest.raises(BadInput, match="40x24 pixels, the video 80x48"):
        submit("mevis", validation, made.answers(tmp_path / "answers"), tmp_path / "out.zip")


def test_equal_predictions_give_equal_bytes(validation, tmp_path):
    answers = made.answers(tmp_path / "answers")
    submit("mevis", validation, answers, tmp_path / "one.zip")
    submit("mevis", validation, answers, tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
