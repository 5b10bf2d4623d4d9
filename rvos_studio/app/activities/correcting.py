"""Drawing the mask by hand, or saying that it is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from rvos_studio.app.canvas.canvas import BRUSH_STEP
from rvos_studio.masks import Mask

if TYPE_CHECKING:
    from rvos_studio.app.editor import Editor


class Correcting(QObject):
    """Every mask that comes out of here is a person's, and its frame a constraint."""

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self._canvas = canvas = editor.canvas
        self._workspace = workspace = editor.workspace
        canvas.stroke_began.connect(workspace.begin_stroke)
        canvas.drawn.connect(workspace.correct)
        canvas.stroke_ended.connect(workspace.end_stroke)
        canvas.picked.connect(workspace.choose)
        canvas.radius_changed.connect(editor.tools.set_radius)
        canvas.refused.connect(
            lambda: workspace.news.emit("Describe an object first: masks belong to one.")
        )
        editor.tools.set_radius(canvas.radius)

    def resize(self, steps: int) -> None:
        """A brush larger by so many steps, or smaller by negative ones."""
        self._canvas.set_radius(self._canvas.radius * BRUSH_STEP**steps)

    def confirm(self) -> None:
        """The shown mask is right: make it a constraint."""
        picture = self._canvas.picture
        if picture and picture.pixels is not None and not self._canvas.drawing:
            self._workspace.correct(picture, picture.pixels.copy())

    def say_absent(self) -> None:
        """The object is not on this frame: an empty mask, drawn by hand."""
        workspace = self._workspace
        if workspace.chosen:
            clip, number, frame = workspace.session.clip, workspace.chosen, workspace.frame
            empty = Mask.empty(clip.height, clip.width)
            workspace.edit(lambda: workspace.session.correct(number, frame, empty))
