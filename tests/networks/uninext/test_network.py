"""The whole network: names, what it learns from, padding, batches, and answers that must not change."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812

from rvos_studio.networks.uninext.network import OPTIONAL, Network, published_names
from rvos_studio.networks.uninext.variants import VARIANTS
from tests.networks.named import filled, random_of
from tests.parity.recorded import PRESENT
from tests.parity.uninext_record import FOLDERS, manifest

RECORDED = Path(__file__).with_name("answers.json")
TINY = VARIANTS["uninext-tiny"]
WORDS = torch.tensor([[101, 1996, 2417, 2482, 102]])


def state_of(variant):
    return filled(lambda: Network(variant), published_names(variant))


def pictures(n, height, width):
    noise = random_of("pictures").standard_normal((n, 3, 6, 8), dtype=np.float32)
    return F.interpolate(torch.from_numpy(noise), (height, width), mode="bicubic")


@pytest.fixture(scope="module")
def network():
    return Network.from_published(TINY, state_of(TINY))


@torch.inference_mode()
def answers(network):
    """Numbers of two answers, with and without padding."""
    found = []
    for size in ((64, 96), (50, 70)):
        x = F.pad(pictures(1, *size), (0, 96 - size[1], 0, 64 - size[0]))
        answer = network(network.encode(x, size), network.read(WORDS))
        logits = answer.logits.flatten()
        found.append(torch.cat([answer.score, answer.box[0], logits[:: len(logits) // 50]]).numpy())
    return np.stack(found)


def test_answers_are_those_recorded_when_parity_was_shown(network):
    recorded = np.array(json.loads(RECORDED.read_text()))
    np.testing.assert_allclose(answers(network), recorded, atol=1e-4 * recorded.std())


@torch.inference_mode()
def test_frames_of_a_batch_are_answered_one_by_one(network):
    x, words = pictures(3, 64, 96), network.read(WORDS)
    together = network(network.encode(x), words)
    for number in range(3):
        alone = network(network.encode(x[number : number + 1]), words)
        assert together.query[number] == alone.query
        assert torch.allclose(together.score[number], alone.score[0], atol=1e-5)
        assert torch.allclose(together.box[number], alone.box[0], atol=1e-5)
        assert torch.allclose(together.logits[number], alone.logits[0], atol=1e-2)


@torch.inference_mode()
def test_an_expression_leaves_encoded_frames_as_they_were(network):
    encoded = network.encode(pictures(1, 64, 96))
    one, other = network.read(WORDS), network.read(WORDS.flip(1))
    first = network(encoded, one)
    second = network(encoded, other)
    assert not torch.equal(first.logits, second.logits)
    assert torch.equal(first.logits, network(encoded, one).logits)


@torch.inference_mode()
def test_the_best_query_is_answered_with_its_mask_and_box(network):
    fused = network.fuse(network.encode(pictures(2, 64, 96)), network.read(WORDS))
    decoded = network.decode(fused)
    answer = network.choose(fused, decoded)
    scores = network.scores(fused, decoded)
    assert torch.equal(answer.query, scores.argmax(1))
    assert torch.equal(answer.score, scores.amax(1))
    every = network.mask_logits(fused, decoded, torch.arange(scores.shape[1]).expand(2, -1))
    assert every.shape == (2, TINY.size.queries, 16, 24)
    for number, query in enumerate(answer.query):
        assert torch.equal(answer.box[number], decoded.box[number, query])
        assert torch.allclose(answer.logits[number], every[number, query], rtol=1e-4, atol=1e-4)


@torch.inference_mode()
def test_a_frame_with_fewer_cells_than_queries(network):
    answer = network(network.encode(pictures(1, 32, 32)), network.read(WORDS))
    assert answer.logits.shape == (1, 8, 8)
    assert answer.score.isfinite().all()


@torch.inference_mode()
def test_saying_that_nothing_is_padding_changes_nothing(network):
    x, words = pictures(1, 64, 96), network.read(WORDS)
    a, b = network(network.encode(x), words), network(network.encode(x, (64, 96)), words)
    assert torch.equal(a.logits, b.logits)


@torch.inference_mode()
@pytest.mark.parametrize("kind", [torch.float16, torch.bfloat16])
def test_half_precision_is_near(network, kind):
    """With the same proposals, for near ones may change places."""
    x = pictures(1, 64, 96)

    def look(cells=None):
        encoded = network.encode(F.pad(x, (0, 32)), (64, 96))
        fused = network.fuse(encoded, network.read(WORDS))
        cells = network.propose(fused.memory, encoded.pyramid).best(20) if cells is None else cells
        decoded = network.decode(fused, cells)
        logits = network.mask_logits(fused, decoded, torch.arange(20)[None])
        return cells, network.scores(fused, decoded), decoded.box, logits

    cells, score, box, logits = look()
    with torch.autocast("cpu", kind):
        _, rough_score, rough_box, rough_logits = look(cells)
    assert (rough_score - score).abs().max() < 0.03
    assert (rough_box - box).abs().max() < 0.05
    assert (rough_logits - logits).abs().mean() < 0.05 * logits.std()


def test_every_parameter_learns():
    torch.manual_seed(8)
    network = Network(TINY)
    for parameter in network.parameters():
        # At the very beginning nobody asks where a cell is.
        parameter.data += torch.randn_like(parameter) / 20
    encoded = network.encode(pictures(2, 64, 96), (60, 90))
    fused = network.fuse(encoded, network.read(WORDS))
    proposed = network.propose(fused.memory, encoded.pyramid)
    decoded = network.decode(fused)
    every = torch.arange(TINY.size.queries).expand(2, -1)
    loss = (
        network.mask_logits(fused, decoded, every).square().mean()
        + network.scores(fused, decoded).sum()
        + proposed.logit.square().sum()
        + proposed.box.square().sum()
        + decoded.box.square().sum()
    )
    loss.backward()
    assert all(p.grad.any() and p.grad.isfinite().all() for p in network.parameters())


def test_a_wrong_state_is_refused_with_the_names():
    state = state_of(TINY)
    name, other, third = list(state)[5:8]
    short = {n: v for n, v in state.items() if n != name}
    ours = {theirs: own for own, theirs in published_names(TINY).items()}
    with pytest.raises(RuntimeError, match=re.escape(ours[name])):
        Network.from_published(TINY, short)
    with pytest.raises(RuntimeError, match="surplus"):
        Network.from_published(TINY, state | {"surplus": state[other]})
    with pytest.raises(RuntimeError, match=re.escape(ours[third])):
        Network.from_published(TINY, state | {third: torch.zeros(3, 1, 4)})


def test_the_tiny_variant_is_tiny():
    with torch.device("meta"):
        network = Network(TINY)
    assert sum(parameter.numel() for parameter in network.parameters()) < 2_000_000


@pytest.mark.parametrize("name", VARIANTS)
def test_no_two_parameters_share_a_published_name(name):
    names = published_names(VARIANTS[name])
    assert len(set(names.values())) == len(names)
    assert not any(re.fullmatch("|".join(OPTIONAL), published) for published in names.values())


@pytest.mark.oracle
@pytest.mark.skipif(not PRESENT, reason="the recorded answers are not beside the checkout")
@pytest.mark.parametrize("name", [n for n, v in VARIANTS.items() if v.encoder in FOLDERS])
def test_published_names_and_shapes_are_the_recorded_ones(name):
    variant = VARIANTS[name]
    with torch.device("meta"):
        state = Network(variant).state_dict()
    names = published_names(variant)
    assert {names[n]: list(value.shape) for n, value in state.items()} == {
        published: entry["shape"]
        for published, entry in manifest(variant.encoder).items()
        if not re.fullmatch("|".join(OPTIONAL), published)
    }


if __name__ == "__main__":
    recorded = answers(Network.from_published(TINY, state_of(TINY)))
    RECORDED.write_text(json.dumps(np.round(recorded.astype(float), 7).tolist()))
