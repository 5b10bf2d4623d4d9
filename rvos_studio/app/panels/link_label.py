"""Words with links in them."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLabel


class LinkLabel(QLabel):
    """A label whose links have the palette's colour also after it has changed: Qt colours them once, when set."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.ApplicationPaletteChange):
            words = self.text()
            self.clear()  # the same words would not be read again
            self.setText(words)
