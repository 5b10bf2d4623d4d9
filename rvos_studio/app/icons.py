"""Line icons, drawn in the palette's own colours."""

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QImage, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

_PATHS = {
    "add": "M12 5v14M5 12h14",
    "backward": "M19 12H5M11 6l-6 6 6 6",
    "both": "M3 12h18M8 7l-5 5 5 5M16 7l5 5-5 5",
    "brush": "M20 4c-4 1-8 5-10.500 8.500l2 2C15 12 19 8 20 4zM9 13.500c-2.500 0-4 1.500-4 4 0 1-.8 2-1.500 2.500"
    "2.500.8 8 .5 8-4",
    "close": "M6 6l12 12M18 6L6 18",
    "contrast": "M12 4a8 8 0 1 0 .01 0zM12 4v16M15 5v14M18 7v10",
    "cutout": "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M12 9v6M9 12h6",
    "eraser": "M4 15.500l9.500-9.500 5.500 5.500-8 8H7.500zM9 10.500l5.500 5.500M11 19.500h9",
    "export": "M12 15V4M8 8l4-4 4 4M5 14v5h14v-5",
    "fill": "M11 3l8 8-7.500 7.500a1.500 1.500 0 0 1-2 0L4 13a1.500 1.500 0 0 1 0-2l7-7M4.500 12.500h13M21 15c1 1.500"
    " 1.500 2.500 0 4-1.500-1.500-1-2.500 0-4",
    "fit": "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
    "forward": "M5 12h14M13 6l6 6-6 6",
    "hand": "M4 4l6.500 16 2.300-6.900L20 10.800z",
    "hide": "M3 12c2-4 5.500-6 9-6s7 2 9 6c-2 4-5.500 6-9 6s-7-2-9-6zM12 9.500a2.500 2.500 0 1 0 .01 0zM4 20L20 4",
    "lasso": "M12 4c5 0 9 2.500 9 6s-4 6-9 6c-1.500 0-3-.2-4.500-.7M3.500 12.300C3.200 11.600 3 10.800 3 10"
    "c0-3.500 4-6 9-6M5.500 12a2 2 0 1 0 .01 0M6.500 15.800c1 1.700.5 3.200-1.500 4.700",
    "lock": "M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3",
    "more": "M5 12a.8.8 0 1 0 1.600 0a.8.8 0 1 0-1.600 0M11.200 12a.8.8 0 1 0 1.600 0a.8.8 0 1 0-1.600 0"
    "M17.400 12a.8.8 0 1 0 1.600 0a.8.8 0 1 0-1.600 0",
    "next": "M6 5l9 7-9 7zM18 5v14",
    "open": "M3 18V6h6l2 2h8v3M3 18l3-7h16l-3 7z",
    "pause": "M8 5v14M16 5v14",
    "phrases": "M5 7h14M5 12h9M5 17h12",
    "play": "M7 5l12 7-12 7z",
    "polygon": "M5 9l8-5 7 6-3 10H7z",
    "previous": "M18 5l-9 7 9 7zM6 5v14",
    "protect": "M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6z",
    "redo": "M19 9H9a5 5 0 0 0 0 10h6M15 5l4 4-4 4",
    "remove": "M5 7h14M10 7V5h4v2M7 7l1 13h8l1-13",
    "show": "M3 12c2-4 5.500-6 9-6s7 2 9 6c-2 4-5.500 6-9 6s-7-2-9-6zM12 9.500a2.500 2.500 0 1 0 .01 0z",
    "film": "M4 5h16v14H4zM8 5v14M16 5v14M4 9.700h4M4 14.300h4M16 9.700h4M16 14.300h4",
    "undo": "M5 9h10a5 5 0 0 1 0 10H9M9 5L5 9l4 4",
}

_FILLED = {"play", "next", "previous"}


def icon(name: str, palette: QPalette | None = None) -> QIcon:
    """An icon for buttons and menus: text colour, accent when checked, faint when disabled."""
    palette = palette or QGuiApplication.palette()
    made = QIcon()
    group, role = QPalette.ColorGroup, QPalette.ColorRole
    shades = (
        (QIcon.Mode.Normal, QIcon.State.Off, palette.color(group.Active, role.Text)),
        (QIcon.Mode.Normal, QIcon.State.On, palette.color(group.Active, role.Accent)),
        (QIcon.Mode.Disabled, QIcon.State.Off, palette.color(group.Disabled, role.Text)),
    )
    for mode, state, colour in shades:
        for scale in (1, 2):
            pixmap = drawing(name, colour, 20, scale)
            made.addPixmap(pixmap, mode, state)
    return made


def drawing(name: str, colour: QColor, side: int, scale: float = 1) -> QPixmap:
    """The icon as a pixmap of `side` device-independent pixels."""
    fill = colour.name() if name in _FILLED else "none"
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="{_PATHS[name]}" fill="{fill}"'
        f' stroke="{colour.name()}" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )
    image = QImage(
        QSize(round(side * scale), round(side * scale)), QImage.Format.Format_ARGB32_Premultiplied
    )
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(image.rect()))
    painter.end()
    pixmap = QPixmap.fromImage(image)
    pixmap.setDevicePixelRatio(scale)
    return pixmap
