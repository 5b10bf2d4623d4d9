"""The bucket, through real mouse and key events."""

from PySide6.QtCore import Qt

from tests.app.drawn import WHOLE, box, draw, title
from tests.app.hand import RIGHT


def test_the_bucket_fills_the_hole_that_was_clicked_and_no_other(person):
    one, other = box(13, 13, 18, 18), box(25, 25, 30, 30)
    draw(person, WHOLE - one - other)
    person.key(Qt.Key.Key_K)
    person.click(15, 15)
    person.settle()
    assert person.mask() == WHOLE - other
    assert title(person) == "Fill a hole on frame 0"


def test_the_bucket_does_not_flood_the_frame(person):
    draw(person, WHOLE)
    person.key(Qt.Key.Key_K)
    person.click(2, 2)
    person.settle()
    assert person.mask() == WHOLE
    assert "hole" in person.window.message.text


def test_the_buckets_right_button_removes_the_part_under_it(person):
    part = box(50, 2, 60, 8)
    draw(person, WHOLE | part)
    person.key(Qt.Key.Key_K)
    person.click(55, 5, RIGHT)
    person.settle()
    assert person.mask() == WHOLE
