"""Looking at models' answers: side by side, alone, in turns, against each other; and taking regions of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject

from rvos_studio.app.appearance import STEP, Appearance
from rvos_studio.app.canvas.layers import Comparison, Pixels
from rvos_studio.app.canvas.picture import Picture
from rvos_studio.app.canvas.views import (
    Mode,
    Side,
    View,
    next_model,
    next_partner,
    still,
)
from rvos_studio.app.compose_views import Glance, compare
from rvos_studio.app.held_key import HeldKey
from rvos_studio.app.language import tr, tr_later
from rvos_studio.app.overview import Overview
from rvos_studio.app.panels.appearance import AppearancePopup
from rvos_studio.masks import Mask
from rvos_studio.models import catalogue

if TYPE_CHECKING:
    from rvos_studio.app.editor import Editor

MENU = tr_later("&Compare")
"""There only when several models have answered."""


class Comparing(QObject):
    """The strip, the lightbox in the canvas's place, and how masks look."""

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self._editor = editor
        self._workspace = workspace = editor.workspace
        self._strip, self._lightbox, self._menu = editor.strip, editor.lightbox, editor.menu
        self._titles = {card.name: card.title for card in catalogue.cards()}
        self._models: tuple[Side, ...] = ()
        self._picture: Picture | None = None
        self._shown: Comparison | None = None
        self.view: View | None = None
        """None while the result is worked on."""
        self._last: View | None = None
        self.appearance = Appearance.read()
        self._popup = AppearancePopup(editor)
        self._reading = workspace.loader("comparison", self._show)
        self._connect()
        self._strip.set_open(self.appearance.strip)
        self._redraw()

    def _connect(self) -> None:
        self._workspace.pictured.connect(self._take_picture)
        self._workspace.surveyed.connect(self._survey)
        for source in (self._strip, self._lightbox):
            source.taken.connect(self._take)
        self._lightbox.missed.connect(self._miss)
        self._strip.wanted.connect(lambda side: self.look(View(Mode.SOLO, side)))
        bar = self._lightbox.bar
        bar.changed.connect(self.look)
        bar.left.connect(self.leave)
        self._popup.changed.connect(self._choose)
        self._popup.settled.connect(self._remember)
        for widget, words, name in (
            (self._popup.outlines, tr("Outlines only"), "outlines"),
            (self._popup.opacity, tr("More opaque"), "more_opaque"),
            (bar.one, tr("Another model"), "next_model"),
            (bar.other, tr("Something else beside it"), "next_partner"),
            (bar.out, tr("Back to the result"), "cancel"),
        ):
            self._menu.tip(widget, words, name)
        for command in self._menu.commands:
            if command.group == "tool":
                self._menu[command.name].triggered.connect(self.leave)
        self._held = HeldKey(self._menu["blink"], (self._editor.canvas, self._lightbox), self)
        self._held.pressed.connect(self._press)
        self._held.released.connect(self._release)

    # Ways of looking

    def look(self, view: View | None) -> None:
        """Look at answers in this way as soon as they are drawn; None goes back to the result at once."""
        self._lightbox.held = False
        self.view = view
        if view is None:
            self._back()
        else:
            self._last = view
            self._lightbox.bar.show_view(view, self._models)
            self._request()
        self._mark()

    def leave(self) -> None:
        """Back to the result."""
        if self.view is not None:
            self.look(None)

    def toggle(self, mode: Mode) -> None:
        """Look in this way, or back to the result."""
        if self.view is not None and self.view.mode is mode:
            self.leave()
        elif len(self._models) > 1:
            known = self.view or still(self._last, self._models) or View(mode, self._models[0])
            self.look(known.turned(mode))

    def go_to_next_model(self) -> None:
        """One model alone, then the next; or another one in the way that is looked at."""
        if len(self._models) > 1:
            self.look(next_model(self.view, self._models))

    def go_to_next_partner(self) -> None:
        """Something else beside the model."""
        if self.view is not None:
            self.look(next_partner(self.view, self._models))

    def show_strip(self, opened: bool) -> None:
        """Open or close the strip, now and from now on."""
        self.appearance = msgspec.structs.replace(self.appearance, strip=opened)
        self._strip.set_open(opened)
        self._remember()
        self._request()
        self._mark()

    # How masks look

    def fill(self, filled: bool) -> None:
        """Fill masks, or draw outlines only."""
        self._choose(filled, self.appearance.opacity)
        self._remember()

    def fade(self, steps: int) -> None:
        """Make masks so many steps more opaque, or less by negative ones."""
        self._choose(True, self.appearance.opacity + STEP * steps)
        self._remember()

    def open_popup(self) -> None:
        """Let the hand choose how masks look."""
        self._popup.open_at(self._editor.canvas if self.view is None else self._lightbox)

    def _choose(self, filled: bool, opacity: float) -> None:
        liked = self.appearance.with_opacity(opacity)
        self.appearance = msgspec.structs.replace(liked, filled=filled)
        self._redraw()

    def _redraw(self) -> None:
        liked = self.appearance
        self._popup.show_appearance(liked.filled, liked.opacity)
        self._menu["outlines"].setChecked(not liked.filled)
        self._workspace.restyle(liked.style)

    def _remember(self) -> None:
        self._workspace.compute(self.appearance.write, lambda _: None)

    # Showing

    def _miss(self) -> None:
        words = tr("There is nothing to take here: click a region, or take a tool to draw.")
        self._workspace.news.emit(words)

    def _survey(self, found: Overview) -> None:
        models = tuple(
            Side(self._titles.get(model, model), model, place)
            for place, model in enumerate(found.answered, 1)
        )
        if models != self._models:
            self._models = models
            self._strip.show_models(models)
        left = still(self.view, models)
        if left != self.view:
            self.look(left)
        self._mark()

    def _take_picture(self, picture: Picture) -> None:
        self._picture = picture
        self._request()

    def _request(self) -> None:
        """The view first, and the strip after it: what is large is waited for."""
        self._read(strip=self.view is None)

    def _read(self, strip: bool) -> None:
        picture, strip = self._picture, strip and self._strip.open
        if picture is None or len(self._models) < 2 or not (self.view or strip):
            return
        workspace, known = self._workspace, self._shown
        glance = Glance(
            picture, self._models, self.view, strip, workspace.trial, self.appearance.style
        )
        self._reading.request(lambda: compare(workspace.session, glance, known))

    def _show(self, found: Comparison) -> None:
        if found.picture.chosen != self._workspace.chosen:
            return
        self._shown = found
        if self._strip.open and len(found.answers) < len(self._models):
            self._read(strip=True)
        elif self._strip.open:
            self._strip.show_answers(found)
        if self.view is not None and found.view == self.view:
            self._lightbox.show_comparison(found)
            self._bring(self._lightbox)

    def _back(self) -> None:
        self._bring(self._editor.canvas)
        self._lightbox.end()

    def _bring(self, pane: QObject) -> None:
        stack = self._editor.stack
        before = stack.currentWidget()
        if before is not pane:
            focused = before.hasFocus()
            stack.setCurrentWidget(pane)
            if focused:
                pane.setFocus()

    def _mark(self) -> None:
        """Say in the menu what is shown, and offer comparison only where there is something to compare."""
        several = len(self._models) > 1
        self._menu.offer(MENU, several)
        for mode in Mode:
            on = self.view is not None and self.view.mode is mode
            self._menu[mode.name.lower()].setChecked(on)
        self._menu["strip"].setChecked(self.appearance.strip)

    # The hand

    def _take(self, region: Pixels, adds: bool) -> None:
        """Add a region of the shown answer to the mask, or remove it."""
        workspace, picture = self._workspace, self._shown.picture
        if (picture.frame, picture.chosen) == (workspace.frame, workspace.chosen):
            self._editor.correcting.take(Mask.from_array(region), adds)

    def _press(self) -> None:
        self.toggle(Mode.BLINK)
        self._lightbox.held = self.view is not None

    def _release(self, held: bool) -> None:
        if not self._lightbox.held:
            return
        self._lightbox.held = False
        if held:
            self.leave()
        else:
            self._lightbox.go_on()
