"""J, F and their statistics on cases small enough to work out by hand."""

import math

import numpy as np
import pytest

from rvos_studio.errors import BadInput
from rvos_studio.metrics import (
    Score,
    best_assignment,
    boundary_accuracy,
    boundary_map,
    mean_jf,
    region_similarity,
    score,
    statistics,
)
from rvos_studio.metrics.frame import radius

EMPTY = np.zeros((6, 8), bool)
FULL = ~EMPTY


def square(top, left, bottom, right, shape=(6, 8)):
    mask = np.zeros(shape, bool)
    mask[top:bottom, left:right] = True
    return mask


def test_region_similarity_is_intersection_over_union():
    assert region_similarity(square(0, 0, 2, 2), square(0, 1, 2, 3)) == 2 / 6
    assert region_similarity(EMPTY, EMPTY) == 1
    assert region_similarity(FULL, EMPTY) == 0
    assert region_similarity(square(1, 1, 3, 3), square(1, 1, 3, 3)) == 1


def test_void_pixels_count_in_neither():
    void = square(0, 0, 6, 1)
    assert region_similarity(square(0, 0, 2, 2), square(0, 1, 2, 2), void) == 1
    assert boundary_accuracy(square(0, 0, 6, 1), EMPTY, void=void) == 1


def test_a_lone_pixel_has_four_boundary_pixels_up_and_left():
    assert np.argwhere(boundary_map(square(2, 3, 3, 4))).tolist() == [
        [1, 2],
        [1, 3],
        [2, 2],
        [2, 3],
    ]


def test_the_frame_border_is_no_boundary():
    assert not boundary_map(FULL).any()
    half = square(0, 0, 6, 4)
    assert np.argwhere(boundary_map(half))[:, 1].tolist() == [3] * 6
    assert np.argwhere(boundary_map(square(5, 7, 6, 8))).tolist() == [[4, 6], [4, 7], [5, 6]]


@pytest.mark.parametrize(
    ("height", "width", "pixels"),
    [(48, 64, 1), (75, 100, 1), (300, 400, 4), (480, 854, 8), (720, 1280, 12)],
)
def test_the_tolerance_is_a_share_of_the_diagonal_rounded_up(height, width, pixels):
    assert radius(height, width) == pixels


def test_a_tolerance_of_one_or_more_is_pixels():
    assert radius(480, 854, 3) == 3


def test_boundary_accuracy_counts_pixels_within_the_disk():
    # Vertical edges at columns 3 and 5 of a 6 x 8 frame: two pixels apart.
    left, right = square(0, 0, 6, 4), square(0, 0, 6, 6)
    assert boundary_accuracy(left, right, tolerance=1) == 0
    assert boundary_accuracy(left, right, tolerance=2) == 1
    # The lower three edge pixels of `left` are missing: recall is 3 of 6 plus 1 by the disk.
    corner = square(0, 0, 3, 4)
    edge = np.argwhere(boundary_map(corner)).tolist()
    assert edge == [[0, 3], [1, 3], [2, 0], [2, 1], [2, 2], [2, 3]]
    # Within one pixel of column 3: (0,3) (1,3) (2,2) (2,3) of six; back: rows 0 to 3 of six.
    assert boundary_accuracy(corner, left, tolerance=1) == pytest.approx(4 / 6)


def test_boundaries_that_do_not_exist():
    assert boundary_accuracy(EMPTY, EMPTY) == 1
    assert boundary_accuracy(FULL, EMPTY) == 1
    assert boundary_accuracy(FULL, square(1, 1, 3, 3)) == 0
    assert boundary_accuracy(~square(1, 1, 3, 3), square(1, 1, 3, 3)) == 1


def test_the_disk_is_round():
    # A lone diagonal step of (2, 2) is 2.83 pixels away: outside radius 2, inside radius 3.
    a, b = square(3, 3, 4, 4, (20, 20)), square(8, 8, 9, 9, (20, 20))
    nearest = math.hypot(4, 4)
    assert boundary_accuracy(a, b, tolerance=math.floor(nearest)) == 0
    assert boundary_accuracy(a, b, tolerance=math.ceil(nearest)) > 0


def test_sizes_must_agree():
    with pytest.raises(BadInput, match="one height x width"):
        region_similarity(EMPTY, EMPTY.T)
    with pytest.raises(BadInput, match="one height x width"):
        boundary_accuracy(np.stack([EMPTY] * 2), np.stack([EMPTY] * 2))
    with pytest.raises(BadInput, match="void"):
        region_similarity(EMPTY, EMPTY, void=EMPTY.T)


def test_statistics_by_hand():
    result = statistics([1.0, 0.8, 0.5, 0.25, 0.0])
    assert result.mean == pytest.approx(0.51)
    assert result.recall == pytest.approx(0.4)  # 0.5 itself is not above
    assert result.decay == pytest.approx((1.0 + 0.8) / 2 - (0.25 + 0.0) / 2)
    assert statistics([0.7]).decay == 0


def test_statistics_leave_missing_frames_out():
    result = statistics([math.nan, 1.0, math.nan, 0.0])
    assert (result.mean, result.recall) == (0.5, 0.25)
    assert math.isnan(statistics([math.nan]).mean)
    with pytest.raises(BadInput, match="at least one frame"):
        statistics([])


def test_decay_of_long_clips_uses_their_last_frames():
    assert statistics([1.0] * 300 + [0.0] * 300).decay == 1


def test_jf_averages_objects_not_frames():
    long, short = Score((1.0,) * 9, (1.0,) * 9), Score((0.0,), (0.5,))
    assert short.jf == 0.25
    assert mean_jf([long, short]) == pytest.approx((0.5 + 0.75) / 2)
    with pytest.raises(BadInput, match="at least one"):
        mean_jf([])


def test_tracks_of_different_length_are_not_scored():
    with pytest.raises(ValueError, match="shorter"):
        score([EMPTY, EMPTY], [EMPTY])


def test_swapped_ids_cost_nothing_by_best_assignment():
    a, b = [square(0, 0, 3, 3)], [square(3, 4, 6, 8)]
    assert [position for position, _ in best_assignment([b, a], [a, b])] == [1, 0]
    assert mean_jf([each for _, each in best_assignment([b, a], [a, b])]) == 1


def test_missing_predictions_are_empty_masks():
    a, b = [square(0, 0, 3, 3)], [square(3, 4, 6, 8)]
    (first, good), (second, bad) = best_assignment([b], [a, b])[::-1]
    assert (first, second) == (0, None)
    assert (good.jf, bad.jf) == (1, 0)
    assert best_assignment([], [[EMPTY]])[0][1].jf == 1
