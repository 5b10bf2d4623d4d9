"""A plugin's model in the window: found, explained, asked."""

import pytest
from PySide6.QtWidgets import QComboBox, QMenu

from rvos_studio.jobs import Worker
from rvos_studio.project import Kind
from tests.app.conftest import open_in
from tests.pictures import truth
from tests.plugins import write_plugin


@pytest.fixture
def worker():
    """A process of its own, which sees the plugins of the test."""
    worker = Worker()
    yield worker
    worker.close()


def test_the_example_is_offered_explained_and_asked(plug, example_plugin, window, until, video):
    plug(example_plugin)
    hand = open_in(window, until, video)
    (menu,) = hand.editor.finding.panel.findChildren(QMenu)
    assert menu.toolTipsVisible()
    actions = {action.data(): action for action in menu.actions()}
    assert actions["colour-words"].text() == "Colour words (example)"
    tip = actions["colour-words"].toolTip()
    assert tip.startswith("Lights up every pixel of the hues")
    assert tip.endswith("From the plugin example-segmenter 0.1.0")
    assert "plugin" not in actions["motion-words"].toolTip()
    for name, action in actions.items():
        action.setChecked(name == "colour-words")
    number = hand.object("the red square")
    hand.editor.finding.find()
    until(lambda: (hand.session.spans(number) == Kind.FUSION).all(), timeout=120)
    hand.settle()
    assert hand.session.models_with_predictions(number) == ["colour-words"]
    assert (hand.shown().array() == truth(0).array()).mean() > 0.99


def test_a_propagator_of_a_plugin_is_offered(plug, tmp_path, window, until, video):
    plug(write_plugin(tmp_path / "plugins", "window_carriers", "CARDS = [card()]"))
    hand = open_in(window, until, video)
    (box,) = hand.editor.propagating.panel.findChildren(QComboBox)
    assert box.findData("better-carrier") > 0
    assert box.itemData(box.findData("better-carrier"), 3) == (
        "Carries better.\nFrom the plugin window_carriers 1.2"
    )
