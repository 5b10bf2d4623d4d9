"""What a propagation writes, what it leaves alone, and what it need not do again."""

import sqlite3
from contextlib import closing

import pytest

from rvos_studio import settings
from rvos_studio.errors import BadInput, Refused
from rvos_studio.jobs import InProcess
from rvos_studio.masks import Mask
from rvos_studio.models import catalogue
from rvos_studio.models.augmented import AllIdentities
from rvos_studio.models.protocols import Notice
from rvos_studio.project import Kind
from rvos_studio.propagation import Direction, MemoryKind, MemoryPolicy
from rvos_studio.studio import Session, compute, propagate
from rvos_studio.studio.compute import Filled
from tests.pictures import HEIGHT, WIDTH, truth, write_square_clip
from tests.propagation.shifting import ShiftingPropagator

PROPAGATOR = "feature-ridge"


class Answering:
    """A runner that fills every frame with the constraint's mask and keeps what it was asked."""

    def __init__(self, *news):
        self.asked = {}
        self._news = news

    def run(self, task, **arguments):
        assert task == compute.PROPAGATE
        self.asked = arguments
        yield from self._news
        for part in arguments["plan"]:
            for frame in part.frames:
                for number in part.objects:
                    mask = arguments["constraints"][number][part.start]
                    yield Filled(number, frame, mask, 1.0, part.last_word)

    def close(self):
        pass


@pytest.fixture
def two(session):
    """Two objects, drawn on frame 2."""
    numbers = [session.add_object(name).object_id for name in ("left", "right")]
    session.correct(numbers[0], 2, truth(0))
    session.correct(numbers[1], 2, truth(11))
    return numbers


def rows(session, number):
    """An object's track as it lies in the file."""
    with sqlite3.connect(session.project.path) as file:
        return file.execute(
            "SELECT frame, mask, counts, source FROM track JOIN mask ON mask.id = track.mask"
            " WHERE object = ? ORDER BY frame",
            (number,),
        ).fetchall()


def run(session, numbers, runner=None, **options):
    return list(propagate(session, runner or Answering(), numbers, PROPAGATOR, **options))


def changed(steps):
    return {(c.object_id, frame) for step in steps for c in step.changes for frame in c.frames}


def test_a_correction_leaves_the_bytes_of_other_objects_and_of_other_stretches(session, two):
    one, other = two
    run(session, two)
    session.correct(one, 5, truth(3))
    run(session, [one])
    session.correct(one, 8, truth(4))
    before, others = rows(session, one), rows(session, other)
    steps = run(session, two, around=8)
    assert changed(steps) == {(one, frame) for frame in (6, 7, 9, 10, 11)}
    assert rows(session, other) == others
    after = rows(session, one)
    redone = {6, 7, 9, 10, 11}
    assert [row for row in after if row[0] not in redone] == [
        row for row in before if row[0] not in redone
    ]
    assert all(row not in before for row in after if row[0] in redone)


def test_it_is_one_undo_step(session, two):
    run(session, two)
    session.correct(two[0], 8, truth(4))
    before = [rows(session, number) for number in two]
    run(session, two)
    assert [rows(session, number) for number in two] != before
    session.undo()
    assert [rows(session, number) for number in two] == before


def test_provenance_says_from_where_and_how(session, two):
    session.correct(two[0], 8, truth(4))
    run(session, two, memory=MemoryKind.PUBLISHED)
    made = session.project.track(two[0])[5].provenance
    assert (made.kind, made.model) == (Kind.PROPAGATION, PROPAGATOR)
    assert made.recipe == {"direction": "both", "constraints": [2, 8], "memory": "published"}
    assert session.project.track(two[1])[5].provenance.recipe["constraints"] == [2]


def test_a_cancel_between_the_ways_keeps_the_forward_answers(session, two):
    session.correct(two[0], 8, truth(4))
    work = propagate(session, Answering(), [two[0]], PROPAGATOR)
    for step in work:
        if step.done == 5:
            break
    work.close()
    track = session.project.track(two[0])
    assert sorted(track) == [2, 3, 4, 5, 6, 7, 8]
    assert track[4].provenance.recipe["direction"] == "forward"
    session.undo()
    assert sorted(session.project.track(two[0])) == [2, 8]


def test_progress_counts_passes_of_the_network_not_objects(session, two):
    steps = run(session, two)
    assert steps[-1].done == steps[-1].total == 11
    assert [step.done for step in steps] == sorted(step.done for step in steps)


def test_notices_reach_the_person(session, two):
    steps = run(session, two, Answering(Notice("going on with smaller pictures")))
    assert "feature-ridge: going on with smaller pictures" in [step.doing for step in steps]


