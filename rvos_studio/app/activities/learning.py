"""Letting models learn from what was corrected."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from rvos_studio.app.event_loop import answer, in_thread
from rvos_studio.app.language import tr
from rvos_studio.app.learn_dialog import LearnDialog
from rvos_studio.app.opening import ready_models
from rvos_studio.models import catalogue
from rvos_studio.models.catalogue import Card, Role
from rvos_studio.studio import Progress
from rvos_studio.studio.finetune import base_of, can_learn, finetune, kept, suggested

if TYPE_CHECKING:
    from rvos_studio.app.editor import Editor


class Learning(QObject):
    """Asks which models are to learn, lets them, and offers what came of it."""

    learnt = Signal(str, str, object)
    """A sentence about models that are here now, the words of a button, and what that does."""

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self._editor = editor
        self._workspace = editor.workspace
        self._thread = ThreadPoolExecutor(1, "learning")
        self.destroyed.connect(lambda: self._thread.shutdown(wait=False))

    def ask(self) -> None:
        """Let the person choose models, and let these learn."""
        self._workspace.when_surveyed(lambda: self._editor.runs.tasks.start(self._ask()))

    def use(self, cards: Sequence[Card]) -> None:
        """Choose models that have learnt, in place of those that they learnt on."""
        for card in cards:
            if card.role is Role.PROPAGATOR:
                self._editor.propagating.panel.choose(card.name)
            else:
                self._editor.finding.panel.take(card.name, instead_of=base_of(card.name))

    async def _ask(self) -> None:
        session, editor = self._workspace.session, self._editor
        corrected = {n for each in session.objects() for n in session.project.human_frames(each.id)}
        if not corrected:
            self._workspace.news.emit(
                tr("Correct or confirm masks on a few frames first: models learn from them.")
            )
            return
        segmenters, propagators, _ = await in_thread(self._thread, ready_models)
        able = [each for each in (*segmenters, *propagators) if can_learn(each.name)]
        able = [each for each in able if not each.finetuned]
        if not able:
            self._workspace.news.emit(
                tr("No model that learns from corrections can run here: their weights are missing.")
            )
            return
        used = {
            base_of(each)
            for each in (*editor.finding.panel.chosen, editor.propagating.panel.model or "")
        }
        path = session.project.path
        name = suggested([path], [each.name for each in able])
        dialog = LearnDialog(editor.window(), able, used, name, len(corrected))
        if await answer(dialog) and editor.isEnabled():
            await self._learn(dialog.models, dialog.name, dialog.minutes)

    async def _learn(self, models: Sequence[str], name: str, minutes: float) -> None:
        path, runner = self._workspace.session.project.path, self._editor.runner
        nothing: list[str] = []

        def steps() -> Generator[Progress, None, None]:
            learnt = yield from finetune(runner, [path], models, name, minutes)
            nothing.extend(catalogue.card(each.model).title for each in learnt if not each.name)

        if not self._editor.runs.start(tr("Learning from corrections"), steps):
            return
        await self._editor.runs.ending()
        figures = await in_thread(self._thread, lambda: kept(models, name))
        if figures:
            self._editor.offer(*await in_thread(self._thread, ready_models))
            cards = [catalogue.card(each) for each in figures]
            said = [
                tr(
                    "{model}: J {before} before, {after} after on corrections that were held out."
                ).format(model=card.title, before=f"{before:.2f}", after=f"{after:.2f}")
                for card, (before, after) in zip(cards, figures.values(), strict=True)
            ]
            self.learnt.emit("\n".join(said), tr("Use It"), lambda: self.use(cards))
        elif nothing:
            self._workspace.news.emit(
                tr(
                    "{models} gained nothing on corrections that were held out, so nothing is kept."
                ).format(models=tr(", ").join(nothing))
            )
