"""Box and clicks by a click segmenter that a plugin brings."""

import pytest
from PySide6.QtCore import Qt

from rvos_studio.app.canvas.tools.clicker import Clicker
from rvos_studio.masks import Mask
from tests.app.conftest import open_in
from tests.app.hand import RIGHT
from tests.pictures import truth
from tests.plugins import write_plugin

CONTROL = Qt.KeyboardModifier.ControlModifier

CODE = """
import time
import numpy as np

class Painter:
    '''A square around every positive click, and none around negative ones; slow to look at a frame.'''

    def __init__(self, seconds):
        self.seconds = float(seconds)

    def encode(self, frame):
        time.sleep(self.seconds)
        return frame.shape[:2]

    def segment(self, size, clicks):
        found = np.zeros(size, np.float32)
        for value, points in ((1, clicks.positive), (0, clicks.negative)):
            for x, y in points:
                found[max(0, y - 4):y + 5, max(0, x - 4):x + 5] = value
        return found

class Broken(Painter):
    def segment(self, size, clicks):
        raise ValueError("out of order")

MADE = (("quick", "Painter", "0"), ("slow", "Painter", "0.8"), ("broken", "Broken", "0"))
CARDS = [card(name=name, title=name.title(), role=Role.CLICK_SEGMENTER, adapter=f"painters:{kind}",
              arguments=(seconds,)) for name, kind, seconds in MADE]
"""


@pytest.fixture
def person(plug, tmp_path, window, until, video):
    """A person with an object chosen and three click segmenters installed."""
    plug(write_plugin(tmp_path / "plugins", "painters", CODE))
    hand = open_in(window, until, video)
    hand.object()
    hand.key(Qt.Key.Key_S)
    return hand


def choose(person, model):
    box = person.editor.clicking.panel.box
    box.setCurrentIndex(box.findData(model))
    box.activated.emit(box.currentIndex())


def around(*points):
    pixels = truth(0).array() & False
    for x, y in points:
        pixels[y - 4 : y + 5, x - 4 : x + 5] = True
    return Mask.from_array(pixels)


def shown_doing(person):
    return person.editor.clicking.doing if person.canvas.tool.busy else ""


def test_the_example_cuts_out_the_red_square(plug, example_clicks, window, until, video):
    plug(example_clicks)
    hand = open_in(window, until, video)
    hand.object()
    clicking = hand.editor.clicking
    assert not clicking.panel.isVisible()
    hand.key(Qt.Key.Key_S)
    assert clicking.panel.isVisible()
    assert clicking.panel.box.currentText() == "Shortest ways (example)"
    hand.click(11, 23)
    assert hand.canvas.tool.busy
    assert shown_doing(hand).startswith("Shortest ways (example)")
    hand.settle()
    assert not hand.canvas.tool.busy
    assert hand.mask() == hand.shown()
    assert hand.mask().iou(truth(0)) > 0.8
    assert hand.session.undoable.title == "Add by a click on frame 0"
    hand.stroke((1, 11), (24, 36))
    assert hand.mask().iou(truth(0)) > 0.8
    assert hand.session.undoable.title == "Cut out on frame 0"
    hand.key(Qt.Key.Key_B)
    assert not clicking.panel.isVisible()


def test_without_a_click_segmenter_nothing_is_offered(hand):
    hand.key(Qt.Key.Key_S)
    assert not hand.editor.clicking.panel.isVisible()
    assert not isinstance(hand.canvas.tool, Clicker)


def test_clicks_add_up_and_undo_forgets_one(person):
    person.click(20, 20)
    person.settle()
    person.click(40, 20)
    person.settle()
    assert person.mask() == person.shown() == around((20, 20), (40, 20))
    person.click(20, 20, RIGHT)
    person.settle()
    assert person.mask() == around((40, 20))
    assert person.session.undoable.title == "Take away by a click on frame 0"
    for _ in range(2):
        person.key(Qt.Key.Key_Z, CONTROL)
        person.settle()
    assert person.mask() == around((20, 20))
    person.click(20, 40)
    person.settle()
    assert person.mask() == around((20, 20), (20, 40)), "the click at 40, 20 was taken back"
    person.key(Qt.Key.Key_Right)
    person.settle()
    person.click(50, 20)
    person.settle()
    assert person.mask(frame=1) == around((50, 20)), "another frame begins anew"
    person.click(-5, 20)
    person.settle()
    assert person.mask(frame=1) == around((50, 20))


def test_clicks_that_come_quickly_are_answered_together(person):
    choose(person, "slow")
    before = len(person.session.project.history())
    for x in (10, 25, 40):
        person.click(x, 20)
    person.key(Qt.Key.Key_Z, CONTROL)
    person.settle()
    assert person.mask() == around((10, 20), (25, 20))
    assert len(person.session.project.history()) == before + 1


@pytest.mark.parametrize("leave", [Qt.Key.Key_Escape, Qt.Key.Key_Right, Qt.Key.Key_B, Qt.Key.Key_Z])
def test_a_click_that_is_not_wanted_any_more_draws_nothing(person, leave):
    choose(person, "slow")
    person.click(20, 20)
    person.until(lambda: "looking at the frame" in shown_doing(person))
    person.key(leave, CONTROL if leave == Qt.Key.Key_Z else Qt.KeyboardModifier.NoModifier)
    assert not person.canvas.tool.busy
    person.settle()
    person.until(lambda: True)
    assert person.workspace.frame == (1 if leave == Qt.Key.Key_Right else 0)
    for frame in (0, 1):
        assert not person.mask(frame=frame)


def test_a_clip_is_left_without_waiting_for_a_click(person, until):
    choose(person, "slow")
    person.click(20, 20)
    person.until(lambda: "looking at the frame" in shown_doing(person))
    person.window.close_clip()
    until(lambda: person.window.editor is None and not person.window.tasks.running)
    assert not person.window.message.isVisible()


def test_colours_stand_in_for_a_model_that_fails(person):
    choose(person, "broken")
    person.click(11, 23)
    person.settle()
    person.until(lambda: not person.canvas.tool.busy)
    person.settle()
    assert person.mask().iou(truth(0)) > 0.9
    words = person.window.message.text
    assert words.startswith("Colours make the masks until you choose Broken again")
    assert "out of order" in words
    assert person.editor.clicking.panel.box.currentData() == ""
    person.click(50, 5)
    person.settle()
    assert person.mask().array()[5, 50]


def test_the_choice_is_remembered(person, until, video):
    assert person.editor.clicking.model == "quick"
    choose(person, "")
    person.settle()
    person.click(11, 23)
    person.settle()
    assert person.mask().iou(truth(0)) > 0.9
    for expected, chosen in (("", "slow"), ("slow", "slow")):
        person.window.close_clip()
        until(lambda: person.window.editor is None and not person.window.tasks.running)
        again = open_in(person.window, until, video)
        again.key(Qt.Key.Key_S)
        assert again.editor.clicking.model == expected
        assert again.editor.clicking.panel.box.currentData() == expected
        choose(again, chosen)
        again.settle()
