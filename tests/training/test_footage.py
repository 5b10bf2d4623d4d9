"""Samples taken from footage of two squares: what is shown, and what is said of it."""

import numpy as np
import pytest

from rvos_studio.masks import Mask
from rvos_studio.training.footage import Excerpt, Footage, Known, mirror, take
from rvos_studio.training.samples import VOID

HEIGHT, WIDTH = 48, 80
AS_IT_IS = Excerpt(3, HEIGHT, WIDTH, gap=2, varied=False)


def square(left, top=4, size=12):
    pixels = np.zeros((HEIGHT, WIDTH), bool)
    pixels[top : top + size, left : left + size] = True
    return Mask.from_array(pixels)


def frame(index):
    """Frame number in red, the column in green."""
    picture = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    picture[..., 0] = 20 * index
    picture[..., 1] = np.arange(WIDTH)
    return picture


def known(text, masks):
    return Known("square", (text,), masks)


LEFT = known("the square on the left", {k: square(4 + k) for k in range(10)})
RIGHT = known("the square on the right", {k: square(50 - k, 30) for k in range(10)})


def sample(footage, like=AS_IT_IS, seed=0):
    return take(footage, np.random.default_rng(seed), like)


def test_a_plain_sample_is_what_is_there():
    found = sample(Footage(frame, (LEFT, RIGHT)))
    numbers = found.frames[:, 0, 0, 0] // 20
    assert np.diff(numbers).tolist() == [2, 2]
    np.testing.assert_array_equal(found.frames[1], frame(int(numbers[1])))
    assert {each.expressions for each in found.subjects} == {LEFT.expressions, RIGHT.expressions}
    for subject in found.subjects:
        masks = LEFT.masks if subject.expressions == LEFT.expressions else RIGHT.masks
        for labels, number in zip(found.labels, numbers, strict=True):
            np.testing.assert_array_equal(labels == subject.label, masks[int(number)].array())


def test_the_same_seed_gives_the_same_sample():
    footage = Footage(frame, (LEFT, RIGHT))
    one, other, third = (sample(footage, Excerpt(3, 24, 40), seed) for seed in (4, 4, 5))
    np.testing.assert_array_equal(one.frames, other.frames)
    np.testing.assert_array_equal(one.labels, other.labels)
    assert one.frames.shape != third.frames.shape or (one.frames != third.frames).any()


def test_labels_lie_where_smaller_pictures_show_their_objects():
    shown = known("the square", {k: square(20, 12, 24) for k in range(10)})
    footage = Footage(
        lambda index: np.repeat(shown.masks[index].array()[..., None] * np.uint8(200), 3, -1),
        (shown,),
    )
    off = []
    for seed in range(40):
        found = sample(footage, Excerpt(3, 18, 30, smallest=0.9), seed)
        maps = np.stack([found.frames[0].astype(np.float64).mean(-1), found.labels[0]])
        maps -= maps.min((1, 2), keepdims=True)
        if not maps[:, [0, -1]].any() and not maps[:, :, [0, -1]].any():
            weights = maps / maps.sum((1, 2), keepdims=True)
            middles = np.einsum("nhw,dhw->nd", weights, np.indices(maps.shape[1:]))
            off.append(middles[0] - middles[1])
    assert len(off) > 10
    assert np.abs(np.mean(off, 0)).max() < 0.1


def test_mirrored_frames_have_mirrored_words():
    footage = Footage(frame, (LEFT, RIGHT))
    seen = set()
    for seed in range(30):
        found = sample(footage, Excerpt(2, HEIGHT, WIDTH, smallest=1.0), seed)
        mirrored = bool(found.frames[0, 0, 0, 1] > found.frames[0, 0, -1, 1])
        seen.add(mirrored)
        for subject in found.subjects:
            columns = np.nonzero(found.labels[0] == subject.label)[1]
            if not columns.size:
                continue
            side = "left" if columns.mean() < WIDTH / 2 else "right"
            assert subject.expressions == (f"the square on the {side}",)
    assert seen == {True, False}


def test_time_runs_backwards_unless_words_of_motion_forbid_it():
    still = known("the red square", LEFT.masks)
    walking = known("the square moving right", LEFT.masks)
    entering = known("the square that enters the room", LEFT.masks)
    for each, directions in ((still, {-1, 1}), (walking, {1}), (entering, {1})):
        footage = Footage(frame, (each,))
        found = [sample(footage, Excerpt(2, 24, 40), seed) for seed in range(24)]
        means = [each.frames[..., 0].mean((1, 2)) for each in found]
        assert {int(np.sign(later - first)) for first, later in means} == directions


def test_objects_that_cover_each_other_are_not_shown_together():
    both = known("the squares", {k: LEFT.masks[k] | RIGHT.masks[k] for k in range(10)})
    for seed in range(6):
        found = sample(Footage(frame, (LEFT, RIGHT, both)), seed=seed)
        names = {each.expressions[0] for each in found.subjects}
        assert names in ({"the squares"}, {LEFT.expressions[0], RIGHT.expressions[0]})


def test_only_frames_whose_masks_are_known_are_shown():
    drawn = known("the square", {2: square(4), 9: square(20)})
    found = sample(Footage(frame, (drawn,)), Excerpt(4, HEIGHT, WIDTH, varied=False))
    assert set((found.frames[:, 0, 0, 0] // 20).tolist()) == {2, 9}


def test_what_nobody_decided_on_is_void():
    void = [square(70, 30, 6)] * 10
    labels = sample(Footage(frame, (LEFT,), void)).labels
    np.testing.assert_array_equal(labels[0] == VOID, void[0].array())


@pytest.mark.parametrize("seed", range(8))
def test_crops_keep_the_object_and_the_size(seed):
    found = sample(Footage(frame, (LEFT, RIGHT)), Excerpt(3, 32, 32), seed)
    assert found.frames.shape == (3, 32, 32, 3)
    assert found.labels.shape == (3, 32, 32)
    assert (found.labels[0] == 1).any()


@pytest.mark.parametrize(
    ("said", "mirrored"),
    [
        ("the leftmost dog", "the rightmost dog"),
        ("Left of the car, moving rightwards", "Right of the car, moving leftwards"),
        ("a right-hand glove", "a left-hand glove"),
        ("a bright kite in the cleft", "a bright kite in the cleft"),
    ],
)
def test_words_of_sides_change_places(said, mirrored):
    assert mirror(said) == mirrored
    assert mirror(mirrored) == said
