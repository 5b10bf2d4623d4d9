"""Versions of tracks: made by propagations, compared, named, and brought back."""

import numpy as np
import pytest

from rvos_studio.errors import BadInput
from rvos_studio.masks import Mask
from rvos_studio.project import Kind, Provenance
from rvos_studio.studio.versions import LONGEST_NAME, Differences, bring_back, rename, run_name
from tests.pictures import HEIGHT, WIDTH, truth
from tests.studio.test_propagate import PROPAGATOR, Answering, run


@pytest.fixture
def number(session):
    """An object that is drawn on frame 2."""
    made = session.add_object("square").object_id
    session.correct(made, 2, truth(2))
    return made


def versions(session, number):
    return session.project.versions.of(number)


def test_every_run_leaves_a_version_of_each_object(session, number):
    other = session.add_object("another").object_id
    session.correct(other, 4, truth(4))
    run(session, [number, other], first=3, last=6)
    (one,), (two,) = versions(session, number), versions(session, other)
    assert one.name == f"{PROPAGATOR} 3–6"
    assert one.edit == two.edit == session.undoable.id
    assert two.name == f"{PROPAGATOR} 3–6"
    assert sorted(session.project.versions.masks(one.id)) == [2, 3, 4, 5, 6]


def test_a_run_that_changes_nothing_leaves_none(session, number):
    run(session, [number], first=2, last=2)
    assert versions(session, number) == []


def test_a_run_that_fails_on_its_way_leaves_what_it_did(session, number):
    class Failing(Answering):
        def run(self, task, **arguments):
            answers = super().run(task, **arguments)
            yield next(answers)
            raise BadInput("the model is broken")

    with pytest.raises(BadInput, match="broken"):
        run(session, [number], Failing())
    (version,) = versions(session, number)
    assert len(session.project.versions.masks(version.id)) == 2


def test_bringing_back_is_an_edit_of_its_own(session, number):
    run(session, [number])
    (version,) = versions(session, number)
    before = session.project.track(number)
    session.correct(number, 5, truth(9))
    with session.project.edit("Fuse") as edit:
        edit.put_masks(number, {7: truth(0), 8: truth(0)}, Provenance.now(Kind.FUSION))
    assert bring_back(session, version).frames == {7, 8}
    assert session.undoable.title == f"Bring back '{PROPAGATOR} 0–11'"
    track = session.project.track(number)
    assert track[5].mask == truth(9)
    assert {**track, 5: before[5]} == before


def test_names_are_checked(session, number):
    run(session, [number])
    (version,) = versions(session, number)
    rename(session, version.id, "  the   good one ")
    assert [each.name for each in versions(session, number)] == ["the good one"]
    for unfit in (" ", "x" * (LONGEST_NAME + 1)):
        with pytest.raises(BadInput):
            rename(session, version.id, unfit)


def test_differences_are_told_frame_by_frame(session, number):
    made = Provenance.now(Kind.FUSION)
    with session.project.edit("Fuse") as edit:
        edit.put_masks(number, {0: truth(0), 1: truth(1), 3: Mask.empty(HEIGHT, WIDTH)}, made)
    then = session.project.versions.now(number)
    with session.project.edit("Fuse") as edit:
        edit.put_masks(number, {0: truth(1), 3: truth(3), 4: truth(4)}, made)
    differences = Differences(session)
    for _ in range(2):
        found = differences.between(
            {**then, 4: None, 9: None}, session.project.versions.now(number)
        )
        assert found[[1, 2, 3, 4, 9]].tolist() == [0, 0, 1, 1, 0]
        assert found[0] == pytest.approx(1 - truth(0).iou(truth(1)))
        assert np.flatnonzero(~np.isnan(found)).tolist() == [0, 1, 2, 3, 4, 9]


def test_runs_are_named_by_model_and_frames():
    assert run_name("aot-t", {8, 3, 5}) == "aot-t 3–8"
    assert run_name("aot-t", {7}) == "aot-t 7"
