"""What a lock forbids, and that projects from before locks keep their histories."""

import contextlib
import json
import sqlite3

import pytest

from rvos_studio.errors import Refused
from rvos_studio.fusion import Vote
from rvos_studio.project import Project, schema
from tests.project.conftest import FUSION, PERSON


@pytest.fixture
def locked(project, mask):
    """An object with a mask on frame 0, locked."""
    with project.edit("Add") as edit:
        number = edit.add_object("dog")
        edit.put_masks(number, {0: mask(1)}, PERSON)
    with project.edit("Lock") as edit:
        edit.set_locked(number, True)
    return number


@pytest.mark.parametrize(
    "change",
    [
        lambda edit, number, mask: edit.put_masks(number, {0: mask}, PERSON),
        lambda edit, number, mask: edit.put_masks(number, {5: mask}, FUSION),
        lambda edit, number, mask: edit.remove_masks(number, [0]),
        lambda edit, number, mask: edit.remove_object(number),
    ],
)
def test_nobody_changes_the_masks_of_a_locked_object(project, locked, mask, change):
    before = project.track(locked), project.history()
    with pytest.raises(Refused, match="locked"), project.edit("Change") as edit:
        change(edit, locked, mask(2))
    assert (project.track(locked), project.history()) == before


def test_a_lock_lies_in_the_file_and_is_an_undo_step(project, locked, mask):
    project.close()
    again = Project.open(project.path)
    assert again.object(locked).locked
    again.undo()
    assert not again.object(locked).locked
    again.redo()
    assert again.object(locked).locked
    with again.edit("Unlock") as edit:
        edit.set_locked(locked, False)
        edit.put_masks(locked, {0: mask(2)}, PERSON)
    assert again.mask(locked, 0).mask == mask(2)
    again.close()


def test_names_and_votes_leave_the_lock(project, locked):
    with project.edit("Name") as edit:
        edit.rename_object(locked, "cat")
        edit.set_vote(locked, Vote(("m",), 0.5))
    record = project.object(locked)
    assert (record.name, record.vote, record.locked) == ("cat", Vote(("m",), 0.5), True)


def test_a_history_from_before_locks_is_undone_and_redone(tmp_path, clip):
    path = tmp_path / "old.rvos"
    Project.create(path, clip).close()
    with contextlib.closing(sqlite3.connect(path)) as old:
        # As a file of the program before locks has it: three columns, also in the history.
        old.execute("INSERT INTO object (id, name) VALUES (1, 'cat')")
        old.execute("INSERT INTO edit (title, made_at) VALUES ('Add', ''), ('Rename', '')")
        change = "INSERT INTO change VALUES (?, 0, 'object', ?, ?)"
        dog, cat = (json.dumps([1, name, None]) for name in ("dog", "cat"))
        old.execute(change, (1, None, dog))
        old.execute(change, (2, dog, cat))
        old.commit()
    project = Project.open(path)
    assert not project.object(1).locked
    for back in ("dog", None):
        project.undo()
        assert [record.name for record in project.objects()] == ([back] if back else [])
    project.redo()
    project.redo()
    assert project.object(1).name == "cat"
    assert not project.object(1).locked
    project.close()


def test_later_columns_stand_last_as_older_histories_need():
    assert schema.COLUMNS["object"][:3] == ("id", "name", "vote")
