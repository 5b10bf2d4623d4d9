"""Files of weights from the user's disk: which are taken, which are refused, and what is left behind."""

import argparse
import json
import os
import pickle
import re
import signal
import subprocess
import sys
from collections import OrderedDict

import pytest
import safetensors.torch
import torch
from torch import nn

from rvos_studio.errors import BadInput, CannotWrite, Refused, SeveralFit
from rvos_studio.models import catalogue, checkpoints, importing, weights
from rvos_studio.models.checkpoints import read_state, state_of
from rvos_studio.models.families import Family
from rvos_studio.models.importing import import_weights

LITE = "efficientnet-lite0"


def take(path, model=None):
    """Run an import to its end."""
    steps = import_weights(path, model)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def tensors(seed=0):
    """The state of a small network: three tensors, one of them a counter."""
    generator = torch.Generator().manual_seed(seed)
    return {
        "encoder.weight": torch.randn(4, 3, generator=generator),
        "encoder.bias": torch.randn(4, generator=generator),
        "seen": torch.tensor(7),
    }


@pytest.fixture(autouse=True)
def small_networks(monkeypatch):
    """Two pairs of models, of which each pair has the same tensors, instead of the real ones."""

    def expected(part):
        state = tensors()
        if part.startswith("deaot"):
            state["decoder.weight"] = torch.zeros(2, 2)
        return {name: value.to("meta") for name, value in state.items()}

    family = Family(("aot-b", "aot-l", "deaot-t"), expected, (r"mask_token", r".*_index"))
    lite = next(each for each in checkpoints.FAMILIES if LITE in each.parts)
    monkeypatch.setattr(checkpoints, "FAMILIES", (lite, family))
    checkpoints._expected.cache_clear()
    yield
    checkpoints._expected.cache_clear()


@pytest.fixture
def state():
    return tensors() | {"decoder.weight": torch.eye(2)}


def stored():
    """Every file below the folder of imported weights."""
    return sorted(path for path in weights.store().rglob("*") if path.is_file())


