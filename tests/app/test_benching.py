"""The researcher's bench, by mouse and key."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from rvos_studio.app.activities import benching
from rvos_studio.app.panels.bench_table import ROW, score_columns
from rvos_studio.metrics import Tag
from rvos_studio.project import Kind, Provenance
from rvos_studio.studio.bench import RESULT
from tests.app.hand import LEFT, choose, shifted
from tests.pictures import truth

FRAMES = 12


def write_truth(folder):
    folder.mkdir(parents=True)
    for frame in range(FRAMES):
        pixels = truth(frame).array().astype(np.uint8) * 255
        Image.fromarray(pixels).save(folder / f"{frame:05d}.png")
    return folder


def settle(hand):
    hand.settle()
    hand.until(lambda: hand.workspace.settled and hand.editor.benching.settled)
    hand.settle()


@pytest.fixture
def researcher(hand):
    """A person before a track that is wrong on frame 6, and two models, one of which is far off."""
    number = hand.object()
    hand.answers(number, near=1, far=13)
    with hand.session.project.edit("Track") as edit:
        masks = {f: shifted(truth(f), 8 if f == 6 else 1) for f in range(FRAMES)}
        edit.put_masks(number, masks, Provenance.now(Kind.FUSION))
    hand.workspace.refresh()
    settle(hand)
    return hand


@pytest.fixture
def bench(researcher, tmp_path):
    page = researcher.editor.benching
    page.load(write_truth(tmp_path / "truth" / "square"))
    researcher.until(lambda: page.board is not None)
    settle(researcher)
    return page


def pick(box, hand, name):
    """Choose an entry by keys."""
    box.setFocus()
    place = next(k for k in range(box.count()) if box.itemText(k).startswith(name))
    while box.currentIndex() != place:
        up = box.currentIndex() > place
        QTest.keyClick(box, Qt.Key.Key_Up if up else Qt.Key.Key_Down)
    settle(hand)


def cell(view, row, heading):
    table = view.table
    column = [each.heading for each in table.columns].index(heading)
    return table.index(row, column)


def strips(hand):
    return list(hand.editor.transport.timeline.lanes.strips)


def test_there_is_only_a_button_until_the_truth_is_loaded(researcher, tmp_path):
    page = researcher.editor.benching
    researcher.editor.side.show_page("Bench")
    settle(researcher)
    assert page.truth.load.isVisible()
    for each in (
        page.frames,
        page.pictures,
        page.truth.report,
        page.truth.standings,
    ):
        assert not each.isVisible()
    assert not any(name.startswith("J, F") for name in strips(researcher))
    researcher.window.menu["bench_report"].trigger()
    settle(researcher)
    assert "Load the ground truth first" in researcher.window.message.text
    researcher.window.menu["load_truth_folder"].trigger()
    researcher.until(lambda: researcher.window.findChild(QFileDialog))
    choose(researcher.window.findChild(QFileDialog), write_truth(tmp_path / "truth"))
    researcher.until(lambda: page.board is not None)
    settle(researcher)
    assert page.frames.isVisible()
    assert page.board.standings.candidates == (RESULT, "near", "far")


def test_a_folder_without_truth_says_so_and_changes_nothing(researcher, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    researcher.editor.benching.load(empty)
    settle(researcher)
    assert "There are no sequences" in researcher.window.message.text
    assert not researcher.editor.benching.frames.isVisible()


def test_the_table_has_the_worst_first_and_a_click_goes_there(researcher, bench):
    view = bench.frames.view
    rows = view.table.rows
    assert [row.jf for row in rows] == sorted(row.jf for row in rows)
    assert rows[0].candidate == "far"
    place = next(k for k, row in enumerate(rows) if row.frame == 8)
    view.scrollTo(view.table.index(place, 0))
    QTest.mouseClick(
        view.viewport(), LEFT, pos=view.visualRect(cell(view, place, "Frame")).center()
    )
    settle(researcher)
    assert researcher.workspace.frame == 8


def test_a_click_on_a_heading_sorts(researcher, bench):
    view = bench.frames.view
    header = view.horizontalHeader()
    before = [row.frame for row in view.table.rows]
    where = QPoint(header.sectionViewportPosition(0) + 10, 10)
    QTest.mouseClick(header.viewport(), LEFT, pos=where)
    first = [row.frame for row in view.table.rows]
    QTest.mouseClick(header.viewport(), LEFT, pos=where)
    second = [row.frame for row in view.table.rows]
    assert before not in (first, second)
    assert first == sorted(before, reverse=first[0] > first[-1])
    assert second == sorted(before, reverse=second[0] > second[-1])
    assert first != second


def test_filters_narrow_the_table_and_the_gallery(researcher, bench):
    shots = bench.pictures.gallery.shots
    assert shots
    assert {shot.row.candidate for shot in shots} == {RESULT, "near", "far"}
    pick(bench.frames.candidate, researcher, "Result")
    assert {row.candidate for row in bench.frames.view.table.rows} == {RESULT}
    assert bench.pictures.gallery.shots[0].row.frame == 6
    pick(bench.frames.candidate, researcher, "All")
    pick(bench.frames.tag, researcher, "Wrong object")
    assert {row.candidate for row in bench.frames.view.table.rows} == {"far"}
    assert all(Tag.WRONG_OBJECT in shot.row.tags for shot in bench.pictures.gallery.shots)
    pick(bench.frames.tag, researcher, "Drift")
    assert not bench.frames.view.isVisible()
    assert bench.frames.nothing.isVisible()
    assert not bench.pictures.isVisible()


def test_a_click_in_the_gallery_goes_there(researcher, bench):
    pick(bench.frames.candidate, researcher, "Result")
    gallery = bench.pictures.gallery
    place = gallery.visualItemRect(gallery.item(0)).center()
    QTest.mouseClick(gallery.viewport(), LEFT, pos=place)
    settle(researcher)
    assert researcher.workspace.frame == 6
    image = gallery.shots[0].image
    assert image.width() == 3 * (image.width() // 3)


def test_curves_lie_on_the_timeline_and_follow_edits(researcher, bench):
    timeline = researcher.editor.transport.timeline
    strip = timeline.lanes.strips["J, F: Result"]
    assert not strip.folds
    assert {"J, F: near", "J, F: far"} < set(strips(researcher))
    assert strip.line[6] < 0.5
    researcher.session.correct(1, 6, truth(6))
    researcher.workspace.refresh()
    settle(researcher)
    assert timeline.lanes.strips["J, F: Result"].line[6] == 1
    assert "J, F: Result: J 1.00, F 1.00" in timeline.said_of(6)
    researcher.window.menu["close_truth"].trigger()
    settle(researcher)
    assert not any(name.startswith("J, F") for name in strips(researcher))
    assert not bench.frames.isVisible()


def test_runs_are_compared_by_the_largest_change(researcher, bench, tmp_path):
    bench.add(write_truth(tmp_path / "better"))
    researcher.until(lambda: "better" in bench.board.standings.candidates)
    settle(researcher)
    pick(bench.frames.versus, researcher, "Against better")
    view = bench.frames.view
    assert view.table.rows[0].frame == 6
    assert view.table.data(cell(view, 0, "Change")).startswith("+0.")
    changes = [abs(row.change) for row in view.table.rows]
    assert changes == sorted(changes, reverse=True)


def test_names_in_the_table_are_elided_in_the_middle_and_can_be_scrolled_to(researcher, bench):
    view = bench.frames.view
    title = "a network with a name that is far too long for a narrow panel, large"
    columns = score_columns(lambda _: title)
    view.fill(columns, bench.board.rows)
    heading = [each.heading for each in columns]
    header = view.horizontalHeader()
    model = header.sectionSize(heading.index("Model"))
    assert 84 <= model <= 170
    ends = header.sectionPosition(heading.index("F")) + header.sectionSize(heading.index("F"))
    assert ends <= view.viewport().width(), "J and F are seen without scrolling"
    assert view.textElideMode() == Qt.TextElideMode.ElideMiddle
    where = cell(view, 0, "Model")
    assert view.table.data(where, Qt.ItemDataRole.ToolTipRole) == title
    for each in ("Frame", "J", "F"):
        words = view.table.data(cell(view, 0, each), Qt.ItemDataRole.DisplayRole)
        wide = view.fontMetrics().horizontalAdvance(max(words, each, key=len))
        assert header.sectionSize(heading.index(each)) >= wide + 8, "numbers are never clipped"
    assert header.length() > view.viewport().width()
    assert view.horizontalScrollBar().maximum() > 0
    rows = view.viewport().height() // ROW
    assert rows >= min(9, len(bench.board.rows)), "the bar takes no line's place"


def test_columns_fill_the_room_there_is(researcher, bench):
    pick(bench.frames.candidate, researcher, "near")
    view = bench.frames.view
    header = view.horizontalHeader()
    assert abs(header.length() - view.viewport().width()) <= 6
    assert view.horizontalScrollBar().maximum() == 0


def test_a_comparison_lists_only_frames_with_the_chosen_tag(researcher, bench):
    pick(bench.frames.candidate, researcher, "near")
    pick(bench.frames.versus, researcher, "Against far")
    view = bench.frames.view
    assert len(view.table.rows) == FRAMES
    pick(bench.frames.tag, researcher, "Wrong object")
    (far,) = (each for each in bench.board.standings.scored if each.candidate == "far")
    tagged = {frame for frame, tags in far.tags.items() if Tag.WRONG_OBJECT in tags}
    assert {row.frame for row in view.table.rows} == tagged
    pick(bench.frames.tag, researcher, "Drift")
    assert not view.isVisible()
    assert bench.frames.nothing.isVisible()


def test_the_effect_of_each_model_stands_beside_it(bench):
    members = bench.board.standings.members
    assert [each.name for each in members.each] == ["near", "far"]
    grid = bench.truth.standings.layout()
    words = [grid.itemAtPosition(row, 4).widget().text() for row in (2, 3)]
    assert words == [f"{round(each.effect, 3) + 0.0:+.3f}" for each in members.each]


def test_what_is_chosen_is_exported_as_a_report(researcher, bench, tmp_path):
    pick(bench.frames.candidate, researcher, "far")
    place = tmp_path / "report.html"
    bench.export(place)
    researcher.until(lambda: place.exists() and not researcher.window.runs.running)
    settle(researcher)
    page = place.read_text("utf-8")
    assert "wrong object" in page
    assert "the red square" in page
    assert "<b>far square / 1" in page.replace("</b> ", "")
    assert "<b>near" not in page
    assert page.count("data:image/webp") >= 3
    assert "Written" in researcher.window.message.text


def test_scoring_shows_how_far_it_is_and_stops_with_what_is_done(researcher, tmp_path, monkeypatch):
    monkeypatch.setattr(benching, "_SLICE_S", 0)
    bench = researcher.editor.benching
    seen = []

    def stop(done):
        seen.append(bench.truth.stop.isVisibleTo(bench.truth))
        if done == 3:
            bench.truth.stop.click()

    bench.truth.progress.valueChanged.connect(stop)
    bench.load(write_truth(tmp_path / "truth"))
    researcher.until(lambda: bench.board is not None)
    settle(researcher)
    assert seen[:3] == [True] * 3
    assert [each.frames for each in bench.board.standings.scored] == [(0, 1, 2)] * 3
    assert not bench.truth.stop.isVisible()
    researcher.workspace.refresh()
    researcher.until(lambda: len(bench.board.standings.scored[0].frames) == FRAMES)
    settle(researcher)
