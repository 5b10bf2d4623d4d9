"""Frames as networks see them."""

import json

import numpy as np
import pytest
import torch

from rvos_studio.models.pictures import normalised, resized
from tests.parity.recorded import ORACLE, seeded


@pytest.mark.oracle
@pytest.mark.parametrize(("case", "height", "width"), [("down", 150, 250), ("up", 60, 100)])
def test_pictures_are_those_of_the_authors(shared, case, height, width):
    recorded = json.loads((ORACLE / "soc" / "preprocess.json").read_text())[case]
    frame = seeded.seeded_video(1, height, width, seed="resize")[0]
    picture = resized(frame, tuple(reversed(recorded["out_wh"])))
    assert seeded.probe_error(picture, recorded["uint8"]) == 0
    assert seeded.probe_error(normalised([picture]).numpy(), recorded["normalised"]) < 1e-6


def test_a_frame_of_the_right_size_is_not_touched():
    frame = np.random.default_rng(1).integers(0, 256, (4, 6, 3), dtype=np.uint8)
    frame.flags.writeable = False
    assert resized(frame, (4, 6)) is frame
    pictures = normalised([frame, frame])
    assert pictures.shape == (2, 3, 4, 6)
    expected = (frame[..., 1] / 255 - 0.456) / 0.224
    torch.testing.assert_close(pictures[1, 1], torch.from_numpy(expected).float())
