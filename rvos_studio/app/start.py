"""From nothing to a window on the screen."""

import asyncio
import os
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from rvos_studio.app import event_loop
from rvos_studio.app.main_window import NAME, MainWindow
from rvos_studio.app.theme import Theme
from rvos_studio.jobs import Worker


def start(path: Path | None) -> int:
    """Run the application until its window is closed; returns the exit status."""
    _forget_foreign_plugins()
    application = QApplication.instance() or QApplication(sys.argv[:1])
    application.setApplicationName("rvos-studio")
    application.setApplicationDisplayName(NAME)
    application.setDesktopFileName("rvos-studio")
    theme = Theme(application)
    worker = Worker()

    async def run() -> int:
        window = MainWindow(theme, worker)
        report = window.tasks.report
        sys.excepthook = lambda _kind, error, _trace: report(error)
        asyncio.get_running_loop().set_exception_handler(
            lambda _loop, context: report(context.get("exception") or Exception(context["message"]))
        )
        gone = asyncio.Event()
        window.gone.connect(gone.set)
        window.show()
        if path is not None:
            window.open(path)
        try:
            await gone.wait()
        except asyncio.CancelledError:  # Ctrl-C in the terminal
            window.close()
            await gone.wait()
        return 0

    try:
        return event_loop.run(application, run)
    finally:
        sys.excepthook = sys.__excepthook__
        worker.close()


def _forget_foreign_plugins() -> None:
    """Some builds of OpenCV point Qt at their own plugins and fonts; ours must win."""
    for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
        if "cv2" in os.environ.get(name, ""):
            del os.environ[name]
