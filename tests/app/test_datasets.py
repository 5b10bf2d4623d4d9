"""A folder of projects in the window: thirty clips, filters, the next one, there and back, runs."""

import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from rvos_studio.app.dataset_dialogs import MakeProjectsDialog, RunDialog
from rvos_studio.app.panels.dataset_table import Column
from rvos_studio.app.recent import RecentDatasets
from rvos_studio.project import State
from rvos_studio.studio import Session
from rvos_studio.studio.dataset import Standing, projects_in
from rvos_studio.studio.review import mark
from tests.app.hand import LEFT, Hand, drop
from tests.pictures import write_square_clip

CLIPS, FRAMES = 30, 3
ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="module")
def _made(tmp_path_factory):
    """Thirty projects; of the first five all is checked, the next three need work."""
    folder = tmp_path_factory.mktemp("sets") / "squares"
    first = write_square_clip(folder / "clip00", FRAMES)
    for k in range(CLIPS):
        place = folder / f"clip{k:02}"
        if k:
            shutil.copytree(first, place)
        session = Session.create(place)
        session.describe("the moving red square")
        if k < 5:
            mark(session, 1, range(FRAMES), State.CHECKED)
        elif k < 8:
            mark(session, 1, [1], State.NEEDS_WORK)
        session.close()
    return folder


@pytest.fixture
def folder(_made, tmp_path):
    return shutil.copytree(_made, tmp_path / "squares")


@pytest.fixture
def page(window, until, folder):
    """The page of the dataset, all rows read."""
    drop(window, folder)
    page = window.datasets.page
    until(lambda: page.isVisible() and page.table.rowCount() == CLIPS)
    until(lambda: all(row.thumbnail for row in page.table.rows))
    return page


def names(page):
    return [page.shown.summary(row).path[-11:-5] for row in range(page.shown.rowCount())]


def opened(window, until):
    until(lambda: window.editor is not None and window.editor.canvas.picture is not None)
    hand = Hand(window, until)
    hand.settle()
    return hand


def test_a_dropped_folder_of_projects_is_a_table(page, window):
    assert names(page) == [f"clip{k:02}" for k in range(CLIPS)]
    assert "5 of 30 clips done" in page._words.text()
    assert "15 of 90 frames checked, 3 need work" in page._words.text()
    index = page.shown.index
    assert index(0, Column.STANDING).data() == "Done"
    assert index(0, Column.PROGRESS).data() == "100%"
    assert index(6, Column.STANDING).data() == "Needs work"
    assert index(9, Column.OBJECTS).data() == "1"
    assert "squares" in window.windowTitle()


def test_filters_and_sorting(page):
    for number, count in ((2, 3), (3, 5), (1, 22), (0, 30)):
        QTest.mouseClick(page.filters.button(number), LEFT)
        assert page.shown.rowCount() == count
    QTest.keyClicks(page.search, "clip1")
    assert names(page) == [f"clip1{k}" for k in range(10)]
    page.search.clear()
    page.view.choose(9)
    page.view.sortByColumn(Column.STANDING, Qt.SortOrder.AscendingOrder)
    assert names(page)[:3] == ["clip05", "clip06", "clip07"]
    assert names(page)[-5:] == [f"clip0{k}" for k in range(5)]
    assert [path.stem for path in page.selected()] == ["clip09"], "the selection goes along"


def test_enter_opens_a_clip_and_one_key_leads_back(page, window, until):
    page.view.choose(9)
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    hand = opened(window, until)
    assert hand.session.clip.name == "clip09"
    hand.editor.transport.timeline.select(0, FRAMES - 1)
    hand.key(Qt.Key.Key_Q)
    hand.settle()
    hand.key(Qt.Key.Key_Left, ALT)
    until(lambda: page.isVisible() and window.editor is None)
    until(lambda: page.table.rows[9].standing is Standing.DONE)
    until(lambda: page.view.currentIndex().row() == 9)
    assert "6 of 30 clips done" in page._words.text()
    window.menu["back"].trigger()
    until(lambda: window.start_page.isVisible())
    (entry,) = RecentDatasets.of_user().read()
    assert (entry.clips, entry.done) == (30, 6)


def test_the_next_clip_to_work_on_skips_what_is_done(page, window, until):
    window.menu["next_clip"].trigger()
    hand = opened(window, until)
    assert hand.session.clip.name == "clip05"
    hand.key(Qt.Key.Key_G, CONTROL)
    until(lambda: window.editor is not None and window.editor is not hand.editor)
    assert opened(window, until).session.clip.name == "clip06"


def test_a_folder_of_clips_offers_to_make_projects(window, until, tmp_path):
    for k in range(3):
        write_square_clip(tmp_path / "clips" / f"clip{k}", 2)
    drop(window, tmp_path / "clips")
    until(lambda: window.findChildren(MakeProjectsDialog))
    (dialog,) = window.findChildren(MakeProjectsDialog)
    QTest.mouseClick(dialog.make, LEFT)
    page = window.datasets.page
    until(lambda: page.isVisible() and page.table.rowCount() == 3)
    assert len(projects_in(tmp_path / "clips")) == 3


def test_models_run_over_the_selection(page, window, until, folder):
    before = page.table.rows[29].changed
    page.view.choose(10)
    page.view.selectionModel().select(
        page.shown.index(11, 0),
        page.view.selectionModel().SelectionFlag.Select
        | page.view.selectionModel().SelectionFlag.Rows,
    )
    assert page.run.text() == "Ask Models on 2 Clips…"
    QTest.mouseClick(page.run, LEFT)
    until(lambda: window.findChildren(RunDialog))
    (dialog,) = window.findChildren(RunDialog)
    for name, box in dialog.boxes.items():
        box.setChecked(name == "motion-words")
    QTest.mouseClick(dialog.run, LEFT)
    until(lambda: "answered for 2 clips" in window.message.text, 60)
    until(lambda: all(page.table.rows[k].changed > before for k in (10, 11)))
    for k in (10, 11):
        session = Session.open(folder / f"clip{k}.rvos")
        assert session.models_with_predictions(1) == ["motion-words"]
        assert session.spans(1).all()
        session.close()


def test_a_broken_project_says_so_and_does_not_open(page, window, until, folder):
    (folder / "clip00.rvos").write_bytes(b"nothing" * 999)
    window.datasets.greet()
    until(lambda: page.table.rows[0].problem)
    assert page.shown.index(0, Column.STANDING).data() == "cannot be read"
    page.view.choose(0)
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    until(lambda: not window.tasks.running)
    assert window.editor is None
    assert page.selected() == []


def test_the_home_page_shows_progress_and_recent_datasets(page, window, until, folder):
    page.view.choose(2)
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    opened(window, until)
    window.menu["back"].trigger()
    until(lambda: window.editor is None)
    window.menu["back"].trigger()
    card = window.start_page.cards[str(folder / "clip02.rvos")]
    until(lambda: card.words == "3 of 3 frames checked")
    lines = [
        each
        for each in window.start_page.findChildren(type(card).__mro__[1])
        if each.accessibleName() == "Open the dataset squares"
    ]
    QTest.mouseClick(lines[-1], LEFT)
    until(lambda: page.isVisible())
