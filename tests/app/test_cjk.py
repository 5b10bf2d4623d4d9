"""Expressions in Chinese: written with an input method, stored, and drawn as characters."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from rvos_studio.studio import Session, project_beside

WORDS = "跳过栅栏的那只黑狗"


def test_an_expression_in_chinese_is_stored_and_shown(hand, video):
    for action in hand.editor.finding.panel._choice:
        action.setChecked(False)
    box = hand.editor.describing.panel.box
    box.setFocus()
    event = QInputMethodEvent()
    event.setCommitString(WORDS)
    QApplication.sendEvent(box, event)
    assert box.text() == WORDS
    QTest.keyClick(box, Qt.Key.Key_Return)
    hand.until(lambda: hand.workspace.overview.objects)
    hand.settle()
    assert WORDS in hand.window.menu["undo"].text()
    hand.window.menu["close_clip"].trigger()
    hand.until(lambda: hand.window.editor is None and not hand.window.tasks.running)
    session = Session.open(project_beside(video))
    assert [each.text for each in session.objects()[0].expressions] == [WORDS]
    session.close()


@pytest.mark.parametrize("dark", [False, True])
def test_chinese_characters_are_drawn(window, dark):
    if not QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese):
        pytest.skip("no font with Chinese characters is installed")
    window.theme.choose(dark)

    def drawn(text):
        label = QLabel(text)
        label.setFixedSize(60, 40)
        return label.grab().toImage()

    dog, cat, nothing = drawn("狗"), drawn("猫"), drawn("")
    assert dog != nothing
    assert dog != cat, "boxes for missing characters all look alike"
    window.theme.choose(None)
