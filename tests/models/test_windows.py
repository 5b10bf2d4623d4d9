"""Frames of a clip in windows."""

import pytest

from rvos_studio.models.windows import balanced, consecutive


@pytest.mark.parametrize(
    ("count", "most", "lengths"),
    [
        (0, 5, []),
        (5, 5, [5]),
        (6, 5, [3, 3]),
        (37, 36, [19, 18]),
        (11, 4, [4, 4, 3]),
        (3, 1, [1, 1, 1]),
        (5, 100, [5]),
    ],
)
def test_balanced_windows_are_equally_long(count, most, lengths):
    frames = [3 * number for number in range(count)]
    windows = balanced(frames, most)
    assert [len(window) for window in windows] == lengths
    assert [frame for window in windows for frame in window] == frames


def test_no_frame_or_two_are_left_over_where_windows_can_be_longer():
    for count in range(3, 60):
        for most in range(5, 30):
            lengths = [len(window) for window in balanced(range(count), most)]
            assert max(lengths) <= most
            assert max(lengths) - min(lengths) <= 1
            assert min(lengths) >= 3


def test_consecutive_windows_leave_the_rest_in_the_last():
    assert [len(window) for window in consecutive(range(80), 36)] == [36, 36, 8]
    assert consecutive([2, 5, 9], 2) == [[2, 5], [9]]
    assert consecutive([], 4) == []
