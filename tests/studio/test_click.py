"""Asking a click segmenter: what is kept between clicks, and what is refused."""

import pytest

from rvos_studio.errors import StudioError
from rvos_studio.jobs import InProcess
from rvos_studio.models.protocols import Clicks
from rvos_studio.studio import Session, compute
from rvos_studio.studio.click import click
from tests.pictures import truth, write_square_clip
from tests.plugins import write_plugin

CODE = """
import numpy as np

class Counting:
    '''Looks at frames and keeps count; a mask is everything as red as the clicks.'''

    encoded = 0

    def encode(self, frame):
        Counting.encoded += 1
        return frame

    def segment(self, features, clicks):
        (x, y), *_ = clicks.positive
        return 1.0 - np.abs(features[..., 1] / 255 - features[y, x, 1] / 255)

class Wrong:
    def encode(self, frame):
        return None

    def segment(self, features, clicks):
        return np.full(clicks.positive[0], 7.0)

CARDS = [card(name=name, role=Role.CLICK_SEGMENTER, adapter=f"counting_clicks:{made}")
         for name, made in (("counting", "Counting"), ("wrong", "Wrong"))]
"""


@pytest.fixture
def session(plug, tmp_path, monkeypatch):
    monkeypatch.setattr(compute, "_warm", compute._Warm())
    plug(write_plugin(tmp_path / "plugins", "counting_clicks", CODE))
    session = Session.create(write_square_clip(tmp_path / "square"))
    yield session
    session.close()


def answer(session, model, frame, *positive):
    """What was said, and the mask."""
    steps, said = click(session, InProcess(), model, frame, Clicks(positive)), []
    while True:
        try:
            said.append(next(steps).doing)
        except StopIteration as end:
            return said, end.value


def test_a_model_is_loaded_once_and_looks_at_each_frame_once(session):
    said, mask = answer(session, "counting", 3, (15, 20))
    assert said == ["loading", "looking at the frame"]
    assert mask.iou(truth(3)) < 1
    assert mask.array()[20, 15]
    assert answer(session, "counting", 3, (16, 20))[0] == []
    assert answer(session, "counting", 4, (16, 20))[0] == ["looking at the frame"]
    assert answer(session, "counting", 3, (16, 20))[0] == []
    for frame in range(5, 5 + compute._LOOKED_AT):
        answer(session, "counting", frame, (16, 20))
    assert answer(session, "counting", 3, (16, 20))[0] == ["looking at the frame"]
    assert type(compute._warm.looker.segmenter).encoded == 3 + compute._LOOKED_AT
    assert len(compute._warm.looker.features) == compute._LOOKED_AT
    assert session.project.history() == []


@pytest.mark.parametrize(("shape", "wrong"), [((3, 4), r"shape \(3, 4\)"), ((48, 64), "outside")])
def test_a_mask_that_does_not_fit_is_refused(session, shape, wrong):
    with pytest.raises(StudioError, match=f"wrong gave a mask .*{wrong}"):
        answer(session, "wrong", 0, shape)
