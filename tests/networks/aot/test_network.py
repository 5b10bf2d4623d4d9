"""The whole network: what it learns from, and answers that must not change."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
import torch

from rvos_studio.networks.aot.network import OPTIONAL, Network, published_names, spanning
from rvos_studio.networks.aot.variants import VARIANTS
from tests.networks.named import filled, random_of
from tests.parity.aot_replay import folder_of
from tests.parity.recorded import PRESENT

RECORDED = Path(__file__).with_name("answers.json")


def state_of(variant):
    return filled(lambda: Network(variant), published_names(variant))


@torch.inference_mode()
def answers(variant):
    """Some of the logits of four frames, the third and fourth with two frames in long-term memory."""
    network = Network.from_published(variant, state_of(variant))
    height, width = (81, 113) if variant.align_corners else (80, 112)
    pictures = torch.from_numpy(
        random_of("pictures").standard_normal((4, 1, 3, 6, 8), dtype=np.float32)
    )
    clip = [torch.nn.functional.interpolate(p, (height, width), mode="bicubic") for p in pictures]
    labels = torch.zeros(1, height, width, dtype=torch.long)
    labels[:, 10:50, 20:60], labels[:, 40:70, 50:100] = 1, 2
    _, memory = network.refer(network.encode(clip[0]), labels)
    long, short, found = [memory], memory, []
    for picture in clip[1:]:
        encoded = network.encode(picture)
        answer, seen = network.propagate(encoded, spanning(long), short)
        logits = network.decode(answer, encoded)
        found.append(logits.flatten()[:: logits.numel() // 50].numpy())
        short = network.bind(seen, labels)
        long = [memory, short]
    return np.stack(found)


@pytest.mark.parametrize("name", ["aot-t", "deaot-t", "aot-s", "deaot-s"])
def test_answers_are_those_recorded_when_parity_was_shown(name):
    recorded = np.array(json.loads(RECORDED.read_text())[name])
    np.testing.assert_allclose(answers(VARIANTS[name]), recorded, atol=3e-5 * recorded.std())


@pytest.mark.parametrize("name", ["aot-t", "deaot-s"])
def test_every_parameter_learns(name):
    variant = VARIANTS[name]
    torch.manual_seed(0)
    network = Network(variant)
    labels = torch.randint(0, 3, (2, 65, 81))
    encoded = network.encode(torch.randn(2, 3, 65, 81))
    first, memory = network.refer(encoded, labels)
    answer, seen = network.propagate(encoded, memory, memory)
    later, _ = network.propagate(encoded, spanning([memory, network.bind(seen, labels)]), memory)
    loss = sum(network.decode(a, encoded).square().sum() for a in (first, answer, later))
    loss.backward()
    still = [n for n, p in network.named_parameters() if p.grad is None or not p.grad.any()]
    assert not still


@pytest.mark.parametrize("name", VARIANTS)
def test_no_two_parameters_share_a_published_name(name):
    names = published_names(VARIANTS[name])
    assert len(set(names.values())) == len(names)
    assert not any(re.fullmatch("|".join(OPTIONAL), published) for published in names.values())


@pytest.mark.oracle
@pytest.mark.skipif(not PRESENT, reason="the recorded answers are not beside the checkout")
@pytest.mark.parametrize("name", VARIANTS)
def test_published_names_and_shapes_are_the_recorded_ones(name):
    variant = VARIANTS[name]
    manifest = json.loads((folder_of(variant) / "manifest.json").read_text())
    with torch.device("meta"):
        state = Network(variant).state_dict()
    names = published_names(variant)
    assert {names[n]: list(value.shape) for n, value in state.items()} == {
        published: entry["shape"]
        for published, entry in manifest.items()
        if not re.fullmatch("|".join(OPTIONAL), published)
    }


if __name__ == "__main__":
    recorded = {
        name: np.round(answers(VARIANTS[name]).astype(float), 7).tolist()
        for name in ("aot-t", "deaot-t", "aot-s", "deaot-s")
    }
    RECORDED.write_text(json.dumps(recorded))
