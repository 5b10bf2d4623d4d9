"""What a person does with mouse and keyboard, as events to the real window."""

import asyncio
import faulthandler
import sys

import PySide6
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLineEdit

from rvos_studio.masks import Mask
from rvos_studio.project import Kind, Provenance
from tests.pictures import HEIGHT, WIDTH, truth

LEFT, RIGHT, MIDDLE = (
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.RightButton,
    Qt.MouseButton.MiddleButton,
)
NONE = Qt.KeyboardModifier.NoModifier


def waiter(loop):
    """A function that lets the application run until a condition holds."""

    async def poll(condition):
        while not condition():
            await asyncio.sleep(0.004)

    def until(condition, timeout=20):
        # Not `run_until_complete`: qasync goes on handling events after it, while no loop runs, and a coroutine of the
        # window that is due just then fails.
        waiting = loop.create_task(asyncio.wait_for(poll(condition), timeout))
        waiting.add_done_callback(lambda _: loop.stop())
        loop.run_forever()
        try:
            waiting.result()
        except TimeoutError:
            faulthandler.dump_traceback(sys.__stderr__)  # which thread hangs, and where
            raise

    return until


def drop(window, *paths):
    """Let go of files over the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    where = QPointF(window.width() / 2, window.height() / 2)
    none = Qt.KeyboardModifier.NoModifier
    how = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none
    # PySide6 6.12 takes exact positions only, older ones whole ones only.
    exact = PySide6.__version_info__ >= (6, 12)
    enter = QDragEnterEvent(where if exact else where.toPoint(), *how)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    event = QDropEvent(where, *how)
    QApplication.sendEvent(window, event)


def choose(dialog, path):
    """Type a path into a file dialog and press its button."""
    dialog.findChild(QLineEdit, "fileNameEdit").setText(str(path))
    dialog.findChild(QDialogButtonBox).buttons()[0].click()


class Hand:
    """Sends events and waits until the window has dealt with them."""

    def __init__(self, window, until):
        self.window = window
        self.until = until
        self.editor = window.editor
        self.canvas = window.editor.canvas
        self.workspace = window.editor.workspace
        self.session = window.editor.workspace.session

    def settle(self):
        """Wait until everything is written and shown."""
        self.until(lambda: self.workspace.settled and not self.window.tasks.running)

    def key(self, key, modifier=Qt.KeyboardModifier.NoModifier, to=None):
        QTest.keyClick(to or self.canvas, key, modifier)

    def type(self, box, text):
        box.setFocus()
        QTest.keyClicks(box, text)
        QTest.keyClick(box, Qt.Key.Key_Return)

    def write(self, text):
        """Type into what has the focus, and press Return."""
        box = QApplication.focusWidget()
        QTest.keyClicks(box, text)
        if popup := QApplication.activePopupWidget():
            popup.hide()  # offscreen, the list of words typed before would keep the keyboard
            self.front()
        QTest.keyClick(box, Qt.Key.Key_Return)
        self.front()
        self.canvas.setFocus()

    def dialog(self, kind):
        """The dialog of this kind, as soon as it is there and has the keyboard."""
        self.until(lambda: self.window.findChildren(kind))
        (dialog,) = self.window.findChildren(kind)
        self.front(dialog)
        return dialog

    def front(self, window=None):
        """Give a window, the main one if none is named, the keyboard."""
        window = window or self.window
        window.activateWindow()
        self.until(window.isActiveWindow)

    def screen(self, x, y):
        """Frame position -> canvas position."""
        return self.canvas.transform().map(QPointF(x, y))

    def mouse(self, kind, position, button=LEFT, held=None, widget=None, modifier=NONE):
        widget = widget or self.canvas
        move = kind is QEvent.Type.MouseMove
        held = held if held is not None else (button if move else Qt.MouseButton.NoButton)
        if kind is QEvent.Type.MouseButtonPress:
            held = button
        event = QMouseEvent(
            kind, position, widget.mapToGlobal(position),
            Qt.MouseButton.NoButton if move else button, held, modifier,
        )  # fmt: skip
        QApplication.sendEvent(widget, event)

    def press(self, x, y, button=LEFT, modifier=NONE):
        self.mouse(QEvent.Type.MouseButtonPress, self.screen(x, y), button, modifier=modifier)

    def move(self, x, y, button=LEFT, modifier=NONE):
        self.mouse(QEvent.Type.MouseMove, self.screen(x, y), button, modifier=modifier)

    def release(self, x, y, button=LEFT, modifier=NONE):
        self.mouse(QEvent.Type.MouseButtonRelease, self.screen(x, y), button, modifier=modifier)

    def click(self, x, y, button=LEFT, modifier=NONE):
        """Press and release, without waiting."""
        self.press(x, y, button, modifier)
        self.release(x, y, button, modifier)

    def double_click(self, x, y, modifier=NONE):
        """The four events of one, without waiting."""
        self.click(x, y, modifier=modifier)
        self.mouse(QEvent.Type.MouseButtonDblClick, self.screen(x, y), held=LEFT, modifier=modifier)
        self.release(x, y, modifier=modifier)

    def stroke(self, *points, button=LEFT, modifier=NONE):
        """Press, drag through frame positions, release, and wait until it is saved."""
        self.press(*points[0], button, modifier)
        for point in points[1:]:
            self.move(*point, button, modifier)
        self.release(*points[-1], button, modifier)
        self.settle()

    def wheel(self, x, y, notches, modifier=Qt.KeyboardModifier.NoModifier):
        at = self.screen(x, y)
        event = QWheelEvent(
            at, self.canvas.mapToGlobal(at), QPoint(), QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton, modifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(self.canvas, event)

    def object(self, text="the red square"):
        """An object with an expression, chosen; no model is asked."""
        change = self.session.add_object()
        self.session.add_expression(change.object_id, text)
        self.workspace.refresh()
        self.until(lambda: any(o.id == change.object_id for o in self.workspace.overview.objects))
        self.workspace.choose(change.object_id)
        self.settle()
        return change.object_id

    def answers(self, number, **models):
        """Predictions on all frames: model -> how far right of the truth its square is."""
        (expression,) = self.session.project.object(number).expressions
        with self.session.project.edit("Answers") as edit:
            for model, shift in models.items():
                masks = {f: (shifted(truth(f), shift), 0.9) for f in range(len(self.session.clip))}
                made = Provenance.now(Kind.MODEL, model)
                edit.put_predictions(expression.id, model, masks, made)
        self.workspace.refresh()
        self.settle()

    def mask(self, number=None, frame=None):
        """The mask on disk, or an empty one."""
        number = number or self.workspace.chosen
        frame = self.workspace.frame if frame is None else frame
        found = self.session.mask(number, frame)
        return found.mask if found else Mask.empty(HEIGHT, WIDTH)

    def shown(self):
        """The mask on the canvas."""
        return Mask.from_array(self.canvas.picture.pixels)


def shifted(mask, by):
    pixels = mask.array()
    moved = pixels.copy()
    moved[:, by:] = pixels[:, : pixels.shape[1] - by]
    moved[:, :by] = False
    return Mask.from_array(moved)
