"""What a worker lets through."""

from types import SimpleNamespace

import pytest

from rvos_studio import settings
from rvos_studio.errors import StudioError
from rvos_studio.jobs import InProcess
from rvos_studio.models import catalogue
from rvos_studio.settings import Settings
from rvos_studio.studio import compute, segment
from tests.plugins import write_plugin

CODE = """
import numpy as np
from rvos_studio.models.protocols import Prediction

class Careless:
    def segment(self, clip, expressions, frames):
        yield Prediction(0, 0, np.full((clip.height, clip.width), 0.75, np.float32), 1.0)
        yield Prediction({})

CARDS = [card(name="careless", role=Role.SEGMENTER, adapter="{}:Careless")]
"""


@pytest.mark.parametrize(
    ("unfit", "said"),
    [
        ("1, 1, np.zeros((48, 64)), 1.0", "frame 1 which it was not asked for"),
        ("-1, 1, np.zeros((48, 64)), 1.0", "which it was not asked for"),
        ("0, 12, np.zeros((48, 64)), 1.0", "frame 12 which it was not asked for"),
        ("0, 1, np.zeros((64, 48)), 1.0", r"of shape \(64, 48\) instead of \(48, 64\)"),
        ("0, 1, np.full((48, 64), 2.0), 1.0", "probabilities outside 0 to 1"),
        ("0, 1, np.full((48, 64), -1.0), 1.0", "probabilities outside 0 to 1"),
        ("0, 1, np.full((48, 64), np.nan), 1.0", "probabilities outside 0 to 1"),
        ("0, 1, np.zeros((48, 64)), float('nan')", "confidence nan"),
    ],
)
def test_unfit_answers_never_reach_a_project(session, plug, tmp_path, request, unfit, said):
    module = f"careless_{request.node.callspec.indices['unfit']}"
    plug(write_plugin(tmp_path / "plugins", module, CODE.format(unfit, module)))
    number = session.add_object().object_id
    session.add_expression(number, "the red square")
    with pytest.raises(StudioError, match=f"The model careless gave an answer for .*{said}"):
        list(segment(session, InProcess(), [number], ["careless"]))
    (expression,) = session.project.object(number).expressions
    assert session.project.answered(expression.id, "careless", f"{module} 1.2") == {0}


@pytest.fixture
def heavy(plug, tmp_path, monkeypatch):
    """Three models of 40 MiB each, and the names of those that were loaded."""
    names = [f"heavy-{k}" for k in range(3)]
    loaded = []
    monkeypatch.setattr(catalogue, "require", lambda name, role: SimpleNamespace(parts=(name,)))
    monkeypatch.setattr(catalogue, "digest", lambda entry: entry.parts[0])
    monkeypatch.setattr(catalogue, "load", lambda name, role: loaded.append(name) or name)
    for name in names:
        with (tmp_path / name).open("wb") as file:
            file.truncate(40 << 20)
    monkeypatch.setattr(
        compute.weights, "locate", lambda part: SimpleNamespace(path=tmp_path / part)
    )
    monkeypatch.setattr(compute, "_warm", compute._Warm())
    return names, loaded


def test_segmenters_stay_loaded_as_far_as_the_settings_let_them(heavy):
    (one, two, three), loaded = heavy
    with settings.using(Settings(warm_mib=100)):
        for name in (one, two, one, two, three, two, one):
            assert compute._warm.segmenter(name) == name
        # The third took the place of the one that was used longest ago.
        assert loaded == [one, two, three, one]
    with settings.using(Settings(warm_mib=100, threads=3)):
        compute._warm.segmenter(one)
    assert loaded[-2:] == [one, one]
    with settings.using(Settings(warm_mib=0)):
        compute._warm.segmenter(one)
        compute._warm.segmenter(one)
    assert loaded[-3:] == [one, one, one]
    assert compute._warm._segmenters == {}
