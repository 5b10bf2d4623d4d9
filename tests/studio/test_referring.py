"""A referring network of its own size, tiny, from the words of an object to its masks."""

from rvos_studio import settings
from rvos_studio.jobs import InProcess
from rvos_studio.studio import segment
from tests.plugins import write_plugin

CODE = """
def tiny():
    import torch
    from rvos_studio.models.computing import Computing
    from rvos_studio.models.referring_segmenter import ReferringSegmenter, Sides
    from rvos_studio.networks.referring.soc.network import Soc
    from rvos_studio.networks.referring.soc.variants import VARIANTS
    torch.manual_seed(1)
    network = Soc(VARIANTS["soc-tiny"]).eval()
    return ReferringSegmenter(network, Sides(96, 128), Computing.as_set(), window_frames=5)

CARDS = [card(name="tiny", role=Role.SEGMENTER, adapter="tiny_soc:tiny")]
"""


def test_windows_of_a_clip_reach_the_project(session, plug, tmp_path):
    (settings.config_folder() / "settings.toml").write_text('device = "cpu"')
    plug(write_plugin(tmp_path / "plugins", "tiny_soc", CODE))
    number = session.add_object().object_id
    for text in ("the red square", "what moves to the right"):
        session.add_expression(number, text)
    steps = list(segment(session, InProcess(), [number], ["tiny"]))
    assert steps[-1].done == steps[-1].total == 24
    doing = [step.doing for step in steps]
    assert "tiny: looking at frames 0 to 4" in doing
    assert "tiny: looking for expression 2 on frames 10 to 11" in doing
    assert session.project.predicted_frames(number) == list(range(12))
    first, second = (one.id for one in session.objects()[0].expressions)
    for expression in (first, second):
        assert session.project.answered(expression, "tiny", "tiny_soc 1.2") == set(range(12))


def test_a_cancelled_window_goes_on_with_what_is_missing(session, plug, tmp_path):
    (settings.config_folder() / "settings.toml").write_text('device = "cpu"')
    plug(write_plugin(tmp_path / "plugins", "tiny_soc", CODE))
    number = session.add_object().object_id
    for text in ("the red square", "what moves to the right"):
        session.add_expression(number, text)
    work = segment(session, InProcess(), [number], ["tiny"], last=3)
    for step in work:
        if "expression 2" in step.doing:
            break
    work.close()
    steps = list(segment(session, InProcess(), [number], ["tiny"], last=3))
    answered = [change for step in steps for change in step.changes]
    assert len(answered) == 4
    assert steps[-1].done == steps[-1].total == 8
