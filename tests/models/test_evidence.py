"""What is seen of a clip is seen once, and what the grounders think is told before they cut."""

import numpy as np
import pytest

from rvos_studio.models import evidence
from rvos_studio.models.evidence import CHANNELS, STRIDES, Observer
from rvos_studio.video import open_clip
from tests.models.moving_squares import red_place, squares
from tests.pictures import write_square_clip


@pytest.fixture(scope="module")
def observer():
    return Observer()


@pytest.fixture(scope="module")
def seen(observer):
    return observer.watch(squares(6))


def test_maps_are_those_of_the_frozen_network(seen):
    look = seen.look(2)
    height, width = seen.size
    assert (height % 32, width % 32) == (0, 0)
    assert abs(height * width / evidence.AREA - 1) < 0.2
    assert [one.shape[0] for one in look.maps] == [24, 40, 112, 320]
    cells = [4, 8, 16, 16]
    assert [one.shape[1:] for one in look.maps] == [(height // c, width // c) for c in cells]
    assert len(look.maps) == len(STRIDES)
    assert seen.look(2) is look


def test_evidence_of_what_moves_lies_on_it(seen):
    found = seen.evidence("the red thing moving to the right", 3).astype(np.float32)
    assert found.shape == (CHANNELS, seen.size[0] // 8, seen.size[1] // 8)
    truth = red_place(3)
    rows, columns = np.nonzero(truth)
    cell = (
        slice(None),
        int(rows.mean() * found.shape[1] / truth.shape[0]),
        int(columns.mean() * found.shape[2] / truth.shape[1]),
    )
    by_class, _, by_motion, moving = found[cell]
    assert by_motion > 0 > found[2, -1, -1]
    assert moving > 0.5
    # Nobody knows a class of things.
    assert by_class == 0
    assert not found[:2].any()


def test_a_noun_that_is_known_gives_evidence_by_class(seen):
    found = seen.evidence("a dog", 3)
    assert found[0].any()
    assert np.isfinite(found).all()
    assert np.abs(found).max() <= 2


def test_expressions_do_not_meet(observer):
    alone = observer.watch(squares(6)).evidence("a dog", 1)
    together = observer.watch(squares(6))
    together.evidence("a red car", 1)
    assert np.array_equal(alone, together.evidence("a dog", 1))


def test_the_same_content_is_seen_once(observer, tmp_path, monkeypatch):
    folders = [write_square_clip(tmp_path / name, 3) for name in ("one", "other")]
    longer = write_square_clip(tmp_path / "longer", 4)
    with (
        open_clip(folders[0]) as first,
        open_clip(folders[1]) as second,
        open_clip(longer) as third,
    ):
        look = observer.watch(first).look(1)
        assert observer.watch(second).look(1) is look
        monkeypatch.setattr(evidence, "_KEPT_CLIPS", 1)
        observer.watch(third)
        assert observer.watch(first).look(1) is not look


def test_only_so_many_looks_are_kept(observer):
    small = evidence.Observed(observer, squares(4), kept_bytes=1)
    first = small.look(0)
    small.look(1)
    assert small.look(0) is not first
