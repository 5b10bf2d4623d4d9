"""Agreement of models, and what each does to a fusion."""

import numpy as np
import pytest

from rvos_studio.errors import BadInput
from rvos_studio.fusion import fuse
from rvos_studio.masks import Mask
from rvos_studio.metrics import agreement, leave_one_out, score


def box(left, right, height=10, width=20):
    pixels = np.zeros((height, width), bool)
    pixels[:, left:right] = True
    return Mask.from_array(pixels)


def majority(masks):
    return fuse(masks, 0.5)


def test_agreement_is_the_mean_over_pairs():
    masks = [box(0, 4), box(0, 8), box(4, 8)]
    assert agreement(masks) == pytest.approx((4 / 8 + 0 + 4 / 8) / 3)
    assert agreement([box(0, 0), box(0, 0)]) == 1
    with pytest.raises(BadInput, match="at least two"):
        agreement(masks[:1])


def test_a_member_is_worth_what_is_lost_without_it():
    truth = [box(2, 12)] * 3
    members = {"good": truth, "left": [box(2, 7)] * 3, "elsewhere": [box(14, 18)] * 3}
    found = leave_one_out(members, truth, majority)
    # Two of three: the left half. Without 'good' or 'elsewhere' one of two suffices.
    assert found.fused.j.mean == pytest.approx(0.5)
    assert found.without["good"].j.mean == pytest.approx(5 / 14)
    assert found.without["elsewhere"].j.mean == 1
    assert found.without["left"].j.mean == pytest.approx(10 / 14)
    arrays = [mask.array() for mask in truth]
    for name, masks in members.items():
        assert found.alone[name] == score([mask.array() for mask in masks], arrays)


def test_leaving_one_out_needs_two_and_frames():
    with pytest.raises(BadInput, match="at least two"):
        leave_one_out({"only": [box(0, 3)]}, [box(0, 3)], majority)
    with pytest.raises(BadInput, match="at least one frame"):
        leave_one_out({"a": [], "b": []}, [], majority)
