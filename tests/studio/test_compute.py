"""What a worker lets through."""

import pytest

from rvos_studio.errors import StudioError
from rvos_studio.jobs import InProcess
from rvos_studio.studio import segment
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
