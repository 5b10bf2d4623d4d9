"""Recipes followed on a small clip; a toy carries the masks, and once the baseline."""

import numpy as np
import pytest

from rvos_studio import settings
from rvos_studio.errors import BadInput, Refused
from rvos_studio.fusion import Mode, Range, Vote, find, read
from rvos_studio.jobs import InProcess
from rvos_studio.masks import Mask
from rvos_studio.project import Kind, Provenance
from rvos_studio.studio import apply_recipe, compute, fuse, segment
from rvos_studio.studio.disagreement import disagreeing
from rvos_studio.studio.fuse import remarks
from tests.pictures import HEIGHT, WIDTH, truth

FRAMES = 12
PROPAGATORS = {"swinl-aot-l": "feature-ridge", "swinl-deaot-l": "feature-ridge"}
PAPER = PROPAGATORS | {
    "soc-video-swin-b": "soc", "mutr-video-swin-b": "mutr", "referformer-video-swin-b": "referformer",
    "uninext-vit-h": "uninext",
}  # fmt: skip
RELEASED = PAPER | {"uninext-convnext-l": ""}


def shifted(mask, by):
    return Mask.from_array(np.roll(mask.array(), by, axis=1))


def answer(session, expression, model, shift=0, confidences=(0.5,) * FRAMES, soft=None):
    answers = {f: (shifted(truth(f), shift), confidences[f]) for f in range(FRAMES)}
    maps = None
    if soft is not None:
        maps = {f: np.where(mask.array(), soft, 1 - soft) for f, (mask, _) in answers.items()}
    with session.project.edit("Answers") as edit:
        edit.put_predictions(expression, model, answers, Provenance.now(Kind.MODEL, model), maps)


@pytest.fixture
def one(session):
    """An object with two expressions; of four models one is off by eight pixels, and surest on frame 7."""
    number = session.add_object("square").object_id
    session.add_expression(number, "the red square")
    session.add_expression(number, "the moving square")
    sure = tuple(0.9 if f == 7 else 0.5 for f in range(FRAMES))
    for expression in session.objects()[0].expressions:
        for model, shift in (("soc", 1), ("mutr", 0), ("referformer", 0), ("uninext", 8)):
            answer(session, expression.id, model, shift, sure)
    return number


class Following:
    """Runs propagations of a toy that knows how the square moves: two pixels to the right each frame."""

    def run(self, task, constraints, plan, **_):
        assert task == compute.PROPAGATE
        ((number, masks),) = constraints.items()
        for part in plan:
            for frame in part.frames:
                mask = shifted(masks[part.start], 2 * (frame - part.start))
                yield compute.Filled(number, frame, mask, 1.0, part.last_word)

    def close(self):
        pass


def follow(session, number, recipe, runner=None, **options):
    return list(apply_recipe(session, runner or Following(), number, recipe, **options))


def written(tmp_path, text):
    path = tmp_path / "mine.toml"
    path.write_text(text)
    return read(path)


def test_a_majority_is_the_vote_of_everybody(session, one):
    steps = follow(session, one, find("majority"))
    assert steps[-1].done == steps[-1].total
    assert session.undoable.title == "Follow recipe majority"
    everybody = Vote(("soc", "mutr", "referformer", "uninext"))
    for frame in range(FRAMES):
        found = session.mask(one, frame)
        assert found.mask == session.fused(one, frame, everybody)
        assert found.provenance.kind is Kind.FUSION
    assert found.provenance.recipe["recipe"] == "majority"
    assert found.provenance.recipe["hash"] == find("majority").hash
    session.undo()
    assert session.mask(one, 0) is None


def test_the_recipe_of_the_winners_runs_with_other_models(session, one):
    recipe = find("winner-released").bind(RELEASED)
    steps = follow(session, one, recipe)
    assert {c.object_id for step in steps for c in step.changes} == {one}
    track = session.project.track(one)
    assert sorted(track) == list(range(FRAMES))
    # The one that is off has half of the last votes: its own, and those of the vote that it is half of.
    assert all(track[f].mask == truth(f) | shifted(truth(f), 8) for f in range(FRAMES))
    keyframes = track[0].provenance.recipe["keyframes"]
    assert keyframes["aot-a"] == keyframes["deaot-b"] == [7]

    (run,) = session.project.stages.runs(one)
    assert (run.name, run.recipe) == ("winner-released", recipe.hash)
    expressions = {each.id for each in session.objects()[0].expressions}
    shown = session.project.stages.on_frame(run, 3)
    assert set(shown["aot-soc"]) == expressions
    assert set(shown["vote-a"]) == set(shown["final"]) == {0}
    assert shown["final"][0] == track[3].mask
    assert shown["vote-a"][0] == session.fused(one, 3, Vote(("soc", "mutr", "referformer")))
    assert session.project.stages.keyframes(run)["aot-mutr"] == {key: [7] for key in expressions}


