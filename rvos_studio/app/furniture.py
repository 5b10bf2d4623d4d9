"""How the window stands on the screen, in which colours, and what is at hand: as it was left."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING

from rvos_studio.app.places import Desk, as_bytes, as_text, desk, keep_desk

if TYPE_CHECKING:
    from rvos_studio.app.main_window import MainWindow

_COLOURS = {None: "follow_desktop", False: "light", True: "dark"}


class Furniture:
    """Puts things where they were when the window is made; `desk` says where they are now."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        found = desk()
        if found.geometry:
            window.restoreGeometry(as_bytes(found.geometry))
        if found.dark is not None:
            window.theme.choose(found.dark)
        window.menu[_COLOURS[window.theme.chosen]].setChecked(True)
        window.command_palette.recent = list(found.commands)

    @property
    def desk(self) -> Desk:
        """How the window stands now."""
        window = self._window
        return Desk(
            as_text(window.saveGeometry().data()),
            window.theme.chosen,
            tuple(window.command_palette.recent),
        )

    def keeping(self) -> Callable[[], None]:
        """What keeps it for the next time; not for the UI thread."""
        return functools.partial(keep_desk, self.desk)
