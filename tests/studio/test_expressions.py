"""Expressions that change, refer to nothing, are ambiguous, or depend on single words."""

import numpy as np
import pytest

from rvos_studio.errors import Refused
from rvos_studio.formats import coco, ytvos
from rvos_studio.jobs import InProcess
from rvos_studio.masks import Mask
from rvos_studio.project import Kind, Provenance
from rvos_studio.studio import export, fuse, segment
from rvos_studio.studio.ambiguity import ambiguities, sentence
from rvos_studio.studio.word_check import check_words
from tests.pictures import HEIGHT, WIDTH, truth

MODEL = "motion-words"


def elsewhere(frame):
    """A square that overlaps no other one."""
    pixels = np.zeros((HEIGHT, WIDTH), bool)
    pixels[0:10, 40:60] = True
    return Mask.from_array(pixels)


def describe(session, text="the red square"):
    number = session.describe(text).object_id
    return number, session.project.object(number).expressions[0].id


def put(session, expression, **models):
    with session.project.edit("Answers") as edit:
        for model, at in models.items():
            masks = {frame: (at(frame), 0.9) for frame in range(len(session.clip))}
            edit.put_predictions(expression, model, masks, Provenance.now(Kind.MODEL, model))


def test_changed_words_lose_their_answers_until_undone(session):
    number, expression = describe(session)
    put(session, expression, soc=truth)
    session.rewrite_expression(expression, "  the   blue square ")
    (record,) = session.project.object(number).expressions
    assert (record.id, record.text) == (expression, "the blue square")
    assert not session.models_with_predictions(number)
    session.undo()
    assert session.expression(expression).text == "the red square"
    assert session.fused(number, 3) == truth(3)
    session.rewrite_expression(expression, "the red square")
    assert session.redoable is not None, "the same words are no edit"


def test_an_object_does_not_get_the_same_words_twice(session):
    number, expression = describe(session)
    session.add_expression(number, "the moving square")
    with pytest.raises(Refused, match="already"):
        session.rewrite_expression(expression, "The Moving Square")


def test_what_refers_to_nothing_neither_votes_nor_is_asked(session):
    number, expression = describe(session)
    session.add_expression(number, "the green elephant")
    other = session.project.object(number).expressions[1].id
    put(session, expression, soc=truth)
    put(session, other, soc=elsewhere, mutr=elsewhere)
    assert session.models_with_predictions(number) == ["soc", "mutr"]
    session.set_nothing(other)
    assert session.models_with_predictions(number) == ["soc"]
    assert session.fused(number, 0) == truth(0)
    with pytest.raises(Refused, match="refer to nothing"):
        list(segment(session, InProcess(), [number], [MODEL], only=[other]))
    session.undo()
    assert session.models_with_predictions(number) == ["soc", "mutr"]
    session.redo()
    session.set_nothing(other, False)
    assert not session.expression(other).nothing
    assert session.models_with_predictions(number) == ["soc", "mutr"]


def test_an_object_that_is_nowhere_loses_fused_masks_and_keeps_a_person_s(session):
    number, expression = describe(session)
    put(session, expression, soc=truth)
    list(fuse(session, number))
    session.correct(number, 4, elsewhere(4))
    change = session.set_nothing(expression)
    assert change.frames == set(range(12)) - {4}
    assert list(session.project.track(number)) == [4]
    session.undo()
    assert len(session.project.track(number)) == 12
    session.lock_object(number)
    with pytest.raises(Refused, match="locked"):
        session.set_nothing(expression)
    assert not session.expression(expression).nothing


