"""Thumbnails of the timeline, made while nothing else is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QImage

from rvos_studio.app.panels.filmstrip import thumbnail
from rvos_studio.errors import StudioError
from rvos_studio.video import Clip

if TYPE_CHECKING:
    from rvos_studio.app.editor import Editor

_LULL_MS = 250
"""So long nothing must have moved: reading thumbnails would hold up the picture."""
_ROOM = 620
"""Pixels of height below which the canvas needs them more."""


class Leafing(QObject):
    """One thumbnail after the other, until all that are seen are there; in a low window there are none."""

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self._workspace = workspace = editor.workspace
        self._timeline = timeline = editor.transport.timeline
        self._shown = True
        self._loader = workspace.loader("thumbnails", self._put)
        self._lull = QTimer(self, interval=_LULL_MS, singleShot=True)
        self._lull.timeout.connect(self._next)
        for moved in (timeline.viewed, workspace.moved, workspace.surveyed):
            moved.connect(lambda *_: self._lull.start())
        self._editor = editor
        editor.menu["thumbnails"].setChecked(True)
        editor.installEventFilter(self)

    def show(self, shown: bool) -> None:
        """Show thumbnails where there is room, or not at all."""
        self._shown = shown
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            QTimer.singleShot(0, self, self._fit)  # not within the layout's own pass
        return False

    def _fit(self) -> None:
        self._timeline.show_film(self._shown and self._editor.height() >= _ROOM)

    def _next(self) -> None:
        lacking = self._timeline.lacking
        if not lacking:
            return
        if self._workspace.player.playing or not self._workspace.settled:
            self._lull.start()
            return
        frame, clip = lacking[0], self._workspace.session.clip
        self._loader.request(lambda: (frame, _read(clip, frame)))

    def _put(self, made: tuple[int, QImage]) -> None:
        self._timeline.put_thumbnail(*made)
        if not self._lull.isActive():
            self._next()


def _read(clip: Clip, frame: int) -> QImage:
    """A frame that cannot be read has an empty thumbnail; who goes there is told why."""
    try:
        return thumbnail(clip.frame(frame))
    except StudioError:
        return QImage()
