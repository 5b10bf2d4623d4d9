"""Which frames meet in MUTR's interaction, and that added frames change nothing."""

import pytest
import torch

from rvos_studio.networks.referring.temporal import TemporalInteraction


@pytest.fixture
def interaction():
    torch.manual_seed(2)
    one = TemporalInteraction(16, heads=2, inner=32, queries=3).double()
    for parameter in one.parameters():
        torch.nn.init.normal_(parameter, std=0.5)
    return one.eval()


def states(frames, n=1):
    generator = torch.Generator().manual_seed(3)
    return torch.randn(n, frames, 3, 16, dtype=torch.float64, generator=generator)


def frames_that_change(interaction, frame, count=10):
    x = states(count)
    other = x.clone()
    other[:, frame] += 1
    change = (interaction._among_frames(x) - interaction._among_frames(other)).abs()
    return (change.amax((0, 2, 3)) > 1e-9).nonzero().flatten().tolist()


def test_frames_meet_in_windows_of_four_and_shifted_ones(interaction):
    # The second layer joins frames 2 to 5; the third tells their neighbours.
    assert frames_that_change(interaction, 0, count=12) == list(range(8))
    assert frames_that_change(interaction, 11, count=12) == list(range(4, 12))
    interaction.train()
    assert frames_that_change(interaction, 3, count=12) == [0, 1, 2, 3]


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("count", [1, 3, 4, 6])
def test_frames_that_only_fill_a_window_are_not_seen(interaction, count, training, monkeypatch):
    interaction.train(training)
    x = states(count)
    expected = interaction(x)
    monkeypatch.setattr(
        "rvos_studio.networks.referring.temporal.F.pad",
        lambda x, pad: torch.cat(
            [x, torch.full_like(x[:, :1], 5.0).expand(-1, pad[-1], -1, -1)], 1
        ),
    )
    assert torch.allclose(interaction(x), expected, atol=1e-9)


def test_clips_of_a_batch_do_not_meet(interaction):
    x = states(6, n=3)
    alone = torch.cat([interaction(one[None]) for one in x])
    assert torch.allclose(interaction(x), alone, atol=1e-9)
