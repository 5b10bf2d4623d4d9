"""The page on which a clip is worked on: panes, tools, panels and timeline around one workspace."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from rvos_studio.app.actions import Actions
from rvos_studio.app.activities.benching import Benching
from rvos_studio.app.activities.clicking import Clicking
from rvos_studio.app.activities.comparing import Comparing
from rvos_studio.app.activities.correcting import Correcting
from rvos_studio.app.activities.describing import Describing
from rvos_studio.app.activities.exporting import Exporting
from rvos_studio.app.activities.finding import Finding
from rvos_studio.app.activities.fusing import Fusing
from rvos_studio.app.activities.leafing import Leafing
from rvos_studio.app.activities.learning import Learning
from rvos_studio.app.activities.propagating import Propagating
from rvos_studio.app.activities.remembering import Remembering
from rvos_studio.app.activities.retracing import Retracing
from rvos_studio.app.activities.reviewing import Reviewing
from rvos_studio.app.activities.surveying import Surveying
from rvos_studio.app.activities.versioning import Versioning
from rvos_studio.app.activities.wording import Wording
from rvos_studio.app.canvas.canvas import Canvas
from rvos_studio.app.canvas.lightbox import Lightbox
from rvos_studio.app.canvas.strip import Strip
from rvos_studio.app.canvas.viewpoint import Viewpoint
from rvos_studio.app.icons import icon
from rvos_studio.app.overview import Overview
from rvos_studio.app.panels.side import SidePanel
from rvos_studio.app.panels.tools import Tools
from rvos_studio.app.panels.transport import Transport
from rvos_studio.app.runs import Runs
from rvos_studio.app.workspace import Workspace
from rvos_studio.jobs import Runner, Worker
from rvos_studio.models.catalogue import Card


class Editor(QWidget):
    """Lays out what shows a workspace; what the person does with it is up to the activities."""

    redressed = Signal()
    """The palette changed: icons are to be drawn anew."""

    def __init__(
        self,
        workspace: Workspace,
        runs: Runs,
        runner: Runner,
        clicker: Worker,
        actions: Actions,
    ) -> None:
        super().__init__()
        self.workspace = workspace
        self.runs = runs
        self.runner = runner
        self.menu = actions
        self._clicker = clicker
        self.viewpoint = Viewpoint(self)
        self.canvas = Canvas(self.viewpoint)
        self.lightbox = Lightbox(self.viewpoint)
        self.stack = QStackedLayout()
        """The canvas, or the lightbox in its place."""
        self.strip = Strip(self.viewpoint)
        self.side = SidePanel()

    def furnish(self) -> Iterator[None]:
        """Make what stands around the canvas, in steps short enough that the window stays alive between them."""
        self.tools = Tools(self.menu)
        yield
        self.transport = Transport(self.menu)
        yield
        self._lay_out()
        self._connect()
        yield
        # Their sections stand in the side panel in this order.
        self.describing = Describing(self)
        self.finding = Finding(self)
        yield
        self.fusing = Fusing(self)
        yield
        self.propagating = Propagating(self)
        self.correcting = Correcting(self)
        self.learning = Learning(self)
        self.clicking = Clicking(self, self._clicker)
        yield
        self.comparing = Comparing(self)
        self.exporting = Exporting(self)
        yield
        self.surveying = Surveying(self)
        self.leafing = Leafing(self)
        yield
        self.reviewing = Reviewing(self)
        yield
        self.benching = Benching(self)
        self.wording = Wording(self)
        yield
        self.retracing = Retracing(self)
        self.versioning = Versioning(self)
        self.remembering = Remembering(self)
        yield
        self.workspace.surveyed.emit(self.workspace.overview)

    def _lay_out(self) -> None:
        centre = QVBoxLayout()
        centre.setSpacing(0)
        centre.addWidget(self.strip)
        centre.addSpacing(0)
        centre.addLayout(self.stack, 1)
        centre.addWidget(self.transport)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.tools)
        row.addLayout(centre, 1)
        row.addWidget(self.side)
        # Only now: without the editor as its parent, the layout would open the canvas as a window.
        self.stack.addWidget(self.canvas)
        self.stack.addWidget(self.lightbox)

    def _connect(self) -> None:
        workspace, clip = self.workspace, self.workspace.session.clip
        self.viewpoint.look_at(clip.width, clip.height)
        self.transport.set_clip(clip)
        self.transport.set_frame(workspace.frame)
        self.transport.wanted.connect(workspace.go)
        workspace.moved.connect(self.transport.set_frame)
        workspace.pictured.connect(self.canvas.display)
        workspace.surveyed.connect(self._show_rows)
        workspace.player.toggled.connect(self.transport.set_playing)
        self.runs.changed.connect(workspace.take)

    def offer(
        self,
        segmenters: Sequence[Card],
        propagators: Sequence[Card],
        click_segmenters: Sequence[Card],
        newest: str | None = None,
    ) -> None:
        """Models that can run here; the newest is chosen where it propagates."""
        self.finding.panel.offer(segmenters)
        self.propagating.panel.offer(propagators, newest)
        self.clicking.offer(click_segmenters)

    def hide_masks(self, hidden: bool) -> None:
        """In all panes."""
        self.canvas.show_masks(not hidden)
        self.lightbox.show_masks(not hidden)
        self.strip.show_masks(not hidden)
        self.menu["hide"].setIcon(icon("hide" if hidden else "show"))

    def refresh_icons(self) -> None:
        """The palette changed."""
        self.redressed.emit()
        self._show_rows(self.workspace.overview)

    def _show_rows(self, found: Overview) -> None:
        self.transport.timeline.set_rows(found.rows, found.chosen)
