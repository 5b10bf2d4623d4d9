"""Coming back to where a project was left."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, QTimer

from rvos_studio.app.places import Place, keep_place

if TYPE_CHECKING:
    from rvos_studio.app.editor import Editor

PERIOD_MS = 10_000
"""A program that is killed forgets no more than this of where the person was."""


class Remembering(QObject):
    """Frame, object, what is in view, page of the side panel and tool."""

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self._editor = editor
        self._kept: Place | None = None
        self._keeping = editor.workspace.loader("place", lambda _nothing: None)
        self.timer = QTimer(self, interval=PERIOD_MS)
        self.timer.timeout.connect(self._keep)
        self.timer.start()
        self._tools = [each.name for each in editor.menu.commands if each.group == "tool"]

    @property
    def place(self) -> Place:
        """Where the person is now."""
        editor, workspace = self._editor, self._editor.workspace
        whole = editor.viewpoint.magnification == 1
        region = None if whole else editor.viewpoint.region.getRect()
        tool = next((name for name in self._tools if editor.menu[name].isChecked()), "")
        return Place(workspace.frame, workspace.chosen, region, editor.side.page, tool)

    def keeping(self) -> Callable[[], None]:
        """What keeps the place of this moment; not for the UI thread."""
        project = self._editor.workspace.session.project.path
        return functools.partial(keep_place, project, self.place)

    def _keep(self) -> None:
        if self.place != self._kept:
            self._kept = self.place
            self._keeping.request(self.keeping())

    def go_back(self, place: Place) -> None:
        """Go to where the person was; what is not there any more is passed over."""
        editor = self._editor
        editor.workspace.choose(place.chosen)
        editor.workspace.go(place.frame)
        if place.region:
            editor.viewpoint.show(QRectF(*place.region))
        if place.page in editor.side.pages:
            editor.side.show_page(place.page)
        if place.tool in self._tools:
            editor.menu[place.tool].trigger()
