"""Keys that people bring along from other tools; what a preset does not name keeps its default keys."""

from collections.abc import Mapping

DEFAULT = "RVOS Studio"

PRESETS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    DEFAULT: {},
    "CVAT": {
        "next": ("F", "Right"),
        "previous": ("D", "Left"),
        "next_ten": ("V", "Shift+Right"),
        "previous_ten": ("C", "Shift+Left"),
        "confirm": ("N",),
        "lock": ("L",),
        "lasso": ("Shift+L",),
        "pointer": ("Shift+A",),
        "difference": ("Shift+D",),
        "fit": ("Ctrl+F",),
        "propagate": ("Ctrl+E", "Ctrl+T"),
        "export": ("Ctrl+Shift+E",),
    },
    "AnyLabeling": {
        "next": ("D", "Right"),
        "previous": ("A", "Left"),
        "confirm": ("F",),
        "fit": ("Ctrl+F",),
        "hide": ("Ctrl+H",),
        "appearance": ("Shift+A",),
        "cutout": ("R",),
        "difference": ("Shift+D",),
        "copy_previous": ("Ctrl+P", "Ctrl+Shift+Left"),
    },
}
"""Preset -> command -> its keys."""
