"""Confidence, area and disagreement over a clip, and that only what changed is compared again."""

import numpy as np
import pytest

from rvos_studio.masks import Mask
from rvos_studio.project import Kind, Provenance
from rvos_studio.studio import Session
from rvos_studio.studio.answer_curves import Surveyor, _spread
from tests.pictures import HEIGHT, WIDTH, truth, write_square_clip

FRAMES = 12


def beside(frame, shift):
    """The square `shift` pixels further right."""
    return Mask.from_array(np.roll(truth(frame).array(), shift, axis=1))


def answer(session, expression, model, frames, shift=0, confidence=0.5):
    with session.project.edit("Answers") as edit:
        masks = {frame: (beside(frame, shift), confidence) for frame in frames}
        edit.put_predictions(expression, model, masks, Provenance.now(Kind.MODEL, model))


@pytest.fixture
def number(session):
    return session.describe("the red square").object_id


@pytest.fixture
def expression(session, number):
    return session.project.object(number).expressions[0].id


@pytest.fixture
def surveyor(session):
    """One that notes which frames it compares."""

    class Noting(Surveyor):
        compared: list[int] = []  # noqa: RUF012

        def _disagreement(self, object_id, frame):
            self.compared.append(frame)
            return super()._disagreement(object_id, frame)

    Noting.compared.clear()
    return Noting(session)


def test_disagreement_is_one_minus_the_mean_overlap(session, number, expression, surveyor):
    answer(session, expression, "one", range(FRAMES))
    found = surveyor.survey(number)
    assert list(found.confidence) == ["one"]
    assert np.isnan(found.disagreement).all()
    assert surveyor.compared == []
    answer(session, expression, "another", range(4), shift=7)
    answer(session, expression, "far", [1], shift=30)
    found = surveyor.survey(number)
    assert list(found.area) == ["one", "another", "far"]
    assert sorted(surveyor.compared) == [0, 1, 2, 3]
    assert found.pending == 0
    # Half of the square's width is 7 pixels: a third of the union is common.
    assert found.disagreement[0] == pytest.approx(1 - 1 / 3)
    assert found.disagreement[1] == pytest.approx(1 - (1 / 3 + 0 + 0) / 3)
    assert np.isnan(found.disagreement[4:]).all()
    assert found.area["one"][5] == pytest.approx(14 * 14 / (HEIGHT * WIDTH))
    assert np.isnan(found.area["another"][4:]).all()
    assert not found.disagreement.flags.writeable


def test_one_changed_frame_is_compared_alone(session, number, expression, surveyor):
    for model, shift in (("one", 0), ("another", 3)):
        answer(session, expression, model, range(FRAMES), shift)
    before = surveyor.survey(number).disagreement
    surveyor.compared.clear()
    surveyor.survey(number)
    assert surveyor.compared == []
    answer(session, expression, "another", [5], shift=14)
    after = surveyor.survey(number).disagreement
    assert surveyor.compared == [5]
    assert after[5] == 1
    assert np.array_equal(np.delete(after, 5), np.delete(before, 5))
    session.undo()
    assert np.array_equal(surveyor.survey(number).disagreement, before)
    assert surveyor.compared == [5, 5]


def test_an_answer_in_place_of_one_that_was_undone_is_seen(session, number, expression, surveyor):
    answer(session, expression, "one", range(FRAMES))
    answer(session, expression, "another", [5], shift=14)
    assert surveyor.survey(number).disagreement[5] == 1
    session.undo()
    answer(session, expression, "another", [5], shift=7)  # the database gives it the same number
    assert surveyor.survey(number).disagreement[5] == pytest.approx(2 / 3)


def test_models_vote_among_their_answers_to_several_expressions(
    session, number, expression, surveyor
):
    session.add_expression(number, "the square")
    second = session.project.object(number).expressions[1].id
    for each, confidence in ((expression, 0.2), (second, 0.6)):
        answer(session, each, "one", [3], confidence=confidence)
    answer(session, expression, "another", [3])
    found = surveyor.survey(number)
    assert found.disagreement[3] == 0
    assert found.confidence["one"][3] == pytest.approx(0.4)
    assert np.isnan(found.confidence["one"][4])
    answer(session, second, "one", [3], shift=20)
    assert surveyor.survey(number).disagreement[3] > 0
    assert surveyor.compared == [3, 3]


def test_a_survey_that_is_out_of_time_goes_on_where_it_was(tmp_path):
    with_many = Session.create(write_square_clip(tmp_path / "long", 20))
    number = with_many.describe("the red square").object_id
    (expression,) = with_many.project.object(number).expressions
    for model in ("one", "another"):
        with with_many.project.edit("Answers") as edit:
            masks = {frame: (truth(frame % FRAMES), 0.5) for frame in range(20)}
            edit.put_predictions(expression.id, model, masks, Provenance.now(Kind.MODEL, model))
    surveyor = Surveyor(with_many)
    first = surveyor.survey(number, seconds=0)
    assert first.pending == 4
    assert np.count_nonzero(~np.isnan(first.disagreement)) == 16
    last = surveyor.survey(number)
    assert last.pending == 0
    assert (last.disagreement == 0).all()
    with_many.close()


def test_a_removed_model_and_a_removed_object_leave_nothing(session, number, expression, surveyor):
    for model in ("one", "another"):
        answer(session, expression, model, range(FRAMES))
    surveyor.survey(number)
    session.undo()
    found = surveyor.survey(number)
    assert list(found.confidence) == ["one"]
    assert np.isnan(found.disagreement).all()
    session.remove_object(number)
    assert surveyor.survey(number).confidence == {}


def test_an_expression_that_refers_to_nothing_has_no_say(session, number, expression, surveyor):
    session.add_expression(number, "the unicorn")
    second = session.project.object(number).expressions[1].id
    for model, shift in (("one", 0), ("another", 0)):
        answer(session, expression, model, [3], shift)
    answer(session, second, "third", [3], shift=20)
    assert surveyor.survey(number).disagreement[3] > 0.5
    with session.project.edit("Refers to nothing") as edit:
        edit.set_nothing(second, True)
    found = surveyor.survey(number)
    assert list(found.area) == ["one", "another"]
    assert found.disagreement[3] == 0


def test_every_beginning_is_spread_over_all():
    spread = _spread(np.arange(1000, 2000))
    assert sorted(spread) == list(range(1000, 2000))
    assert np.diff(np.sort(spread[:16])).max() <= 64
    assert spread[:3].tolist() == [1000, 1064, 1128]
