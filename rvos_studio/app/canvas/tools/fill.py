"""The bucket: fills the hole that was clicked, or takes the part away that was."""

from rvos_studio.app.canvas.tools.tool import Plain, Touch
from rvos_studio.app.language import tr, tr_later
from rvos_studio.masks import open_around, region_of


class Fill(Plain):
    """The left button fills a hole of the mask, the right one or Alt removes a part of it."""

    name = "fill"
    hint = tr_later("Click a hole to fill it · right-click a part to remove it")

    def press(self, touch: Touch) -> None:
        if self.canvas.drawing or not self.canvas.may_draw():
            return
        x, y = int(touch.at[0] // 1), int(touch.at[1] // 1)
        if not touch.adds:
            self.canvas.lay(region_of(self.canvas.pixels, x, y), False, "Remove a part on")
        elif open_around(hole := region_of(1 - self.canvas.pixels, x, y, diagonally=False)):
            self.canvas.refused.emit(tr("That is no hole: close the outline around it first."))
        else:
            self.canvas.lay(hole, True, "Fill a hole on")
