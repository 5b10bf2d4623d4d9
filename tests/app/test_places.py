"""What comes back when a project or the window is opened again."""

import pytest
from PySide6.QtCore import QPointF, Qt

from rvos_studio import settings
from rvos_studio.app import places
from rvos_studio.app.canvas.tools.brush import Eraser
from rvos_studio.app.main_window import MainWindow
from rvos_studio.app.places import Desk, Place
from rvos_studio.app.theme import Theme
from rvos_studio.studio import project_beside
from tests.app.conftest import open_in


def reopened(hand, video):
    hand.window.menu["close_clip"].trigger()
    hand.until(lambda: hand.window.editor is None and not hand.window.tasks.running)
    again = open_in(hand.window, hand.until, video)
    again.settle()
    return again


def test_a_project_comes_back_as_it_was_left(hand, video):
    hand.object("one")
    second = hand.object("two")
    hand.object("three")
    hand.workspace.choose(second)
    hand.workspace.go(5)
    hand.editor.viewpoint.zoom(QPointF(40, 20), 3)
    region = hand.editor.viewpoint.region
    hand.editor.side.show_page("Review")
    hand.key(Qt.Key.Key_E)
    hand.settle()
    again = reopened(hand, video)
    assert (again.workspace.frame, again.workspace.chosen) == (5, second)
    assert again.editor.viewpoint.region == region
    assert again.editor.side.page == "Review"
    assert isinstance(again.canvas.tool, Eraser)
    assert again.window.menu["eraser"].isChecked()
    assert again.canvas.picture.frame == 5


def test_a_killed_program_forgets_only_the_last_seconds(hand, video):
    hand.workspace.go(3)
    hand.editor.remembering.timer.timeout.emit()
    hand.settle()
    assert places.place_of(project_beside(video)).frame == 3


def test_looking_writes_no_project(hand, video):
    hand.object()
    hand = reopened(hand, video)
    content = project_beside(video).read_bytes()
    hand.workspace.go(3)
    hand.editor.viewpoint.zoom(QPointF(10, 10), 2)
    reopened(hand, video)
    assert project_beside(video).read_bytes() == content


def test_what_is_gone_is_passed_over(hand, video):
    places.keep_place(
        project_beside(video), Place(10**6, 77, (-5, 0, 1e9, 1), "No page", "no tool")
    )
    hand.window.menu["close_clip"].trigger()
    hand.until(lambda: hand.window.editor is None and not hand.window.tasks.running)
    places.keep_place(
        project_beside(video), Place(10**6, 77, (-5, 0, 1e9, 1), "No page", "no tool")
    )
    again = open_in(hand.window, hand.until, video)
    again.settle()
    assert again.workspace.frame == again.workspace.last
    assert again.window.message.text == ""


def test_the_window_stands_as_it_was_left(qapp, until, worker):
    theme = Theme(qapp)

    def session(work):
        window, gone = MainWindow(theme, worker), []
        window.gone.connect(lambda: gone.append(True))
        window.show()
        found = work(window)
        window.close()
        until(lambda: gone)
        window.deleteLater()
        return found

    def leave(window):
        window.resize(780, 700)
        window.menu["dark"].trigger()
        window.command_palette.recent = ["undo"]

    session(leave)
    theme.choose(None)
    found = session(
        lambda window: (window.size().toTuple(), window.menu["dark"].isChecked(), theme.dark)
    )
    assert found == ((780, 700), True, True)
    assert places.desk().commands == ("undo",)
    theme.choose(None)


@pytest.mark.parametrize("content", [b"", b"[1]", b'{"desk": {"geometry": 7}}', b"\xff"])
def test_a_damaged_file_is_as_good_as_none(video, content):
    settings.config_folder().mkdir(parents=True, exist_ok=True)
    (settings.config_folder() / "places.json").write_bytes(content)
    assert places.desk() == Desk()
    assert places.place_of(video) is None
    places.keep_place(video, Place(3))
    assert places.place_of(video) == Place(3)


def test_the_oldest_places_are_forgotten(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "MOST", 2)
    for name in "abc":
        places.keep_place(tmp_path / name, Place(1))
    assert places.place_of(tmp_path / "a") is None
    assert places.place_of(tmp_path / "c") == Place(1)


def test_spoilt_geometry_is_no_geometry():
    assert places.as_bytes("%%%") == b""
    assert places.as_bytes(places.as_text(b"\x01\xff")) == b"\x01\xff"
