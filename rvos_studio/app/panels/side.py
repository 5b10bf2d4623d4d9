"""The panel at the right: sections under headings, on one page or on several with tabs."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from rvos_studio.app.language import tr, tr_later

WIDTH = 308
ANNOTATE = tr_later("Annotate")
"""The page that is there from the beginning."""


class SidePanel(QFrame):
    """Pages of sections; a page is made by the first section that is added to it."""

    def __init__(self) -> None:
        super().__init__(objectName="panel")
        self.setFixedWidth(WIDTH)
        self._columns: dict[str, QVBoxLayout] = {}
        self._pages = QStackedWidget()
        self.tabs = QTabBar(expanding=True, drawBase=False, focusPolicy=Qt.FocusPolicy.TabFocus)
        self.tabs.setAccessibleName(tr("Pages of the side panel"))
        self.tabs.currentChanged.connect(self._pages.setCurrentIndex)
        self.tabs.hide()
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(0)
        around.addWidget(self.tabs)
        around.addWidget(self._pages)

    def add(self, heading: str, content: QWidget, page: str = ANNOTATE) -> "Section":
        """Add a section below those that are on the page."""
        column = self._columns.get(page) or self._new_page(page)
        section = Section(heading, content)
        column.insertWidget(column.count() - 1, section)  # above the stretch
        return section

    def show_page(self, page: str) -> None:
        """Bring a page to the front."""
        self.tabs.setCurrentIndex(list(self._columns).index(page))

    @property
    def pages(self) -> tuple[str, ...]:
        """All pages, in the order of their tabs."""
        return tuple(self._columns)

    @property
    def page(self) -> str:
        """The page that is in front."""
        return list(self._columns)[self.tabs.currentIndex()]

    def _new_page(self, name: str) -> QVBoxLayout:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(16, 14, 16, 16)
        column.setSpacing(24)
        column.addStretch(1)
        scroll = QScrollArea(widgetResizable=True, focusPolicy=Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(content)
        self._columns[name] = column
        self._pages.addWidget(scroll)
        self.tabs.addTab(tr(name))
        self.tabs.setVisible(len(self._columns) > 1)
        return column


class Section(QWidget):
    """One heading and what is under it."""

    def __init__(self, heading: str, content: QWidget) -> None:
        super().__init__()
        label = QLabel(heading)
        label.setProperty("heading", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label)
        column.addWidget(content)
