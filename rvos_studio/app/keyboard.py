"""The keys of one window: read when it is made, changed in a dialog, kept at once."""

from __future__ import annotations

import functools
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from rvos_studio.app import shortcuts
from rvos_studio.app.commands.digits import add_digits
from rvos_studio.app.event_loop import in_thread
from rvos_studio.app.shortcut_dialog import ShortcutDialog
from rvos_studio.app.shortcuts import Shortcuts

if TYPE_CHECKING:
    from rvos_studio.app.main_window import MainWindow


class Keyboard:
    """Gives the window's commands their keys."""

    def __init__(self, window: MainWindow, thread: ThreadPoolExecutor) -> None:
        self._window = window
        self._thread = thread
        add_digits(window)
        self.shortcuts, self.complaint = shortcuts.read(window.menu.commands)
        """The latter is a sentence about kept keys that could not be read, or nothing."""
        window.menu.set_keys(self.shortcuts.all())

    def edit(self) -> None:
        """Let the person give commands other keys."""
        dialog = ShortcutDialog(self._window, self.shortcuts, self.use)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def use(self, chosen: Shortcuts) -> None:
        """Use these keys from now on."""
        self.shortcuts = chosen
        self._window.menu.set_keys(chosen.all())
        keep = functools.partial(shortcuts.write, chosen)
        self._window.tasks.start(in_thread(self._thread, keep))
