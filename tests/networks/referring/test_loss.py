"""The loss of ReferFormer and MUTR on answers small enough to work out."""

import math

import torch

from rvos_studio.networks.losses import generalised_overlap
from rvos_studio.networks.referring.loss import Target, losses, match, training_loss
from rvos_studio.networks.referring.network import Answer
from tests.networks.referring.test_network import parts


def boxes(*values):
    return torch.tensor(values, dtype=torch.float32)


def example():
    """Two clips of two frames and three queries; the second clip's object is gone on its second frame."""
    generator = torch.Generator().manual_seed(1)
    masks = torch.zeros(2, 2, 3, 4)
    masks[0, :, 1:, 1:3] = 1
    masks[1, 0, :2, 2:] = 1
    true_boxes = boxes([(0.5, 0.6, 0.5, 0.6)] * 2, [(0.7, 0.3, 0.5, 0.6), (0.0, 0.0, 0.0, 0.0)])
    answer = Answer(
        logits=torch.randn(2, 2, 3, 1, generator=generator),
        boxes=torch.rand(2, 2, 3, 4, generator=generator),
        masks=torch.randn(2, 2, 3, 3, 4, generator=generator),
    )
    return answer, Target(masks, true_boxes, torch.tensor([[1, 1], [1, 0]]))


def test_the_query_that_is_right_costs_least():
    answer, target = example()
    for clip, query in enumerate((2, 1)):
        answer.logits[clip, :, query] = 4.0
        answer.boxes[clip, :, query] = target.boxes[clip]
        answer.masks[clip, :, query] = 8 * target.masks[clip] - 4
    assert match(answer, target).argmin(1).tolist() == [2, 1]


def test_terms_worked_out_one_by_one():
    answer, target = example()
    found = losses(answer, target, torch.tensor([2, 0]))
    expected = dict.fromkeys(found, 0.0)
    for clip, query in enumerate((2, 0)):
        for frame in range(2):
            box, true = answer.boxes[clip, frame, query], target.boxes[clip, frame]
            expected["box"] += float((box - true).abs().sum())
            expected["giou"] += 1 - float(generalised_overlap(box, true))
            for other in range(3):
                p = float(answer.logits[clip, frame, other].sigmoid())
                if other == query and target.visible[clip, frame]:
                    expected["class"] += 0.25 * (1 - p) ** 2 * -math.log(p)
                else:
                    expected["class"] += 0.75 * p**2 * -math.log(1 - p)
        p, wanted = answer.masks[clip, :, query].sigmoid().flatten(), target.masks[clip].flatten()
        both, either = float((p * wanted).sum()), float(p.sum() + wanted.sum())
        expected["dice"] += 1 - (2 * both + 1) / (either + 1)
        p, wanted = p.tolist(), wanted.tolist()
        focal = [
            0.25 * (1 - a) ** 2 * -math.log(a) if b else 0.75 * a**2 * -math.log(1 - a)
            for a, b in zip(p, wanted, strict=True)
        ]
        expected["mask"] += sum(focal) / len(focal)
    for name, value in expected.items():
        assert math.isclose(float(found[name]), value / 3, rel_tol=1e-4), name


def test_each_layer_has_a_matching_of_its_own():
    first, target = example()
    second = Answer(*(value.flip(2) for value in parts(first)))
    assert match(first, target).argmin(1).tolist() != match(second, target).argmin(1).tolist()
    one = training_loss([first], target)
    assert torch.allclose(training_loss([second], target), one)
    assert torch.allclose(training_loss([first, second], target), 2 * one)


def test_a_clip_without_the_object_is_no_division_by_zero():
    answer, target = example()
    nothing = Target(target.masks * 0, target.boxes * 0, target.visible * 0)
    assert match(answer, nothing).isfinite().all()
    assert training_loss([answer], nothing).isfinite()
