import os

import pytest

from rvos_studio import settings
from rvos_studio.app.panels.vitals import device, memory_of
from rvos_studio.settings import Settings


def test_the_status_bar_tells_device_and_memory(window):
    device_, memory = window.status.vitals.text().split(" · ")
    assert device_ in ("CPU", "GPU")
    assert 0.05 < float(memory.removesuffix(" GB")) < 50
    assert "Memory of the window" in window.status.vitals.toolTip()


def test_nothing_is_looked_up_while_the_window_is_hidden(window):
    assert window.status.vitals.looking
    window.hide()
    assert not window.status.vitals.looking
    window.show()
    assert window.status.vitals.looking


def test_waiting_jobs_are_told(window, until):
    window.runs.start("First", lambda: iter(()))
    window.runs.queue("Second", lambda: iter(()))
    assert "1 job waits" in window.status.vitals.text()
    until(lambda: not window.tasks.running)
    assert "waits" not in window.status.vitals.text()


@pytest.mark.parametrize(("chosen", "words"), [("cpu", "CPU"), ("cuda:1", "cuda:1")])
def test_the_device_is_the_chosen_one(chosen, words):
    with settings.using(Settings(device=chosen)):
        assert device() == words


def test_a_process_that_is_not_there_holds_no_memory():
    assert memory_of(None) == 0
    assert memory_of(2**22 - 3) == 0
    assert memory_of(os.getpid()) > 1e6
