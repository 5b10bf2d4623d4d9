"""Looking over the whole clip: what the models' answers are like, and what the pointer rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from rvos_studio.app.compose import words
from rvos_studio.app.language import tr, tr_later
from rvos_studio.app.overview import Overview
from rvos_studio.app.panels.ruler import timecode
from rvos_studio.app.panels.strips import Curve, Heat
from rvos_studio.models import catalogue
from rvos_studio.studio.answer_curves import AnswerCurves, Surveyor

if TYPE_CHECKING:
    from rvos_studio.app.editor import Editor

DISAGREEMENT = tr_later("Disagreement")
_STEP_S = 0.1
"""How long models are compared before what was found is shown."""


class Surveying(QObject):
    """Keeps the strips of the timeline up to date; with one model there are none."""

    found = Signal(object)
    """The `AnswerCurves` of the chosen object: more of them, or others."""

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self._editor = editor
        self._workspace = workspace = editor.workspace
        self._timeline = timeline = editor.transport.timeline
        self._titles = {card.name: card.title for card in catalogue.cards()}
        self._shown: tuple[str, ...] = ()
        """Names of the strips."""
        self.surveyor = Surveyor(workspace.session)
        """Compares models; safe from any thread."""
        self.curves: AnswerCurves | None = None
        """Of the chosen object, as far as they are known; None before the first are."""
        self._survey = workspace.loader("curves", self._show)
        self._hints = workspace.loader("hints", lambda hint: timeline.show_hint(*hint))
        workspace.surveyed.connect(self._look_over)
        timeline.hovered.connect(self._hint)
        timeline.picked.connect(workspace.choose)
        workspace.chose.connect(timeline.choose)
        editor.menu["curves"].setChecked(timeline.lanes.unfolded)
        timeline.unfolded.connect(editor.menu["curves"].setChecked)

    def _look_over(self, found: Overview) -> None:
        self._request(found.chosen)

    def _request(self, number: int) -> None:
        self._survey.request(lambda: self.surveyor.survey(number, _STEP_S))

    def _show(self, curves: AnswerCurves) -> None:
        if curves.object_id != self._workspace.chosen:
            return  # another object was chosen meanwhile; its curves are on their way
        self.curves = curves
        self._editor.fusing.panel.members.show_not_found(curves.not_found)
        strips = []
        if len(curves.confidence) > 1:
            meaning = tr("How far the models' masks are apart: one minus their mean overlap.")
            strips.append(Heat(tr(DISAGREEMENT), curves.disagreement, meaning=meaning))
            for model, confidence in curves.confidence.items():
                title = self._titles.get(model, model)
                strips.append(
                    Curve(title, confidence, tr("confidence"), curves.area[model], tr("area"))
                )
        for name in self._shown:
            if name not in [strip.name for strip in strips]:
                self._timeline.remove_strip(name)
        for strip in strips:
            self._timeline.add_strip(strip)
        self._shown = tuple(strip.name for strip in strips)
        self.found.emit(curves)
        if curves.pending:
            self._request(curves.object_id)

    def _hint(self, frame: int, number: int) -> None:
        number = number or self._workspace.chosen
        self._hints.request(lambda: (frame, self._hint_words(frame, number)))

    def _hint_words(self, frame: int, number: int) -> str:
        """Frame, time, who made the mask, and what the strips say; reads the project."""
        session = self._workspace.session
        lines = [
            tr("Frame {frame}   {time}").format(
                frame=frame, time=timecode(session.clip.time(frame))
            )
        ]
        if number:
            track = session.mask(number, frame)
            made = words(track.provenance) if track else tr("No mask")
            absent = track is not None and not track.mask
            line = (
                tr("Object {number}: {made}, absent") if absent else tr("Object {number}: {made}")
            )
            lines.append(line.format(number=number, made=made))
        lines.extend(self._timeline.said_of(frame))
        return "\n".join(lines)
