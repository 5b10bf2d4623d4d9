"""The loss of SOC on answers small enough to reason about."""

import math

import torch

from rvos_studio.networks.referring.soc.loss import Target, losses, match, training_loss
from rvos_studio.networks.referring.soc.network import SocAnswer


def example():
    """Two clips of two frames and three queries; the second clip's object is gone on its second frame."""
    generator = torch.Generator().manual_seed(1)
    masks = torch.zeros(2, 2, 12, 16)
    masks[0, :, 4:, 4:12] = 1
    masks[1, 0, :8, 8:] = 1
    true_boxes = torch.tensor(
        [[[0.5, 0.6, 0.5, 0.6]] * 2, [[0.7, 0.3, 0.5, 0.6], [0.0, 0.0, 0.0, 0.0]]]
    )
    answer = SocAnswer(
        logits=torch.randn(2, 2, 3, 1, generator=generator),
        boxes=torch.rand(2, 2, 3, 4, generator=generator),
        masks=torch.randn(2, 2, 3, 3, 4, generator=generator),
        clip_states=torch.randn(2, 3, 8, generator=generator),
    )
    summary = torch.randn(2, 8, generator=generator)
    return answer, summary, Target(masks, true_boxes, torch.tensor([[1, 1], [1, 0]]))


def test_the_query_that_is_right_costs_least():
    answer, _, target = example()
    for clip, query in enumerate((2, 1)):
        answer.logits[clip, :, query] = 4.0
        answer.boxes[clip, :, query] = target.boxes[clip]
        answer.masks[clip, :, query] = 8 * target.masks[clip, :, ::4, ::4] - 4
    assert match(answer, target).argmin(1).tolist() == [2, 1]


def test_the_sentence_agrees_with_one_query_of_all():
    answer, summary, target = example()
    found = float(losses(answer, summary, target, torch.tensor([2, 0]))["contrast"])
    expected = 0.0
    for clip, query in enumerate((2, 0)):
        likeness = [float(state @ summary[clip]) / 8 for state in answer.clip_states[clip]]
        expected -= likeness[query] - math.log(sum(map(math.exp, likeness)))
    assert math.isclose(found, expected / 2, rel_tol=1e-5)


def test_every_frame_counts_whether_the_object_is_visible_or_not():
    answer, summary, target = example()
    matched = torch.tensor([2, 0])
    found = losses(answer, summary, target, matched)
    boxes = torch.stack([answer.boxes[0, :, 2], answer.boxes[1, :, 0]])
    expected = (boxes - target.boxes).abs().sum() / 4
    assert torch.allclose(found["box"], expected)
    p = answer.logits[..., 0].sigmoid()
    wrong = 0.75 * p**2 * -(1 - p).log()
    right = 0.25 * (1 - p) ** 2 * -p.log()
    for clip, frame, query in ((0, 0, 2), (0, 1, 2), (1, 0, 0)):
        wrong[clip, frame, query] = right[clip, frame, query]
    assert torch.allclose(found["class"], wrong.sum() / 4)


def test_each_layer_has_a_matching_of_its_own():
    first, summary, target = example()
    second = SocAnswer(
        first.logits.flip(2), first.boxes.flip(2), first.masks.flip(2), first.clip_states.flip(1)
    )
    assert match(first, target).argmin(1).tolist() != match(second, target).argmin(1).tolist()
    one = training_loss([first], summary, target)
    assert torch.allclose(training_loss([second], summary, target), one)
    assert torch.allclose(training_loss([first, second], summary, target), 2 * one)


def test_a_clip_without_the_object_is_no_division_by_zero():
    answer, summary, target = example()
    nothing = Target(target.masks * 0, target.boxes * 0, target.visible * 0)
    assert match(answer, nothing).isfinite().all()
    assert training_loss([answer], summary, nothing).isfinite()
