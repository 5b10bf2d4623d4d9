import pytest

from rvos_studio.errors import Refused
from rvos_studio.project import Kind, Note, Project, Provenance, State, Tally, schema
from tests.project.conftest import FRAMES, FUSION, PERSON


@pytest.fixture
def one(project):
    with project.edit("Add") as edit:
        return edit.add_object("dog")


def mark(project, number, frames, state):
    with project.edit("Mark") as edit:
        return edit.set_state(number, frames, state)


def test_states_are_kept_and_undone(project, one):
    assert not project.review.states(one).any()
    assert mark(project, one, range(3, 6), State.CHECKED).frames == {3, 4, 5}
    mark(project, one, [4], State.NEEDS_WORK)
    assert project.review.states(one)[2:7].tolist() == [0, 1, 2, 1, 0]
    (change,) = project.undo()
    assert (change.object_id, change.frames) == (one, {4})
    assert project.review.states(one)[4] == State.CHECKED
    mark(project, one, [4], State.TODO)
    assert project.review.states(one)[3:6].tolist() == [1, 0, 1]


def test_a_mask_that_nobody_has_seen_is_to_be_checked_again(project, one, mask):
    with project.edit("Fuse") as edit:
        edit.put_masks(one, {f: mask(f) for f in range(6)}, FUSION)
    mark(project, one, [1, 2, 3], State.CHECKED)
    mark(project, one, [4], State.NEEDS_WORK)
    with project.edit("Draw") as edit:
        edit.put_masks(one, {1: mask(11)}, PERSON)
    assert project.review.states(one)[1] == State.CHECKED, "who draws has seen it"
    with project.edit("Fuse again") as edit:
        edit.put_masks(one, {f: mask(20 + f) for f in range(6)}, FUSION)
    assert project.review.states(one)[:6].tolist() == [0, 1, 0, 0, 2, 0]
    project.undo()
    assert project.review.states(one)[:6].tolist() == [0, 1, 1, 1, 2, 0]
    with project.edit("Remove") as edit:
        edit.remove_masks(one, [2])
    assert project.review.states(one)[2] == State.TODO


def test_notes_are_listed_by_frame(project, one):
    with project.edit("Note") as edit:
        edit.set_note(one, 9, "the tail is missing")
        edit.set_note(one, 2, "which dog?")
    assert project.review.notes() == [
        Note(one, 2, "which dog?"),
        Note(one, 9, "the tail is missing"),
    ]
    with project.edit("Note") as edit:
        edit.set_note(one, 2, "")
    assert [note.frame for note in project.review.notes()] == [9]
    project.undo()
    project.undo()
    assert project.review.notes() == []
    with pytest.raises(Refused, match="no object 5"), project.edit("Note") as edit:
        edit.set_note(5, 0, "nobody")


def test_false_alarms_are_counted_by_reason(project, one):
    with project.edit("Fine") as edit:
        edit.add_false_alarm(one, 1, "jump")
        edit.add_false_alarm(one, 2, "jump")
        edit.add_false_alarm(one, 3, "drift")
    assert project.review.false_alarms() == {"jump": 2, "drift": 1}
    project.undo()
    assert not project.review.false_alarms()


def test_the_tally_counts_every_frame_once_for_every_object(project, one, mask):
    with project.edit("Add") as edit:
        two = edit.add_object("cat")
        edit.put_masks(one, {0: mask(0), 1: mask(1), 2: mask(2)}, PERSON)
    mark(project, one, [1, 3, 4], State.CHECKED)
    mark(project, one, [2], State.NEEDS_WORK)
    assert project.review.tally() == Tally(2 * FRAMES, checked=4, needs_work=1)
    mark(project, one, range(FRAMES), State.CHECKED)
    mark(project, two, range(FRAMES), State.CHECKED)
    assert project.review.tally().done


def test_an_empty_project_is_not_done(project):
    assert project.review.tally() == Tally(0, 0, 0)
    assert not project.review.tally().done


def test_what_was_said_of_an_object_goes_and_comes_back_with_it(project, one):
    with project.edit("Say") as edit:
        edit.set_state(one, [1], State.CHECKED)
        edit.set_note(one, 1, "good")
        edit.add_false_alarm(one, 1, "jump")
    with project.edit("Remove") as edit:
        edit.remove_object(one)
    assert not project.review.notes()
    assert not project.review.false_alarms()
    project.undo()
    assert project.review.states(one)[1] == State.CHECKED
    assert project.review.notes() == [Note(one, 1, "good")]


def test_an_older_project_gets_the_tables(tmp_path, clip, monkeypatch):
    path = tmp_path / "old.rvos"
    with monkeypatch.context() as before:
        before.setattr(
            schema, "MIGRATIONS", schema.MIGRATIONS[: schema.MIGRATIONS.index(schema._REVIEW)]
        )
        Project.create(path, clip).close()
    again = Project.open(path)
    with again.edit("Add") as edit:
        one = edit.add_object("dog")
    mark(again, one, [3], State.CHECKED)
    assert again.review.states(one)[3] == State.CHECKED
    again.close()


def test_shapes_tell_area_and_box_of_every_frame(project, one, mask):
    masks = {3: mask(3), 7: mask(7)}
    with project.edit("Draw") as edit:
        edit.put_masks(one, masks, Provenance.now(Kind.PERSON))
    found = project.shapes.track(one)
    assert len(found.area) == FRAMES
    assert [frame for frame in range(FRAMES) if found.mask[frame] >= 0] == [3, 7]
    assert found.area[7] == masks[7].area
    assert tuple(found.box[3]) == masks[3].bbox
    assert project.shapes.masks(one, [1, 3]) == {3: masks[3]}
    assert project.shapes.masks(one, []) == {}
