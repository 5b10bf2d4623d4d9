"""Opening, dropping, closing: the window as a whole."""

import subprocess
import sys

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog

from rvos_studio.app.event_loop import UNEXPECTED
from rvos_studio.app.panels.side import Section
from rvos_studio.project import Kind, Provenance
from rvos_studio.studio import Session, project_beside
from tests.app.conftest import open_in
from tests.app.hand import choose, drop
from tests.pictures import truth, write_square_clip


def test_an_empty_window_invites_to_drop_a_video(window):
    assert window.editor is None
    assert window.start_page.isVisible()
    assert not window.menu["export"].isEnabled()
    assert window.menu["open"].isEnabled()


def test_a_dropped_folder_of_frames_opens(window, until, video):
    drop(window, video)
    until(lambda: window.editor and window.editor.canvas.picture)
    assert "square" in window.windowTitle()
    assert project_beside(video).is_file()
    assert window.editor.canvas.picture.image.size().toTuple() == (64, 48)


def test_a_project_opens_where_a_person_drew(window, until, video):
    session = Session.create(video)
    number = session.add_object().object_id
    with session.project.edit("Fuse") as edit:
        edit.put_masks(number, {f: truth(f) for f in (4, 5)}, Provenance.now(Kind.FUSION))
    session.close()
    hand = open_in(window, until, video)
    hand.settle()
    assert hand.workspace.frame == 4
    assert hand.shown() == truth(4)
    assert hand.editor.transport.timeline._frame == 4


def test_the_open_dialog_opens_what_was_chosen(window, until, video):
    window.menu["open_frames"].trigger()
    until(lambda: window.findChildren(QFileDialog))
    (dialog,) = window.findChildren(QFileDialog)
    choose(dialog, video)
    until(lambda: window.editor and window.editor.canvas.picture)


def test_a_file_that_is_no_video_gets_one_sentence(window, until, tmp_path):
    bad = tmp_path / "broken.mp4"
    bad.write_bytes(b"this is not a video" * 100)
    drop(window, bad)
    until(lambda: window.message.text)
    assert "broken.mp4" in window.message.text
    assert "Traceback" not in window.message.text
    assert window.start_page.isVisible()


def test_a_failed_open_leaves_the_open_clip_alone(hand, tmp_path):
    empty = tmp_path / "empty.mp4"
    empty.touch()
    hand.window.open(empty)
    hand.until(lambda: hand.window.message.text)
    assert hand.window.editor is hand.editor
    assert hand.canvas.isVisible()


def test_another_clip_takes_the_place_of_the_first(hand, tmp_path):
    other = write_square_clip(tmp_path / "other", frames=3)
    hand.window.open(other)
    hand.until(lambda: "other" in hand.window.windowTitle())
    assert len(hand.window.editor.workspace.session.clip) == 3


def test_opening_what_is_open_changes_nothing(hand, video):
    hand.window.open(video)
    hand.window.open(project_beside(video))
    hand.until(lambda: not hand.window.tasks.running)
    assert hand.window.editor is hand.editor
    assert hand.window.message.text == ""


def test_a_double_click_opens_once(window, until, video):
    window.open(video)
    window.open(video)
    until(lambda: not window.tasks.running)
    assert window.editor is not None
    assert window.message.text == ""


def test_closing_the_clip_goes_back_to_the_start_with_the_project_listed(hand, video):
    hand.window.menu["close_clip"].trigger()
    hand.until(lambda: hand.window.start_page.isVisible())
    assert [each.project for each in hand.window._recent.read()] == [str(project_beside(video))]
    assert hand.window._recent.read()[0].thumbnail.startswith(b"\xff\xd8")


def test_a_project_whose_video_moved_asks_for_it(window, until, video, tmp_path):
    window.open(video)
    until(lambda: window.editor and window.editor.canvas.picture)
    window.close_clip()
    until(lambda: window.editor is None and not window.tasks.running)
    there = tmp_path / "elsewhere" / "renamed"
    there.parent.mkdir()
    video.rename(there)
    window.open(project_beside(video))
    until(lambda: window.findChildren(QFileDialog))
    assert "square" in window.message.text
    (dialog,) = window.findChildren(QFileDialog)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    choose(dialog, there)
    until(lambda: window.editor and window.editor.canvas.picture)


def test_an_unexpected_failure_is_one_sentence_and_a_log_entry(window, until, caplog):
    async def fail():
        raise ZeroDivisionError("secret detail")

    window.tasks.start(fail())
    until(lambda: window.message.text)
    assert window.message.text == UNEXPECTED
    assert "secret detail" in caplog.text


def test_closing_waits_until_everything_is_written(hand, video):
    from rvos_studio.studio import Session

    hand.object()
    hand.key(Qt.Key.Key_B)
    hand.press(20, 20)
    hand.move(40, 20)
    hand.release(40, 20)
    gone = []
    hand.window.gone.connect(lambda: gone.append(True))
    hand.window.close()
    assert hand.window.isVisible()
    hand.until(lambda: gone)
    assert not hand.window.isVisible()
    again = Session.open(project_beside(video))
    assert again.mask(1, 0).mask.area > 100
    again.close()


@pytest.mark.parametrize("dark", [False, True])
def test_both_themes_keep_text_readable(hand, dark):
    hand.window.menu["dark" if dark else "light"].trigger()
    palette = QApplication.palette()
    window, text = palette.window().color().lightness(), palette.text().color().lightness()
    assert abs(window - text) > 120
    assert (window < 128) is dark
    hand.window.menu["follow_desktop"].trigger()


PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from rvos_studio.app import main

application = QApplication([])

def look():
    for window in application.topLevelWidgets():
        editor = getattr(window, "editor", None)
        if editor is not None and editor.canvas.picture is not None:
            editor.workspace.go(3)
            window.close()
            return
    QTimer.singleShot(5, look)

QTimer.singleShot(5, look)
code = main(Path(sys.argv[1]))
sys.exit(code or any(name in sys.modules for name in ("torch", "onnxruntime")))
"""


def test_the_program_opens_its_argument_and_never_imports_torch(video):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(video)],
        check=False, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert project_beside(video).is_file()


def test_the_window_stays_alive_while_a_clip_s_page_is_made(window, until, video):
    """Between any two sections of the side panel it may deal with events."""
    seen = []
    timer = QTimer(interval=0)
    timer.timeout.connect(lambda: seen.append(len(window.findChildren(Section))))
    timer.start()
    window.open(video)
    until(lambda: window.editor is not None)
    timer.stop()
    assert len(set(seen)) > 6
    assert max(seen) == len(window.editor.findChildren(Section))
