"""Which frames are suspicious, why, and what a false alarm does to the ranking."""

import numpy as np
import pytest
from PIL import Image

from rvos_studio.masks import Mask
from rvos_studio.project import Kind, Provenance, State, Tally
from rvos_studio.studio import Session
from rvos_studio.studio.answer_curves import Surveyor
from rvos_studio.studio.problems import (
    PATIENCE,
    Reason,
    Steadiness,
    _peaks,
    problems,
    signals,
)
from rvos_studio.studio.review import find_fine, mark, write_note
from tests.pictures import HEIGHT, WIDTH

FRAMES = 60


def write_grey_clip(folder):
    folder.mkdir()
    for frame in range(FRAMES):
        picture = np.full((HEIGHT, WIDTH, 3), frame, np.uint8)
        Image.fromarray(picture).save(folder / f"{frame:05d}.png")
    return folder


def box(x=20, y=16, wide=14, high=14):
    pixels = np.zeros((HEIGHT, WIDTH), bool)
    pixels[y : y + high, x : x + wide] = True
    return Mask.from_array(pixels)


@pytest.fixture
def long(tmp_path):
    session = Session.create(write_grey_clip(tmp_path / "long"))
    yield session
    session.close()


@pytest.fixture
def number(long):
    return long.describe("the red square").object_id


def put(session, number, masks, kind=Kind.PROPAGATION):
    with session.project.edit("Put") as edit:
        edit.put_masks(number, masks, Provenance.now(kind))


def answer(session, number, model, masks, confidence=0.9):
    (expression,) = session.project.object(number).expressions
    with session.project.edit("Answer") as edit:
        answers = {frame: (mask, confidence) for frame, mask in masks.items()}
        edit.put_predictions(expression.id, model, answers, Provenance.now(Kind.MODEL, model))


def rank(session, number, steady=None):
    curves = Surveyor(session).survey(number)
    return problems(session, curves, steady or Steadiness(session))


def quiet(**odd):
    """The same mask on every frame but the odd ones: f12=box(...)."""
    return {f: odd.get(f"f{f}", box()) for f in range(FRAMES)}


def test_a_quiet_track_has_no_problems(long, number):
    assert rank(long, number) == []
    put(long, number, quiet())
    answer(long, number, "one", quiet())
    answer(long, number, "other", quiet())
    assert rank(long, number) == []


def test_models_that_disagree_are_a_problem(long, number):
    answer(long, number, "one", quiet())
    answer(long, number, "other", quiet(f30=box(x=27)))
    (problem,) = rank(long, number)
    assert (problem.frame, problem.reason) == (30, Reason.DISAGREEMENT)
    assert "share 33%" in problem.sentence


def test_a_jump_is_told_in_pixels(long, number):
    large = {f: box(wide=14 if f < 40 else 30) for f in range(FRAMES)}
    put(long, number, large)
    (problem,) = rank(long, number)
    assert (problem.frame, problem.reason) == (40, Reason.JUMP)
    assert "grows from 196 to 420 pixels" in problem.sentence
    put(long, number, {f: Mask.empty(HEIGHT, WIDTH) for f in range(40, FRAMES)})
    (problem,) = rank(long, number)
    assert "vanishes" in problem.sentence


def test_a_mask_that_is_elsewhere_for_one_frame_flickers(long, number):
    put(long, number, quiet(f20=box(x=40)))
    worst = rank(long, number)[0]
    assert (worst.frame, worst.reason) == (20, Reason.FLICKER)


def test_drift_is_measured_from_the_last_frame_drawn_by_hand(long, number):
    shrinking = {f: box(high=30 - f // 4) for f in range(FRAMES)}
    put(long, number, shrinking)
    assert rank(long, number) == []
    put(long, number, {10: shrinking[10]}, Kind.PERSON)
    worst = rank(long, number)[0]
    assert (worst.frame, worst.reason) == (56, Reason.DRIFT)
    assert "frame 10," in worst.sentence
    put(long, number, {45: shrinking[45]}, Kind.PERSON)
    found = signals(long, number, Surveyor(long).survey(number), Steadiness(long))
    assert found.origin[[0, 10, 44, 45, 59]].tolist() == [10, 10, 10, 45, 45]
    assert found.values[Reason.DRIFT][56] < 0.35


def test_unsure_models_are_a_problem(long, number):
    answer(long, number, "one", quiet(), confidence=0.8)
    answer(long, number, "one", {33: box()}, confidence=0.1)
    (problem,) = rank(long, number)
    assert (problem.frame, problem.reason) == (33, Reason.CONFIDENCE)
    assert "confidence is 10%" in problem.sentence


def test_drawn_and_reviewed_frames_are_no_problems(long, number):
    far = box(x=40)
    put(long, number, quiet(f10=far, f30=far, f50=far))
    assert {p.frame for p in rank(long, number)} == {10, 30, 50}
    put(long, number, {10: far}, Kind.PERSON)
    mark(long, number, [29, 30, 31], State.CHECKED)
    mark(long, number, [50], State.NEEDS_WORK)
    assert {p.frame for p in rank(long, number)} & {10, 30, 50} == set()
    put(long, number, quiet(f30=far))
    assert 30 in {p.frame for p in rank(long, number)}, "the mask is a new one"


def test_fine_skips_the_frame_and_lowers_the_reason(long, number):
    put(long, number, quiet(f10=box(x=40), f30=box(x=40), f50=box(x=40)))
    first, second, *_ = rank(long, number)
    change = find_fine(long, first)
    assert change.frames == {first.frame}
    assert long.project.review.states(number)[first.frame] == State.CHECKED
    after = rank(long, number)
    assert first.frame not in {p.frame for p in after}
    again = next(p for p in after if p.frame == second.frame)
    assert again.score == pytest.approx(second.score * PATIENCE / (PATIENCE + 1))
    long.undo()
    assert rank(long, number)[:2] == [first, second]


def test_of_neighbours_only_the_worst_is_a_problem():
    scores = np.zeros(100)
    scores[[10, 12, 14, 40, 52, 99]] = 0.5, 0.9, 0.4, 0.3, 0.2, 0.01
    assert _peaks(scores, 12) == [12, 40, 52]
    assert _peaks(np.zeros(5), 3) == []


def test_steadiness_is_computed_again_only_where_the_track_changed(long, number, monkeypatch):
    steady = Steadiness(long)
    put(long, number, quiet())
    rank(long, number, steady)
    asked = []
    real = long.project.shapes.masks
    monkeypatch.setattr(
        long.project.shapes, "masks", lambda n, frames: asked.extend(frames) or real(n, frames)
    )
    rank(long, number, steady)
    assert asked == []
    put(long, number, {20: box(x=40)})
    assert rank(long, number, steady)[0].frame == 20
    assert asked == [18, 19, 20, 21, 22]
    long.undo()
    assert rank(long, number, steady) == []


def test_what_review_leaves_in_the_project(long, number):
    assert long.project.review.tally() == Tally(60, 0, 0)
    mark(long, number, range(13), State.CHECKED)
    mark(long, number, [20, 21], State.NEEDS_WORK)
    assert long.project.review.tally() == Tally(60, 13, 2)
    assert long.undoable.title == "Mark 2 frames as needing work"
    write_note(long, number, 4, "  is this the dog?  ")
    assert long.project.review.notes()[0].text == "is this the dog?"
    assert long.undoable.title == "Note on frame 4"
