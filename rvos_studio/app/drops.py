"""Files that are dragged over a window and let go."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget


class Drops(QObject):
    """Takes local files that are dropped anywhere on a window."""

    hovered = Signal(bool)
    """Whether files are held over the window."""
    dropped = Signal(object)
    """Their paths, a list with at least one."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.DragEnter if paths_of(event):
                event.acceptProposedAction()
                self.hovered.emit(True)
            case QEvent.Type.DragLeave:
                self.hovered.emit(False)
            case QEvent.Type.Drop:
                self.hovered.emit(False)
                if paths := paths_of(event):
                    event.acceptProposedAction()
                    self.dropped.emit(paths)
            case _:
                return False
        return True


def paths_of(event: QDropEvent) -> list[Path]:
    """The local files that an event brings."""
    urls = event.mimeData().urls()
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