LAYOUTS = {
    "plain": lambda s: s,
    "state_dict": lambda s: {"state_dict": s, "optimizer": {"step": 3, "lr": [0.1]}, "epoch": 3},
    "model": lambda s: {"model": s, "args": argparse.Namespace(lr=0.1), "epoch": 3},
    "module": lambda s: {f"module.{name}": value for name, value in s.items()},
    "both": lambda s: {"state_dict": OrderedDict((f"module.{n}", v) for n, v in s.items())},
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("zipped", [True, False])
def test_every_published_layout_is_taken(tmp_path, state, layout, zipped):
    path = tmp_path / "some.pth"
    extra = {"mask_token": torch.zeros(1), "encoder.relative_index": torch.arange(4)}
    torch.save(LAYOUTS[layout](state | extra), path, _use_new_zipfile_serialization=zipped)
    found = take(path)
    assert found == weights.locate("deaot-t")
    path.unlink()
    got = state_of("deaot-t")
    assert got.keys() == state.keys()
    assert all(torch.equal(got[name], value) for name, value in state.items())


def test_a_file_that_may_not_be_read_is_said(tmp_path, monkeypatch, state):
    torch.save(state, tmp_path / "some.pth")

    def forbidden(*arguments):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", forbidden)
    with pytest.raises(BadInput, match="cannot be opened: Permission denied"):
        take(tmp_path / "some.pth")


def test_safetensors_are_taken(tmp_path, state):
    safetensors.torch.save_file(state, tmp_path / "some.safetensors")
    assert take(tmp_path / "some.safetensors").part == "deaot-t"


def test_odd_tensors_are_put_in_order(tmp_path, state):
    """Half precision, not contiguous, sharing memory, and in a much larger storage than they need."""
    odd = {
        name: value.half() if value.is_floating_point() else value for name, value in state.items()
    }
    shared = torch.randn(1000, 4)
    odd["encoder.bias"] = shared[0]
    odd["encoder.weight"] = shared[:3].T
    torch.save(odd, tmp_path / "odd.pth")
    found = take(tmp_path / "odd.pth")
    got = state_of("deaot-t")
    assert {value.dtype for name, value in got.items() if name != "seen"} == {torch.float32}
    assert torch.equal(got["encoder.weight"], shared[:3].T)
    assert torch.equal(got["encoder.bias"], shared[0])
    assert torch.equal(got["decoder.weight"], torch.eye(2))
    assert found.path.stat().st_size < 1000


def test_a_note_beside_the_file_says_what_it_is(tmp_path, state):
    path = tmp_path / "some.pth"
    torch.save(state, path)
    found = take(path)
    note = json.loads((found.path.parent / "current.json").read_text())
    assert note["sha256"] == found.sha256 == weights.sha256_of(path)
    assert note["stored_sha256"] == weights.sha256_of(found.path)
    assert (note["origin"], note["licence"]) == (str(path), "BSD-3-Clause")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", note["imported"])
    card = catalogue.card("deaot-t")
    assert card.status is catalogue.Status.READY
    assert catalogue.digest(card) == found.sha256
    take(path)
    assert len(stored()) == 2


def test_a_variable_comes_first_and_is_checked_by_the_same_rules(tmp_path, monkeypatch, state):
    monkeypatch.setenv("RVOS_STUDIO_DEAOT_T", str(tmp_path / "mine.pth"))
    assert catalogue.card("deaot-t").status is catalogue.Status.NO_WEIGHTS
    torch.save({"state_dict": state}, tmp_path / "mine.pth")
    assert catalogue.card("deaot-t").status is catalogue.Status.READY
    assert torch.equal(state_of("deaot-t")["decoder.weight"], torch.eye(2))
    torch.save({"state_dict": tensors()}, tmp_path / "mine.pth")
    with pytest.raises(BadInput, match="does not fit DeAOTT: 1 tensor is missing"):
        state_of("deaot-t")


def test_an_import_is_removed_again(tmp_path, state):
    torch.save(state, tmp_path / "some.pth")
    take(tmp_path / "some.pth")
    assert weights.remove("deaot-t").origin == str(tmp_path / "some.pth")
    assert not stored()
    assert weights.find("deaot-t") is None
    with pytest.raises(Refused, match="No weights of DeAOTT were imported"):
        weights.remove("deaot-t")


@pytest.mark.parametrize(
    ("name", "part"),
    [("AOTB_PRE_YTB_DAV.pth", "aot-b"), ("aotl_pre.pth", "aot-l"), ("AOT-L (1).pth", "aot-l")],
)
def test_the_published_name_decides_where_several_models_fit(tmp_path, name, part):
    torch.save(tensors(), tmp_path / name)
    assert take(tmp_path / name).part == part


def test_the_user_decides_where_the_name_does_not(tmp_path):
    path = tmp_path / "save_step_100000.pth"
    torch.save(tensors(), path)
    with pytest.raises(
        SeveralFit, match="AOTB and AOTL alike.*--model aot-b or --model aot-l"
    ) as found:
        take(path)
    assert found.value.choices == ("aot-b", "aot-l")
    assert pickle.loads(pickle.dumps(found.value)).choices == ("aot-b", "aot-l")
    assert not stored()
    assert take(path, "aot-l").part == "aot-l"
    assert take(path, "aot-b").part == "aot-b"
    with pytest.raises(BadInput, match="does not fit DeAOTT; it fits AOTB or AOTL"):
        take(path, "deaot-t")
    with pytest.raises(BadInput, match="No weights can be imported for 'soc'"):
        take(path, "soc")


class Evil:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (os.mkdir, (str(self.path),))


@pytest.mark.parametrize("zipped", [True, False])
def test_a_pickle_with_code_stays_closed(tmp_path, state, zipped):
    trap = tmp_path / "trap"
    path = tmp_path / "evil.pth"
    torch.save(state | {"w": Evil(trap)}, path, _use_new_zipfile_serialization=zipped)
    with pytest.raises(BadInput, match=r"more than tensors.*mkdir\): opening it could run code"):
        take(path)
    text = tmp_path / "text.pth"
    text.write_bytes(pickle.dumps(Evil(trap), protocol=0))
    with pytest.raises(BadInput, match="neither a torch checkpoint nor safetensors"):
        take(text)
    assert not trap.exists()
    assert not stored()
    torch.load(path, weights_only=False)
    assert trap.exists(), "the trap works"


def _cut(path, state):
    torch.save(state | {"decoder.weight": torch.zeros(100_000)}, path)
    path.write_bytes(path.read_bytes()[:100_000])


def _cut_old(path, state):
    torch.save(state, path, _use_new_zipfile_serialization=False)
    path.write_bytes(path.read_bytes()[:-40])


def _not_finite(path, state):
    state["decoder.weight"][1, 1] = float("nan")
    torch.save(state, path)


UNUSABLE = {
    "cut.pth": (_cut, "damaged, cut short"),
    "old.pth": (_cut_old, "damaged, cut short"),
    "cut.safetensors": (_cut, "damaged, cut short"),
    "cut.onnx": (_cut, "does not run as a MiniLM"),
    "empty.pth": (lambda path, state: path.touch(), "neither a torch checkpoint nor safetensors"),
    "empty.safetensors": (lambda path, state: path.touch(), "damaged, cut short"),
    "text.pth": (
        lambda path, state: path.write_text("hello\n" * 99),
        "neither a torch checkpoint nor safetensors",
    ),
    "page.zip.pt": (lambda path, state: path.write_bytes(b"PK\x03\x04" + b"x" * 99), "damaged"),
    "folder.pth": (lambda path, state: path.mkdir(), "is a folder"),
    "none.pth": (lambda path, state: None, "There is no file"),
    "none.onnx": (lambda path, state: None, "There is no file"),
    "numbers.pth": (lambda path, state: torch.save([1, 2, 3], path), "no tensors by name"),
    "nothing.pth": (lambda path, state: torch.save({}, path), "no tensors by name"),
    "network.pth": (lambda path, state: torch.save(nn.Linear(2, 2), path), "could run code"),
    "nan.pth": (_not_finite, "spoilt: decoder.weight holds values that are not finite"),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_unusable_files_are_refused_in_one_sentence(tmp_path, state, name):
    make, sentence = UNUSABLE[name]
    make(tmp_path / name, state)
    with pytest.raises(BadInput, match=sentence) as refusal:
        take(tmp_path / name)
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 300 + len(str(tmp_path))
    assert not stored()


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (
            lambda s: s.pop("encoder.bias"),
            "nearest is DeAOTT, but 1 tensor is missing (encoder.bias).",
        ),
        (lambda s: s.update(extra=torch.zeros(1)), "but 1 tensor is not expected (extra)."),
        (
            lambda s: s.update({"encoder.bias": torch.zeros(2, 7)}),
            "but 1 tensor differs (encoder.bias is 2x7 instead of 4).",
        ),
        (
            lambda s: s.update({"encoder.bias": torch.zeros(4, dtype=torch.int64)}),
            "but 1 tensor differs (encoder.bias is 4 of int64 instead of 4).",
        ),
        (
            lambda s: s.update({"encoder.bias": torch.zeros(4).to_sparse()}),
            "but 1 tensor differs (encoder.bias is packed 4 instead of 4).",
        ),
        (
            lambda s: s.update({f"fc.{n}": torch.zeros(1) for n in range(9)}),
            "but 9 tensors are not expected (fc.0, fc.1, fc.2, …).",
        ),
    ],
)
def test_one_wrong_tensor_refuses_the_file_and_names_it(tmp_path, caplog, state, spoil, sentence):
    caplog.set_level("INFO", "rvos_studio")
    spoil(state)
    torch.save(state, tmp_path / "spoilt.pth")
    with pytest.raises(BadInput, match=re.escape(sentence)):
        take(tmp_path / "spoilt.pth")
    assert not stored()
    assert all(name in caplog.text for name in state if name.startswith("fc."))


