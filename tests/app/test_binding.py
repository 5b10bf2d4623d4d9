import sys

from PySide6.QtCore import QObject


def test_calls_that_return_nothing_do_not_use_none_up(loop):
    thing = QObject()
    for _ in range(20_000):
        thing.setObjectName("x")
    assert sys.getrefcount(None) > 1000
