"""Changing the mask by hand, or saying that it is right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QMenu

from rvos_studio.app.canvas.canvas import BRUSH_STEP
from rvos_studio.app.canvas.drawing import Pixels
from rvos_studio.app.canvas.overlay import colour_of
from rvos_studio.app.canvas.picture import Picture
from rvos_studio.app.compose import Look, chosen_pixels
from rvos_studio.app.language import tr, tr_later
from rvos_studio.app.overview import Overview
from rvos_studio.masks import Mask, fill_holes, grow, remove_specks, shrink
from rvos_studio.project import Change, ObjectRecord
from rvos_studio.studio import Session

if TYPE_CHECKING:
    from rvos_studio.app.editor import Editor


class Combination(Enum):
    """What becomes of a mask and another object's; the values begin the titles of undo steps."""

    UNITE = "Unite with"
    SUBTRACT = "Subtract"
    INTERSECT = "Intersect with"

    def of(self, mask: Mask, other: Mask) -> Mask:
        match self:
            case Combination.UNITE:
                return mask | other
            case Combination.SUBTRACT:
                return mask - other
            case Combination.INTERSECT:
                return mask & other


_QUESTIONS = {
    Combination.UNITE: tr_later("Unite with which object?"),
    Combination.SUBTRACT: tr_later("Subtract which object?"),
    Combination.INTERSECT: tr_later("Intersect with which object?"),
}