def test_a_recipe_that_ends_with_a_propagation_says_who_made_the_masks(session, one):
    without = {name: "" for name in PAPER if name.startswith(("mutr", "uninext"))}
    soc = {"soc-video-swin-b": "soc", "referformer-video-swin-b": "referformer"}
    recipe = find("winner-paper").bind(PROPAGATORS | without | soc | {"uninext-vit-h": "mutr"})
    follow(session, one, recipe, InProcess())
    assert session.mask(one, 7).mask.iou(truth(7)) > 0.8
    made = session.mask(one, 2).provenance
    assert (made.kind, made.model) == (Kind.PROPAGATION, "feature-ridge")
    list(fuse(session, one, Vote(("soc",))))
    assert session.mask(one, 2).provenance == made
    follow(session, one, find("majority"))
    assert session.mask(one, 2).provenance.recipe["recipe"] == "majority"


def test_a_cancelled_recipe_goes_on_where_it_stopped(session, one, monkeypatch):
    recipe = find("winner-paper").bind(PAPER)
    work = apply_recipe(session, Following(), one, recipe)
    for step in work:
        if step.doing.startswith("stage-1"):
            break
    work.close()
    assert session.project.track(one) == {}
    begun = [s.doing for s in follow(session, one, recipe) if "feature-ridge" in s.doing]
    assert begun
    assert not any(text.startswith("soc-refined") for text in begun)
    whole = {f: found.mask for f, found in session.project.track(one).items()}
    (run,) = session.project.stages.runs(one)
    session.project.stages.forget([run])
    session.undo()
    follow(session, one, recipe)
    assert {f: found.mask for f, found in session.project.track(one).items()} == whole


def test_new_answers_make_old_stages_worthless(session, one):
    follow(session, one, find("majority"))
    (before,) = session.project.stages.runs(one)
    answer(session, session.objects()[0].expressions[0].id, "soc", shift=3)
    follow(session, one, find("majority"))
    (after,) = session.project.stages.runs(one)
    assert before.inputs != after.inputs
    assert session.project.stages.on_frame(before, 0) == {}
    assert session.project.stages.on_frame(after, 0)


def test_a_persons_frames_stay_and_may_be_the_keyframes(session, one, tmp_path):
    recipe = written(
        tmp_path,
        """
        name = "by hand"
        output = "out"
        [nodes.mutr]
        kind = "source"
        model = "mutr"
        [nodes.vote]
        kind = "vote"
        members = ["mutr"]
        [nodes.out]
        kind = "propagate"
        input = "vote"
        propagator = "feature-ridge"
        key = { rule = "by hand" }
        """,
    )
    with pytest.raises(Refused, match="has none"):
        follow(session, one, recipe)
    drawn = shifted(truth(4), 2)
    session.correct(one, 4, drawn)
    follow(session, one, recipe)
    assert session.mask(one, 4).mask == drawn
    assert session.mask(one, 4).provenance.kind is Kind.PERSON
    assert session.mask(one, 5).provenance.recipe["keyframes"] == {"out": [4]}


def test_an_empty_keyframe_leaves_the_track_as_it_is(session, tmp_path):
    number = session.describe("nothing").object_id
    (expression,) = session.objects()[0].expressions
    nothing = {f: (Mask.empty(HEIGHT, WIDTH), 0.5) for f in range(FRAMES)}
    with session.project.edit("Answers") as edit:
        edit.put_predictions(expression.id, "soc", nothing, Provenance.now(Kind.MODEL, "soc"))
    models = dict.fromkeys(find("winner-paper").models, "soc")
    recipe = find("winner-paper").bind(PROPAGATORS | models)
    follow(session, number, recipe)
    assert not any(found.mask for found in session.project.track(number).values())
    assert len(session.project.track(number)) == FRAMES


def test_who_has_not_answered_is_named(session, one):
    with pytest.raises(Refused, match="soc-video-swin-b.*bind them to other models"):
        follow(session, one, find("winner-paper"))
    empty = session.add_object().object_id
    with pytest.raises(Refused, match="no expression"):
        follow(session, empty, find("majority"))


