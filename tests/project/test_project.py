import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

from rvos_studio.errors import BadInput, CannotWrite, Refused
from rvos_studio.fusion import Vote
from rvos_studio.project import Change, Kind, Project, Provenance, schema
from tests.project.conftest import FUSION, PERSON


def test_what_is_written_is_read_back_after_a_restart(project, mask):
    made = Provenance.now(Kind.MODEL, "motion-words", "f00d")
    with project.edit("Add") as edit:
        van = edit.add_object("van")
        words = edit.add_expression(van, "the grey van")
        more = edit.add_expression(van, "灰色的面包车 🚐")
        edit.set_vote(van, Vote(("motion-words",), 0.75))
        edit.put_predictions(words, "motion-words", {3: (mask(1), 0.5)}, made)
        edit.put_predictions(more, "motion-words", {3: (mask(2), 0.7)}, made)
        edit.put_masks(van, {3: mask(3)}, PERSON)
    project.close()

    again = Project.open(project.path)
    record = again.object(van)
    assert record.name == record.label == "van"
    assert [e.text for e in record.expressions] == ["the grey van", "灰色的面包车 🚐"]
    assert record.vote == Vote(("motion-words",), 0.75)
    assert again.predictions(van, 3) == {"motion-words": [mask(1), mask(2)]}
    assert again.predictions(van, 4) == {}
    assert again.models(van) == ["motion-words"]
    assert again.confidences(van, "motion-words") == {3: pytest.approx(0.6)}
    assert again.answered(words, "motion-words", "f00d") == {3}
    assert again.answered(words, "motion-words", "other") == set()
    assert again.mask(van, 3).mask == mask(3)
    assert again.mask(van, 3).provenance == PERSON
    assert again.human_frames(van) == [3]
    assert again.clip == project.clip
    again.close()


def test_only_a_person_overwrites_a_person(project, mask):
    with project.edit("Draw") as edit:
        one = edit.add_object("")
        edit.put_masks(one, {2: mask(1)}, PERSON)
    with project.edit("Fuse") as edit:
        change = edit.put_masks(one, {1: mask(2), 2: mask(3)}, FUSION)
    assert change == Change(one, frozenset({1}))
    assert project.mask(one, 2).mask == mask(1)
    assert project.mask(one, 1).provenance == FUSION
    with project.edit("Draw again") as edit:
        edit.put_masks(one, {2: mask(4)}, PERSON)
    assert project.mask(one, 2).mask == mask(4)


def test_undo_and_redo_survive_a_restart(project, mask):
    with project.edit("Add") as edit:
        one = edit.add_object("")
    with project.edit("Fuse") as edit:
        edit.put_masks(one, {0: mask(1), 1: mask(2)}, FUSION)
    with project.edit("Stroke") as edit:
        edit.put_masks(one, {1: mask(3)}, PERSON)
    project.close()

    again = Project.open(project.path)
    assert [entry.title for entry in again.history()] == ["Add", "Fuse", "Stroke"]
    assert again.undo() == (Change(one, frozenset({1})),)
    assert again.mask(one, 1).mask == mask(2)
    assert again.mask(one, 1).provenance == FUSION
    assert again.undo() == (Change(one, frozenset({0, 1})),)
    assert again.track(one) == {}
    again.close()

    third = Project.open(project.path)
    assert third.redoable().title == "Fuse"
    third.redo()
    third.redo()
    assert third.mask(one, 1).mask == mask(3)
    assert third.redo() == ()
    third.close()


def test_a_new_edit_forgets_what_was_undone(project, mask):
    with project.edit("Add") as edit:
        one = edit.add_object("")
    with project.edit("A") as edit:
        edit.put_masks(one, {0: mask(1)}, PERSON)
    project.undo()
    with project.edit("B") as edit:
        edit.put_masks(one, {5: mask(2)}, PERSON)
    assert project.redo() == ()
    assert [entry.title for entry in project.history()] == ["Add", "B"]
    stored = sqlite3.connect(project.path).execute("SELECT count(*) FROM mask").fetchone()[0]
    assert stored == 1


def test_an_edit_that_changes_nothing_leaves_no_step(project):
    with project.edit("Nothing"):
        pass
    assert project.history() == []
    assert project.undo() == ()


