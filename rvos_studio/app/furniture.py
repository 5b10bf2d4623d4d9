"""How the window stands on the screen, in which colours, and what is at hand: as it was left."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING

from rvos_studio import settings
from rvos_studio.app.language import NAMES, SYSTEM, tr
from rvos_studio.app.places import Desk, as_bytes, as_text, desk, keep_desk
from rvos_studio.errors import BadInput

if TYPE_CHECKING:
    from rvos_studio.app.main_window import MainWindow

_COLOURS = {None: "follow_desktop", False: "light", True: "dark"}


def language_chosen() -> str:
    """The language that a person wants: 'system' or one of `NAMES`; what the window was told rules the settings."""
    if (told := desk().language) in (SYSTEM, *NAMES):
        return told
    try:
        return settings.load().language
    except BadInput:
        return SYSTEM  # whoever needs the settings for work says what is wrong with them


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
        self._language = found.language
        window.menu[f"language_{language_chosen()}"].setChecked(True)
        window.command_palette.recent = list(found.commands)

    def choose_language(self, choice: str) -> None:
        """Speak another language from the next start on: 'system' or one of `NAMES`."""
        self._language = choice
        self._window.message.news(tr("The language changes when RVOS Studio is started next."))

    @property
    def desk(self) -> Desk:
        """How the window stands now."""
        window = self._window
        return Desk(
            as_text(window.saveGeometry().data()),
            window.theme.chosen,
            self._language,
            tuple(window.command_palette.recent),
        )

    def keeping(self) -> Callable[[], None]:
        """What keeps it for the next time; not for the UI thread."""
        return functools.partial(keep_desk, self.desk)
