"""What comparisons show, pixel by pixel."""

import numpy as np
import pytest

from rvos_studio.app.canvas.overlay import PLAIN, Style
from rvos_studio.app.canvas.views import RESULT, SOURCE, Mode, Side, View
from rvos_studio.app.compose import Look, compose
from rvos_studio.app.compose_views import BOTH, ONLY_ONE, ONLY_OTHER, Glance, compare, steps
from rvos_studio.fusion import Vote
from rvos_studio.project import Kind, Provenance
from rvos_studio.studio import Session
from tests.app.hand import shifted
from tests.pictures import truth, write_square_clip

NEAR, FAR, NONE = MODELS = (
    Side("Near", "near", 1),
    Side("Far", "far", 2),
    Side("None", "none", 3),
)
NEAR_MASK, FAR_MASK = truth(0), shifted(truth(0), 8)


@pytest.fixture
def session(tmp_path):
    """One object with two expressions: 'near' answered both, 'far' one of them, 'none' another frame."""
    session = Session.create(write_square_clip(tmp_path / "square"))
    session.describe("the red square")
    session.add_expression(1, "the square that moves")
    first, second = session.project.object(1).expressions
    made = Provenance.now(Kind.MODEL, "near")
    with session.project.edit("Answers") as edit:
        edit.put_predictions(first.id, "near", {0: (NEAR_MASK, 0.9)}, made)
        edit.put_predictions(second.id, "near", {0: (NEAR_MASK, 0.9)}, made)
        edit.put_predictions(first.id, "far", {0: (FAR_MASK, 0.9)}, made)
        edit.put_predictions(first.id, "none", {5: (FAR_MASK, 0.9)}, made)
    yield session
    session.close()


def glance(session, view=None, strip=False, **more):
    return Glance(compose(session, Look(0, 1)), MODELS, view, strip, **more)


def colours(image):
    pixels = np.frombuffer(image.constBits(), np.uint32)
    return pixels.reshape(image.height(), image.width())


def test_only_what_is_looked_at_is_drawn(session):
    assert not compare(session, glance(session)).answers
    solo = compare(session, glance(session, View(Mode.SOLO, FAR)))
    assert list(solo.answers) == ["far"]
    everything = compare(session, glance(session, strip=True))
    assert list(everything.answers) == ["near", "far", "none"]
    assert everything.answers["none"].drawn is None


def test_answers_are_not_drawn_again_for_another_result(session):
    """A vote changes the picture and none of the answers; another style or answer is drawn anew."""
    first = compare(session, glance(session, strip=True))
    again = compare(session, glance(session, strip=True), first)
    assert again.picture is not first.picture
    assert again.answers["near"] is first.answers["near"]
    assert again.answers["far"] is first.answers["far"]
    other = compare(session, glance(session, strip=True, style=Style(filled=False)), first)
    assert other.answers["near"] is not first.answers["near"]
    (expression, _) = session.project.object(1).expressions
    with session.project.edit("Answers") as edit:
        made = Provenance.now(Kind.MODEL, "far")
        edit.put_predictions(expression.id, "far", {0: (NEAR_MASK, 0.9)}, made)
    changed = compare(session, glance(session, strip=True), first)
    assert changed.answers["near"] is first.answers["near"]
    assert changed.answers["far"].mask == NEAR_MASK


def test_what_is_drawn_of_the_same_picture_is_not_drawn_again(session):
    asked = glance(session, strip=True)
    first = compare(session, asked)
    wipe = Glance(asked.picture, MODELS, View(Mode.WIPE, NEAR, FAR), strip=True)
    second = compare(session, wipe, first)
    assert second.layers[0] is first.answers["near"]
    assert second.layers[1] is first.answers["far"]
    faint = Glance(asked.picture, MODELS, wipe.view, True, style=Style(opacity=0.1))
    assert compare(session, faint, first).layers[0] is not first.answers["near"]


def test_solo_shows_a_model_s_answer_and_how_much_the_result_has_of_it(session):
    found = compare(session, glance(session, View(Mode.SOLO, FAR)))
    (layer,) = found.layers
    painted = colours(layer.drawn.image) > 0
    assert (painted == FAR_MASK.array()).all()
    assert (layer.adds == FAR_MASK.array()).all()
    assert layer.adds is layer.removes
    result = session.fused(1, 0)
    assert f"{FAR_MASK.iou(result):.0%}" in found.remark


def test_a_model_that_was_not_asked_is_named(session):
    found = compare(session, glance(session, View(Mode.WIPE, NONE)))
    assert found.remark == "3 None: not asked here"
    (first, _) = session.project.object(1).expressions
    with session.project.edit("Answers") as edit:
        nothing = {0: (NEAR_MASK - NEAR_MASK, 0.9)}
        edit.put_predictions(first.id, "none", nothing, Provenance.now(Kind.MODEL, "none"))
    found = compare(session, glance(session, View(Mode.SOLO, NONE)))
    assert found.remark == "3 None: nothing here"


