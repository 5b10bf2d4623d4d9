import pytest

from rvos_studio.fusion import disagreements
from rvos_studio.fusion.keyframe import agreement, best_frame, product, summed
from rvos_studio.masks import Mask

FULL, NONE = Mask.full(4, 4), Mask.empty(4, 4)


def test_the_first_of_the_best_frames_is_taken():
    assert best_frame({7: 0.5, 3: 0.9, 5: 0.9}) == 3
    assert best_frame({}) is None


def test_confidences_are_put_together_where_all_are_known():
    one, other = {0: 0.5, 1: 0.8, 2: 0.9}, {1: 0.5, 2: 0.25}
    assert summed([one, other]) == pytest.approx({1: 1.3, 2: 1.15})
    assert product([one, other]) == pytest.approx({1: 0.4, 2: 0.225})
    assert summed([]) == product([]) == {}


def test_agreement_is_the_mean_overlap_of_every_two():
    half = Mask.from_array(FULL.array() * [1, 1, 0, 0])
    tracks = [{0: FULL, 1: FULL, 2: NONE}, {0: FULL, 1: half, 2: NONE}, {0: FULL, 1: half, 2: NONE}]
    assert agreement(tracks) == pytest.approx({0: 1, 1: 2 / 3, 2: 0})


def test_expressions_disagree_where_their_masks_do():
    left = Mask.from_array(FULL.array() * [1, 1, 0, 0])
    tracks = {
        1: {0: left, 1: left, 2: NONE},
        2: {0: left, 1: FULL, 2: NONE},
        3: {0: ~left, 1: NONE},
        4: {9: FULL},
    }
    found = disagreements(tracks)
    assert [(each.first, each.second, each.iou) for each in found] == [(1, 3, 0), (2, 3, 0)]
    assert [each.iou for each in disagreements(tracks, alike=0.8)] == [0, 0, 0.75]
    assert disagreements({1: {0: NONE}, 2: {0: NONE}}) == []