def test_neighbours_in_the_file_are_fused_whatever_they_mean(session):
    for text in ("the red square", "the other square", "the moving square"):
        session.describe(text)
    first, second, third = (o.expressions[0].id for o in session.objects())
    answer(session, first, "soc", 0)
    answer(session, second, "soc", 20)
    answer(session, third, "soc", 0)
    recipe = find("winner-released-verbatim")
    recipe = recipe.bind(PROPAGATORS | dict.fromkeys(recipe.models, "soc"))
    list(apply_recipe(session, Following(), 2, recipe))
    (run,) = session.project.stages.runs(2)
    voted = session.project.stages.on_frame(run, 5)["vote-a"][0]
    assert voted == truth(5) | shifted(truth(5), 20)
    list(apply_recipe(session, Following(), 3, recipe))
    (run,) = session.project.stages.runs(3)
    assert session.project.stages.on_frame(run, 5)["vote-a"][0] == truth(5)


def test_a_mean_takes_probabilities(session, one):
    first, second = (each.id for each in session.objects()[0].expressions)
    for expression in (first, second):
        answer(session, expression, "soc", 0, soft=0.9)
        answer(session, expression, "mutr", 8, soft=0.6)
    mean = Vote(("soc", "mutr"), 0.5, mode=Mode.MEAN)
    assert remarks(session, one, mean) == []
    # Sure inside and sure outside, it outweighs the one that is neither.
    assert session.fused(one, 4, mean) == truth(4)
    assert session.fused(one, 4, Vote(("soc", "mutr"), 0.5)) == truth(4) | shifted(truth(4), 8)
    heavy = Vote(("soc", "mutr"), 0.5, (1, 10), Mode.MEAN)
    assert session.fused(one, 4, heavy) == shifted(truth(4), 8)


def test_a_mean_without_probabilities_takes_masks_and_says_so(session, one):
    mean = Vote(("soc", "mutr"), mode=Mode.MEAN)
    assert session.fused(one, 4, mean) == shifted(truth(4), 1) & truth(4)
    (said,) = remarks(session, one, mean)
    assert "soc, mutr only masks are known" in said


def test_others_take_part_on_some_frames(session, one):
    vote = Vote(("mutr", "referformer"), ranges=(Range(4, 6, ("soc",)),))
    list(fuse(session, one, vote))
    assert session.vote(one) == vote
    for frame in range(FRAMES):
        wanted = shifted(truth(frame), 1) if 4 <= frame <= 6 else truth(frame)
        assert session.mask(one, frame).mask == wanted == session.fused(one, frame)
    with pytest.raises(Refused, match="gone has not answered"):
        list(fuse(session, one, Vote(("soc",), ranges=(Range(0, 1, ("gone",)),))))


def test_refusing_follows_new_answers_and_undo(session, one):
    vote = Vote(("soc", "uninext"), 1.0)
    (expression, _) = session.objects()[0].expressions
    before = session.refuse(one, 5, vote)
    assert Mask.from_array(before) == session.fused(one, 5, vote)
    answer(session, expression.id, "soc", 30)
    assert not session.refuse(one, 5, vote).any()
    assert not session.fused(one, 5, vote)
    session.undo()
    assert np.array_equal(session.refuse(one, 5, vote), before)
    assert Mask.from_array(before) == session.fused(one, 5, vote)
    assert session.refuse(one, 5, Vote(("nobody",))) is None


def test_expressions_that_mean_different_things_are_told(session, one):
    assert disagreeing(session, one) == []
    session.add_expression(one, "the blue circle")
    *_, circle = session.objects()[0].expressions
    for model in ("soc", "mutr", "referformer"):
        answer(session, circle.id, model, 30)
    found = disagreeing(session, one)
    assert {circle.id} == set.intersection(*({each.first, each.second} for each in found))
    said = remarks(session, one)
    assert len(said) == 2
    assert "'the blue circle' seem to mean different things" in said[0]
    steps = follow(session, one, find("majority"))
    assert any("seem to mean different things" in step.doing for step in steps)


def test_a_recipe_without_what_it_cannot_do_without_is_refused():
    with pytest.raises(BadInput, match="takes the keyframe of 'stage-1' from soc"):
        find("winner-paper").bind({"mutr-video-swin-b": "", "soc-video-swin-b": ""})


def test_models_probabilities_are_kept_unless_nobody_wants_them(session):
    number = session.describe("the moving red square").object_id
    (expression,) = session.objects()[0].expressions
    list(segment(session, InProcess(), [number], ["motion-words"], 2, 3))
    (settings.config_folder() / "settings.toml").write_text("probabilities = false")
    list(segment(session, InProcess(), [number], ["motion-words"], 4, 5))
    for frame in range(2, 6):
        ((mask,),) = session.project.predictions(number, frame).values()
        levels = session.project.probability(expression.id, "motion-words", frame)
        assert (levels is None) == (frame > 3)
        assert levels is None or Mask.from_array(levels.array() > 127) == mask
    assert session.project.models_without_probability(number) == {"motion-words"}
