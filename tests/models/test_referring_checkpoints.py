"""Checkpoints of the referring networks as their training programs write them: taken, or refused by name."""

import os
import re

import numpy as np
import pytest
import safetensors.torch
import torch

from rvos_studio.errors import BadInput
from rvos_studio.models import weights
from rvos_studio.models.checkpoints import checked_parts, likely, state_of
from rvos_studio.models.importing import import_weights
from tests.models.published_files import needless, repeated, write_checkpoint
from tests.models.tiny_parts import TINY, network_of, published_state, register


@pytest.fixture(autouse=True)
def tiny_parts(monkeypatch):
    register(monkeypatch)


def take(path, model=None):
    steps = import_weights(path, model)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


@pytest.fixture(scope="module")
def states():
    torch.manual_seed(0)
    return {name: published_state(name) for name in TINY}


@pytest.fixture(params=TINY)
def name(request):
    return request.param


def same(name, state):
    got = state_of(name)
    assert got.keys() == state.keys()
    assert all(torch.equal(got[key], value) for key, value in state.items())
    return network_of(name, got)


def test_a_file_is_taken_as_its_training_program_writes_it(tmp_path, states, name):
    path = tmp_path / "checkpoint.pth"
    write_checkpoint(name, states[name] | repeated(name, states[name]) | needless(name), path)
    found = take(path)
    assert (found.part, found.licence) == (name, "MIT")
    path.unlink()
    same(name, states[name])


def test_numbers_of_an_earlier_numpy_beside_the_tensors_are_no_obstacle(tmp_path, states):
    path = tmp_path / "best.pth"
    content = {"model_state_dict": states["soc-tiny"], "best_mAP": np.float64(0.5)}
    torch.save(content, path, _use_new_zipfile_serialization=False)
    now, then = b"cnumpy._core.multiarray\n", b"cnumpy.core.multiarray\n"
    assert now in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(now, then))
    assert take(path).part == "soc-tiny"


@pytest.mark.parametrize("layout", ["plain", "module", "safetensors", "half"])
def test_other_layouts_are_taken(tmp_path, states, name, layout):
    state, path = states[name], tmp_path / f"some.{layout}"
    if layout == "half":
        torch.save({key: value.half() for key, value in state.items()}, path)
        assert take(path).part == name
        assert {value.dtype for value in state_of(name).values()} == {torch.float32}
        return
    if layout == "safetensors":
        safetensors.torch.save_file(state, path)
    else:
        before = "module." if layout == "module" else ""
        torch.save({before + key: value for key, value in state.items()}, path)
    assert take(path).part == name
    same(name, state)


def test_a_repeated_tensor_stands_in_for_one_that_was_left_out(tmp_path, states, name):
    """Programs that write a shared tensor once keep either of its names."""
    twice = repeated(name, states[name])
    once = {
        key: value
        for key, value in states[name].items()
        if not any(value is other for other in twice.values())
    }
    assert len(once) + len(twice) == len(states[name])
    torch.save(once | twice, tmp_path / "once.pth")
    assert take(tmp_path / "once.pth").part == name
    same(name, states[name])


def test_what_should_repeat_another_and_does_not_is_told_in_the_log(tmp_path, caplog, states, name):
    twice = repeated(name, states[name])
    odd = next(key for key in twice if key.endswith("weight"))
    twice[odd] = twice[odd] + 1
    torch.save(states[name] | twice, tmp_path / "some.pth")
    assert take(tmp_path / "some.pth").part == name
    (line,) = (line for line in caplog.messages if "should repeat" in line)
    assert odd in line
    assert not any(key in line for key in twice if key != odd)
    same(name, states[name])


def test_the_video_level_module_of_soc_has_two_names(tmp_path, states):
    state = states["soc-tiny"]
    renamed = {re.sub(r"^voc\.", "vita.", key): value for key, value in state.items()}
    assert renamed.keys() != state.keys()
    write_checkpoint("soc-tiny", renamed, tmp_path / "challenge.pth.tar")
    assert take(tmp_path / "challenge.pth.tar").part == "soc-tiny"
    same("soc-tiny", state)


