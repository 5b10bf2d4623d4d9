"""What evidence does to levels and masks, and that the small networks begin with it."""

import pytest
import torch

from rvos_studio.networks.evidence import Evidence, refined
from rvos_studio.networks.grounding import Asked, scaled
from rvos_studio.networks.referring.published import build
from rvos_studio.networks.referring.soc.network import Soc
from rvos_studio.networks.referring.soc.variants import LITE as SOC
from rvos_studio.networks.referring.variants import LITE as DIRECT
from rvos_studio.networks.uninext.network import Network
from rvos_studio.networks.uninext.variants import LITE as UNINEXT

FRAMES, HEIGHT, WIDTH = 2, 64, 96
QUERYING = [*SOC, *DIRECT]


def made(name):
    torch.manual_seed(0)
    return (Soc(SOC[name]) if name in SOC else build(DIRECT[name])).eval()


def maps(count=FRAMES):
    generator = torch.Generator().manual_seed(1)
    sizes = ((24, 4), (40, 8), (112, 16), (320, 16))
    return [torch.randn(count, c, HEIGHT // s, WIDTH // s, generator=generator) for c, s in sizes]


def words(*lengths):
    generator = torch.Generator().manual_seed(2)
    return torch.randn(len(lengths), max(lengths), 384, generator=generator)


def square(count=FRAMES):
    """Evidence for a square in the upper left."""
    found = torch.full((count, 4, HEIGHT // 8, WIDTH // 8), -1.0)
    found[:, :, 1:4, 1:5] = 1.0
    return found


def test_nothing_said_changes_nothing():
    torch.manual_seed(0)
    said = torch.randn(FRAMES, 4, HEIGHT // 8, WIDTH // 8)
    evidence, asked = Evidence(4, (8, 16), 384), Asked(torch.randn(FRAMES, 5, 384))
    heard = evidence(maps(), asked, said, [(6, 10), (3, 5)])
    assert [tuple(one.shape) for one in heard.levels] == [(2, 8, 6, 10), (2, 16, 3, 5)]
    assert not any(one.any() for one in heard.levels)
    assert heard.grounded.fine.shape == (FRAMES, 1, HEIGHT // 4, WIDTH // 4)
    silent = evidence(maps(), asked, torch.zeros_like(said), [(6, 10), (3, 5)])
    assert not silent.grounded.fine.any()


def test_scaling_keeps_means():
    one = torch.rand(1, 2, 6, 10)
    assert scaled(one, (3, 5)).mean() == pytest.approx(float(one.mean()))
    assert scaled(torch.ones(1, 2, 6, 10), (12, 20)).unique() == 1


@pytest.mark.parametrize("name", QUERYING)
@torch.inference_mode()
def test_masks_begin_with_the_evidence(name):
    network, clip = made(name), maps()
    sizes = torch.tensor([[WIDTH, HEIGHT]] * FRAMES)
    seen = network.take(clip, sizes)
    one = words(5)
    present = torch.ones(1, 5, dtype=torch.bool)
    with_it, without = (
        network.answer(seen, network.hear(one, one.mean(1), present, heard))[-1].masks
        for heard in (square(), torch.zeros_like(square()))
    )
    trust = network.evidence.grounding.trust
    prior = scaled((square() * trust[:, None, None]).sum(1, keepdim=True), with_it.shape[-2:])
    assert torch.allclose(with_it, prior[None].expand_as(with_it), atol=1e-4)
    assert not without.any()


@pytest.mark.parametrize("name", QUERYING)
@torch.inference_mode()
def test_clips_and_sentences_of_a_batch_do_not_meet(name):
    network, clips = made(name), maps(2 * FRAMES)
    lengths = (6, 4)
    both = words(*lengths)
    present = torch.tensor([[k < length for k in range(6)] for length in lengths])

    def ask(which, rows):
        sizes = torch.tensor([[WIDTH, HEIGHT]] * len(which) * FRAMES)
        frames = [FRAMES * k + t for k in which for t in range(FRAMES)]
        seen = network.take([one[frames] for one in clips], sizes)
        text = network.hear(
            both[which, :rows], both[which].mean(1), present[which, :rows], square(len(frames))
        )
        return network.answer(seen, text)[-1]

    together = ask([0, 1], 6)
    for number, length in enumerate(lengths):
        alone = ask([number], length)
        assert torch.allclose(alone.masks[0], together.masks[number], atol=1e-3)
        assert torch.allclose(alone.logits[0], together.logits[number], atol=1e-4)


@torch.inference_mode()
def test_sentences_of_several_lengths_do_not_meet_in_uninext():
    torch.manual_seed(0)
    network = Network(UNINEXT["uninext-lite"]).eval()
    lengths = (6, 4)
    both = words(*lengths)
    present = torch.tensor([[k < length for k in range(6)] for length in lengths])
    clips = maps(2)
    encoded = network.take(clips, (HEIGHT, WIDTH))
    together = network.fuse(encoded, both, present, square(2))
    scores = network.scores(together, network.decode(together))
    for number, length in enumerate(lengths):
        own = network.take([one[number : number + 1] for one in clips], (HEIGHT, WIDTH))
        alone = network.fuse(own, both[number : number + 1, :length], None, square(1))
        assert torch.allclose(alone.memory[0], together.memory[number], atol=1e-4)
        assert torch.allclose(
            network.scores(alone, network.decode(alone))[0], scores[number], atol=1e-4
        )
    answer = network.choose(together, network.decode(together))
    assert answer.logits.shape == (2, HEIGHT // 4, WIDTH // 4)


def test_queries_decide_where_masks_begin_in_doubt():
    begun = torch.tensor([[-4.0, -0.5, 0.5, 4.0]], requires_grad=True)
    added = torch.tensor([[9.0, 9.0, -9.0, -9.0]], requires_grad=True)
    masks = refined(begun, added)
    assert ((masks > 0) == torch.tensor([False, True, False, True])).all()
    masks.sum().backward()
    assert begun.grad is None
    assert added.grad is not None
