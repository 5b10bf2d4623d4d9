"""The use cases on a small clip with the real baselines."""

import os
import signal

import numpy as np
import pytest

from rvos_studio.errors import BadInput, CannotWrite, Refused, WeightsMissing, WorkerLost
from rvos_studio.formats import FORMATS
from rvos_studio.fusion import Vote
from rvos_studio.jobs import InProcess, Worker
from rvos_studio.masks import Mask
from rvos_studio.project import Kind, Provenance
from rvos_studio.propagation import Direction
from rvos_studio.studio import Session, export, fuse, propagate, segment
from tests.pictures import HEIGHT, WIDTH, truth

PROPAGATOR = "feature-ridge"


@pytest.fixture
def one(session):
    """An object with two expressions and answers of two models that disagree."""
    number = session.add_object("square").object_id
    session.add_expression(number, "the red square")
    session.add_expression(number, "the moving square")
    first, second = (expression.id for expression in session.objects()[0].expressions)
    with session.project.edit("answers") as edit:
        for model, shift in (("near", 0), ("far", 6)):
            made = Provenance.now(Kind.MODEL, model, "hash")
            for expression in (first, second):
                answers = {frame: (_shifted(truth(frame), shift), 0.5) for frame in range(12)}
                edit.put_predictions(expression, model, answers, made)
    return number


def _shifted(mask: Mask, by: int) -> Mask:
    return Mask.from_array(np.roll(mask.array(), by, axis=1))


def test_segment_writes_answers_with_their_provenance(session):
    number = session.add_object().object_id
    session.add_expression(number, "the moving red square")
    steps = list(segment(session, InProcess(), [number], ["motion-words"], first=2, last=9))
    assert steps[-1].done == steps[-1].total == 8
    assert session.project.predicted_frames(number) == list(range(2, 10))
    changed = {frame for step in steps for change in step.changes for frame in change.frames}
    assert changed == set(range(2, 10))
    assert session.undoable.title == "Segment with motion-words"

    again = list(segment(session, InProcess(), [number], ["motion-words"], first=2, last=9))
    assert [step.changes for step in again] == [()]
    more = list(segment(session, InProcess(), [number], ["motion-words"]))
    asked = [frame for step in more for change in step.changes for frame in change.frames]
    assert sorted(asked) == [0, 1, 10, 11]


def test_a_closed_segmentation_keeps_what_it_had(session):
    number = session.add_object().object_id
    session.add_expression(number, "the moving red square")
    work = segment(session, InProcess(), [number], ["motion-words"])
    for step in work:
        if step.done == 3:
            break
    work.close()
    assert len(session.project.predicted_frames(number)) == 3
    session.undo()
    assert session.project.predicted_frames(number) == []


def test_segment_refuses_before_anything_runs(session):
    with pytest.raises(Refused, match="no object 1"):
        list(segment(session, InProcess(), [1], ["motion-words"]))
    number = session.add_object().object_id
    with pytest.raises(Refused, match="no expression"):
        list(segment(session, InProcess(), [number], ["motion-words"]))
    session.add_expression(number, "a square")
    with pytest.raises(WeightsMissing, match="weights of SOC"):
        list(segment(session, InProcess(), [number], ["motion-words", "soc-video-swin-t"]))
    with pytest.raises(BadInput, match="frames 0 to 11"):
        list(segment(session, InProcess(), [number], ["motion-words"], first=5, last=12))
    assert session.project.predicted_frames(number) == []


def test_the_live_vote_is_what_fuse_writes(session, one):
    for vote in (Vote(("near", "far"), 0.5), Vote(("near", "far"), 1.0), Vote(("far",), 0.5)):
        list(fuse(session, one, vote))
        assert session.vote(one) == vote
        for frame in range(12):
            assert session.mask(one, frame).mask == session.fused(one, frame)
    near, far = truth(4), _shifted(truth(4), 6)
    assert session.fused(one, 4, Vote(("near", "far"), 0.5)) == near | far
    assert session.fused(one, 4, Vote(("near", "far"), 1.0)) == near & far
    assert session.predictions(one, 4) == {"near": near, "far": far}


def test_a_fusion_is_one_undo_step_with_its_recipe(session, one):
    list(fuse(session, one, Vote(("near",), 0.5)))
    list(fuse(session, one, Vote(("far",), 0.5)))
    assert session.mask(one, 0).provenance.recipe == {"members": ["far"], "threshold": 0.5}
    session.undo()
    assert session.vote(one) == Vote(("near",), 0.5)
    assert session.mask(one, 0).mask == truth(0)


def test_fusing_spares_what_people_and_propagation_made(session, one):
    session.correct(one, 4, truth(9))
    with session.project.edit("propagated") as edit:
        edit.put_masks(one, {5: truth(9)}, Provenance.now(Kind.PROPAGATION, "m"))
    list(fuse(session, one))
    assert session.mask(one, 4).mask == session.mask(one, 5).mask == truth(9)
    list(fuse(session, one, over_propagated=True))
    assert session.mask(one, 4).mask == truth(9)
    assert session.mask(one, 5).provenance.kind is Kind.FUSION


def test_a_vote_without_answers_is_refused(session, one):
    with pytest.raises(Refused, match="soc has not answered"):
        list(fuse(session, one, Vote(("near", "soc"))))
    with pytest.raises(Refused, match="No model votes"):
        list(fuse(session, one, Vote(())))


