"""Long work in the window: find, propagate, export; progress, cancel, closing meanwhile. The worker is the real one."""

import os
import signal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from rvos_studio.app.dialogs import ExportDialog
from rvos_studio.formats import FORMATS
from rvos_studio.project import Kind
from rvos_studio.studio import Session, project_beside
from tests.app.conftest import open_in
from tests.pictures import truth, write_square_clip

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def drawn(hand):
    """An object whose square was drawn by hand on frame 0."""
    number = hand.object()
    hand.session.correct(number, 0, truth(0))
    hand.workspace.refresh()
    hand.settle()
    return hand


def kinds(hand):
    return hand.session.spans(hand.workspace.chosen).tolist()


def test_describing_an_object_finds_it(hand):
    for action in hand.editor.finding.panel._choice:
        action.setChecked(action.data() == "motion-words")
    titles = []
    hand.window.runs.started.connect(titles.append)
    hand.type(hand.editor.describing.panel.box, "the red square moving right")
    hand.until(lambda: "Fusing" in titles and not hand.window.runs.running, timeout=60)
    hand.settle()
    assert hand.window.message.text == ""
    (record,) = hand.session.objects()
    assert [e.text for e in record.expressions] == ["the red square moving right"]
    assert hand.session.models_with_predictions(record.id) == ["motion-words"]
    assert set(kinds(hand)) == {Kind.FUSION}
    assert hand.shown().iou(truth(0)) > 0.3
    assert hand.canvas.hasFocus()


def test_propagation_shows_frames_as_they_come(drawn):
    shown, said = [], []
    drawn.workspace.moved.connect(shown.append)
    drawn.window.runs.progressed.connect(lambda text, done, total: said.append((done, total)))
    drawn.key(Qt.Key.Key_T, CONTROL)
    assert drawn.window.status.busy
    drawn.until(lambda: not drawn.window.runs.running, timeout=60)
    drawn.settle()
    assert kinds(drawn) == [Kind.PERSON] + [Kind.PROPAGATION] * 11
    assert drawn.mask(frame=0) == truth(0)
    assert drawn.mask(frame=5).iou(truth(5)) > 0.4
    assert shown
    assert shown[-1] == 11
    assert said[-1] == (11, 11)
    assert not drawn.window.status.busy
    drawn.key(Qt.Key.Key_Z, CONTROL)
    drawn.settle()
    assert kinds(drawn) == [Kind.PERSON] + [0] * 11


@pytest.fixture
def long(window, until, tmp_path):
    """Like `drawn`, on a clip that takes a while."""
    hand = open_in(window, until, write_square_clip(tmp_path / "long", frames=23))
    number = hand.object()
    hand.session.correct(number, 0, truth(0))
    hand.workspace.refresh()
    hand.settle()
    return hand


def test_a_cancelled_propagation_keeps_what_is_done(long):
    long.window.runs.reached.connect(
        lambda frame: frame >= 2 and long.key(Qt.Key.Key_Escape), Qt.ConnectionType.QueuedConnection
    )
    long.key(Qt.Key.Key_T, CONTROL)
    long.until(lambda: not long.window.runs.running, timeout=60)
    long.settle()
    done = kinds(long).count(Kind.PROPAGATION)
    assert 2 <= done < 22
    assert long.window.menu["undo"].isEnabled()
    long.key(Qt.Key.Key_Z, CONTROL)
    long.settle()
    assert kinds(long) == [Kind.PERSON] + [0] * 22


def test_the_view_stays_where_the_person_went(long):
    long.window.runs.reached.connect(
        lambda frame: long.workspace.go(1), Qt.ConnectionType.SingleShotConnection
    )
    long.key(Qt.Key.Key_T, CONTROL)
    long.until(lambda: not long.window.runs.running, timeout=60)
    assert long.workspace.frame == 1


def test_drawing_goes_on_while_a_job_runs(long):
    long.key(Qt.Key.Key_B)
    drawn = []

    def draw(frame):
        if not drawn:
            drawn.append(long.workspace.frame)
            for step in ("press", "move", "release"):
                getattr(long, step)(60, 40)

    long.window.runs.reached.connect(draw)
    long.key(Qt.Key.Key_T, CONTROL)
    long.until(lambda: not long.window.runs.running, timeout=60)
    long.settle()
    assert Kind.PERSON in kinds(long)
    assert long.window.message.text == ""


def test_what_is_being_typed_stays_while_a_job_runs(long):
    long.key(Qt.Key.Key_T, CONTROL)
    box = long.editor.describing.panel.findChildren(QLineEdit)[-1]
    QTest.keyClicks(box, "half a sent")
    long.until(lambda: not long.window.runs.running, timeout=60)
    long.settle()
    assert long.editor.describing.panel.findChildren(QLineEdit)[-1].text() == "half a sent"


def test_a_second_job_is_refused_in_a_sentence(long):
    long.key(Qt.Key.Key_T, CONTROL)
    long.key(Qt.Key.Key_T, CONTROL)
    assert "still running" in long.window.message.text
    long.key(Qt.Key.Key_Escape)
    long.until(lambda: not long.window.runs.running, timeout=60)


def test_closing_during_a_run_stops_it_and_loses_nothing(long, tmp_path):
    gone, seen = [], []
    long.window.gone.connect(lambda: gone.append(True))
    long.window.runs.reached.connect(seen.append)
    long.key(Qt.Key.Key_T, CONTROL)
    long.until(lambda: seen, timeout=60)
    long.window.close()
    long.until(lambda: gone, timeout=30)
    with_all = Session.open(project_beside(tmp_path / "long"))
    done = int((with_all.spans(1) == Kind.PROPAGATION).sum())
    with_all.close()
    assert len(set(seen)) <= done <= 22


def test_a_killed_worker_is_said_and_the_job_goes_on_by_itself(long, worker):
    said = []
    long.window.runs.noticed.connect(said.append)
    long.window.runs.reached.connect(
        lambda frame: os.kill(worker.pid, signal.SIGKILL), Qt.ConnectionType.SingleShotConnection
    )
    long.key(Qt.Key.Key_T, CONTROL)
    long.until(lambda: not long.window.runs.running, timeout=60)
    long.settle()
    assert ["a new one goes on where it was" in each for each in said] == [True]
    assert kinds(long).count(Kind.PROPAGATION) == 22


def test_nothing_to_propagate_from_is_said(hand):
    hand.object()
    hand.key(Qt.Key.Key_T, CONTROL)
    hand.until(lambda: not hand.window.runs.running)
    assert "no frame to propagate from" in hand.window.message.text


def test_export_writes_what_is_drawn(drawn, tmp_path):
    drawn.key(Qt.Key.Key_E, CONTROL)
    drawn.until(lambda: drawn.window.findChildren(ExportDialog))
    (dialog,) = drawn.window.findChildren(ExportDialog)
    dialog.format.setCurrentIndex(dialog.format.findData("coco"))
    place = tmp_path / "out" / "masks.json"
    place.parent.mkdir()
    dialog.path.setText(str(place))
    assert dialog.export.text() == "Export"
    place.touch()
    dialog.path.setText(str(place) + " ")
    assert dialog.export.text() == "Replace"
    dialog.export.click()
    drawn.settle()
    assert "1 masks" in drawn.window.message.text
    (video,) = FORMATS["coco"].read(place).videos
    assert video.tracks[0].masks[0] == truth(0)


def test_an_export_of_nothing_is_said(hand, tmp_path):
    hand.editor.exporting.export("coco", tmp_path / "nothing.json")
    hand.settle()
    assert "no masks to export" in hand.window.message.text
    assert not (tmp_path / "nothing.json").exists()