@pytest.mark.parametrize(("name", "module"), [("coco", coco), ("ytvos", ytvos)])
def test_exports_say_what_refers_to_nothing(session, tmp_path, name, module):
    number, _ = describe(session)
    session.correct(number, 0, truth(0))
    nowhere, expression = describe(session, "the green elephant")
    session.set_nothing(expression)
    out = tmp_path / ("out.json" if name == "coco" else "out")
    list(export(session, name, out))
    (video,) = module.read(out).videos
    assert video.nothing == ("the green elephant",)
    assert [track.object_id for track in video.tracks] == [number]
    session.correct(nowhere, 1, truth(1))
    list(export(session, name, out, overwrite=True))
    (video,) = module.read(out).videos
    assert [(t.object_id, t.expressions) for t in video.tracks] == [
        (number, ("the red square",)),
        (nowhere, ()),
    ]


def test_a_clip_in_which_nothing_is_meant_can_be_exported(session, tmp_path):
    _, expression = describe(session, "the green elephant")
    with pytest.raises(Refused, match="no masks"):
        list(export(session, "ytvos", tmp_path / "out"))
    session.set_nothing(expression)
    list(export(session, "ytvos", tmp_path / "out"))
    (video,) = ytvos.read(tmp_path / "out").videos
    assert (video.tracks, video.nothing) == ((), ("the green elephant",))


def test_models_that_bind_different_objects_make_an_expression_ambiguous(session):
    number, expression = describe(session)
    put(session, expression, soc=truth, mutr=truth)
    assert not ambiguities(session, number)
    put(session, expression, uninext=elsewhere)
    (found,) = ambiguities(session, number)
    assert found.candidates == (("soc", "mutr"), ("uninext",))
    assert found.iou == pytest.approx(1 / 3)
    words = sentence(found, {"soc": "SOC", "mutr": "MUTR", "uninext": "UNINEXT"})
    assert "2 candidates" in words
    assert "one by SOC and MUTR, one by UNINEXT" in words


def test_a_model_that_finds_nothing_makes_nothing_ambiguous(session):
    number, expression = describe(session)
    put(session, expression, soc=truth, mutr=lambda frame: Mask.empty(HEIGHT, WIDTH))
    assert not ambiguities(session, number)


class Answering:
    """Answers every expression by a rule, frame by frame."""

    def __init__(self, rule):
        self.rule, self.asked = rule, []

    def run(self, task, *, expressions, frames, **_):
        from rvos_studio.models.protocols import Prediction

        self.asked.append((tuple(expressions), tuple(frames)))
        for frame in frames:
            for number, text in enumerate(expressions):
                probability = self.rule(text)(frame).array().astype(np.float16)
                yield Prediction(number, frame, probability, 0.9)

    def close(self):
        pass


def test_the_words_that_change_the_answer_are_found(session):
    _, expression = describe(session, "the red square on the left")
    runner = Answering(lambda text: truth if "red" in text else elsewhere)
    *_, last = check_words(session, runner, expression, MODEL)
    text = "the red square on the left"
    assert {text[e.start : e.end]: e.change for e in last.effects} == {
        "red": 1.0,
        "square": 0.0,
        "left": 0.0,
    }
    ((asked, frames),) = runner.asked
    assert asked == (text, "the square on the left", "the red on the left", "the red square on the")
    assert len(frames) == 8
    assert last.done == last.total == 32
    assert not session.models_with_predictions(1), "nothing is written"


def test_a_single_word_has_nothing_to_leave_out(session):
    _, expression = describe(session, "the square")
    with pytest.raises(Refused, match="fewer than two"):
        list(check_words(session, InProcess(), expression, MODEL))


def test_one_expression_is_asked_alone_and_again(session):
    number, expression = describe(session)
    session.add_expression(number, "the square")
    runner = Answering(lambda text: truth)
    list(segment(session, runner, [number], [MODEL], only=[expression]))
    assert runner.asked.pop() == (("the red square",), tuple(range(12)))
    list(segment(session, runner, [number], [MODEL]))
    assert runner.asked.pop()[0] == ("the square",)
    list(segment(session, runner, [number], [MODEL], only=[expression], again=True))
    assert runner.asked.pop() == (("the red square",), tuple(range(12)))
    list(segment(session, runner, [number], [MODEL]))
    assert not runner.asked