def test_propagation_fills_around_the_constraints_and_finds_the_square(session, one):
    session.correct(one, 3, truth(3))
    session.correct(one, 8, truth(8))
    steps = list(propagate(session, InProcess(), [one], PROPAGATOR, Direction.BOTH))
    # The four frames between the constraints are gone over from either side.
    assert steps[-1].done == steps[-1].total == 14
    track = session.project.track(one)
    assert track[3].mask == truth(3)
    assert track[8].mask == truth(8)
    assert session.project.human_frames(one) == [3, 8]
    overlaps = [track[frame].mask.iou(truth(frame)) for frame in range(12)]
    assert min(overlaps) > 0.5, overlaps
    recipe = {"direction": "both", "constraints": [3, 8], "memory": "capped"}
    assert track[4].provenance.recipe == recipe
    assert len(track[4].provenance.weights) == 64
    session.undo()
    assert sorted(session.project.track(one)) == [3, 8]


@pytest.mark.parametrize(
    ("direction", "first", "last", "frames"),
    [
        (Direction.FORWARD, 0, None, range(4, 12)),
        (Direction.BACKWARD, 0, None, range(3)),
        (Direction.FORWARD, 0, 6, range(4, 7)),
        (Direction.BOTH, 2, 5, (2, 4, 5)),
    ],
)
def test_direction_and_range_are_obeyed(session, one, direction, first, last, frames):
    session.correct(one, 3, truth(3))
    list(propagate(session, InProcess(), [one], PROPAGATOR, direction, first, last))
    made = [
        f
        for f, found in session.project.track(one).items()
        if found.provenance.kind is Kind.PROPAGATION
    ]
    assert made == list(frames)


def test_propagation_needs_a_persons_frame(session, one):
    with pytest.raises(Refused, match="correct or confirm"):
        list(propagate(session, InProcess(), [one], PROPAGATOR))
    session.correct(one, 11, truth(11))
    assert list(propagate(session, InProcess(), [one], PROPAGATOR, Direction.FORWARD)) == []


def test_a_worker_killed_in_a_propagation_costs_nothing_that_was_done(session, one):
    session.correct(one, 0, truth(0))
    worker = Worker()
    try:
        work = propagate(session, worker, [one], PROPAGATOR, Direction.FORWARD)
        for step in work:
            if step.done == 3:
                os.kill(worker.pid, signal.SIGKILL)
                break
        with pytest.raises(WorkerLost, match="SIGKILL"):
            list(work)
        assert {1, 2, 3} <= set(session.project.track(one)) < set(range(12))
        list(propagate(session, worker, [one], PROPAGATOR, Direction.FORWARD))
        assert sorted(session.project.track(one)) == list(range(12))
    finally:
        worker.close()


def test_worker_and_calling_thread_agree(session, one):
    session.correct(one, 0, truth(0))
    worker = Worker()
    try:
        list(propagate(session, worker, [one], PROPAGATOR, Direction.FORWARD))
    finally:
        worker.close()
    there = {frame: found.mask for frame, found in session.project.track(one).items()}
    list(propagate(session, InProcess(), [one], PROPAGATOR, Direction.FORWARD))
    here = {frame: found.mask for frame, found in session.project.track(one).items()}
    assert all(there[frame].iou(here[frame]) > 0.99 for frame in range(12))


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_exports_hold_the_tracks_at_source_size(session, one, tmp_path, name):
    session.correct(one, 2, truth(2))
    session.correct(one, 3, Mask.empty(HEIGHT, WIDTH))
    two = session.add_object("whole").object_id
    session.correct(two, 2, Mask.full(HEIGHT, WIDTH) - truth(2))
    out = tmp_path / ("out" + FORMATS[name].suffix)
    work = export(session, name, out, 1, 4)
    steps = []
    while True:
        try:
            steps.append(next(work))
        except StopIteration as end:
            report = end.value
            break
    assert steps[-1].done == steps[-1].total
    assert report.frames == 4
    (video,) = FORMATS[name].read(out).videos
    assert video.frame_names == ("00001", "00002", "00003", "00004")
    tracks = {track.object_id: track for track in video.tracks}
    assert tracks[one].expressions == ("the red square", "the moving square")
    assert tracks[one].masks[1] == truth(2)
    assert tracks[two].masks[1] == Mask.full(HEIGHT, WIDTH) - truth(2)
    assert not tracks[one].masks.get(2)


def test_exports_are_refused_with_a_sentence(session, one, tmp_path):
    with pytest.raises(Refused, match="no masks to export"):
        list(export(session, "coco", tmp_path / "out.json"))
    with pytest.raises(BadInput, match="coco, ytvos"):
        list(export(session, "xml", tmp_path / "out"))
    session.correct(one, 2, truth(2))
    (tmp_path / "there.json").write_text("precious")
    with pytest.raises(CannotWrite):
        list(export(session, "coco", tmp_path / "there.json"))
    assert (tmp_path / "there.json").read_text() == "precious"


def test_a_session_survives_bad_answers(folder):
    """An expression nobody can bind gives an answer all the same, however odd."""
    session = Session.start(folder)
    number = session.add_object().object_id
    for text in ("🚐", "方形", "z" * 900):
        session.add_expression(number, text)
    list(segment(session, InProcess(), [number], ["motion-words"], last=2))
    assert len(session.project.predictions(number, 1)["motion-words"]) == 3
    session.close()