def test_a_quite_other_network_is_not_compared_in_vain(tmp_path):
    torch.save(
        {"conv1.weight": torch.zeros(64, 3, 7, 7), "fc.bias": torch.zeros(9)}, tmp_path / "r.pth"
    )
    with pytest.raises(
        BadInput, match="fits no network.*none has tensors called conv1.weight, fc.bias"
    ):
        take(tmp_path / "r.pth")


def test_packaged_parts_can_be_replaced_by_own_ones(tmp_path):
    mine = {name: value.clone() for name, value in state_of(LITE).items()}
    mine["_fc.bias"] += 1
    torch.save({"model": mine}, tmp_path / "mine.pth")
    found = take(tmp_path / "mine.pth")
    assert weights.locate(LITE) == found
    assert torch.equal(read_state(found.path)["_fc.bias"], mine["_fc.bias"])
    assert found.sha256 in catalogue.digest(catalogue.card("class-prototype"))
    weights.remove(LITE)
    assert weights.locate(LITE).origin.startswith("efficientnet")
    model = take(weights.locate("minilm").path)
    assert weights.locate("minilm") == model


def test_closing_an_import_leaves_everything_as_it_was(tmp_path, state):
    torch.save(state, tmp_path / "first.pth")
    first = take(tmp_path / "first.pth")
    before = stored()
    state["decoder.weight"] += 1
    torch.save(state, tmp_path / "second.pth")
    for kept in range(1, 20):
        steps = import_weights(tmp_path / "second.pth")
        taken = [step.doing for _, step in zip(range(kept), steps, strict=False)]
        steps.close()
        assert stored() == before
        assert weights.locate("deaot-t") == first
        if taken[-1] == "storing":
            return
    raise AssertionError(taken)


