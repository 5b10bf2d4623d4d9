"""Files of weights dropped on the window: the real worker checks and keeps them, the window stays live."""

import shutil

import pytest
import torch
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog

from rvos_studio.app.dialogs import WhichModelDialog
from rvos_studio.app.panels.propagation import MORE
from rvos_studio.app.weights_import import announcement, holds_weights
from rvos_studio.jobs import Worker
from rvos_studio.models import weights
from rvos_studio.networks.aot.network import Network, published_names
from rvos_studio.networks.aot.variants import VARIANTS
from tests.app.hand import choose, drop


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("shared home")


@pytest.fixture(autouse=True)
def own_home(home, monkeypatch):
    """The worker lives as long as this module, and so must the place where it keeps weights."""
    monkeypatch.setenv("RVOS_STUDIO_HOME", str(home))
    yield
    shutil.rmtree(home / "weights", ignore_errors=True)


@pytest.fixture(scope="module")
def worker(home):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RVOS_STUDIO_HOME", str(home))
        worker = Worker()
        worker.start()
    yield worker
    worker.close()


@pytest.fixture(scope="module")
def states():
    """Published states of random networks by variant."""

    def state(name):
        theirs = published_names(VARIANTS[name])
        network = Network(VARIANTS[name])
        return {theirs[key]: value for key, value in network.state_dict().items()}

    return {name: state(name) for name in ("aot-t", "deaot-b")}


@pytest.fixture
def idle(window, until):
    """Wait until nothing runs any more."""
    return lambda: until(lambda: not window.tasks.running, timeout=90)


def offered(window):
    box = window.editor.propagating.panel._models
    return [box.itemText(row) for row in range(box.count())]


def test_a_dropped_checkpoint_can_propagate_at_once(hand, idle, states, tmp_path):
    window = hand.window
    *before, more = offered(window)
    assert more == MORE
    path = tmp_path / "AOTT_PRE_YTB_DAV.pth"
    torch.save({"state_dict": states["aot-t"]}, path)
    said, beats = [], []
    window.runs.progressed.connect(lambda text, done, total: said.append(text))
    timer = QTimer(window, interval=10)
    timer.timeout.connect(lambda: beats.append(window.runs.running))
    timer.start()
    drop(window, path)
    hand.until(lambda: window.runs.running)
    assert window.status.doing == "Importing AOTT_PRE_YTB_DAV.pth"
    hand.until(lambda: sum(beats) > 3)
    idle()
    assert window.message.text == "'AOTT_PRE_YTB_DAV.pth' is AOTT: it can propagate now."
    assert weights.locate("aot-t").origin == str(path)
    assert offered(window) == [*before, "AOTT", MORE]
    assert window.editor.propagating.panel.model == "aot-t"
    assert any("checking tensors" in text for text in said)


def test_a_checkpoint_can_come_before_any_clip(window, until, idle, states, tmp_path, video):
    torch.save(states["aot-t"], tmp_path / "mine.pt")
    drop(window, tmp_path / "mine.pt")
    idle()
    assert "mine.pt' is AOTT" in window.message.text
    drop(window, video)
    until(lambda: window.editor is not None)
    assert "AOTT" in offered(window)
    assert window.editor.propagating.panel.model == "feature-ridge"


def test_a_checkpoint_dropped_on_the_models_page_makes_its_model_ready(
    window, until, idle, states, tmp_path
):
    window.menu["models"].trigger()
    until(lambda: window.provisioning.shown)
    page = window.provisioning.page
    page.choose("aot-t")
    assert page.status("aot-t") == "no weights"
    torch.save(states["aot-t"], tmp_path / "mine.pth")
    drop(window, tmp_path / "mine.pth")
    idle()
    assert page.status("aot-t") == "ready"
    assert page.chosen == "aot-t"
    assert "How to import" not in page.card.text()


def test_a_refusal_is_one_sentence_and_the_next_file_goes_on(window, idle, states, tmp_path):
    state = states["aot-t"] | {"decoder.conv_out.bias": torch.zeros(7)}
    torch.save(state, tmp_path / "spoilt.pth")
    torch.save(states["aot-t"], tmp_path / "good.pth")
    drop(window, tmp_path / "spoilt.pth", tmp_path / "good.pth")
    idle()
    assert window.message.text == (
        "'spoilt.pth' fits no network of this version; nearest is AOTT, but 1 tensor differs"
        " (decoder.conv_out.bias is 7 instead of 11).\n"
        "'good.pth' is AOTT: it can propagate now."
    )
    assert window.message.property("problem")
    assert weights.find("aot-t") is not None