def test_the_settings_choose_the_memory(session, two):
    text = 'memory = "published"\nmemory_mib = 99\nmemory_frames = 7\n'
    (settings.config_folder() / "settings.toml").write_text(text)
    runner = Answering()
    run(session, two, runner)
    assert runner.asked["policy"] == MemoryPolicy(MemoryKind.PUBLISHED, 99, 7)
    run(session, two, runner, memory=MemoryKind.CAPPED)
    assert runner.asked["policy"] == MemoryPolicy(MemoryKind.CAPPED, 99, 7)


def test_the_challenges_schedule_needs_one_frame_and_an_empty_one_changes_nothing(session, two):
    session.correct(two[0], 4, Mask.empty(HEIGHT, WIDTH))
    with pytest.raises(BadInput, match="has 2 frames"):
        run(session, two, InProcess(), memory=MemoryKind.CHALLENGE)
    third = session.add_object("nowhere").object_id
    session.correct(third, 4, Mask.empty(HEIGHT, WIDTH))
    run(session, [third], InProcess(), memory=MemoryKind.CHALLENGE)
    assert sorted(session.project.track(third)) == [4]


def test_around_needs_a_human_frame(session, two):
    with pytest.raises(BadInput, match="on frame 7"):
        run(session, two, around=7)


class Moving(ShiftingPropagator):
    """Frames of pictures carry no numbers: counts how often it is asked."""

    def encode(self, frame):
        self.encoded.append(0)
        return super().encode(frame)

    def moved(self, frame, long, short):
        return short.labels


@pytest.fixture
def loaded(monkeypatch):
    """Propagators as they are loaded, in place of the baseline."""
    made = []

    def load(name, role):
        made.append(Moving())
        return made[-1]

    monkeypatch.setattr(catalogue, "load", load)
    monkeypatch.setattr(compute, "_warm", type(compute._warm)())
    return made


def encodes(loaded):
    return sum(len(each.encoded) // 2 for each in loaded)


def test_a_second_job_loads_nothing_and_encodes_nothing(session, two, loaded):
    run(session, two, InProcess())
    assert (len(loaded), encodes(loaded)) == (1, 12)
    session.correct(two[0], 7, truth(3))
    run(session, two, InProcess(), direction=Direction.BACKWARD)
    run(session, two, InProcess(), around=2)
    assert (len(loaded), encodes(loaded)) == (1, 12)


def test_another_clip_is_encoded_and_other_settings_load_anew(session, two, loaded, tmp_path):
    run(session, two, InProcess())
    with closing(Session.create(write_square_clip(tmp_path / "longer", frames=13))) as longer:
        number = longer.add_object("square").object_id
        longer.correct(number, 0, truth(0))
        run(longer, [number], InProcess())
    assert (len(loaded), encodes(loaded)) == (1, 25)
    run(session, two, InProcess())
    assert (len(loaded), encodes(loaded)) == (1, 37)
    session.correct(two[0], 7, truth(3))
    run(session, two, InProcess())
    assert (len(loaded), encodes(loaded)) == (1, 37)
    (settings.config_folder() / "settings.toml").write_text("feature_cache_mib = 0\n")
    run(session, two, InProcess())
    assert len(loaded) == 2
    assert encodes(loaded) > 37 + 12


@pytest.mark.parametrize(
    ("model", "kind", "awake"),
    [
        ("aot-t", MemoryKind.CHALLENGE, True),
        ("aot-t", MemoryKind.CAPPED, False),
        ("deaot-t", MemoryKind.CHALLENGE, False),
        (PROPAGATOR, MemoryKind.CHALLENGE, False),
    ],
)
def test_only_aot_in_the_challenge_has_all_identities_awake(
    monkeypatch, folder, model, kind, awake
):
    used = []

    def follow(_clip, propagator, *_rest):
        used.append(propagator)
        return iter(())

    monkeypatch.setattr(compute._warm, "propagator", lambda *_: (ShiftingPropagator(), None))
    monkeypatch.setattr(compute, "follow", follow)
    assert not list(compute.propagate(str(folder), "", model, {}, (), MemoryPolicy(kind)))
    assert [isinstance(propagator, AllIdentities) for propagator in used] == [awake]


def test_a_locked_object_is_left_out(session, two):
    one, other = two
    session.lock_object(other)
    steps = run(session, two)
    assert {number for number, _ in changed(steps)} == {one}
    assert len(rows(session, other)) == 1
    session.lock_object(one)
    with pytest.raises(Refused, match="locked"):
        run(session, two)
