"""Video Swin: windows over frames, shrunken windows, caching, gradients."""

import pytest
import torch
import torch.nn.functional as F  # noqa: N812

from rvos_studio.networks import window_attention
from rvos_studio.networks.video_swin import VideoSwin
from rvos_studio.networks.window_attention import WindowAttention
from tests.networks.shaken import shaken, without_gradient

WINDOW = (4, 3, 3)


def tiny():
    torch.manual_seed(3)
    return shaken(VideoSwin(16, (2, 1), (2, 4)))


def clip(frames, height, width, n=1):
    generator = torch.Generator().manual_seed(2)
    return torch.randn(n, frames, 3, height, width, generator=generator)


def attention(shifted):
    torch.manual_seed(5)
    one = WindowAttention(8, 2, WINDOW, shifted, shrinking=True).double()
    one.position_bias.data.normal_()
    return one


def expected(one, x, window, shift):
    """Every cell looks at all others but those of other windows; zeros fill the windows before the layer."""
    size = x.shape[1:4]
    full = [-(-n // w) * w for n, w in zip(size, window, strict=True)]
    padding = [p for n, f in zip(reversed(size), reversed(full), strict=True) for p in (0, f - n)]
    padded = F.pad(x, (0, 0, *padding))
    q, k, v = one.qkv(padded.flatten(0, 3)).view(-1, 3, 2, 4).permute(1, 2, 0, 3)
    places = torch.meshgrid(*(torch.arange(n) for n in full), indexing="ij")
    places = [place.flatten() for place in places]
    near = torch.ones(len(places[0]), len(places[0]), dtype=torch.bool)
    inside = torch.zeros(len(places[0]), dtype=torch.long)
    for place, w, s in zip(places, window, shift, strict=True):
        number, rest = (place - s) // w, (place - s) % w
        near &= number[:, None] == number
        inside = inside * w + rest
    # The bias of two cells of a shrunken window is that of the two of these numbers in the full one.
    number, offset = inside.clone(), 0
    parts = []
    for w in reversed(WINDOW):
        parts.insert(0, number % w)
        number = number // w
    for part, w in zip(parts, WINDOW, strict=True):
        offset = offset * (2 * w - 1) + part[:, None] - part + w - 1
    logits = q @ k.transpose(1, 2) / 2 + one.position_bias[offset].permute(2, 0, 1)
    y = logits.masked_fill(~near, -torch.inf).softmax(-1) @ v
    y = one.projection(y.transpose(0, 1).reshape(*full, 8))
    return y[: size[0], : size[1], : size[2]]


@pytest.mark.parametrize("shifted", [False, True])
@pytest.mark.parametrize(
    ("size", "window"),
    [
        ((9, 7, 5), (4, 3, 3)),
        ((3, 7, 5), (3, 3, 3)),
        ((5, 2, 4), (4, 2, 3)),
        ((4, 3, 1), (4, 3, 1)),
    ],
)
def test_attention_is_that_of_all_cells_but_those_of_other_windows(size, window, shifted):
    one = attention(shifted)
    x = torch.randn(1, *size, 8, dtype=torch.float64)
    shift = [w // 2 if shifted and n > w else 0 for n, w in zip(size, WINDOW, strict=True)]
    assert torch.allclose(one(x)[0], expected(one, x, window, shift), atol=1e-9)


@pytest.mark.parametrize("shifted", [False, True])
def test_a_few_windows_at_a_time_give_the_same(monkeypatch, shifted):
    one = attention(shifted)
    x = torch.randn(2, 9, 10, 11, 8, dtype=torch.float64)
    whole = one(x)
    monkeypatch.setattr(window_attention, "_AT_ONCE", 7 * 2 * 2 * 36**2)
    assert torch.allclose(one(x), whole, atol=1e-12)


def test_frames_stay_and_sizes_are_rounded_up():
    with torch.inference_mode():
        maps = tiny()(clip(3, 31 * 4 - 1, 9 * 4 - 3, n=2))
    assert [tuple(one.shape) for one in maps] == [(2, 3, 16, 31, 9), (2, 3, 32, 16, 5)]


def test_frames_see_each_other_within_a_window_only():
    network, x = tiny(), clip(12, 32, 32)
    other = x.clone()
    other[:, 0] += 1
    with torch.inference_mode():
        change = (network(x)[0] - network(other)[0]).abs().amax((0, 2, 3, 4))
    # The first window has 8 frames; the shifted one takes over what four of them know.
    assert (change > 1e-5).tolist() == [True] * 12
    with torch.inference_mode():
        network.stages[0] = network.stages[0][:1]
        change = (network(x)[0] - network(other)[0]).abs().amax((0, 2, 3, 4))
    assert (change > 1e-5).tolist() == [True] * 8 + [False] * 4


def test_clips_of_a_batch_do_not_meet():
    network, x = tiny(), clip(3, 36, 44, n=2)
    with torch.inference_mode():
        together = network(x)
        apart = [network(one[None]) for one in x]
    for stage, one in enumerate(together):
        assert torch.allclose(one, torch.cat([maps[stage] for maps in apart]), atol=1e-5)


def test_every_parameter_learns_even_after_inference_on_the_same_size():
    network, x = tiny(), clip(9, 44, 40)
    with torch.inference_mode():
        network(x)
    assert without_gradient(network, x) == []