def test_removing_an_object_can_be_undone_whole(project, mask):
    with project.edit("Add") as edit:
        one = edit.add_object("dog")
        words = edit.add_expression(one, "the dog")
        edit.put_predictions(words, "m", {0: (mask(1), 1.0)}, Provenance.now(Kind.MODEL, "m"))
        edit.put_masks(one, {0: mask(2), 7: mask(3)}, PERSON)
    with project.edit("Remove") as edit:
        edit.remove_object(one)
    assert project.objects() == []
    project.undo()
    assert project.object(one).expressions[0].text == "the dog"
    assert project.predictions(one, 0) == {"m": [mask(1)]}
    assert sorted(project.track(one)) == [0, 7]


def test_a_running_edit_is_not_undone_but_kept_when_it_fails(project, mask):
    with project.edit("Add") as edit:
        one = edit.add_object("")
    with pytest.raises(ZeroDivisionError), project.edit("Propagate") as edit:
        edit.put_masks(one, {0: mask(1)}, FUSION)
        with pytest.raises(Refused, match="stop it first"):
            project.undo()
        raise ZeroDivisionError
    assert project.mask(one, 0).mask == mask(1)
    project.undo()
    assert project.mask(one, 0) is None


def test_a_second_writer_is_refused_and_a_reader_is_not(project, mask):
    with project.edit("Add") as edit:
        edit.add_object("seen")
    with pytest.raises(Refused, match="open in another"):
        Project.open(project.path)
    reader = Project.open(project.path, read_only=True)
    assert reader.objects()[0].name == "seen"
    with pytest.raises(Refused, match="reading only"), reader.edit("No") as edit:
        edit.add_object("x")
    reader.close()


def test_files_that_are_no_projects_are_refused_with_a_sentence(tmp_path, clip, project):
    text = tmp_path / "text.rvos"
    text.write_text("not a database " * 100)
    with pytest.raises(BadInput, match="not an RVOS Studio project"):
        Project.open(text)
    foreign = tmp_path / "foreign.rvos"
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    with pytest.raises(BadInput, match="another program"):
        Project.open(foreign)
    with pytest.raises(BadInput, match="no project"):
        Project.open(tmp_path / "none.rvos")
    with pytest.raises(CannotWrite, match="exists already"):
        Project.create(project.path, clip)
    with pytest.raises(CannotWrite, match="does not exist"):
        Project.create(tmp_path / "no" / "folder.rvos", clip)
    assert (
        not list(tmp_path.glob("*.rvos-lock")) or project.path.with_name("clip.rvos-lock").exists()
    )


def test_a_project_of_a_newer_program_is_refused(project):
    project.close()
    with sqlite3.connect(project.path) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(BadInput, match="newer"):
        Project.open(project.path)


def test_an_older_project_is_brought_up_to_date_or_left_alone(project, mask, monkeypatch):
    with project.edit("Add") as edit:
        one = edit.add_object("")
        edit.put_masks(one, {0: mask(1)}, PERSON)
    project.close()
    now = schema.MIGRATIONS
    monkeypatch.setattr(schema, "MIGRATIONS", (*now, "CREATE TABLE later (x); THIS IS NO SQL;"))
    with pytest.raises(sqlite3.OperationalError):
        Project.open(project.path)
    monkeypatch.setattr(schema, "MIGRATIONS", (*now, "CREATE TABLE later (text TEXT);"))
    reader = Project.open(project.path, read_only=True)
    assert reader.mask(one, 0).mask == mask(1)
    assert reader._database.rows("SELECT count(*) FROM later") == [(0,)]
    reader.close()
    with contextlib.closing(sqlite3.connect(project.path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(now),)
    newer = Project.open(project.path)
    assert newer.mask(one, 0).mask == mask(1)
    assert newer._database.rows("SELECT count(*) FROM later") == [(0,)]
    assert newer._database.rows("PRAGMA user_version") == [(len(now) + 1,)]
    newer.close()


def test_a_project_from_before_probabilities_opens_and_has_none(tmp_path, clip, mask, monkeypatch):
    path = tmp_path / "old.rvos"
    with monkeypatch.context() as before:
        before.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:1])
        Project.create(path, clip).close()
    with contextlib.closing(sqlite3.connect(path)) as old:
        old.executescript("""
            INSERT INTO object VALUES (1, '', '{"members": ["m"], "threshold": 0.75}');
            INSERT INTO expression VALUES (1, 1, 'the dog');
            INSERT INTO source VALUES (1, 1, 'm', 'f00d', '{}', '');
        """)
        values = (mask(1).counts, mask(1).area)
        old.execute("INSERT INTO mask VALUES (1, ?, ?, 0, 0, 1, 1, 1)", values)
        old.execute("INSERT INTO prediction VALUES (1, 'm', 3, 1, 0.5)")
        old.commit()
    project = Project.open(path)
    assert project.object(1).vote == Vote(("m",), 0.75)
    assert project.predictions(1, 3) == {"m": [mask(1)]}
    assert project.probability(1, "m", 3) is None
    with project.edit("Answer again") as edit:
        half = {3: np.full(mask(1).shape, 0.4, np.float16)}
        made = Provenance.now(Kind.MODEL, "m")
        edit.put_predictions(1, "m", {3: (mask(2), 0.5)}, made, half)
    assert (project.probability(1, "m", 3).array() == 102).all()
    project.undo()
    assert project.probability(1, "m", 3) is None
    project.redo()
    assert (project.probability(1, "m", 3).array() == 102).all()
    project.undo()
    with project.edit("Something else") as edit:
        edit.rename_object(1, "dog")
    assert project._database.rows("SELECT count(*) FROM probability") == [(0,)]
    project.close()