def test_a_file_says_how_many_classes_soc_knows(tmp_path):
    state = published_state("soc-tiny", classes=65)
    assert state["class_embed.0.weight"].shape == (65, 32)
    write_checkpoint("soc-tiny", state, tmp_path / "65.pth.tar")
    assert take(tmp_path / "65.pth.tar").part == "soc-tiny"
    network = same("soc-tiny", state)
    with torch.inference_mode():
        seen = network.see(torch.randn(1, 2, 3, 64, 96))
        answer = network.answer(seen, network.read(torch.tensor([[0, 627, 2335, 2]])))[-1]
    assert answer.logits.shape == (1, 2, 5, 65)

    state["class_embed.1.bias"] = torch.zeros(64)
    torch.save(state, tmp_path / "mixed.pth")
    with pytest.raises(BadInput, match=r"class_embed\.1\.bias is 64 instead of 65"):
        take(tmp_path / "mixed.pth")


def test_others_have_as_many_classes_as_they_were_published_with(tmp_path, states):
    state = dict(states["mutr-tiny"])
    for key in [key for key in state if key.startswith("class_embed")]:
        state[key] = state[key].repeat_interleave(65, 0)
    torch.save(state, tmp_path / "65.pth")
    with pytest.raises(BadInput, match=r"nearest is MUTR tiny, but 4 tensors differ \(class_embed"):
        take(tmp_path / "65.pth")


def first_matrix(state):
    return next(key for key, value in state.items() if value.ndim == 2 and "embeddings" not in key)


def _missing(state, key):
    del state[key]
    return f"but 1 tensor is missing ({key})."


def _extra(state, key):
    state[f"{key}.more"] = torch.zeros(2)
    return f"but 1 tensor is not expected ({key}.more)."


def _misshapen(state, key):
    rows, columns = state[key].shape
    state[key] = torch.zeros(rows + 1, columns)
    return f"but 1 tensor differs ({key} is {rows + 1}x{columns} instead of {rows}x{columns})."


def _all_three(state, key):
    keys = list(state)
    _missing(state, keys[-1])
    _extra(state, key)
    _misshapen(state, key)
    return f"but 1 tensor is missing ({keys[-1]}), 1 tensor is not expected ({key}.more), 1 tensor differs ({key} is "


@pytest.mark.parametrize("spoil", [_missing, _extra, _misshapen, _all_three])
def test_one_wrong_tensor_refuses_the_file_and_names_it(tmp_path, states, name, spoil):
    state = dict(states[name])
    sentence = spoil(state, first_matrix(state))
    write_checkpoint(name, state, tmp_path / "spoilt.pth")
    title = weights.PARTS[name].title
    with pytest.raises(BadInput, match=re.escape(f"nearest is {title}, {sentence}")) as refusal:
        take(tmp_path / "spoilt.pth")
    assert "\n" not in str(refusal.value)
    with pytest.raises(BadInput, match=re.escape(sentence.removeprefix("but "))):
        take(tmp_path / "spoilt.pth", name)
    assert not weights.imported(name)


def test_files_of_one_network_are_not_for_another(tmp_path, states, name):
    torch.save(states[name], tmp_path / "some.pth")
    title = weights.PARTS[name].title
    for other in TINY:
        if other != name:
            with pytest.raises(BadInput, match=f"does not fit .*; it fits {title}"):
                take(tmp_path / "some.pth", other)
    with pytest.raises(BadInput, match=f"does not fit .*; it fits {title}"):
        take(tmp_path / "some.pth", "efficientnet-lite0")


def test_files_are_compared_with_what_they_may_be_for(states):
    kinds = {"referformer": {"referformer"}, "mutr": {"mutr", "referformer"}, "soc": {"soc"}}
    for name in TINY:
        network = name.removesuffix("-tiny")
        parts = {part.partition("-")[0] for part in likely(states[name])}
        assert parts == kinds.get(network, {network})
    assert likely({"LSTT.layers.0": torch.zeros(1)}) == likely({"LSTT.": torch.zeros(1)})
    assert not likely({"conv1.weight": torch.zeros(1)})
    assert set(TINY) < set(checked_parts())


class Evil:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (os.mkdir, (str(self.path),))


def test_a_pickle_with_code_stays_closed(tmp_path, states, name):
    state = states[name] | {"bbox_embed.evil": Evil(tmp_path / "trap")}
    write_checkpoint(name, state, tmp_path / "evil.pth")
    with pytest.raises(BadInput, match=r"mkdir\): opening it could run code"):
        take(tmp_path / "evil.pth")
    assert not (tmp_path / "trap").exists()


@pytest.mark.parametrize("kept", [0.3, 0.999])
def test_a_file_that_was_cut_short_is_refused(tmp_path, states, name, kept):
    path = tmp_path / "cut.pth"
    write_checkpoint(name, states[name], path)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * kept)])
    with pytest.raises(BadInput, match="damaged, cut short"):
        take(path)
    assert not weights.imported(name)
