"""The baseline propagator on clips whose objects are known to the pixel."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
import torch

from rvos_studio.masks import Mask
from rvos_studio.metrics import region_similarity
from rvos_studio.models.baseline_propagator import BaselinePropagator
from rvos_studio.propagation import Direction, propagate, schedule


@pytest.fixture(scope="module")
def propagator():
    return BaselinePropagator.load()


def texture(seed, height, width, grain, tint):
    """Smooth coloured noise of 0..255 around a tint."""
    coarse = np.random.default_rng(seed).uniform(
        -70, 70, (height // grain + 2, width // grain + 2, 3)
    )
    noise = cv2.resize(coarse.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    return np.clip(noise + np.array(tint, np.float32), 0, 255).astype(np.uint8)


class MovingSquares:
    """Textured squares that glide over a textured ground; a square is (row, column, side, speed)."""

    height, width = 120, 160

    def __init__(self, *squares, length=11):
        self._squares = squares
        self._length = length
        self._ground = texture(1, self.height, self.width, 6, (90, 130, 80))
        tints = [(200, 80, 60), (60, 80, 210)]
        self._skins = [
            texture(7 + i, side, side, 4, tints[i]) for i, (_, _, side, _) in enumerate(squares)
        ]

    def __len__(self):
        return self._length

    def place(self, number, index):
        row, column, side, (down, right) = self._squares[number]
        return slice(row + down * index, row + down * index + side), slice(
            column + right * index, column + right * index + side
        )

    def frame(self, index):
        frame = self._ground.copy()
        for number, skin in enumerate(self._skins):
            frame[self.place(number, index)] = skin
        return frame

    def truth(self, number, index):
        pixels = np.zeros((self.height, self.width), bool)
        pixels[self.place(number, index)] = True
        return pixels

    def mask(self, number, index):
        return Mask.from_array(self.truth(number, index))


class Frames:
    """Pictures that are there already."""

    def __init__(self, frames):
        self._frames = frames
        self.height, self.width = frames[0].shape[:2]

    def __len__(self):
        return len(self._frames)

    def frame(self, index):
        return self._frames[index]


def carried(clip, propagator, constraints, direction=Direction.FORWARD):
    plan = schedule(len(clip), constraints, direction)
    got = propagate(clip, propagator, constraints, plan)
    return [answer for answer in got if answer.final]


def test_a_moving_square_is_followed(propagator):
    clip = MovingSquares((30, 20, 40, (2, 5)))
    got = carried(clip, propagator, {1: {0: clip.mask(0, 0)}})
    scores = [region_similarity(a.mask.array(), clip.truth(0, a.frame)) for a in got]
    assert len(scores) == 10
    assert min(scores) > 0.8
    for answer in got:
        assert answer.probability.dtype == np.float32
        assert answer.probability.min() >= 0
        assert answer.probability.max() <= 1
        assert answer.confidence > 0.6


def test_two_objects_are_told_apart_and_do_not_touch_each_other(propagator):
    clip = MovingSquares((15, 10, 36, (1, 4)), (70, 110, 36, (-1, -3)), length=7)
    constraints = {1: {0: clip.mask(0, 0)}, 2: {0: clip.mask(1, 0)}}
    got = carried(clip, propagator, constraints)
    for answer in got:
        true = clip.truth(answer.object - 1, answer.frame)
        assert region_similarity(answer.mask.array(), true) > 0.8
    alone = carried(clip, propagator, {2: constraints[2]})
    pairs = zip([a for a in got if a.object == 2], alone, strict=True)
    assert all(a.mask.iou(b.mask) > 0.99 for a, b in pairs)


@pytest.fixture(params=[1, 2])
def threads(request):
    before = torch.get_num_threads()
    torch.set_num_threads(request.param)
    yield request.param
    torch.set_num_threads(before)


def test_one_call_carries_several_objects_on_any_number_of_threads(propagator, threads):
    clip = MovingSquares((15, 10, 36, (1, 4)), (70, 110, 36, (-1, -3)), length=2)
    features = [propagator.encode(clip.frame(index)) for index in range(2)]
    labels = (clip.truth(0, 0) + 2 * clip.truth(1, 0)).astype(np.uint8)
    memory = propagator.reference(features[0], labels, 2)
    both = propagator.predict(features[1], 2, [memory], memory)
    other = propagator.reference(features[0], (labels == 2).astype(np.uint8), 1)
    single = propagator.predict(features[1], 1, [other], other)
    assert both.probabilities.shape == (2, clip.height, clip.width)
    assert np.allclose(both.probabilities[1], single.probabilities[0], atol=1e-3)
    assert set(np.unique(both.labels)) == {0, 1, 2}


def test_a_second_human_frame_helps_and_works_from_both_sides(propagator):
    clip = MovingSquares((30, 20, 40, (2, 5)))
    got = carried(clip, propagator, {1: {0: clip.mask(0, 0), 8: clip.mask(0, 8)}}, Direction.BOTH)
    assert sorted(a.frame for a in got) == [1, 2, 3, 4, 5, 6, 7, 9, 10]
    for answer in got:
        assert region_similarity(answer.mask.array(), clip.truth(0, answer.frame)) > 0.8


def test_near_an_absence_nothing_is_found(propagator):
    clip = MovingSquares((30, 20, 40, (2, 5)), length=9)
    empty = Mask.empty(clip.height, clip.width)
    got = carried(clip, propagator, {1: {0: clip.mask(0, 0), 8: empty}}, Direction.BOTH)
    area = {answer.frame: answer.mask.area for answer in got}
    assert area[7] < 100
    assert area[1] > 1000


class HiddenForAWhile(MovingSquares):
    """The first square is not to be seen on frames 4 to 7."""

    def frame(self, index):
        return self._ground.copy() if 4 <= index < 8 else super().frame(index)


def test_a_vanished_object_is_given_up_and_found_again(propagator):
    clip = HiddenForAWhile((30, 20, 40, (2, 5)), length=12)
    got = carried(clip, propagator, {1: {0: clip.mask(0, 0)}})
    area = {answer.frame: answer.mask.area for answer in got}
    assert max(area[frame] for frame in (5, 6, 7)) < 200
    for answer in got[8:]:
        assert region_similarity(answer.mask.array(), clip.truth(0, answer.frame)) > 0.7


@pytest.mark.clips
def test_a_real_dog_is_followed(propagator, shared):
    davis = shared / "clips" / "davis"
    pictures = sorted((davis / "JPEGImages" / "480p" / "dog").glob("*.jpg"))[:10]
    labels = sorted((davis / "Annotations" / "480p" / "dog").glob("*.png"))[:10]
    frames = [cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB) for path in pictures]
    truths = [cv2.imread(str(path), cv2.IMREAD_GRAYSCALE) > 0 for path in labels]
    clip = Frames(frames)
    got = carried(clip, propagator, {1: {0: Mask.from_array(truths[0])}})
    scores = [region_similarity(a.mask.array(), truths[a.frame]) for a in got]
    assert np.mean(scores) > 0.88


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((45, 61), bool),
        np.ones((45, 61), bool),
        np.eye(45, 61, dtype=bool) & (np.arange(61) == 20),
    ],
    ids=["empty", "full", "one pixel"],
)
def test_extreme_masks_give_finite_answers(propagator, pixels):
    frames = [texture(seed, 45, 61, 5, (120, 120, 120)) for seed in (3, 4)]
    features = [propagator.encode(frame) for frame in frames]
    memory = propagator.reference(features[0], pixels.astype(np.uint8), 1)
    answer = propagator.predict(features[1], 1, [memory], memory)
    own = propagator.memorise(answer)
    for long in ([memory], [memory, own], [memory, own, own]):
        answer = propagator.predict(features[1], 1, long, own)
        assert answer.probabilities.shape == (1, 45, 61)
        assert np.isfinite(answer.probabilities).all()
    if pixels.all() or not pixels.any():
        same = propagator.predict(features[0], 1, [memory], memory)
        assert np.array_equal(same.labels > 0, pixels)


def test_one_pixel_is_found_again_on_the_same_frame(propagator):
    frame = texture(3, 45, 61, 5, (120, 120, 120))
    frame[20:23, 30:33] = (255, 0, 0)
    labels = np.zeros((45, 61), np.uint8)
    labels[21, 31] = 1
    features = propagator.encode(frame)
    memory = propagator.reference(features, labels, 1)
    probability = propagator.predict(features, 1, [memory], memory).probabilities[0]
    row, column = np.unravel_index(probability.argmax(), probability.shape)
    assert abs(row - 21) <= 4
    assert abs(column - 31) <= 4


@pytest.mark.parametrize("size", [(16, 16), (17, 33), (1, 40), (3, 3), (101, 67)])
def test_any_size_is_taken(propagator, size):
    frame = texture(5, *size, 3, (120, 120, 120))
    labels = np.zeros(size, np.uint8)
    labels[: max(1, size[0] // 2), : max(1, size[1] // 2)] = 1
    features = propagator.encode(frame)
    memory = propagator.reference(features, labels, 1)
    answer = propagator.predict(features, 1, [memory], memory)
    assert answer.labels.shape == size
    assert answer.probabilities.shape == (1, *size)
    assert np.isfinite(answer.probabilities).all()


def test_memories_tell_their_bytes_and_what_the_frame_looks_like(propagator):
    features = [propagator.encode(texture(s, 60, 80, 3, (120, 120, 120))) for s in (5, 5, 6)]
    memories = [propagator.reference(each, np.ones((60, 80), np.uint8), 2) for each in features]
    memory = memories[0]
    gram, target = memory.statistics
    assert memory.nbytes == features[0].nbytes + memory.masks.nbytes + gram.nbytes + target.nbytes
    assert memory.summary.ndim == 1
    assert np.array_equal(memory.summary, memories[1].summary)
    assert not np.array_equal(memory.summary, memories[2].summary)


def test_replaced_labels_are_what_is_remembered(propagator):
    clip = MovingSquares((30, 20, 40, (2, 5)), length=2)
    features = [propagator.encode(clip.frame(index)) for index in range(2)]
    memory = propagator.reference(features[0], clip.truth(0, 0).astype(np.uint8), 1)
    answer = propagator.predict(features[1], 1, [memory], memory)
    elsewhere = np.zeros_like(answer.labels)
    elsewhere[:20, :20] = 1
    kept = propagator.memorise(answer).masks[0]
    moved = propagator.memorise(replace(answer, labels=elsewhere)).masks[0]
    scale = kept.shape[0] / clip.height
    corner = moved[: int(18 * scale), : int(18 * scale)]
    assert corner.min() > 0.9
    assert kept[: int(18 * scale), : int(18 * scale)].max() < 0.5
    assert (moved > 0.5).sum() < 1.2 * (20 * scale) ** 2


def test_an_own_answer_says_less_than_a_human_frame(propagator):
    clip = MovingSquares((30, 20, 40, (2, 5)), length=2)
    features = [propagator.encode(clip.frame(index)) for index in range(2)]
    labels = clip.truth(0, 0).astype(np.uint8)
    memory = propagator.reference(features[0], labels, 1)
    answer = propagator.predict(features[1], 1, [memory], memory)
    wrong = propagator.memorise(replace(answer, labels=1 - answer.labels))
    again = propagator.predict(features[1], 1, [memory, wrong], memory)
    assert region_similarity(again.labels > 0, clip.truth(0, 1)) > 0.7
    drawn_wrong = propagator.reference(features[1], 1 - answer.labels, 1)
    misled = propagator.predict(features[1], 1, [drawn_wrong, memory], memory)
    assert region_similarity(misled.labels > 0, clip.truth(0, 1)) < 0.3
