"""The state of a comparison."""

from rvos_studio.app.canvas.views import (
    RESULT,
    SOURCE,
    Mode,
    Side,
    View,
    next_model,
    next_partner,
    still,
)

ONE, TWO, THREE = MODELS = tuple(Side(name, name.lower(), n) for n, name in enumerate("ABC", 1))


def test_solo_goes_through_the_models_and_back_to_the_result():
    seen, view = [], next_model(None, MODELS)
    while view is not None:
        assert view.mode is Mode.SOLO
        seen.append(view.one)
        view = next_model(view, MODELS)
    assert seen == [ONE, TWO, THREE]


def test_other_modes_go_round_and_never_beside_themselves():
    view = View(Mode.WIPE, TWO, THREE)
    view = next_model(view, MODELS)
    assert (view.mode, view.one, view.other) == (Mode.WIPE, THREE, RESULT)
    assert next_model(view, MODELS).one == ONE


def test_partners_are_the_result_the_bare_frame_and_the_other_models():
    view, seen = View(Mode.BLINK, TWO), []
    for _ in range(4):
        seen.append(view.other)
        view = next_partner(view, MODELS)
    assert seen == [RESULT, SOURCE, ONE, THREE]
    assert view.other == RESULT


def test_there_is_no_difference_to_the_bare_frame():
    assert View(Mode.WIPE, ONE, SOURCE).turned(Mode.DIFFERENCE).other == RESULT
    assert SOURCE not in View(Mode.DIFFERENCE, ONE).partners(MODELS)
    assert View(Mode.WIPE, ONE, TWO).turned(Mode.DIFFERENCE).other == TWO


def test_a_mode_without_a_second_side_has_no_next_partner():
    for mode in (Mode.SOLO, Mode.VOTES):
        view = View(mode, ONE)
        assert next_partner(view, MODELS) is view


def test_a_view_ends_when_its_model_is_gone():
    view = View(Mode.WIPE, TWO, THREE)
    assert still(view, MODELS) == view
    assert still(view, (ONE, THREE)) is None
    assert still(view, (ONE, TWO)) == View(Mode.WIPE, TWO, RESULT)
    assert still(view, (TWO,)) is None, "one model is no comparison"
    assert still(View(Mode.VOTES, THREE), (ONE, TWO)) is not None
    assert still(None, MODELS) is None


def test_a_model_that_got_another_number_is_shown_with_it():
    moved = Side("B", "b", 1)
    assert still(View(Mode.SOLO, TWO), (moved, ONE)).one is moved


def test_words_carry_the_number():
    assert ONE.words == "1 A"
    assert RESULT.words == "Result"
