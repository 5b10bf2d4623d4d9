"""Jobs as the window tells of them: the list, notices, and workers that are lost."""

import pytest
from PySide6.QtCore import Qt

from rvos_studio.app.job import RESUMED
from rvos_studio.app.runs import Outcome
from rvos_studio.errors import Refused, WorkerLost
from rvos_studio.studio import Progress

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def done(window, until):
    return lambda: until(lambda: not window.tasks.running)


def endless():
    while True:
        yield Progress(1, 10, "on and on")


def test_the_list_tells_what_runs_waits_and_has_ended(hand, done):
    window, jobs = hand.window, hand.window.jobs
    assert window.status.jobs.isHidden()
    window.runs.start("First", endless)
    window.runs.queue("Second", lambda: iter(()))
    window.runs.queue("Third", lambda: iter(()))
    hand.key(Qt.Key.Key_J, CONTROL)
    assert jobs.isVisible()
    assert hand.canvas.hasFocus(), "it takes the focus from nobody"
    assert window.runs.waiting == "Third"
    hand.until(lambda: "on and on" in jobs._doing.text())
    jobs._drop.click()
    assert window.runs.waiting == ""
    jobs._cancel.click()
    done()
    assert [line.split(",")[0] for line in jobs.lines] == ["First: cancelled"]
    hand.key(Qt.Key.Key_Escape)
    assert jobs.isHidden()
    window.status.jobs.click()
    assert jobs.isVisible()


def test_outcomes_are_told_apart(window, done):
    def refused():
        raise Refused("No.")
        yield

    window.runs.start("Good", lambda: (each for each in [Progress(1, 1, "")]))
    done()
    window.runs.start("Bad", refused)
    done()
    assert [(each.title, each.outcome) for each in window.runs.past] == [
        ("Bad", Outcome.FAILED), ("Good", Outcome.DONE)
    ]  # fmt: skip


def test_a_notice_is_a_message_once(window, until, done):
    said = []
    window.runs.noticed.connect(said.append)
    words = "the device is full; going on with smaller pictures"
    window.runs.start(
        "Finding", lambda: (Progress(each, 9, words, notice=words) for each in range(9))
    )
    done()
    assert said == [words]
    assert window.message.text == words


def test_a_lost_worker_is_said_and_the_job_goes_on_by_itself(window, done):
    tries, reached = [], []

    def steps():
        tries.append(True)
        yield Progress(len(tries), 2, "")
        if len(tries) == 1:
            raise WorkerLost("gone")
        reached.append(True)

    then = []
    window.runs.start("Finding", steps, lambda: then.append(True))
    done()
    assert (len(tries), reached, then) == (2, [True], [True])
    assert window.message.text == RESUMED.format(job="Finding")


def test_a_worker_that_is_lost_again_ends_the_job(window, done):
    def steps():
        yield Progress(0, 2, "")
        raise WorkerLost("Gone again; what was finished is kept.")

    window.runs.start("Finding", steps)
    done()
    assert window.runs.past[0].outcome is Outcome.FAILED
    assert window.message.text == "Gone again; what was finished is kept."
