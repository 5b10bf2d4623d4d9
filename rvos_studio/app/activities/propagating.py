"""Carrying hand-drawn frames to the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from rvos_studio.app.language import tr, tr_later
from rvos_studio.app.overview import Overview
from rvos_studio.app.panels.propagation import PropagationPanel
from rvos_studio.studio import propagate

if TYPE_CHECKING:
    from rvos_studio.app.editor import Editor

PROPAGATING = tr_later("Propagating")
"""The title of the job."""


class Propagating(QObject):
    """Runs a propagator as the panel says; the view goes along until the person goes elsewhere."""

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self._editor = editor
        self._workspace = workspace = editor.workspace
        self.panel = PropagationPanel()
        editor.menu.tip(
            self.panel.start, tr("Carry the hand-drawn frames through the clip"), "propagate"
        )
        self.panel.set_clip(len(workspace.session.clip))
        self.panel.look_at(workspace.frame)
        self._section = editor.side.add(tr("Propagation"), self.panel)
        workspace.moved.connect(self.panel.look_at)
        editor.transport.timeline.ranged.connect(self.panel.set_range)
        workspace.surveyed.connect(self._show)
        editor.redressed.connect(self.panel.refresh_icons)
        editor.runs.reached.connect(workspace.follow)
        self.panel.started.connect(self.propagate)

    def propagate(self) -> None:
        """Carry hand-drawn frames on as the panel says, once it knows of everything drawn so far."""
        if self._editor.runs.running:
            self._propagate()  # which is refused
        else:
            self._workspace.when_surveyed(self._propagate)

    def _propagate(self) -> None:
        session, panel, scope = self._workspace.session, self.panel, self.panel.scope
        numbers = scope.objects or tuple(filter(None, [self._workspace.chosen]))
        model, direction, (first, last) = panel.model, panel.direction, panel.frames
        if scope.around is not None:
            first, last = 0, self._workspace.last
        runner = self._editor.runner
        if scope.objects and not scope.frames:
            self._workspace.news.emit(f"{panel.outlook}.")
        elif model and self._editor.runs.start(
            tr(PROPAGATING),
            lambda: propagate(
                session, runner, numbers, model, direction, first, last, scope.around
            ),
        ):
            self._workspace.following = True

    def _show(self, found: Overview) -> None:
        self._section.setVisible(bool(found.objects))
        self.panel.set_tracks({row.object_id: row.kinds for row in found.rows}, found.chosen)
