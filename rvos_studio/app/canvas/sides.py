"""The bar on a comparison: how answers are looked at, whose they are, and the way out."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from rvos_studio.app.canvas.views import Side, View
from rvos_studio.app.language import tr

_SHEET = """
#sides { background: rgba(12, 12, 15, 200); border-radius: 8px; }
#sides QLabel { color: #d2d2da; background: transparent; }
#sides QToolButton { color: white; padding: 2px 8px; border-radius: 5px; }
#sides QToolButton:hover { background: rgba(255, 255, 255, 40); }
#sides QToolButton:focus { border-color: white; }
#sides QToolButton:checked { background: rgba(255, 255, 255, 70); border-color: transparent; }
"""
"""Dark in every theme: it lies on footage."""


class SidesBar(QFrame):
    """Names the sides of a view; each name is a menu of what could be there."""

    changed = Signal(object)
    """The `View` that is wanted instead."""
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, objectName="sides")
        self.setStyleSheet(_SHEET)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._mode = QLabel()
        self.one, self.other = _chooser(tr("Model")), _chooser(tr("Beside"))
        self._between = QLabel(tr("and", "between two sides that are compared"))
        self.out = QToolButton(text="✕", focusPolicy=Qt.FocusPolicy.TabFocus)
        self.out.setAccessibleName(tr("Back to the result"))
        self.out.clicked.connect(self.left)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 4, 4)
        row.setSpacing(6)
        for widget in (self._mode, self.one, self._between, self.other, self.out):
            row.addWidget(widget)

    def show_view(self, view: View, models: Sequence[Side]) -> None:
        """Say what is looked at, and offer what else could be."""
        self._mode.setText(tr(view.mode.value))
        sides = len(view.sides)
        self.one.setVisible(sides > 0)
        self._between.setVisible(sides > 1)
        self.other.setVisible(sides > 1)
        _offer(self.one, models, view.one, lambda side: self.changed.emit(view.on(side)))
        _offer(
            self.other,
            view.partners(models),
            view.other,
            lambda side: self.changed.emit(view.beside(side)),
        )
        self.mark(None)
        self.adjustSize()

    def mark(self, turn: int | None) -> None:
        """Show which of two sides is seen; None where both are."""
        both = self.other.isVisibleTo(self)
        self.one.setChecked(both and turn == 0)
        self.other.setChecked(both and turn == 1)


def _chooser(name: str) -> QToolButton:
    button = QToolButton(
        focusPolicy=Qt.FocusPolicy.TabFocus,
        popupMode=QToolButton.ToolButtonPopupMode.InstantPopup,
        checkable=True,
    )
    button.setAccessibleName(name)
    button.setMenu(QMenu(button))
    return button


def _offer(
    button: QToolButton, sides: Sequence[Side], chosen: Side, take: Callable[[Side], None]
) -> None:
    button.setText(f"{chosen.words} ▾")
    menu = button.menu()
    menu.clear()
    group = QActionGroup(menu)
    for side in sides:
        action = QAction(side.words, group, checkable=True, checked=side == chosen)
        action.triggered.connect(lambda _=False, side=side: take(side))
        menu.addAction(action)
