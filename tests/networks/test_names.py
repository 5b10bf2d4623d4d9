"""Published names as data."""

import pytest

from rvos_studio.networks.names import published, under

PART = ((r"first\.(\d+)\.norm", r"layer\1.bn"), (r"first", "stem"), (r"last|end", "fc"))


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("first.3.norm.bias", "layer3.bn.bias"),
        ("first.3.other", "stem.3.other"),
        ("end.weight", "fc.weight"),
        ("other.first", "other.first"),
    ],
)
def test_the_first_rule_that_fits_the_beginning_wins(ours, theirs):
    assert published(ours, PART) == theirs


@pytest.mark.parametrize(
    ("ours", "theirs", "name", "expected"),
    [
        ("encoder", "backbone.0", "encoder.first.3.norm.bias", "backbone.0.layer3.bn.bias"),
        ("encoder", "backbone.0", "encoder.end.weight", "backbone.0.fc.weight"),
        ("encoder", "backbone.0", "encoder.other", "backbone.0.other"),
        ("encoder", "backbone.0", "encoders.first", "encoders.first"),
        ("encoder", "backbone.0", "end.weight", "end.weight"),
        ("part", "", "part.last", "fc"),
        ("part", "", "part.other", "other"),
        ("", "module", "last.bias", "module.fc.bias"),
        ("a.b", "c", "a.b.first.1.norm", "c.layer1.bn"),
        ("a.b", "c", "axb.first", "axb.first"),
    ],
)
def test_a_part_brings_its_rules_under_a_prefix(ours, theirs, name, expected):
    assert published(name, under(ours, theirs, PART)) == expected


def test_prefixes_nest():
    rules = under("network", "model", under("encoder", "", PART))
    assert published("network.encoder.first.3.norm", rules) == "model.layer3.bn"
    assert published("network.decoder.first", rules) == "model.decoder.first"
