import sqlite3

import pytest

from rvos_studio.errors import Refused
from rvos_studio.project import Kind, Project, Provenance, Version, schema
from rvos_studio.project.versions import MOST
from tests.project.conftest import FUSION, PERSON

CARRIED = Provenance.now(Kind.PROPAGATION, "carrier")


@pytest.fixture
def one(project):
    with project.edit("Add") as edit:
        return edit.add_object("dog")


def put(project, number, masks, made=CARRIED):
    with project.edit("Put") as edit:
        edit.put_masks(number, masks, made)
    return edit.id


def keep(project, number, masks, made=CARRIED, name="a run"):
    return project.versions.keep(number, name, put(project, number, masks, made))


def track(project, number):
    return {frame: found.mask for frame, found in project.track(number).items()}


def bring_back(project, version):
    with project.edit("Bring back") as edit:
        return edit.bring_back(version.object_id, version.id)


def stored(project):
    with sqlite3.connect(project.path) as file:
        return file.execute("SELECT count(*) FROM mask").fetchone()[0]


def test_a_version_is_the_whole_track_and_comes_back_as_one_step(project, one, mask):
    put(project, one, {0: mask(0)}, PERSON)
    first = keep(project, one, {1: mask(1), 2: mask(2)})
    keep(project, one, {2: mask(12), 3: mask(13)})
    later = track(project, one)
    change = bring_back(project, first)
    assert (change.object_id, change.frames) == (one, {2, 3})
    assert track(project, one) == {0: mask(0), 1: mask(1), 2: mask(2)}
    assert project.mask(one, 2).provenance == CARRIED
    assert bring_back(project, first).frames == frozenset()
    project.undo()
    assert track(project, one) == later
    assert [each.name for each in project.versions.of(one)] == ["a run", "a run"]


def test_what_a_person_drew_since_stays(project, one, mask):
    put(project, one, {0: mask(0), 4: mask(4)}, PERSON)
    version = keep(project, one, {1: mask(1), 2: mask(2)})
    put(project, one, {0: mask(20), 1: mask(21), 5: mask(25)}, PERSON)
    with project.edit("Remove") as edit:
        edit.remove_masks(one, [2, 4])
    bring_back(project, version)
    assert track(project, one) == {
        0: mask(20), 1: mask(21), 2: mask(2), 4: mask(4), 5: mask(25),
    }  # fmt: skip
    assert project.human_frames(one) == [0, 1, 4, 5]


def test_a_version_outlives_the_edit_that_made_it(project, one, mask):
    version = keep(project, one, {1: mask(1)})
    project.undo()
    put(project, one, {1: mask(7)}, FUSION)
    assert not project.versions.stands(version)
    assert project.versions.before(version) == {}
    bring_back(project, version)
    assert track(project, one) == {1: mask(1)}
    project.undo()
    put(project, one, {2: mask(2)}, FUSION)
    bring_back(project, version)
    assert track(project, one) == {1: mask(1)}


def test_undo_works_past_versions_that_were_brought_back_and_forgotten(project, one, mask):
    first = keep(project, one, {1: mask(1)})
    keep(project, one, {1: mask(2)})
    bring_back(project, first)
    project.undo()
    for number in range(MOST + 1):
        keep(project, one, {1: mask(30 + number)})
    assert first not in project.versions.of(one)
    while project.undo():
        pass
    while project.redo():
        pass
    assert track(project, one) == {1: mask(30 + MOST)}


def test_the_newest_are_kept_and_those_with_a_name(project, one, mask):
    first, second = (keep(project, one, {1: mask(n)}) for n in range(2))
    project.versions.rename(first.id, "the good one")
    for number in range(MOST):
        keep(project, one, {1: mask(9 + number)}, name=str(number))
    names = [each.name for each in project.versions.of(one)]
    assert names == [str(number) for number in reversed(range(MOST))] + ["the good one"]
    assert project.versions.masks(second.id) == {}


def test_masks_that_only_a_version_had_go_with_it(project, one, mask):
    keep(project, one, {1: mask(1), 2: mask(2)})
    project.undo()
    put(project, one, {0: mask(0)}, PERSON)
    assert stored(project) == 3
    for _ in range(MOST):
        project.versions.keep(one, "again", 0)
    assert stored(project) == 1


def test_what_was_there_before_is_known_while_the_edit_is_done(project, one, mask):
    put(project, one, {1: mask(1)}, FUSION)
    before = project.versions.now(one)[1]
    with project.edit("Carry") as edit:
        edit.put_masks(one, {1: mask(5)}, CARRIED)
        edit.put_masks(one, {1: mask(6), 2: mask(7)}, CARRIED)
    version = project.versions.keep(one, "run", edit.id)
    assert project.versions.stands(version)
    assert project.versions.before(version) == {1: before, 2: None}
    assert project.versions.read([before]) == {before: mask(1)}
    project.undo()
    assert not project.versions.stands(version)


def test_an_object_of_the_same_number_has_no_versions_yet(project, one, mask):
    version = keep(project, one, {1: mask(1)})
    with project.edit("Remove") as edit:
        edit.remove_object(one)
    project.undo()
    assert project.versions.of(one) == [version]
    project.redo()
    with project.edit("Add") as edit:
        assert edit.add_object("cat") == one
    assert project.versions.of(one) == []


def test_a_locked_object_keeps_its_track(project, one, mask):
    version = keep(project, one, {1: mask(1)})
    with project.edit("Lock") as edit:
        edit.set_locked(one, True)
    with pytest.raises(Refused, match="locked"):
        bring_back(project, version)


def test_an_older_project_gets_the_tables(tmp_path, clip, mask, monkeypatch):
    path = tmp_path / "old.rvos"
    with monkeypatch.context() as before:
        before.setattr(
            schema, "MIGRATIONS", schema.MIGRATIONS[: schema.MIGRATIONS.index(schema._VERSIONS)]
        )
        Project.create(path, clip).close()
    again = Project.open(path)
    with again.edit("Add") as edit:
        number = edit.add_object("dog")
    version = keep(again, number, {1: mask(1)})
    again.close()
    again = Project.open(path)
    assert again.versions.of(number) == [version]
    assert isinstance(version, Version)
    again.close()