def test_a_full_disk_is_said_and_the_earlier_file_stays(tmp_path, monkeypatch, state):
    torch.save(state, tmp_path / "first.pth")
    first = take(tmp_path / "first.pth")
    before = stored()

    def full(tensors, path):
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(safetensors.torch, "save_file", full)
    with pytest.raises(CannotWrite, match="cannot be kept in .*: No space left on device"):
        take(tmp_path / "first.pth")
    assert stored() == before
    assert weights.locate("deaot-t") == first


def test_a_kill_in_the_middle_leaves_the_earlier_file(tmp_path, state):
    torch.save(dict(state_of(LITE)), tmp_path / "first.pth")
    first = take(tmp_path / "first.pth")
    killed = f"""
        import os, safetensors.torch
        from pathlib import Path
        from rvos_studio.models.importing import import_weights
        def half(tensors, path):
            path.write_bytes(b"half")
            os.kill(os.getpid(), {int(signal.SIGKILL)})
        safetensors.torch.save_file = half
        list(import_weights(Path({str(tmp_path / "first.pth")!r})))
    """.replace("\n        ", "\n")
    done = subprocess.run([sys.executable, "-c", killed], capture_output=True, env=os.environ)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert len(stored()) == 3
    assert weights.locate(LITE) == first
    assert take(tmp_path / "first.pth").path == first.path
    assert len(stored()) == 2, "what the killed one left is swept up"


def test_large_files_are_mapped_and_written_once(tmp_path, monkeypatch, state):
    """No tensor is copied before it is written, so that at most one copy is in memory besides the mapped file."""
    torch.save({"state_dict": state}, tmp_path / "large.pth")
    given = []
    monkeypatch.setattr(
        importing.safetensors.torch,
        "save_file",
        lambda tensors, path: given.append(tensors) or path.touch(),
    )
    opened = read_state(tmp_path / "large.pth")
    monkeypatch.setattr(importing, "read_state", lambda path: opened)
    take(tmp_path / "large.pth")
    (tensors,) = given
    assert all(value.data_ptr() == opened[name].data_ptr() for name, value in tensors.items())