def test_the_bare_frame_and_the_result_have_nothing_to_take(session):
    for side in (RESULT, SOURCE):
        _, other = compare(session, glance(session, View(Mode.WIPE, NEAR, side))).layers
        assert other.adds is None
        assert other.removes is None
        assert (other.drawn is None) is (side is SOURCE)


def test_a_difference_tells_what_only_one_of_two_has(session):
    found = compare(session, glance(session, View(Mode.DIFFERENCE, NEAR, FAR)))
    (layer,) = found.layers
    near, far = NEAR_MASK.array(), FAR_MASK.array()
    assert (layer.adds == (near & ~far)).all()
    assert (layer.removes == (far & ~near)).all()
    shades = colours(layer.drawn.image)
    kinds = [shades[near & ~far], shades[far & ~near], shades[near & far], shades[~near & ~far]]
    assert [len(np.unique(kind)) for kind in kinds] == [1, 1, 1, 1]
    assert len({int(kind[0]) for kind in kinds}) == 4
    assert not kinds[3].any()
    assert [swatch.colour for swatch in found.legend] == [ONLY_ONE, ONLY_OTHER, BOTH]
    assert [swatch.words for swatch in found.legend][:2] == ["Only in 1 Near", "Only in 2 Far"]
    assert f"{NEAR_MASK.iou(FAR_MASK):.0%}" in found.remark


def test_a_difference_to_a_model_without_an_answer_is_everything(session):
    (layer,) = compare(session, glance(session, View(Mode.DIFFERENCE, NONE, NEAR))).layers
    assert not layer.adds.any()
    assert (layer.removes == NEAR_MASK.array()).all()


@pytest.mark.parametrize(
    ("members", "most"), [(("near", "far"), 3), (("near",), 2), (("far", "none"), 1)]
)
def test_votes_count_every_answer_of_those_who_vote(session, members, most):
    vote = Vote(members)
    picture = compose(session, Look(0, 1, vote))
    found = compare(session, Glance(picture, MODELS, View(Mode.VOTES, NEAR), False, vote))
    assert len(found.legend) == most
    counts = 2 * NEAR_MASK.array() * ("near" in members) + FAR_MASK.array() * ("far" in members)
    assert counts.max() == most
    outline = colours(found.layers[0].drawn.image) == 0xFFFFFFFF
    assert outline.any(), "the result's outline"
    assert not (outline & (picture.pixels == 0)).any()
    shades = colours(found.layers[0].drawn.image)
    seen = {
        count: set(shades[(counts == count) & ~outline].tolist()) for count in range(1, most + 1)
    }
    assert all(len(each) <= 1 for each in seen.values())
    assert not shades[(counts == 0) & ~outline].any()


def test_the_ramp_grows_lighter_step_by_step():
    for count in (1, 2, 4, 12):
        light = [
            0.299 * shade.red() + 0.587 * shade.green() + 0.114 * shade.blue()
            for shade in steps(count)
        ]
        assert len(light) == count
        assert light == sorted(light)
    assert steps(0) == []


def test_a_long_ramp_has_a_short_legend(session):
    first, _ = session.project.object(1).expressions
    made = Provenance.now(Kind.MODEL, "m")
    with session.project.edit("More") as edit:
        for number in range(9):
            edit.put_predictions(first.id, f"m{number}", {0: (NEAR_MASK, 0.9)}, made)
    picture = compose(session, Look(0, 1))
    found = compare(session, Glance(picture, MODELS, View(Mode.VOTES, NEAR), False))
    assert [swatch.words for swatch in found.legend] == ["1 vote", "…", "12 votes"]


def test_outlines_only_leave_the_inside_open(session):
    asked = glance(session, View(Mode.SOLO, NEAR), style=Style(filled=False))
    (layer,) = compare(session, asked).layers
    painted = colours(layer.drawn.image) > 0
    inside = NEAR_MASK.array()
    assert painted.any()
    assert not (painted & ~inside).any()
    rows, columns = np.nonzero(inside)
    assert not painted[rows.min() + 2 : rows.max() - 1, columns.min() + 2 : columns.max() - 1].any()


def test_models_differ_by_the_dashes_of_their_outlines(session):
    everything = compare(session, glance(session, strip=True, style=Style(filled=False)))
    _, result = compare(
        session, glance(session, View(Mode.WIPE, NEAR), style=Style(filled=False))
    ).layers
    near = colours(everything.answers["near"].drawn.image) > 0
    far = colours(everything.answers["far"].drawn.image) > 0
    whole = colours(result.drawn.image) > 0
    assert (whole[near]).all()
    assert near.sum() < whole.sum(), "broken, where the result's is not"
    assert (np.roll(near, 8, axis=1) != far).any()
    assert PLAIN.dashes == 0
