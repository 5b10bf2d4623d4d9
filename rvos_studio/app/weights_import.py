"""Taking over files of weights in the window: a job in the worker, a question where several models fit, the news."""

from collections.abc import Generator, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from rvos_studio.app.dialogs import WhichModelDialog
from rvos_studio.app.event_loop import Tasks, answer
from rvos_studio.app.runs import Runs
from rvos_studio.errors import SeveralFit
from rvos_studio.jobs import Runner
from rvos_studio.models import catalogue
from rvos_studio.models.catalogue import CATALOGUE, Role
from rvos_studio.models.weights import PARTS, Weights
from rvos_studio.studio import Progress
from rvos_studio.studio.imports import import_weights

SUFFIXES = (".pth", ".pt", ".ckpt", ".safetensors", ".onnx")


def holds_weights(path: Path) -> bool:
    """Whether a file is one to import rather than to open, by its name."""
    return path.suffix.lower() in SUFFIXES


def announcement(found: Weights) -> str:
    """What the message bar says of an import."""
    title = PARTS[found.part].title
    propagates = any(card.name == found.part and card.role is Role.PROPAGATOR for card in CATALOGUE)
    use = "it can propagate now" if propagates else "it is used from now on"
    return f"'{Path(found.origin).name}' is {title}: {use}."


class WeightsImport(QObject):
    """Imports files one after the other, until one of them is refused or somebody cancels."""

    imported = Signal(object)
    """The `Weights` that are here now."""

    def __init__(self, window: QWidget, runs: Runs, runner: Runner, tasks: Tasks) -> None:
        super().__init__(window)
        self._window = window
        self._runs = runs
        self._runner = runner
        self._tasks = tasks

    def take(self, paths: Sequence[Path]) -> None:
        """Import these files; what fails is said in the message bar."""
        self._tasks.start(self._take(paths))

    async def _take(self, paths: Sequence[Path]) -> None:
        for path in paths:
            found = await self._import(path)
            if isinstance(found, SeveralFit):
                dialog = WhichModelDialog(
                    self._window, path.name, [catalogue.card(name) for name in found.choices]
                )
                found = await self._import(path, dialog.model) if await answer(dialog) else None
            if not isinstance(found, Weights):
                return
            self.imported.emit(found)

    async def _import(self, path: Path, model: str | None = None) -> Weights | SeveralFit | None:
        """The outcome; None when the file was refused, the job cancelled, or another one runs."""
        outcome: list[Weights | SeveralFit] = []

        def steps() -> Generator[Progress, None, None]:
            try:
                outcome.append((yield from import_weights(self._runner, path, model)))
            except SeveralFit as error:
                outcome.append(error)

        if self._runs.start(f"Importing {path.name}", steps):
            await self._runs.ending()
        return outcome[0] if outcome else None