class Correcting(QObject):
    """Every mask that comes out of here is a person's, and its frame a constraint."""

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self._editor = editor
        self._canvas = canvas = editor.canvas
        self._workspace = workspace = editor.workspace
        canvas.stroke_began.connect(workspace.begin_stroke)
        canvas.drawn.connect(self._write)
        canvas.stroke_ended.connect(workspace.end_stroke)
        canvas.picked.connect(workspace.choose)
        canvas.radius_changed.connect(editor.tools.set_radius)
        canvas.refused.connect(workspace.news)
        canvas.slow.connect(workspace.compute)
        editor.tools.set_radius(canvas.radius)
        canvas.protecting = editor.menu["protect"].isChecked()
        workspace.surveyed.connect(self._show)
        editor.describing.panel.object_unlocked.connect(self.toggle_lock)

    def resize(self, steps: int) -> None:
        """A brush larger by so many steps, or smaller by negative ones."""
        self._canvas.set_radius(self._canvas.radius * BRUSH_STEP**steps)

    def undo(self) -> None:
        """Take back the last step of what is being drawn, else the newest edit."""
        if self._canvas.tool.busy:
            self._canvas.tool.step_back()
        else:
            self._workspace.undo()

    def redo(self) -> None:
        """Bring the last undone edit back, unless something is being drawn."""
        if not self._canvas.tool.busy:
            self._workspace.redo()

    def confirm(self) -> None:
        """The shown mask is right: make it a constraint."""
        picture = self._canvas.picture
        if picture and not self._canvas.drawing and self._canvas.may_draw():
            self._write(picture, picture.pixels.copy(), "Confirm")

    def say_absent(self) -> None:
        """The object is not on this frame: an empty mask, drawn by hand."""
        self._amend("Clear", lambda mask: Mask.empty(*mask.shape))

    def grow(self) -> None:
        """A pixel more all around."""
        self._amend("Grow on", lambda mask: grow(mask, 1))

    def shrink(self) -> None:
        """A pixel less all around."""
        self._amend("Shrink on", lambda mask: shrink(mask, 1))

    def remove_specks(self) -> None:
        """Drop parts that the brush would cover."""
        area = self._canvas.brush_area
        self._amend("Remove specks on", lambda mask: remove_specks(mask, area + 1))

    def fill_holes(self) -> None:
        """Fill holes that the brush would cover."""
        area = self._canvas.brush_area
        self._amend("Fill holes on", lambda mask: fill_holes(mask, area))

    def take(self, region: Mask, add: bool = True) -> None:
        """Add a region of a model's answer to the mask, or take it away."""
        if add:
            self._amend("Take a region on", lambda mask: mask | region)
        else:
            self._amend("Remove a region on", lambda mask: mask - region)

    def copy_from(self, step: int) -> None:
        """Take over the object's mask of the next frame (`step` 1) or the previous one (-1)."""
        workspace = self._workspace
        source = workspace.frame + step
        if 0 <= source <= workspace.last:
            look = Look(source, workspace.chosen, workspace.trial)
            session = workspace.session
            self._amend(f"Copy frame {source} to", lambda _: shown_mask(session, look))
        else:
            workspace.news.emit(tr("There is no frame to copy from on that side."))

    def combine(self, combination: Combination) -> None:
        """Change the mask by another object's on this frame; asks which where there are several."""
        found, chosen = self._workspace.overview.objects, self._workspace.chosen
        others = [each for each in found if each.id != chosen]
        if not others:
            self._workspace.news.emit(tr("There is no other object to combine this one with."))
        elif len(others) == 1:
            self._combine(combination, others[0].id)
        else:
            self._ask(combination, others)

    def protect(self, protecting: bool) -> None:
        """Whether corrections leave other objects' pixels alone."""
        self._canvas.protecting = protecting

    def toggle_lock(self, object_id: int | None = None) -> None:
        """Lock an object, the chosen one if none is named, or unlock it."""
        workspace = self._workspace
        number = object_id or workspace.chosen
        locked = {each.id: each.locked for each in workspace.overview.objects}
        if number in locked:
            workspace.edit(lambda: workspace.session.lock_object(number, not locked[number]))

    def _write(self, picture: Picture, pixels: Pixels, title: str) -> None:
        """Write the outcome of a gesture as the chosen object's mask on the picture's frame."""
        session, number, frame = self._workspace.session, picture.chosen, picture.frame
        self._workspace.edit(lambda: session.correct(number, frame, Mask.from_array(pixels), title))

    def _show(self, found: Overview) -> None:
        locked = any(each.locked for each in found.objects if each.id == found.chosen)
        self._editor.menu["lock"].setChecked(locked)
        self._editor.tools.show_several(len(found.objects) > 1)

    def _ask(self, combination: Combination, others: Sequence[ObjectRecord]) -> None:
        menu = QMenu(self._canvas)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addSection(tr(_QUESTIONS[combination]))
        for each in others:
            entry = menu.addAction(_chip(each.id), each.label)
            entry.triggered.connect(
                lambda _=False, other=each.id: self._combine(combination, other)
            )
        menu.popup(self._canvas.mapToGlobal(self._canvas.rect().center()))

    def _combine(self, combination: Combination, other: int) -> None:
        session, frame = self._workspace.session, self._workspace.frame

        def combined(mask: Mask) -> Mask:
            found = session.mask(other, frame)
            return combination.of(mask, found.mask if found else Mask.empty(*mask.shape))

        self._amend(f"{combination.value} object {other} on", combined)

    def _amend(self, title: str, change: Callable[[Mask], Mask]) -> None:
        """Change the shown mask as a whole, after all earlier edits and off the UI thread."""
        if self._canvas.drawing or not self._canvas.may_draw():
            return
        workspace = self._workspace
        session, look = workspace.session, Look(workspace.frame, workspace.chosen, workspace.trial)
        protecting = self._canvas.protecting

        def amend() -> Change:
            before = shown_mask(session, look)
            after = change(before)
            if protecting:
                for other in session.objects():
                    if other.id != look.chosen and (track := session.mask(other.id, look.frame)):
                        after -= track.mask - before
            return session.correct(look.chosen, look.frame, after, title)

        workspace.edit(amend)


def shown_mask(session: Session, look: Look) -> Mask:
    """The mask that the canvas shows there: the track's, else what the models' vote gives, else an empty one."""
    pixels, _ = chosen_pixels(session, look)
    return Mask.from_array(pixels)


def _chip(object_id: int) -> QIcon:
    pixmap = QPixmap(12, 12)
    pixmap.fill(colour_of(object_id))
    return QIcon(pixmap)
