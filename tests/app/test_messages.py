"""Where messages stand: over the picture, never over what has to be read."""

import pytest
from PySide6.QtCore import QPoint, QRect

from rvos_studio.app.canvas.views import Mode


@pytest.fixture
def two(hand):
    """An object that two models answered."""
    number = hand.object()
    hand.answers(number, mutr=0, soc=2)
    return hand


def on_screen(widget):
    return QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())


@pytest.mark.parametrize("width", [1400, 900])
def test_a_message_covers_no_pane_of_the_strip_and_no_bar(two, width):
    two.window.resize(width, 800)
    two.until(lambda: two.window.width() == width)
    bar = two.window.message
    two.workspace.news.emit("A sentence that is long enough to be wide. " * 3)
    panes = list(two.editor.strip.panes.values())
    assert len(panes) == 2
    assert not any(on_screen(bar).intersects(on_screen(pane)) for pane in panes)
    assert on_screen(two.canvas).contains(on_screen(bar))

    two.editor.comparing.toggle(Mode.DIFFERENCE)
    two.until(lambda: two.editor.lightbox.isVisible())
    two.settle()
    assert not on_screen(bar).intersects(on_screen(two.editor.lightbox.bar))
    assert on_screen(two.editor.lightbox).contains(on_screen(bar))


def test_a_message_goes_along_when_the_strip_opens(two):
    strip, bar = two.editor.strip, two.window.message
    two.editor.comparing.show_strip(False)
    two.settle()
    two.workspace.news.emit("News.")
    before = on_screen(bar)
    two.editor.comparing.show_strip(True)
    two.until(lambda: strip.isVisible() and on_screen(bar) != before)
    assert not on_screen(bar).intersects(on_screen(strip))


def test_without_a_clip_it_stands_at_the_top_of_the_window(window):
    window.message.news("News.")
    assert window.message.y() == 12
