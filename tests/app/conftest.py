import asyncio
import os
import shutil
import subprocess

import pytest

from rvos_studio.app import event_loop, language
from rvos_studio.app.garbage import Collector
from rvos_studio.app.main_window import MainWindow
from rvos_studio.app.theme import Theme
from rvos_studio.jobs import Worker
from tests.app.hand import Hand, waiter
from tests.pictures import write_square_clip


@pytest.fixture(scope="session", autouse=True)
def english(qapp):
    """Tests read English, plurals too, on whatever desktop they run."""
    language.speak("en")


@pytest.fixture
def loop(qapp):
    """asyncio on Qt's loop; runs only while a test waits for something."""
    collector = Collector()
    loop = event_loop.new_loop(qapp)
    asyncio.set_event_loop(loop)
    yield loop
    loop.close()
    asyncio.set_event_loop(None)
    collector.stop()


@pytest.fixture
def until(loop):
    """Let the application run until a condition holds."""
    return waiter(loop)


@pytest.fixture(scope="session")
def worker():
    """The real worker process, started by the first job of the run."""
    worker = Worker()
    yield worker
    worker.close()


@pytest.fixture
def window(qapp, until, worker):
    window = MainWindow(Theme(qapp), worker)
    gone = []
    window.gone.connect(lambda: gone.append(True))
    window.show()
    window.activateWindow()
    until(window.isActiveWindow)  # keys are the active window's
    yield window
    if not gone:
        window.close()
        until(lambda: gone)
    window.deleteLater()


@pytest.fixture
def video(tmp_path):
    return write_square_clip(tmp_path / "square")


@pytest.fixture
def display():
    """A virtual X server on a display that is free."""
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not installed")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1440x960x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as answer:
            number = answer.readline().strip()
        assert number, "Xvfb did not start"
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(10)


def open_in(window, until, path):
    """Open a clip and sit down in front of it."""
    window.open(path)
    until(lambda: window.editor is not None and window.editor.canvas.picture is not None)
    return Hand(window, until)


@pytest.fixture
def hand(window, until, video):
    """A person in front of a window in which the square clip has just been opened."""
    return open_in(window, until, video)


@pytest.fixture
def person(hand):
    """A person with an object chosen."""
    hand.object()
    return hand


@pytest.fixture
def fused(hand):
    """An object that three models answered: exactly, two pixels off, eight pixels off."""
    number = hand.object()
    hand.answers(number, mutr=0, soc=2, uninext=8)
    return hand


@pytest.fixture
def panel(fused):
    return fused.editor.fusing.panel
