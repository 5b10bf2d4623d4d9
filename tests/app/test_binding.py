import sys

import pytest
from PySide6.QtCore import QObject


@pytest.mark.parametrize("constant", [None, True, False])
def test_calls_into_qt_do_not_use_the_constants_up(loop, constant):
    thing = QObject()
    for _ in range(20_000):
        thing.setObjectName("x")
        thing.objectNameChanged.emit("y")
    assert sys.getrefcount(constant) > 500
