"""A whole session through the real window: nothing of it is lost, and none of it takes many gestures."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from rvos_studio.app.main_window import MainWindow
from rvos_studio.app.theme import Theme
from rvos_studio.formats.coco import read
from tests.app import work
from tests.app.conftest import open_in
from tests.app.hand import NONE, Hand, drop

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def video(tmp_path):
    return work.write_clip(tmp_path / "square")


def test_a_session_comes_back_as_it_was_left(hand, until, worker, video):
    work.work(hand)
    left = work.state(hand)
    work.leave(hand)
    again = MainWindow(Theme(QApplication.instance()), worker)
    gone = []
    again.gone.connect(lambda: gone.append(True))
    again.show()
    person = open_in(again, until, video)
    person.settle()
    assert work.state(person) == left
    again.close()
    until(lambda: gone)
    again.deleteLater()


@pytest.mark.xvfb
def test_a_session_with_real_mouse_and_keyboard(display, video, tmp_path):
    if shutil.which("xdotool") is None:
        pytest.skip("xdotool is not installed")
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.app.real_hand", str(video), str(tmp_path / "window.png")],
        check=False, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=180,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["xcb", "same"]


class Counting(Hand):
    """Counts clicks, drags and keys; a sentence counts as what is pressed around it."""

    gestures = 0

    def key(self, *args, **kinds):
        self.gestures += 1
        super().key(*args, **kinds)

    def write(self, text):
        self.gestures += 1
        super().write(text)

    def press(self, *args, **kinds):
        self.gestures += 1
        super().press(*args, **kinds)


MOST_GESTURES = 9
"""What docs/guide.md promises."""


def test_from_launch_to_exported_masks_in_nine_gestures(window, until, worker, video):
    drop(window, video)
    until(lambda: window.editor is not None and window.editor.canvas.picture is not None)
    hand = Counting(window, until)
    hand.gestures = 1
    work.describe(hand, "the red square")
    for key, modifier in ((Qt.Key.Key_G, NONE), (Qt.Key.Key_B, NONE)):
        hand.key(key, modifier)
        hand.settle()
    hand.stroke((100, 150), (130, 150))
    corrected = hand.workspace.frame
    drawn = hand.mask()
    hand.key(Qt.Key.Key_T, work.CONTROL)
    hand.until(lambda: window.runs.running)
    hand.until(lambda: not window.runs.running, timeout=60)
    hand.settle()
    place = work.export(hand)
    (track,) = read(place).videos[0].tracks
    assert track.masks[corrected] == drawn
    assert len(track.masks) == work.FRAMES
    assert hand.gestures == MOST_GESTURES