def test_all_that_is_said_can_be_read(window):
    bar = window.message
    bar.problem("word " * 60)
    two_lines = bar.height()
    bar.problem("word " * 60 + "\nand another line")
    assert bar.height() > two_lines


def test_files_that_are_dropped_meanwhile_follow(window, until, idle, states, tmp_path):
    torch.save(states["aot-t"], tmp_path / "mine.pth")
    torch.save(states["deaot-b"], tmp_path / "DeAOTL.pth")
    drop(window, tmp_path / "mine.pth")
    until(lambda: window.runs.running)
    drop(window, tmp_path / "DeAOTL.pth")
    idle()
    assert window.message.text.splitlines() == [
        "'mine.pth' is AOTT: it can propagate now.",
        "'DeAOTL.pth' is DeAOTL: it can propagate now.",
    ]


@pytest.mark.parametrize("name", ["deaot-l", None])
def test_an_ambiguous_checkpoint_asks(window, until, idle, states, tmp_path, name):
    torch.save(states["deaot-b"], tmp_path / "step.pth")
    drop(window, tmp_path / "step.pth")
    until(lambda: window.findChildren(WhichModelDialog), timeout=90)
    (dialog,) = window.findChildren(WhichModelDialog)
    assert list(dialog.choices) == ["deaot-b", "deaot-l"]
    assert not window.runs.running
    if name:
        dialog.choices[name].click()
        dialog.accept()
    else:
        dialog.reject()
    idle()
    assert (weights.find("deaot-l") is not None) == (name == "deaot-l")
    assert weights.find("deaot-b") is None


def test_a_cancelled_import_leaves_nothing(window, until, idle, states, tmp_path):
    torch.save(states["aot-t"], tmp_path / "mine.pth")
    window.runs.progressed.connect(
        lambda text, done, total: window.menu["cancel"].trigger(),
        Qt.ConnectionType.SingleShotConnection,
    )
    drop(window, tmp_path / "mine.pth")
    idle()
    assert not window.runs.running
    assert weights.find("aot-t") is None
    assert window.message.text == ""


def test_the_menu_asks_for_files(window, until, idle, states, tmp_path):
    torch.save(states["aot-t"], tmp_path / "mine.ckpt")
    window.menu["import_weights"].trigger()
    until(lambda: window.findChildren(QFileDialog))
    choose(window.findChildren(QFileDialog)[0], tmp_path / "mine.ckpt")
    idle()
    assert "mine.ckpt' is AOTT" in window.message.text


def test_closing_meanwhile_ends_the_import(window, until, states, tmp_path):
    gone = []
    window.gone.connect(lambda: gone.append(True))
    torch.save(states["deaot-b"], tmp_path / "step.pth")
    drop(window, tmp_path / "step.pth", tmp_path / "step.pth")
    until(lambda: window.runs.running)
    window.close()
    until(lambda: gone, timeout=60)
    assert window.message.text == ""


@pytest.mark.parametrize(
    ("name", "yes"),
    [("a.pth", True), ("best.pth.tar", True), ("A.SafeTensors", True), ("a.tar", False), ("a.mp4", False)],
)  # fmt: skip
def test_files_of_weights_are_known_by_their_names(tmp_path, name, yes):
    assert holds_weights(tmp_path / name) == yes


@pytest.mark.parametrize(
    ("part", "use"),
    [
        ("aot-t", "AOTT: it can propagate now."),
        ("soc-video-swin-t", "SOC Video-Swin-T: it can answer expressions now."),
        ("minilm", "all-MiniLM-L6-v2 (int8): it is used from now on."),
    ],
)
def test_the_news_says_what_weights_are_for(tmp_path, part, use):
    found = weights.Weights(part, tmp_path / "stored", "", str(tmp_path / "mine.pth"))
    assert announcement(found) == f"'mine.pth' is {use}"
