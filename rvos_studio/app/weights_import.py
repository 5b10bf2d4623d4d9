"""Taking over files of weights in the window: a job in the worker, a question where several models fit, the news."""

from collections.abc import Generator, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from rvos_studio.app.dialogs import WhichModelDialog
from rvos_studio.app.event_loop import Tasks, answer
from rvos_studio.app.language import tr, tr_later
from rvos_studio.app.runs import Runs
from rvos_studio.errors import BadInput, SeveralFit
from rvos_studio.jobs import Runner
from rvos_studio.models import catalogue
from rvos_studio.models.catalogue import Role
from rvos_studio.models.weights import PARTS, Weights
from rvos_studio.studio import Progress
from rvos_studio.studio.imports import import_weights

SUFFIXES = (".pth", ".pth.tar", ".pt", ".ckpt", ".safetensors", ".onnx")
_USES = {
    Role.PROPAGATOR: tr_later("'{file}' is {model}: it can propagate now."),
    Role.SEGMENTER: tr_later("'{file}' is {model}: it can answer expressions now."),
    Role.CLICK_SEGMENTER: tr_later("'{file}' is {model}: it can cut out by clicks now."),
}
_USED = tr_later("'{file}' is {model}: it is used from now on.")


def holds_weights(path: Path) -> bool:
    """Whether a file is one to import rather than to open, by its name."""
    return path.name.lower().endswith(SUFFIXES)


def announcement(found: Weights) -> str:
    """What the message bar says of an import."""
    title = PARTS[found.part].title
    role = next((card.role for card in catalogue.cards() if card.name == found.part), None)
    return tr(_USES.get(role, _USED)).format(file=Path(found.origin).name, model=title)


class WeightsImport(QObject):
    """Imports files one after the other until somebody cancels; those that cannot be used are passed over."""

    imported = Signal(object)
    """The `Weights` that are here now."""
    ended = Signal(str, bool)
    """What became of every file, a line each, and whether any was refused."""

    def __init__(self, window: QWidget, runs: Runs, runner: Runner, tasks: Tasks) -> None:
        super().__init__(window)
        self._window = window
        self._runs = runs
        self._runner = runner
        self._tasks = tasks
        self._waiting: list[Path] = []
        self._busy = False

    def take(self, paths: Sequence[Path]) -> None:
        """Import these files, after those that were given before."""
        self._waiting += paths
        if not self._busy:
            self._busy = True
            self._tasks.start(self._take())

    async def _take(self) -> None:
        refused: list[str] = []
        taken: list[str] = []
        try:
            while self._waiting:
                path = self._waiting.pop(0)
                found = await self._import(path)
                if isinstance(found, SeveralFit):
                    cards = [catalogue.card(name) for name in found.choices]
                    dialog = WhichModelDialog(self._window, path.name, cards)
                    found = await self._import(path, dialog.model) if await answer(dialog) else None
                if found is None:
                    return
                if isinstance(found, Weights):
                    taken.append(announcement(found))
                    self.imported.emit(found)
                else:
                    refused.append(str(found))
            self.ended.emit("\n".join(refused + taken), bool(refused))
        finally:
            self._waiting.clear()
            self._busy = False

    async def _import(self, path: Path, model: str | None = None) -> Weights | BadInput | None:
        """The outcome, or why the file was refused; None when the job was cancelled, or another one runs."""
        outcome: list[Weights | BadInput] = []

        def steps() -> Generator[Progress, None, None]:
            try:
                outcome.append((yield from import_weights(self._runner, path, model)))
            except BadInput as error:
                outcome.append(error)

        if self._runs.start(tr("Importing {file}").format(file=path.name), steps):
            await self._runs.ending()
        return outcome[0] if outcome else None
