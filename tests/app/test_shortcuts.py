"""Keys of the commands: presets, one's own, the file, and the dialog through real key presses."""

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from rvos_studio.app import shortcuts
from rvos_studio.app.commands import COMMANDS
from rvos_studio.app.key_sheet import key_sheet
from rvos_studio.app.panels.tools import Tools
from rvos_studio.app.presets import DEFAULT, PRESETS
from rvos_studio.app.shortcut_dialog import ShortcutDialog
from rvos_studio.app.shortcuts import Shortcuts

NAMES = {command.name for command in COMMANDS}
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def dialog(window):
    window.menu["shortcuts"].trigger()
    (dialog,) = window.findChildren(ShortcutDialog)
    yield dialog
    if shiboken6.isValid(dialog):  # a test may have closed it
        dialog.reject()


def press(dialog, name, key, modifier=Qt.KeyboardModifier.NoModifier):
    dialog.choose(name)
    QTest.keyClick(dialog.field, key, modifier)


def keys(window, name):
    return [each.toString() for each in window.menu[name].shortcuts()]


@pytest.mark.parametrize("preset", PRESETS)
def test_in_every_preset_a_key_has_one_command_and_no_command_loses_all(qapp, preset):
    held = Shortcuts(COMMANDS, preset).all()
    everything = [key for keys in held.values() for key in keys]
    assert len(everything) == len(set(everything))
    assert set(PRESETS[preset]) <= NAMES
    assert not [each.name for each in COMMANDS if each.keys and not held[each.name]]


@pytest.mark.parametrize("preset", PRESETS)
def test_presets_give_what_they_say(qapp, preset):
    held = Shortcuts(COMMANDS, preset).all()
    assert all(held[name] == keys for name, keys in PRESETS[preset].items())


def test_digits_belong_to_objects_and_models(qapp):
    plain = Shortcuts(COMMANDS)
    assert plain.owner("3") == "Choose object 3"
    assert plain.owner("Alt+2") == "Let model 2 vote or not"
    assert plain.owner("B") == "Brush"
    assert plain.owner("Ctrl+Alt+F12") == ""


def test_new_keys_are_pressed_and_used_at_once(dialog, window, until):
    press(dialog, "brush", Qt.Key.Key_W, CONTROL | Qt.KeyboardModifier.AltModifier)
    assert keys(window, "brush") == ["Ctrl+Alt+W"]
    assert window.menu["brush"].toolTip() == "Brush  Ctrl+Alt+W"
    assert "Ctrl+Alt+W" in key_sheet(window.menu)
    until(lambda: not window.tasks.running)
    found, complaint = shortcuts.read(COMMANDS)
    assert found.keys("brush") == ("Ctrl+Alt+W",)
    assert not complaint


@pytest.mark.parametrize(
    ("key", "owner"), [(Qt.Key.Key_E, "Eraser"), (Qt.Key.Key_4, "Choose object 4")]
)
def test_keys_that_are_taken_are_refused_by_name(dialog, window, key, owner):
    press(dialog, "brush", key)
    assert f"“{owner}”" in dialog.remark.text()
    assert dialog.field.keySequence().toString() == "B"
    assert keys(window, "brush") == ["B"]


def test_keys_that_were_given_up_are_free(dialog, window):
    dialog.choose("eraser")
    dialog.clear.click()
    assert keys(window, "eraser") == []
    press(dialog, "brush", Qt.Key.Key_E)
    assert keys(window, "brush") == ["E"]
    dialog.choose("brush")
    dialog.restore.click()
    dialog.choose("eraser")
    dialog.restore.click()
    assert keys(window, "brush") == ["B"]
    assert keys(window, "eraser") == ["E"]


def test_a_preset_replaces_all_keys(dialog, window, hand):
    press(dialog, "brush", Qt.Key.Key_W, CONTROL | Qt.KeyboardModifier.AltModifier)
    dialog.preset.setCurrentText("CVAT")
    dialog.preset.activated.emit(dialog.preset.currentIndex())
    assert keys(window, "brush") == ["B"]
    dialog.reject()
    window.activateWindow()
    hand.until(window.isActiveWindow)
    hand.key(Qt.Key.Key_F)
    assert hand.workspace.frame == 1
    hand.key(Qt.Key.Key_D)
    assert hand.workspace.frame == 0


def test_a_tooltip_that_tells_a_commands_key_follows(dialog, window):
    window.menu.tip(window.status, "Something else", "brush")
    assert window.status.toolTip() == "Something else  B"
    press(dialog, "brush", Qt.Key.Key_F12)
    assert window.status.toolTip() == "Something else  F12"


@pytest.mark.parametrize(
    "content", [b"{", b"\xff\xfe", b'{"preset": "Emacs"}', b'{"keys": {"brush": 3}}']
)
def test_a_damaged_file_is_said_and_default_keys_are_used(qapp, content):
    shortcuts.path().parent.mkdir(parents=True, exist_ok=True)
    shortcuts.path().write_bytes(content)
    found, complaint = shortcuts.read(COMMANDS)
    assert found == Shortcuts(COMMANDS)
    assert "keys.json" in complaint


def test_commands_of_another_version_are_passed_over(qapp):
    shortcuts.write(Shortcuts(COMMANDS, DEFAULT, {"gone": ("X",), "brush": ("W",)}))
    found, complaint = shortcuts.read(COMMANDS)
    assert found.own == {"brush": ("W",)}
    assert not complaint


def test_tooltips_of_what_is_no_button_of_a_command_follow_the_keys(dialog, window):
    tools, close = Tools(window.menu), window.datasets.page.close_button
    assert tools.size_label.toolTip().endswith("Ctrl+Wheel  [  ]")
    assert close.toolTip().endswith("Alt+Left")
    press(dialog, "larger", Qt.Key.Key_F7)
    press(dialog, "back", Qt.Key.Key_F8)
    dialog.accept()
    assert tools.size_label.toolTip().endswith("Ctrl+Wheel  [  F7")
    assert close.toolTip().endswith("F8")
