"""The pointer: picks the object under it."""

from PySide6.QtCore import Qt

from rvos_studio.app.canvas.tools.tool import Plain, Touch


class Pointer(Plain):
    """A click on a mask chooses its object."""

    name = "pointer"
    cursor = Qt.CursorShape.ArrowCursor

    def press(self, touch: Touch) -> None:
        picture = self.canvas.picture
        if picture is None or touch.right:
            return
        found = picture.object_at(int(touch.at[0] // 1), int(touch.at[1] // 1))
        if found:
            self.canvas.picked.emit(found)
