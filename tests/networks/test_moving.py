"""Where things came from and go to, as cells of a clip's frames tell."""

import pytest
import torch
from torch import nn

from rvos_studio.networks.moving import Moving, _heads, _places

CHANNELS, ROWS, COLUMNS = 96, 4, 6


def clip(*places, seed=0):
    """Frames of noise that stays where it is, but for one thing that lies in these (row, column)."""
    generator = torch.Generator().manual_seed(seed)
    ground = torch.randn(CHANNELS, ROWS, COLUMNS, generator=generator)
    thing = 3 * torch.randn(CHANNELS, generator=generator)
    frames = ground.repeat(len(places), 1, 1, 1)
    for frame, (row, column) in zip(frames, places, strict=True):
        frame[:, row, column] = thing
    return frames


def speaking():
    torch.manual_seed(0)
    moving = Moving(CHANNELS).eval()
    nn.init.normal_(moving.say.weight)
    return moving


@torch.inference_mode()
def test_before_it_is_trained_it_says_nothing():
    torch.manual_seed(0)
    assert not Moving(CHANNELS)(clip((0, 0), (1, 1)), 2).any()


@torch.inference_mode()
def test_a_frame_alone_says_nothing():
    assert not speaking()(clip((0, 0), (1, 1)), 1).any()


@torch.inference_mode()
def test_how_far_a_thing_went_is_told():
    moving = Moving(CHANNELS).eval()
    moving.sharpness.data[:] = 80.0
    moving.be_found.load_state_dict(moving.seek.state_dict())
    frames = clip((1, 1), (3, 4))
    cells = _heads(moving.seek(moving.norm(frames)))
    told = moving._far(cells[:1], cells[1:], (ROWS, COLUMNS))[0].unflatten(0, (4, 5))
    across, down = told[:, 0, 1, 1], told[:, 1, 1, 1]
    assert across.tolist() == pytest.approx([3 * 2 / COLUMNS] * 4, abs=0.05)
    assert down.tolist() == pytest.approx([2 * 2 / ROWS] * 4, abs=0.05)
    assert told[:, :2, 0, 0].abs().max() < 0.05
    assert (told[:, 4] > 0.8).sum() >= 4 * (ROWS * COLUMNS - 2)


@torch.inference_mode()
def test_clips_of_a_batch_do_not_meet():
    moving, one, other = speaking(), clip((1, 1), (3, 4)), clip((0, 2), (0, 0), seed=3)
    both = moving(torch.cat([one, other]), 2)
    assert torch.allclose(both[:2], moving(one, 2), atol=1e-4)
    assert torch.allclose(both[2:], moving(other, 2), atol=1e-4)
    assert both[:2].any()


@torch.inference_mode()
def test_directions_are_told_apart():
    moving, there, back = speaking(), clip((1, 1), (1, 4)), clip((1, 4), (1, 1))
    said, reverse = moving(there, 2)[0, :, 1, 1], moving(back, 2)[1, :, 1, 1]
    assert (said - reverse).abs().max() > 0.1, "at the same place, before it left and after it came"


def test_places_go_along_rows():
    x, y = _places(torch.zeros(()), (ROWS, COLUMNS)).T.unflatten(1, (ROWS, COLUMNS))
    assert torch.equal(x[0], x[-1])
    assert torch.equal(y[:, 0], y[:, -1])
    assert (x[0].diff() > 0).all()
    assert (y[:, 0].diff() > 0).all()
