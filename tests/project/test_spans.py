"""Reading a whole track anew only after it has changed."""

import numpy as np
import pytest

from rvos_studio.project import Kind, Provenance
from tests.project.conftest import FRAMES, FUSION, PERSON


@pytest.fixture
def number(project, mask):
    with project.edit("Draw") as edit:
        number = edit.add_object("")
        edit.put_masks(number, {2: mask(1), 3: mask(2)}, PERSON)
    return number


def test_presence_and_makers(project, mask, number):
    with project.edit("Fuse") as edit:
        edit.put_masks(number, {4: mask(1) - mask(1), 5: mask(3)}, FUSION)
    kinds, present = project.spans.kinds(number), project.spans.presence(number)
    assert len(kinds) == len(present) == FRAMES
    assert np.flatnonzero(kinds).tolist() == [2, 3, 4, 5]
    assert np.flatnonzero(present).tolist() == [2, 3, 5]
    assert kinds[2] == Kind.PERSON
    with pytest.raises(ValueError, match="read-only"):
        kinds[0] = 1


def test_only_a_changed_track_is_read_again(project, mask, number):
    with project.edit("Draw") as edit:
        other = edit.add_object("")
        edit.put_masks(other, {1: mask(1)}, PERSON)
    before, others = project.spans.kinds(number), project.spans.kinds(other)
    with project.edit("Draw") as edit:
        edit.put_masks(number, {7: mask(4)}, PERSON)
    assert project.spans.kinds(number)[7] == Kind.PERSON
    assert project.spans.kinds(other) is others
    project.undo()
    assert np.array_equal(project.spans.kinds(number), before)
    project.redo()
    assert project.spans.kinds(number)[7] == Kind.PERSON


def test_what_is_read_within_an_edit_that_fails_is_forgotten(project, mask, number):
    def fail():
        with project._database.transaction(), project.edit("Draw") as edit:
            edit.put_masks(number, {7: mask(4)}, PERSON)
            assert project.spans.kinds(number)[7] == Kind.PERSON
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert project.spans.kinds(number)[7] == 0


def test_answers_over_the_clip(project, mask):
    with project.edit("Ask") as edit:
        expression = edit.add_expression(edit.add_object(""), "the dog")
        made = Provenance.now(Kind.MODEL, "one")
        edit.put_predictions(expression, "one", {3: (mask(1), 0.25)}, made)
    curve = project.spans.curves(expression)["one"]
    assert curve.confidence[3] == 0.25
    assert curve.area[3] == pytest.approx(mask(1).area / 48)
    assert np.isnan(np.delete(curve.area, 3)).all()
    assert np.flatnonzero(curve.identity.any(axis=1)).tolist() == [3]
    assert project.spans.curves(expression)["one"] is curve
    with project.edit("Ask") as edit:
        edit.put_predictions(expression, "one", {3: (mask(1), 0.25)}, made)
    assert (project.spans.curves(expression)["one"].identity[3] != curve.identity[3]).any()
