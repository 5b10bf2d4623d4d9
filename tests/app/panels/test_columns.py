"""Frames in columns of pixels."""

import numpy as np
import pytest

from rvos_studio.app.panels.columns import Columns
from rvos_studio.app.panels.sight import Sight


def test_many_frames_share_a_column():
    values = np.arange(100)
    columns = Columns(0, 10, 10)
    assert columns.reduced(values, np.fmax).tolist() == list(range(9, 100, 10))
    assert columns.reduced(values, np.fmin).tolist() == list(range(0, 100, 10))
    assert columns.place(35) == 3.5


def test_a_frame_fills_many_columns():
    columns = Columns(4, 0.25, 8)
    assert columns.reduced(np.arange(10), np.fmax).tolist() == [4, 4, 4, 4, 5, 5, 5, 5]


def test_a_part_is_drawn_as_in_the_whole():
    values = np.random.default_rng(0).random(10_000)
    whole = Columns(1_234.5, 7.3, 900)
    part = Columns(whole.left + 300 * whole.across, whole.across, 200)
    assert np.array_equal(part.reduced(values, np.fmax), whole.reduced(values, np.fmax)[300:500])


@pytest.mark.parametrize("across", [0.01, 0.3, 1, 7.3, 400])
def test_no_frame_is_lost(across):
    values = np.zeros(1_000)
    values[[0, 137, 999]] = 1
    columns = Columns(0, across, int(np.ceil(1_000 / across)))
    seen = columns.reduced(values, np.fmax)
    for frame in (0, 137, 999):
        assert seen[int(columns.place(frame + min(0.5, across / 2)))] == 1


def test_what_is_not_known_is_passed_over():
    values = np.array([np.nan, 0.5, np.nan, np.nan])
    seen = Columns(0, 2, 2).reduced(values, np.fmax)
    assert seen[0] == 0.5
    assert np.isnan(seen[1])


def test_sight_stays_within_the_clip():
    sight = Sight.whole(100).zoomed(3, 0)
    assert sight.left == 0
    assert sight.moved(-10) == sight
    assert sight.moved(1_000).right == 100
    assert Sight.whole(3).zoomed(5, 1) == Sight(3, 0, 3)
    assert Sight.whole(100).on(range(50, 52)).span == 8
    assert Sight.whole(0).moved(3).left == 0


def test_sight_turns_pages():
    sight = Sight(100, 20, 10)
    assert sight.turned_to(25) == sight
    assert sight.turned_to(31).left == 30
    assert sight.turned_to(19).left == 10
    assert sight.turned_to(80).left == pytest.approx(75.5)
    assert sight.turned_to(99).right == 100
