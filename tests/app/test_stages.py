"""Recipes of stages: followed, looked at stage by stage, played by others."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from rvos_studio.app.parts_dialog import PartsDialog
from rvos_studio.fusion import find
from tests.app.conftest import open_in
from tests.app.hand import choose, shifted
from tests.app.recipes import pick, recipe
from tests.pictures import truth

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
STAND_INS = {
    "soc-video-swin-b": "soc",
    "mutr-video-swin-b": "",
    "referformer-video-swin-b": "uninext",
    "uninext-vit-h": "mutr",
    "swinl-aot-l": "feature-ridge",
    "swinl-deaot-l": "feature-ridge",
}
TWO_STAGES = """
name = "two votes"
about = "One vote after the other."
output = "last"
nodes.one = { kind = "source", model = "mutr" }
nodes.other = { kind = "source", model = "soc" }
nodes.third = { kind = "source", model = "uninext" }
nodes.both = { kind = "vote", members = ["one", "other"], threshold = 1.0 }
nodes.last = { kind = "vote", members = ["both", "third"], threshold = 0.5 }
"""


def follow(hand, path):
    """Choose a recipe from a file."""
    pick(hand.editor.fusing.panel, "From a File…")
    hand.until(lambda: hand.window.findChildren(QFileDialog))
    (dialog,) = hand.window.findChildren(QFileDialog)
    choose(dialog, path)
    hand.window.activateWindow()
    hand.until(hand.window.isActiveWindow)  # shortcuts are the active window's


def stages(panel):
    return [panel.stages.item(k).text() for k in range(panel.stages.count())]


def test_a_recipe_of_stages_is_followed_and_its_stages_are_shown(fused, panel, tmp_path):
    (tmp_path / "two.toml").write_text(TWO_STAGES)
    follow(fused, tmp_path / "two.toml")
    fused.until(lambda: len(fused.session.project.track(1)) == 12 and panel.stages.isVisible())
    fused.settle()
    both = truth(0) & shifted(truth(0), 2)
    assert fused.shown() == fused.mask() == both | shifted(truth(0), 8)
    assert recipe(panel) == "two votes"
    assert [text.partition(":")[0] for text in stages(panel)] == [
        "Result", "one", "other", "both", "third", "last",
    ]  # fmt: skip
    panel.stages.setCurrentRow(3)
    fused.until(lambda: fused.shown() == both)
    panel.stages.setCurrentRow(4)
    fused.until(lambda: fused.shown() == shifted(truth(0), 8))
    fused.workspace.go(5)
    fused.until(lambda: fused.shown() == shifted(truth(5), 8))
    panel.stages.setCurrentRow(0)
    fused.until(lambda: fused.shown() == fused.mask())
    fused.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    fused.settle()
    assert not fused.session.project.track(1)
    assert recipe(panel) == "Majority"
    assert not panel.stages.isVisible(), "the list follows the state"
    fused.key(Qt.Key.Key_Z, CONTROL | SHIFT)
    fused.settle()
    assert panel.stages.isVisible()
    assert recipe(panel) == "two votes"


def test_a_stage_that_is_looked_at_goes_with_its_recipe(fused, panel, tmp_path):
    """A vote over all takes the place of what the recipe gave."""
    (tmp_path / "two.toml").write_text(TWO_STAGES)
    follow(fused, tmp_path / "two.toml")
    fused.until(lambda: len(fused.session.project.track(1)) == 12 and panel.stages.isVisible())
    fused.settle()
    pick(panel, "soc alone")
    fused.settle()
    assert not panel.stages.isVisible()
    assert fused.shown() == fused.mask() == shifted(truth(0), 2)


def test_the_recipe_that_was_followed_is_known_when_the_project_is_opened_again(
    fused, window, until, panel
):
    released = find("winner-paper").bind(STAND_INS)
    fused.editor.fusing._follow(released)
    until(lambda: panel.stages.isVisible(), timeout=60)
    fused.settle()
    listed, path = stages(panel), fused.session.project.path
    window.close_clip()
    until(lambda: window.editor is None)
    again = open_in(window, until, path)
    again.settle()
    panel = again.editor.fusing.panel
    assert recipe(panel) == "winner-paper"
    assert stages(panel) == listed
    assert panel.bound.text() == "6 parts are played by others"
    assert "mutr-video-swin-b: done without" in panel.bound.toolTip()
    again.key(Qt.Key.Key_B)
    again.stroke((50, 40), (55, 40))
    again.settle()
    assert recipe(panel) == "winner-paper", "a correction takes no recipe away"


def test_an_edit_takes_the_place_of_a_stage_that_is_looked_at(fused, panel, tmp_path):
    (tmp_path / "two.toml").write_text(TWO_STAGES)
    follow(fused, tmp_path / "two.toml")
    fused.until(lambda: len(fused.session.project.track(1)) == 12 and panel.stages.isVisible())
    fused.settle()
    panel.stages.setCurrentRow(3)
    fused.until(lambda: fused.workspace.stage is not None)
    fused.settle()
    fused.key(Qt.Key.Key_B)
    fused.stroke((50, 40), (55, 40))
    assert fused.workspace.stage is None
    assert fused.shown() == fused.mask()
    assert panel.stages.currentRow() == 0


def test_parts_of_a_recipe_can_be_played_by_others(fused, panel):
    pick(panel, "winner-released")
    fused.until(lambda: fused.window.findChildren(PartsDialog))
    (dialog,) = fused.window.findChildren(PartsDialog)
    assert set(dialog.parts) == {
        "soc-video-swin-b", "mutr-video-swin-b", "referformer-video-swin-b", "uninext-vit-h",
        "uninext-convnext-l", "swinl-aot-l", "swinl-deaot-l",
    }  # fmt: skip
    played = {name: box.currentData() for name, box in dialog.parts.items()}
    assert played["soc-video-swin-b"] == "soc"
    assert played["uninext-vit-h"] == played["uninext-convnext-l"] == "uninext"
    assert played["swinl-aot-l"] == "aot-lite"
    assert played["swinl-deaot-l"] == "deaot-lite"
    for name in ("soc-video-swin-b", "uninext-vit-h"):
        dialog.parts[name].setCurrentText("Do without")
    assert not dialog.follow.isEnabled(), "nobody is left to choose the keyframe"
    dialog.parts["soc-video-swin-b"].setCurrentIndex(1)
    dialog.parts["uninext-vit-h"].setCurrentIndex(0)
    assert dialog.follow.isEnabled()
    assert set(dialog.bound.models) <= {"mutr", "soc", "uninext"}
    dialog.reject()
    fused.settle()
    assert recipe(panel) == "Majority", "nothing was followed"


def test_a_recipe_that_makes_no_sense_is_refused_in_one_sentence(fused, panel, tmp_path):
    (tmp_path / "odd.toml").write_text(TWO_STAGES.replace('"both", "third"', '"both", "nobody"'))
    follow(fused, tmp_path / "odd.toml")
    fused.until(lambda: "nobody" in fused.window.message.text)
    fused.settle()
    assert recipe(panel) == "Majority"
