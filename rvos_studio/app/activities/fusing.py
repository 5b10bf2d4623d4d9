"""Making one mask of the models' answers: by a vote that is tried out live, or by a recipe of stages."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFileDialog

from rvos_studio.app.compose import StageLook
from rvos_studio.app.core_words import of_core
from rvos_studio.app.event_loop import answer
from rvos_studio.app.follow import Followed, followed
from rvos_studio.app.language import tr
from rvos_studio.app.overview import Overview
from rvos_studio.app.panels.fusion import FusionPanel
from rvos_studio.app.parts_dialog import PartsDialog
from rvos_studio.fusion import (
    EVERY_MODEL,
    Propagate,
    Recipe,
    Source,
    Vote,
    VoteNode,
    read,
    shipped,
)
from rvos_studio.models import catalogue
from rvos_studio.models.catalogue import Role
from rvos_studio.studio import Progress, apply_recipe, fuse

if TYPE_CHECKING:
    from rvos_studio.app.editor import Editor

PAUSE_MS = 250
"""After a slider has moved, before the whole clip is fused."""


class Fusing(QObject):
    """There only when several models have answered."""

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self._editor = editor
        self._workspace = workspace = editor.workspace
        self._titles = {card.name: card.title for card in catalogue.cards()}
        self._recipes = [each for each in shipped() if each.propagators]
        """Those of several stages; the others are votes."""
        self._followed: Followed | None = None
        self.panel = panel = FusionPanel()
        panel.frames.set_clip(len(workspace.session.clip))
        self._section = editor.side.add(tr("Fusion"), panel)
        self._reading = workspace.loader("stages", self._take_followed)
        self._waiting = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._waiting.timeout.connect(self._fuse_tried)
        workspace.surveyed.connect(self._show)
        workspace.moved.connect(lambda _: self._read())
        workspace.saving.connect(
            lambda busy: panel.show_stages(self._stages(), "") if busy else None
        )
        panel.voted.connect(self._try)
        panel.recipe_wanted.connect(self._take_recipe)
        panel.stage_wanted.connect(self._look_at_stage)
        timeline = editor.transport.timeline
        timeline.ranged.connect(panel.frames.choose)
        timeline.resized.connect(panel.resize_range)
        panel.frames.gone_to.connect(lambda frames: timeline.select(frames[0], frames[-1]))
        editor.runs.ended.connect(workspace.end_trial)

    # Votes

    def toggle(self, place: int) -> None:
        """Let the member at this place of the list vote or not; nothing with one model."""
        if len(self._workspace.overview.answered) > 1:
            self.panel.members.toggle(place)

    def fuse_again(self) -> None:
        """Fuse the chosen object by its vote, where there is anything to fuse."""
        self.fuse([self._workspace.chosen])

    def fuse(
        self, numbers: Sequence[int], before: Mapping[int, Sequence[str]] | None = None
    ) -> None:
        """Fuse objects by their votes; the chosen one by the vote that is tried out.

        `before` tells which models had answered before others were asked: those that are new join the vote.
        """
        trials = {self._workspace.chosen: self._workspace.trial}
        session = self._workspace.session

        def steps() -> Generator[Progress, None, None]:
            for number in numbers:
                answered = session.models_with_predictions(number)
                vote = trials.get(number) or session.vote(number)
                known = {*vote.everybody, *(before or {}).get(number, answered)}
                new = tuple(model for model in answered if model not in known)
                if answered:
                    vote = replace(vote, members=(*vote.members, *new))
                    yield from fuse(session, number, vote)

        if numbers:
            self._editor.runs.queue(tr("Fusing"), steps)

    def _try(self, vote: Vote, settled: bool) -> None:
        self._workspace.show_stage(None)
        self._workspace.try_vote(vote)
        if settled:
            self._fuse_tried()
        else:
            self._waiting.start()

    def _fuse_tried(self) -> None:
        self._waiting.stop()
        if self._workspace.trial is not None:
            self.fuse_again()

    # Recipes of stages

    def _take_recipe(self, recipe: Recipe | None) -> None:
        self._editor.runs.tasks.start(self._ask_and_follow(recipe))

    async def _ask_and_follow(self, recipe: Recipe | None) -> None:
        try:
            recipe = recipe or await self._ask_for_file()
            if recipe is not None and self._lacks(recipe):
                dialog = PartsDialog(
                    self._editor, recipe, self._answered(), catalogue.ready(Role.PROPAGATOR)
                )
                recipe = dialog.bound if await answer(dialog) else None
            if recipe is not None:
                self._follow(recipe)
        finally:
            self._show(self._workspace.overview)

    async def _ask_for_file(self) -> Recipe | None:
        dialog = QFileDialog(self._editor, tr("Recipe"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(tr("Recipes (*.toml)"))
        return read(Path(dialog.selectedFiles()[0])) if await answer(dialog) else None

    def _lacks(self, recipe: Recipe) -> bool:
        """Whether a model that the recipe names has not answered, or a propagator cannot run."""
        ready = {card.name for card in catalogue.ready(Role.PROPAGATOR)}
        known = {EVERY_MODEL, *self._workspace.overview.answered}
        return not (known.issuperset(recipe.models) and ready.issuperset(recipe.propagators))

    def _follow(self, recipe: Recipe) -> None:
        session, runner, number = (
            self._workspace.session,
            self._editor.runner,
            self._workspace.chosen,
        )
        self._editor.runs.start(
            tr("Following {recipe}").format(recipe=of_core(recipe.name)),
            lambda: apply_recipe(session, runner, number, recipe),
        )

    # What is shown

    def _answered(self) -> list[tuple[str, str]]:
        return [(m, self._titles.get(m, m)) for m in self._workspace.overview.answered]

    def _show(self, found: Overview) -> None:
        if found.vote and len(found.answered) > 1:
            vote = self._workspace.trial or found.vote
            name = self._followed.recipe if self._followed and not self._workspace.trial else ""
            self.panel.show_vote(self._answered(), vote, found.expressions, self._recipes, name)
        self._section.setVisible(len(found.answered) > 1)
        self._read()

    def _read(self) -> None:
        number, frame, session = (
            self._workspace.chosen,
            self._workspace.frame,
            self._workspace.session,
        )
        if number and len(self._workspace.overview.answered) > 1:
            self._reading.request(lambda: followed(session, number, frame))

    def _take_followed(self, found: Followed) -> None:
        if found == self._followed:
            return
        self._followed = found
        self.panel.show_followed(found.recipe)
        shown = self._workspace.stage
        if isinstance(shown, StageLook) and shown.run != found.run:
            self._workspace.show_stage(None)  # the recipe whose stage it is has been undone
            shown = None
        self.panel.show_stages(self._stages(), shown.node if isinstance(shown, StageLook) else "")
        self.panel.show_bound(self._bound())

    def _stages(self) -> dict[str, str]:
        """Nodes that can be looked at, in words."""
        found = self._followed
        if found is None or found.run is None:
            return {}
        recipe = found.run.graph
        if recipe is None:
            return {node: node for node in found.nodes}
        there = {*found.nodes, *self._sources(recipe)}
        return {name: self._words(recipe, name) for name in recipe.ordered() if name in there}

    def _bound(self) -> list[str]:
        """Who stands in for whom in the recipe that was followed, in words."""
        run = self._followed.run if self._followed else None
        nobody = tr("done without")
        return [
            f"{name}: {self._titles.get(other, other) if other else nobody}"
            for name, other in (run.graph.bound if run and run.graph else ())
        ]

    def _words(self, recipe: Recipe, name: str) -> str:
        match recipe.nodes[name]:
            case Source(model=model):
                return f"{name}: {self._titles.get(model, model)}"
            case VoteNode(members=members):
                return tr("{stage}: vote of {members}").format(
                    stage=name, members=", ".join(members)
                )
            case Propagate(input=given, propagator=model):
                return tr("{stage}: {given} carried by {model}").format(
                    stage=name, given=given, model=self._titles.get(model, model)
                )

    def _sources(self, recipe: Recipe) -> dict[str, str]:
        """Source -> the model whose answers it is."""
        nodes = {name: getattr(node, "model", "") for name, node in recipe.nodes.items()}
        return {name: model for name, model in nodes.items() if model not in ("", EVERY_MODEL)}

    def _look_at_stage(self, node: str) -> None:
        found = self._followed
        if not node or found is None or found.run is None:
            self._workspace.show_stage(None)
            return
        recipe = found.run.graph
        model = self._sources(recipe).get(node, "") if recipe else ""
        self._workspace.show_stage(StageLook(found.run, node, model))
