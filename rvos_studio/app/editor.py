"""The page on which a clip is worked on: panes, tools, panels and timeline around one workspace."""

from collections.abc import Generator, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from rvos_studio.app.actions import Actions
from rvos_studio.app.canvas.canvas import BRUSH_STEP, Canvas
from rvos_studio.app.canvas.strip import Strip
from rvos_studio.app.canvas.viewpoint import Viewpoint
from rvos_studio.app.icons import icon
from rvos_studio.app.opening import Choice
from rvos_studio.app.overview import Overview
from rvos_studio.app.panels.models import ModelsPanel
from rvos_studio.app.panels.objects import ObjectsPanel
from rvos_studio.app.panels.propagation import PropagationPanel
from rvos_studio.app.panels.tools import Tools
from rvos_studio.app.panels.transport import Transport
from rvos_studio.app.runs import Runs
from rvos_studio.app.workspace import Workspace
from rvos_studio.fusion import Vote
from rvos_studio.jobs import Runner
from rvos_studio.masks import Mask
from rvos_studio.models import catalogue
from rvos_studio.studio import Progress, export, fuse, propagate, segment

PANEL_WIDTH = 308


class Editor(QWidget):
    """Shows a workspace and turns what the person does into its edits and into jobs."""

    def __init__(self, workspace: Workspace, runs: Runs, runner: Runner, actions: Actions) -> None:
        super().__init__()
        self.workspace = workspace
        self._runs = runs
        self._runner = runner
        self._actions = actions
        self._titles = {card.name: card.title for card in catalogue.CATALOGUE}
        self.viewpoint = Viewpoint(self)
        self.canvas = Canvas(self.viewpoint)
        self.strip = Strip(self.viewpoint)
        self.tools = Tools(actions)
        self.transport = Transport(actions)
        self.objects = ObjectsPanel()
        self.models = ModelsPanel()
        self.propagation = PropagationPanel()
        self._lay_out()
        self._connect()
        self._fill()

    def _lay_out(self) -> None:
        centre = QVBoxLayout()
        centre.setSpacing(0)
        centre.addWidget(self.strip)
        centre.addSpacing(0)
        centre.addWidget(self.canvas, 1)
        centre.addWidget(self.transport)
        self._models_heading = _heading("Models")
        self._propagation_heading = _heading("Propagation")
        inside = QVBoxLayout()
        inside.setContentsMargins(16, 14, 16, 16)
        inside.setSpacing(8)
        inside.addWidget(_heading("Objects"))
        inside.addWidget(self.objects)
        inside.addSpacing(16)
        inside.addWidget(self._models_heading)
        inside.addWidget(self.models)
        inside.addSpacing(16)
        inside.addWidget(self._propagation_heading)
        inside.addWidget(self.propagation)
        inside.addStretch(1)
        content = QWidget()
        content.setLayout(inside)
        scroll = QScrollArea(widgetResizable=True, focusPolicy=Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(content)
        panel = QFrame(objectName="panel")
        panel.setFixedWidth(PANEL_WIDTH)
        around = QVBoxLayout(panel)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(scroll)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.tools)
        row.addLayout(centre, 1)
        row.addWidget(panel)

    def _connect(self) -> None:
        workspace, canvas = self.workspace, self.canvas
        workspace.moved.connect(self.transport.set_frame)
        workspace.moved.connect(self.propagation.look_at)
        workspace.pictured.connect(self.canvas.display)
        workspace.answered.connect(self.strip.show_answers)
        workspace.surveyed.connect(self._show_overview)
        workspace.player.toggled.connect(self.transport.set_playing)
        self.transport.wanted.connect(workspace.go)
        canvas.stroke_began.connect(workspace.begin_stroke)
        canvas.drawn.connect(workspace.correct)
        canvas.stroke_ended.connect(workspace.end_stroke)
        canvas.picked.connect(workspace.choose)
        canvas.radius_changed.connect(self.tools.set_radius)
        canvas.refused.connect(
            lambda: workspace.news.emit("Describe an object first: masks belong to one.")
        )
        self.objects.described.connect(self._describe)
        self.objects.described_further.connect(self._describe_further)
        self.objects.chosen.connect(workspace.choose)
        self.objects.object_removed.connect(
            lambda number: workspace.edit(lambda: workspace.session.remove_object(number))
        )
        self.objects.expression_removed.connect(
            lambda number: workspace.edit(lambda: workspace.session.remove_expression(number))
        )
        self.models.asked.connect(self.find)
        self.models.voted.connect(self._vote)
        self.propagation.started.connect(self.propagate)
        self._runs.changed.connect(workspace.take)
        self._runs.reached.connect(workspace.follow)
        self._runs.ended.connect(workspace.end_trial)

    def _fill(self) -> None:
        clip = self.workspace.session.clip
        self.viewpoint.look_at(clip.width, clip.height)
        self.transport.set_clip(clip)
        self.transport.set_frame(self.workspace.frame)
        self.propagation.set_clip(len(clip))
        self.propagation.look_at(self.workspace.frame)
        self.tools.set_radius(self.canvas.radius)
        self._show_overview(self.workspace.overview)

    def offer(
        self, segmenters: Sequence[Choice], propagators: Sequence[Choice], newest: str | None = None
    ) -> None:
        """Models that can run here; the newest is chosen where it propagates."""
        self.models.offer(segmenters)
        self.propagation.offer(propagators, newest)

    # What the views show

    def _show_overview(self, found: Overview) -> None:
        self.objects.show_objects(found.objects, found.chosen)
        answered = [(model, self._titles.get(model, model)) for model in found.answered]
        self.strip.show_models(answered)
        if found.vote:
            self.models.show_vote(answered, self.workspace.trial or found.vote, found.expressions)
        for part in (
            self._models_heading, self.models, self._propagation_heading, self.propagation
        ):  # fmt: skip
            part.setVisible(bool(found.objects))
        self.propagation.set_tracks({row.object_id: row.kinds for row in found.rows}, found.chosen)
        self.transport.timeline.set_rows(found.rows, found.chosen)

    # What the person does

    def resize_brush(self, steps: int) -> None:
        """Larger by so many steps, or smaller by negative ones."""
        self.canvas.set_radius(self.canvas.radius * BRUSH_STEP**steps)

    def hide_masks(self, hidden: bool) -> None:
        self.canvas.show_masks(not hidden)
        self.strip.show_masks(not hidden)
        self._actions["hide"].setIcon(icon("hide" if hidden else "show"))

    def refresh_icons(self) -> None:
        """The palette changed."""
        self.propagation.refresh_icons()
        self.objects.refresh_icons()
        self._show_overview(self.workspace.overview)

    def confirm(self) -> None:
        """The shown mask is right: make it a constraint."""
        picture = self.canvas.picture
        if picture and picture.pixels is not None and not self.canvas.drawing:
            self.workspace.correct(picture, picture.pixels.copy())

    def say_absent(self) -> None:
        """The object is not on this frame: an empty mask, drawn by hand."""
        workspace = self.workspace
        if workspace.chosen:
            clip, number, frame = workspace.session.clip, workspace.chosen, workspace.frame
            empty = Mask.empty(clip.height, clip.width)
            workspace.edit(lambda: workspace.session.correct(number, frame, empty))

    def remove_object(self) -> None:
        if number := self.workspace.chosen:
            self.workspace.edit(lambda: self.workspace.session.remove_object(number))

    def _describe(self, text: str) -> None:
        self.canvas.setFocus()
        self.workspace.describe(text, self.find)

    def _describe_further(self, number: int, text: str) -> None:
        self.canvas.setFocus()
        session = self.workspace.session
        self.workspace.edit(lambda: session.add_expression(number, text), self.find)

    def find(self) -> None:
        """Ask the ticked models where the chosen object is, and fuse their answers."""
        number, session = self.workspace.chosen, self.workspace.session
        models = self.models.chosen
        if number and models:
            self._runs.start(
                "Finding",
                lambda: segment(session, self._runner, [number], models),
                then=lambda: self._fuse(number, self.workspace.trial),
            )

    def propagate(self) -> None:
        """Carry hand-drawn frames on as the panel says, once it knows of everything drawn so far."""
        if self._runs.running:
            self._propagate()  # which is refused
        else:
            self.workspace.when_surveyed(self._propagate)

    def _propagate(self) -> None:
        """The view goes along until the person goes elsewhere."""
        session, panel, scope = self.workspace.session, self.propagation, self.propagation.scope
        numbers = scope.objects or tuple(filter(None, [self.workspace.chosen]))
        model, direction, (first, last) = panel.model, panel.direction, panel.frames
        if scope.around is not None:
            first, last = 0, self.workspace.last
        if scope.objects and not scope.frames:
            self.workspace.news.emit(f"{panel.outlook}.")
        elif model and self._runs.start(
            "Propagating",
            lambda: propagate(
                session, self._runner, numbers, model, direction, first, last, scope.around
            ),
        ):
            self.workspace.following = True

    def export(self, format_name: str, place: Path) -> None:
        """Write all tracks as a dataset, replacing what is at `place`."""
        workspace, said = self.workspace, []

        def steps() -> Generator[Progress, None, None]:
            report = yield from export(workspace.session, format_name, place, overwrite=True)
            said.append(report.sentence)

        self._runs.start("Exporting", steps, lambda: workspace.news.emit(f"Exported {said[0]}"))

    def _vote(self, vote: Vote) -> None:
        self.workspace.try_vote(vote)
        self._fuse(self.workspace.chosen, vote)

    def _fuse(self, number: int, vote: Vote | None) -> None:
        session = self.workspace.session
        self._runs.queue("Fusing", lambda: fuse(session, number, vote))


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("heading", True)
    return label
