"""`kill -9` of the whole application: at most the current stroke is gone."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from rvos_studio.project import Kind
from rvos_studio.studio import Session, project_beside
from tests.pictures import truth, write_square_clip

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def video(tmp_path):
    return write_square_clip(tmp_path / "long", frames=23)


@pytest.fixture
def kill_in(video):
    """Let the application work on the clip, kill it in the midst, and open what it left."""
    opened = []

    def kill(work):
        command = [sys.executable, "-m", "tests.app.to_be_killed", str(video), work]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as application:
            said = application.stdout.readline().strip()
            application.kill()
        assert said, "the application got as far as it should"
        opened.append(Session.open(project_beside(video)))
        return opened[0], said

    yield kill
    for session in opened:
        session.close()


def test_in_the_middle_of_a_stroke(kill_in):
    session, _ = kill_in("stroke")
    mask = session.mask(1, 0)
    assert mask.provenance.kind is Kind.PERSON
    assert mask.mask.array()[16, 16], "the stroke before is there"
    assert not mask.mask.array()[40, 50], "the current one is not"
    assert session.undoable.title == "Brush on frame 0"


def test_in_the_middle_of_a_propagation(kill_in):
    session, worker = kill_in("propagation")
    kinds = session.spans(1).tolist()
    done = kinds.count(Kind.PROPAGATION)
    assert 3 <= done < 22
    assert kinds[: done + 1] == [Kind.PERSON] + [Kind.PROPAGATION] * done
    assert session.mask(1, 0).mask == truth(0)
    session.undo()
    assert session.spans(1).tolist() == [Kind.PERSON] + [0] * 22
    deadline = time.monotonic() + 10
    while Path(f"/proc/{worker}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{worker}").exists(), "no worker outlives the window"
