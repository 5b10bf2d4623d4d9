"""How masks look, and the strip of models' answers: by keys, and remembered."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rvos_studio import settings
from rvos_studio.app.appearance import Appearance
from tests.app.compared import centre, press
from tests.app.conftest import open_in
from tests.pictures import truth

SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier


def test_the_strip_is_closed_and_opened_and_that_is_remembered(fused, until, video):
    strip = fused.editor.strip
    assert strip.isVisible()
    press(fused, Qt.Key.Key_M, SHIFT)
    assert not strip.isVisible()
    press(fused, Qt.Key.Key_Right)
    assert not fused.window.menu["strip"].isChecked()
    fused.until(lambda: not Appearance.read().strip)
    fused.window.menu["close_clip"].trigger()
    until(lambda: fused.window.editor is None)
    again = open_in(fused.window, until, video)
    again.settle()
    assert not again.editor.strip.isVisible()
    press(again, Qt.Key.Key_M, SHIFT)
    assert again.editor.strip.isVisible()
    shown = again.editor.strip.panes["mutr"].layer.pixels
    assert (shown == truth(again.workspace.frame).array()).all()


def test_masks_become_outlines_and_fade_by_keys(fused):
    at = fused.canvas.transform().map(QPointF(*centre(fused.shown()))).toPoint()

    def inside():
        return fused.canvas.grab().toImage().pixelColor(at).getRgb()[:3]

    x, y = (int(each) for each in centre(fused.shown()))
    frame = tuple(fused.session.clip.frame(0)[y, x].tolist())
    assert inside() != frame
    press(fused, Qt.Key.Key_H, SHIFT)
    assert inside() == frame
    assert fused.window.menu["outlines"].isChecked()
    press(fused, Qt.Key.Key_H, SHIFT)
    opacity = fused.editor.comparing.appearance.opacity
    before = inside()
    press(fused, Qt.Key.Key_Up, ALT)
    assert fused.editor.comparing.appearance.opacity == pytest.approx(opacity + 0.1)
    assert inside() != before
    for _ in range(12):
        press(fused, Qt.Key.Key_Down, ALT)
    assert fused.editor.comparing.appearance.opacity == 0.05
    fused.until(lambda: Appearance.read().opacity == 0.05)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_popup_shows_and_sets_how_masks_look(fused):
    press(fused, Qt.Key.Key_A)
    popup = fused.editor.comparing._popup
    assert popup.isVisible()
    QTest.mouseClick(popup.outlines, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    fused.settle()
    assert not fused.editor.comparing.appearance.filled
    assert not popup.opacity.isEnabled()
    QTest.mouseClick(popup.outlines, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    popup.opacity.setFocus()
    QTest.keyClick(popup.opacity, Qt.Key.Key_End)
    fused.settle()
    assert fused.editor.comparing.appearance == Appearance(opacity=1.0)
    popup.hide()
    QApplication.processEvents()


def test_a_damaged_or_missing_memory_is_as_good_as_none():
    assert Appearance.read() == Appearance()
    Appearance(strip=False, opacity=0.3).write()
    assert Appearance.read() == Appearance(strip=False, opacity=0.3)
    (settings.config_folder() / "appearance.json").write_bytes(b'{"opacity": 7}')
    assert Appearance.read() == Appearance()


def test_hiding_masks_holds_in_every_mode(fused):
    press(fused, Qt.Key.Key_M)
    lightbox = fused.editor.lightbox
    with_masks = lightbox.grab().toImage()
    press(fused, Qt.Key.Key_H)
    assert lightbox.grab().toImage() != with_masks
    press(fused, Qt.Key.Key_H)
    assert lightbox.grab().toImage() == with_masks
