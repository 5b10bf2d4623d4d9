"""Learning from corrections in the window: what is asked, what is said in the end, and taking what came of it."""

import msgspec
import pytest
import torch
from PySide6.QtCore import Qt
from safetensors.torch import save_file

from rvos_studio.app.activities import learning
from rvos_studio.app.learn_dialog import LearnDialog
from rvos_studio.models import finetuned, weights
from rvos_studio.models.finetuned import Finetuned
from rvos_studio.studio import Progress
from rvos_studio.training.plan import Learnt
from tests.pictures import truth

NAMES = ("soc-lite", "aot-lite")


@pytest.fixture(autouse=True)
def bases(monkeypatch, tmp_path):
    """Files in the place of two bases' weights, which nobody opens here, and none of the others."""
    monkeypatch.setattr(weights.model_card, "file", lambda name: None)
    for name in NAMES:
        path = tmp_path / f"{name}.safetensors"
        save_file({"weight": torch.zeros(1)}, path)
        monkeypatch.setenv(weights.PARTS[name].variable, str(path))


def store(name, after):
    """What learning leaves."""
    base = name.partition("+")[0]
    card = Finetuned(
        base, weights.locate(base).sha256, "0" * 64, {"/p/square.rvos": (0, 4, 9)}, 3, 3, 0.5, after, 0, 12, 1.0,
        "rvos-studio finetune", "2026-01-01T00:00:00+00:00", "1",
    )  # fmt: skip
    place = finetuned.place_of(name)
    place.mkdir(parents=True)
    (place / finetuned.CARD).write_bytes(msgspec.json.encode(card))


@pytest.fixture
def teach(monkeypatch):
    """Let learning end at once with these J; 0 for no gain. Notes what was asked for."""
    asked = []

    def teach(**after):
        def finetune(runner, projects, models, name, minutes):
            asked.append((models, name, minutes))
            yield Progress(0, 1, "learning")
            learnt = []
            for model in models:
                value = after[model.partition("-")[0]]
                if value:
                    store(f"{model}+{name}", value)
                kept = f"{model}+{name}" if value else ""
                learnt.append(Learnt(model, kept, 3, 3, 0.5, value))
            return learnt

        monkeypatch.setattr(learning, "finetune", finetune)
        return asked

    return teach


@pytest.fixture
def corrected(hand):
    """An object with three frames drawn."""
    number = hand.object()
    for frame in (0, 4, 9):
        hand.session.correct(number, frame, truth(frame))
    hand.workspace.refresh()
    hand.settle()
    return hand


def ask(hand):
    hand.window.menu["learn"].trigger()
    return hand.dialog(LearnDialog)


def test_learning_offers_what_came_of_it(corrected, teach):
    hand, asked = corrected, teach(soc=0.75, aot=0.625)
    hand.editor.propagating.panel.choose("aot-lite")
    dialog = ask(hand)
    assert {name: tick.isChecked() for name, tick in dialog.ticks.items()} == dict.fromkeys(
        NAMES, True
    )
    dialog._name.setText("My square")
    assert dialog._called.text() == "Kept as soc-lite+my-square, aot-lite+my-square"
    dialog.learn.click()
    hand.until(lambda: hand.window.message.text)
    hand.settle()
    assert asked == [(list(NAMES), "my-square", 3)]
    assert hand.window.message.text == (
        "SOC lite (ours) + my-square: J 0.50 before, 0.75 after on corrections that were held out.\n"
        "AOT-lite + my-square: J 0.50 before, 0.62 after on corrections that were held out."
    )
    finding, propagating = hand.editor.finding.panel, hand.editor.propagating.panel
    assert "soc-lite+my-square" not in finding.chosen
    assert propagating.model == "aot-lite"
    assert hand.window.message.act.text() == "Use It"
    hand.window.message.act.click()
    assert not hand.window.message.text
    assert "soc-lite+my-square" in finding.chosen
    assert "soc-lite" not in finding.chosen
    assert propagating.model == "aot-lite+my-square"
    hand.window.message.news("Other news.")
    assert hand.window.message.act.isHidden()


def test_no_gain_is_said_and_offers_nothing(corrected, teach):
    hand, asked = corrected, teach(soc=0, aot=0)
    dialog = ask(hand)
    dialog.ticks["aot-lite"].setChecked(False)
    assert dialog.models == ["soc-lite"]
    dialog.learn.click()
    hand.until(lambda: hand.window.message.text)
    assert hand.window.message.text.startswith("SOC lite (ours) gained nothing on corrections")
    assert hand.window.message.act.isHidden()
    assert asked[0][0] == ["soc-lite"]


def test_nothing_is_learnt_without_models_or_a_name(corrected, teach):
    hand, asked = corrected, teach(soc=1, aot=1)
    dialog = ask(hand)
    dialog._name.setText(" - ")
    assert not dialog.learn.isEnabled()
    dialog._name.setText("square")
    assert dialog.learn.isEnabled()
    for tick in dialog.ticks.values():
        tick.setChecked(False)
    assert not dialog.learn.isEnabled()
    hand.key(Qt.Key.Key_Escape, to=dialog)
    hand.settle()
    assert not asked


def test_without_corrections_it_says_what_to_do(person, teach):
    person.window.menu["learn"].trigger()
    person.until(lambda: person.window.message.text)
    assert person.window.message.text.startswith("Correct or confirm masks on a few frames first")


def test_without_weights_it_says_so(corrected, monkeypatch):
    for name in NAMES:
        monkeypatch.delenv(weights.PARTS[name].variable)
    corrected.window.menu["learn"].trigger()
    corrected.until(lambda: corrected.window.message.text)
    assert corrected.window.message.text.startswith("No model that learns from corrections can run")
