"""Proposals: where boxes begin, who may propose, order, gradients."""

import pytest
import torch

from rvos_studio.networks.deformable.attention import Pyramid
from rvos_studio.networks.uninext.proposals import Proposals, Proposed, starting_boxes

MAPS = [torch.zeros(1, 8, 4, 6), torch.zeros(1, 8, 2, 3)]


def padded():
    """Of the first map, three rows and four columns are no padding; of the second, two and two."""
    paddings = [torch.ones(1, 4, 6, dtype=torch.bool), torch.ones(1, 2, 3, dtype=torch.bool)]
    paddings[0][:, :3, :4] = False
    paddings[1][:, :2, :2] = False
    return Pyramid.of(MAPS, paddings)


def tiny():
    torch.manual_seed(2)
    return Proposals(8)


@pytest.mark.parametrize(
    ("pyramid", "height", "width"), [(Pyramid.of(MAPS), 4, 6), (padded(), 3, 4)]
)
def test_boxes_begin_around_the_cells(pyramid, height, width):
    boxes = starting_boxes(pyramid, torch.device("cpu"))
    assert boxes.shape == (1, 30, 4)
    row, column = 2, 3
    expected = torch.tensor([(column + 0.5) / width, (row + 0.5) / height, 0.05, 0.05])
    assert torch.allclose(boxes[0, row * 6 + column], expected)
    assert torch.allclose(boxes[0, 24:, 2:], torch.tensor(0.1))


def test_padding_and_the_border_do_not_propose():
    proposals, memory = tiny(), torch.randn(1, 30, 8)
    proposed = proposals(memory, padded())
    inside = torch.zeros(4, 6, dtype=torch.bool)
    inside[:3, :4] = True
    may = torch.cat([inside.flatten(), torch.tensor([1, 1, 0, 1, 1, 0]).bool()])
    assert ((proposed.box[0] == 1).all(1) == ~may).all()
    assert proposed.logit[0, ~may].unique().numel() == 1
    thin = Pyramid.of([torch.zeros(1, 8, 100, 1)])
    shut = (tiny()(torch.randn(1, 100, 8), thin).box[0] == 1).all(1)
    assert shut.nonzero().flatten().tolist() == [0, 99]


def test_the_best_come_first_and_may_be_few():
    proposed = Proposed(torch.tensor([[0.0, 3.0, 1.0]]), torch.arange(12.0).view(1, 3, 4))
    cells = proposed.best(2)
    assert cells.tolist() == [[1, 2]]
    assert proposed.boxes(cells).tolist() == [[[4, 5, 6, 7], [8, 9, 10, 11]]]
    assert proposed.best(900).tolist() == [[1, 2, 0]]


def test_every_parameter_learns_beside_padding():
    proposals = tiny()
    proposed = proposals(torch.randn(1, 30, 8), padded())
    (proposed.logit.square().sum() + proposed.box.square().sum()).backward()
    assert all(p.grad.isfinite().all() and p.grad.any() for p in proposals.parameters())
