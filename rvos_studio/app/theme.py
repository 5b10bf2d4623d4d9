"""The look: two Fusion palettes, one style sheet made from them, and the desktop's choice between light and dark."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from rvos_studio import resources

_LIGHT = {
    "window": "#f4f4f5",
    "base": "#ffffff",
    "raised": "#e9e9ec",
    "border": "#d8d8dd",
    "stage": "#dddde1",
    "text": "#1d1d22",
    "quiet": "#6b6b76",
    "faint": "#a9a9b2",
    "accent": "#2563c9",
    "on_accent": "#ffffff",
    "warning": "#fdf0d5",
}
_DARK = {
    "window": "#1f1f23",
    "base": "#27272c",
    "raised": "#34343b",
    "border": "#3a3a42",
    "stage": "#141417",
    "text": "#e8e8ec",
    "quiet": "#9b9ba6",
    "faint": "#63636e",
    "accent": "#7cabff",
    "on_accent": "#101623",
    "warning": "#4a3a1a",
}

_SHEET = """
QWidget {{ outline: 0; }}
QToolTip {{ background: {base}; color: {text}; border: 1px solid {border}; padding: 4px 6px; }}
QMenuBar {{ background: {window}; padding: 2px 6px; }}
QMenuBar::item {{ padding: 4px 8px; border-radius: 4px; background: transparent; }}
QMenuBar::item:selected {{ background: {raised}; }}
QMenu {{ background: {base}; border: 1px solid {border}; padding: 4px; }}
QMenu::item {{ padding: 5px 28px 5px 12px; border-radius: 4px; }}
QMenu::item:selected {{ background: {accent}; color: {on_accent}; }}
QMenu::item:disabled {{ color: {faint}; }}
QMenu::separator {{ height: 1px; background: {border}; margin: 4px 8px; }}
QStatusBar {{ background: {window}; border-top: 1px solid {border}; color: {quiet}; }}
QStatusBar::item {{ border: 0; }}
QStatusBar QLabel {{ color: {quiet}; }}
QLineEdit, QSpinBox, QComboBox {{
    background: {base}; border: 1px solid {border}; border-radius: 6px; padding: 4px 8px; min-height: 20px;
    selection-background-color: {accent}; selection-color: {on_accent};
}}
QLineEdit:focus, QSpinBox:focus, QComboBox:focus {{ border-color: {accent}; }}
QLineEdit:disabled, QSpinBox:disabled, QComboBox:disabled {{ color: {faint}; background: {window}; }}
QSpinBox::up-button, QSpinBox::down-button {{ width: 0; border: 0; }}
QComboBox {{ padding-right: 0; }}
QComboBox::drop-down {{ border: 0; width: 24px; }}
QComboBox::down-arrow {{ image: url({icons}/chevron.svg); width: 12px; height: 12px; }}
QComboBox QAbstractItemView {{ background: {base}; border: 1px solid {border}; padding: 4px; }}
QPushButton {{
    background: {base}; border: 1px solid {border}; border-radius: 6px; padding: 4px 14px; min-height: 20px;
}}
QPushButton:hover {{ background: {raised}; }}
QPushButton:focus {{ border-color: {accent}; }}
QPushButton:disabled {{ color: {faint}; background: {window}; }}
QPushButton[primary="true"] {{ background: {accent}; border-color: {accent}; color: {on_accent}; }}
QPushButton[primary="true"]:disabled {{ background: {raised}; border-color: {raised}; color: {faint}; }}
QToolButton {{ background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 4px; }}
QToolButton:hover {{ background: {raised}; }}
QToolButton:checked {{ background: {raised}; border-color: {border}; }}
QToolButton:focus {{ border-color: {accent}; }}
QToolButton::menu-indicator {{ image: none; }}
QPushButton::menu-indicator {{
    image: url({icons}/chevron.svg); width: 12px; subcontrol-position: right center; right: 8px;
}}
QCheckBox {{ spacing: 8px; }}
QCheckBox::indicator {{
    width: 14px; height: 14px; border: 1px solid {faint}; border-radius: 4px; background: {base};
}}
QCheckBox::indicator:hover, QCheckBox::indicator:focus {{ border-color: {accent}; }}
QCheckBox::indicator:checked {{
    background: {accent}; border-color: {accent}; image: url({icons}/check-{shade}.svg);
}}
QCheckBox::indicator:checked:disabled {{ background: {faint}; border-color: {faint}; }}
QRadioButton {{ spacing: 8px; }}
QRadioButton::indicator {{
    width: 14px; height: 14px; border: 1px solid {faint}; border-radius: 8px; background: {base};
}}
QRadioButton::indicator:hover, QRadioButton::indicator:focus {{ border-color: {accent}; }}
QRadioButton::indicator:checked {{
    width: 6px; height: 6px; border: 5px solid {accent}; background: {on_accent};
}}
QRadioButton::indicator:disabled {{ border-color: {border}; background: {window}; }}
QRadioButton:disabled {{ color: {faint}; }}
QProgressBar {{ background: {raised}; border: 0; border-radius: 3px; max-height: 6px; min-height: 6px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: 0; }}
QScrollBar:vertical {{ width: 10px; background: transparent; }}
QScrollBar::handle:vertical {{ background: {border}; border-radius: 4px; min-height: 24px; margin: 1px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; }}
QScrollBar:horizontal {{ height: 10px; background: transparent; }}
QScrollBar::handle:horizontal {{ background: {border}; border-radius: 4px; min-width: 24px; margin: 1px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; }}
QSlider::groove:horizontal {{ height: 4px; background: {border}; border-radius: 2px; }}
QSlider::sub-page:horizontal {{ background: {accent}; border-radius: 2px; }}
QSlider::sub-page:horizontal:disabled {{ background: {border}; }}
QSlider::handle:horizontal {{
    width: 12px; margin: -5px 0; border: 1px solid {faint}; border-radius: 7px; background: {base};
}}
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus {{ border-color: {accent}; }}
QListWidget {{ background: {base}; border: 1px solid {border}; border-radius: 6px; padding: 2px; }}
QListWidget::item {{ padding: 3px 6px; border-radius: 4px; color: {text}; }}
QListWidget::item:selected {{ background: {accent}; color: {on_accent}; }}
QSplitter::handle {{ background: transparent; }}
QLabel[quiet="true"] {{ color: {quiet}; }}
QLabel[remark="true"] {{ background: {warning}; border-radius: 6px; padding: 6px 8px; }}
QLabel[heading="true"] {{ color: {quiet}; font-weight: 600; }}
#bench {{ background: {base}; border: 1px solid {border}; border-radius: 6px; padding: 2px; }}
#bench::item {{ padding: 0 2px; }}
#bench::item:selected {{ background: {raised}; color: {text}; }}
#bench QHeaderView::section {{ padding: 3px 4px; }}
#gallery {{ background: {base}; border: 1px solid {border}; border-radius: 6px; padding: 2px; }}
#dataset {{ background: {base}; border: 1px solid {border}; border-radius: 8px; }}
#dataset::item {{ padding: 0 8px; }}
#dataset::item:selected {{ background: {raised}; color: {text}; }}
QHeaderView::section {{
    background: {base}; color: {quiet}; border: 0; border-bottom: 1px solid {border}; padding: 8px;
}}
#lines {{ background: {base}; border: 1px solid {border}; border-radius: 6px; padding: 3px; }}
#lines::item {{ padding: 3px 5px; border-radius: 4px; color: {text}; }}
#lines::item:hover {{ background: {window}; }}
#lines::item:selected {{ background: {raised}; }}
QPushButton:checked {{ background: {raised}; border-color: {accent}; color: {accent}; }}
#panel {{ background: {window}; border-left: 1px solid {border}; }}
#tools {{ background: {window}; border-right: 1px solid {border}; }}
#transport {{ background: {window}; border-top: 1px solid {border}; }}
#message {{ background: {base}; border: 1px solid {border}; border-radius: 8px; }}
#finder, #popup {{ background: {window}; border: 1px solid {border}; border-radius: 10px; }}
QTreeView {{ background: transparent; border: 0; }}
QTreeView::item {{ padding: 5px 6px; }}
QTreeView::item:selected {{ background: {raised}; color: {text}; }}
QTreeView::branch {{ background: transparent; }}
#tree {{ background: {base}; border: 1px solid {border}; border-radius: 6px; padding: 4px; }}
#tree::item {{ padding: 3px 6px; }}
#message[problem="true"] {{ background: {warning}; }}
#object {{ border-radius: 8px; border: 1px solid transparent; }}
#object[chosen="true"] {{ background: {base}; border-color: {border}; }}
#recent {{ background: {base}; border: 1px solid {border}; border-radius: 10px; padding: 10px 14px; text-align: left; }}
#recent:hover, #recent:focus {{ border-color: {accent}; }}
"""


def palette(dark: bool) -> QPalette:
    """The light or the dark palette; the area around the picture is `Dark`, quiet text is `PlaceholderText`."""
    shades = _DARK if dark else _LIGHT
    made, role = QPalette(), QPalette.ColorRole
    for roles, shade in (
        ((role.Window, role.Button, role.AlternateBase), "window"),
        ((role.Base, role.ToolTipBase, role.Light), "base"),
        ((role.Midlight,), "raised"),
        ((role.Mid,), "border"),
        ((role.Dark, role.Shadow), "stage"),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText), "text"),
        ((role.PlaceholderText,), "quiet"),
        ((role.Highlight, role.Accent, role.Link), "accent"),
        ((role.HighlightedText, role.BrightText), "on_accent"),
    ):
        for each in roles:
            made.setColor(each, QColor(shades[shade]))
    for each in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, each, QColor(shades["faint"]))
    return made


def style_sheet(dark: bool) -> str:
    """What the palette cannot say: corners, spacing, states."""
    icons = resources.path("icons").as_posix()
    return _SHEET.format(
        **(_DARK if dark else _LIGHT), icons=icons, shade="dark" if dark else "light"
    )


class Theme(QObject):
    """Dresses the application and follows the desktop's colour scheme while nobody chose one."""

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._chosen: bool | None = None
        # Asked before our own palette hides it: some desktops tell their darkness only through the palette.
        self._found_dark = application.palette().color(QPalette.ColorRole.Window).lightness() < 128
        application.setStyle("Fusion")
        application.styleHints().colorSchemeChanged.connect(self._dress)
        self._dress()

    @property
    def dark(self) -> bool:
        if self._chosen is not None:
            return self._chosen
        scheme = self._application.styleHints().colorScheme()
        if scheme == Qt.ColorScheme.Unknown:
            return self._found_dark
        return scheme == Qt.ColorScheme.Dark

    @property
    def chosen(self) -> bool | None:
        """Light or dark as the person chose; None while the desktop decides."""
        return self._chosen

    def choose(self, dark: bool | None) -> None:
        """Light or dark for good, or None to follow the desktop."""
        self._chosen = dark
        self._dress()

    def _dress(self) -> None:
        self._application.setPalette(palette(self.dark))
        self._application.setStyleSheet(style_sheet(self.dark))
        self.changed.emit()
