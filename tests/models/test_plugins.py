"""Cards that installed packages bring, good ones and bad ones."""

import logging
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from rvos_studio.errors import BadInput, StudioError
from rvos_studio.masks import binarise
from rvos_studio.models import built_in, catalogue
from rvos_studio.models.catalogue import Role, Status
from rvos_studio.models.protocols import Clicks
from rvos_studio.video import open_clip
from tests.pictures import HEIGHT, WIDTH, truth, write_square_clip
from tests.plugins import EXAMPLES, write_plugin
from tests.propagation.shifting import ShiftingPropagator

ROOT = Path(__file__).resolve().parents[2]


def own():
    return [card for card in catalogue.cards() if not card.plugin]


def test_the_programs_own_models_come_through_an_entry_point(monkeypatch):
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]
    assert declared["rvos_studio.models"] == {"built-in": "rvos_studio.models.built_in:CARDS"}
    assert tuple(own()) == built_in.CARDS
    monkeypatch.setattr(catalogue, "entry_points", lambda group: ())
    catalogue._collected.cache_clear()
    with pytest.raises(StudioError, match="not registered.*make setup"):
        catalogue.ready(Role.SEGMENTER)
    monkeypatch.undo()
    assert own(), "what failed is tried again"


def test_the_example_is_in_the_catalogue_and_finds_the_red_square(plug, example_plugin, tmp_path):
    plug(example_plugin)
    entry = catalogue.card("colour-words", Role.SEGMENTER)
    assert (entry.plugin, entry.status) == ("example-segmenter 0.1.0", Status.READY)
    assert catalogue.digest(entry) == "example-segmenter 0.1.0"
    assert catalogue.problems() == ()
    segmenter = catalogue.load("colour-words", Role.SEGMENTER)
    words = ["the Red, moving square", "a green one", "the dog"]
    with open_clip(write_square_clip(tmp_path / "square")) as clip:
        red, green, dog, *rest = segmenter.segment(clip, words, [3, 7])
        assert [(each.expression, each.frame) for each in rest] == [(0, 7), (1, 7), (2, 7)]
        working = segmenter.segment(clip, words, range(12))
        next(working)
        working.close()
    assert red.probability.shape == (HEIGHT, WIDTH)
    assert red.probability.max() <= 1
    right = ((red.probability > 0.5) == truth(3).array()).mean()
    assert right > 0.99
    assert 0.5 < red.confidence < 1
    for nothing in (green, dog):
        assert not (nothing.probability > 0.5).any()
        assert nothing.confidence == 0


def test_the_example_of_a_click_segmenter_finds_the_red_square(plug, example_clicks, tmp_path):
    plug(example_clicks)
    entry = catalogue.card("shortest-ways", Role.CLICK_SEGMENTER)
    assert (entry.plugin, entry.status) == ("example-clicks 0.1.0", Status.READY)
    segmenter = catalogue.load("shortest-ways", Role.CLICK_SEGMENTER)
    with open_clip(write_square_clip(tmp_path / "square")) as clip:
        features = segmenter.encode(clip.frame(3))
    middle, corner = (17, 23), (2, 2)

    def found(**clicks):
        probability = segmenter.segment(features, Clicks(**clicks))
        assert probability.shape == (HEIGHT, WIDTH)
        assert 0 <= probability.min() <= probability.max() <= 1
        return binarise(probability)

    assert found(positive=(middle,)).iou(truth(3)) > 0.8
    assert found(box=(7, 13, 20, 20)).iou(truth(3)) > 0.8
    assert not found(negative=(corner,)), "nothing says what the object is"
    both = found(positive=(middle, (50, 40)))
    assert both.area > 1.5 * truth(3).area
    assert found(positive=(middle, (50, 40)), negative=((45, 38),), mask=both).area < both.area
    assert not found(negative=(middle,), mask=truth(3)).array()[middle[1], middle[0]]


@pytest.mark.parametrize(("name", "lines"), [("example-segmenter", 100), ("example-clicks", 150)])
def test_the_examples_are_small(name, lines):
    files = [path for path in (EXAMPLES / name).iterdir() if path.is_file()]
    assert sum(len(path.read_text().splitlines()) for path in files) < lines


