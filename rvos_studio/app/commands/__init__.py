"""Every command of the window, menu by menu."""

from rvos_studio.app.command import Command
from rvos_studio.app.commands import (
    bench,
    compare,
    edit,
    expression,
    file,
    guide,
    mask,
    playback,
    review,
    timeline,
    tools,
    view,
)

COMMANDS: tuple[Command, ...] = (
    *file.COMMANDS,
    *edit.COMMANDS,
    *expression.COMMANDS,
    *tools.COMMANDS,
    *mask.COMMANDS,
    *playback.COMMANDS,
    *timeline.COMMANDS,
    *review.COMMANDS,
    *bench.COMMANDS,
    *compare.COMMANDS,
    *view.COMMANDS,
    *guide.COMMANDS,
)
"""Menus come in the order in which they are first named, and their entries in this order."""
