"""The lasso, through real mouse and key events."""

from PySide6.QtCore import Qt

from tests.app.drawn import SQUARE, WHOLE, box, title
from tests.app.hand import RIGHT

ALT = Qt.KeyboardModifier.AltModifier


def test_a_lasso_adds_and_the_right_button_takes_away(person):
    person.key(Qt.Key.Key_L)
    person.stroke(*SQUARE)
    assert person.mask() == WHOLE
    person.stroke((20, 20), (30, 20), (30, 30), (20, 30), button=RIGHT)
    hole = WHOLE - box(20, 20, 30, 30)
    assert person.mask() == person.shown() == hole
    person.stroke((10, 10), (15, 10), (15, 15), (10, 15), modifier=ALT)
    assert person.mask() == hole - box(10, 10, 15, 15)
    assert title(person) == "Lasso on frame 0"


def test_escape_drops_a_lasso(person):
    person.key(Qt.Key.Key_L)
    person.press(*SQUARE[0])
    for point in SQUARE[1:]:
        person.move(*point)
    assert person.canvas.tool.busy
    person.key(Qt.Key.Key_Escape)
    person.release(*SQUARE[3])
    person.settle()
    assert not person.mask()