def test_a_full_disk_costs_only_the_edit_that_did_not_fit(project, mask):
    with project.edit("Add") as edit:
        one = edit.add_object("")
        edit.put_masks(one, {0: mask(1)}, PERSON)
    pages = project._database.rows("PRAGMA page_count")[0][0]
    project._database.execute(f"PRAGMA max_page_count = {pages}")
    with project.edit("Too much") as edit:
        with pytest.raises(CannotWrite, match="disk is full"):
            for frame in range(1, 20):
                edit.put_masks(
                    one, {frame: mask(frame)} | {f: mask(f) for f in range(1, 20)}, FUSION
                )
        kept = sorted(project.track(one))
        project._database.execute("PRAGMA max_page_count = 100000")
        edit.put_masks(one, {19: mask(5)}, FUSION)
    assert sorted(project.track(one)) == sorted({*kept, 19})
    project.undo()
    assert sorted(project.track(one)) == [0]


def test_a_killed_program_loses_nothing_that_was_committed(project, mask):
    with project.edit("Add") as edit:
        edit.add_object("")
    project.close()
    script = textwrap.dedent("""
        import os, sys
        from pathlib import Path
        from rvos_studio.masks import Mask
        from rvos_studio.project import Kind, Project, Provenance
        project = Project.open(Path(sys.argv[1]))
        with project.edit("Propagate") as edit:
            for frame in range(20):
                edit.put_masks(1, {frame: Mask.full(6, 8)}, Provenance.now(Kind.PROPAGATION, "m"))
                print(frame, flush=True)
                sys.stdin.readline()
    """)
    child = subprocess.Popen(
        [sys.executable, "-c", script, str(project.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    for _ in range(7):
        last = int(child.stdout.readline())
        if last < 6:
            child.stdin.write("\n")
            child.stdin.flush()
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    child.stdin.close()
    child.stdout.close()

    again = Project.open(project.path)
    assert sorted(again.track(1)) == list(range(7))
    again.undo()
    assert again.track(1) == {}
    again.close()


def test_a_folder_that_cannot_be_written_says_so(clip):
    with pytest.raises(CannotWrite, match="choose another folder"):
        Project.create(Path("/sys/kernel/p.rvos"), clip)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_full_disk_leaves_no_half_project(tmp_path, clip):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", disk], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("this machine mounts no small disk")
    try:
        with pytest.raises(CannotWrite):
            Project.create(disk / "p.rvos", clip)
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", disk], check=True)


def test_readers_leave_nothing_beside_a_project(project, mask):
    path = project.path
    with project.edit("Add") as edit:
        one = edit.add_object("")

    def beside():
        return sorted(each.name for each in path.parent.iterdir() if each != path)

    reader = Project.open(path, read_only=True)
    reader.close()
    with project.edit("Draw") as edit:  # the writer has not lost its log
        edit.put_masks(one, {0: mask(1)}, PERSON)
    project.close()
    assert beside() == []
    first, last = (Project.open(path, read_only=True) for _ in range(2))
    first.close()
    assert last.mask(one, 0).mask == mask(1)
    writer = Project.open(path)
    with writer.edit("Draw again") as edit:
        edit.put_masks(one, {1: mask(2)}, PERSON)
    assert last.mask(one, 1).mask == mask(2)
    writer.close()
    last.close()
    assert beside() == []


def test_an_object_does_not_take_anothers_id(project):
    with project.edit("Add") as edit:
        edit.add_object("one", 7)
        edit.set_locked(7, True)
    before = project.objects()
    with pytest.raises(Refused, match="object 7 already"), project.edit("Add") as edit:
        edit.add_object("another", 7)
    assert project.objects() == before
    project.undo()
    assert project.objects() == []