def test_a_propagator_of_a_plugin_is_one_like_any_other(plug, tmp_path):
    plug(write_plugin(tmp_path, "carriers", "CARDS = [card()]"))
    entry = catalogue.require("better-carrier", Role.PROPAGATOR)
    assert entry in catalogue.ready(Role.PROPAGATOR)
    assert isinstance(catalogue.load(entry.name, Role.PROPAGATOR), ShiftingPropagator)
    with pytest.raises(BadInput, match="no segmenter called 'better-carrier'"):
        catalogue.require("better-carrier", Role.SEGMENTER)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("raise RuntimeError('no\\nlicence')", "RuntimeError: no licence"),
        ("import not_installed_anywhere", "ModuleNotFoundError"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("", "has no attribute 'CARDS'"),
        ("CARDS = 3", "TypeError"),
        ("CARDS = ['soc']", "str is not a Card"),
        ("CARDS = [card(name='Mine!')]", "card 'Mine!': Expected `str` matching regex"),
        ("CARDS = [card(adapter='tests.adapter')]", r"at `\$.adapter`"),
        ("CARDS = [card(role='painter')]", "Invalid enum value 'painter'"),
        ("CARDS = [card(title='')]", r"at `\$.title`"),
        ("CARDS = [card(parts=('sam9',))]", "there are no weights called sam9"),
    ],
)
def test_a_plugin_that_is_broken_harms_nobody(plug, tmp_path, caplog, request, code, said):
    before = own()
    name = f"broken_{abs(hash(request.node.name))}"
    plug(write_plugin(tmp_path / "bad", name, code))
    plug(write_plugin(tmp_path / "good", "zz_carriers", "CARDS = [card()]"))
    with caplog.at_level(logging.ERROR, catalogue.__name__):
        assert own() == before
    (problem,) = catalogue.problems()
    assert problem.plugin == f"{name} 1.2"
    assert problem.sentence.startswith("its cards cannot be read (")
    assert "\n" not in problem.sentence
    assert re.search(said, problem.sentence), problem.sentence
    assert [record.exc_info is not None for record in caplog.records] == [True]
    assert catalogue.card("better-carrier").plugin == "zz_carriers 1.2"


def test_the_first_of_a_name_wins_and_the_programs_own_are_first(plug, tmp_path):
    plug(write_plugin(tmp_path / "1", "aa_double", "CARDS = [card(name='motion-words'), card()]"))
    plug(write_plugin(tmp_path / "2", "bb_double", "CARDS = [card()]"))
    assert catalogue.card("motion-words").role is Role.SEGMENTER
    assert catalogue.card("better-carrier").plugin == "aa_double 1.2"
    assert [(each.plugin, each.sentence) for each in catalogue.problems()] == [
        ("aa_double 1.2", "its model 'motion-words' is left out: the program has one of that name already"),
        ("bb_double 1.2", "its model 'better-carrier' is left out: aa_double 1.2 has one of that name already"),
    ]  # fmt: skip


def test_an_adapter_that_fails_is_said_to_be_the_plugins(plug, tmp_path):
    code = "def boom():\n    raise ValueError('out of order')\n"
    plug(write_plugin(tmp_path, "boomers", code + "CARDS = [card(adapter='boomers:boom')]"))
    with pytest.raises(StudioError, match="ValueError: out of order.*plugin boomers 1.2"):
        catalogue.load("better-carrier", Role.PROPAGATOR)


def test_torch_among_the_cards_is_told(tmp_path):
    folder = write_plugin(tmp_path, "heavy", "import torch\nCARDS = [card()]")
    look = "from rvos_studio.models import catalogue; print(catalogue.problems()[0].sentence)"
    code = f"import sys; sys.path.insert(0, {str(folder)!r}); {look}"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert "import torch, which slows every start down" in done.stdout, done.stderr


def test_the_guide_shows_the_code_of_the_example():
    guide = (ROOT / "docs" / "plugins.md").read_text()
    blocks = re.findall(r"```(?:toml|python)\n(.*?)```", guide, re.DOTALL)
    code = "\n".join(path.read_text() for path in sorted(EXAMPLES.glob("*/*.*")))
    assert len(blocks) == 4
    for block in blocks:
        assert block in code
