"""Clips cut out of samples: sizes, objects, and chance that follows from the number."""

import numpy as np
import pytest

from rvos_studio.errors import BadInput
from rvos_studio.training.clips import SMALL, Cut, clip_of
from rvos_studio.training.samples import VOID, Sample, Subject

CUT = Cut(64, 96, 4, 120 * 200)


def sample(frames=9, size=(120, 200)):
    """Two squares that move to the right, the second under a strip nobody decided on."""
    labels = np.zeros((frames, *size), np.uint8)
    for frame in range(frames):
        labels[frame, 20:50, 30 + 4 * frame : 60 + 4 * frame] = 3
        labels[frame, 70:100, 60 + 4 * frame : 90 + 4 * frame] = 8
        labels[frame, 96:100] = VOID
    pictures = np.repeat(labels[..., None] * np.uint8(20) % 250, 3, axis=-1)
    return Sample(pictures, labels, (Subject(3, "square", ()), Subject(8, "square", ())))


@pytest.mark.parametrize("number", range(12))
def test_objects_are_numbered_anew_and_stand_on_the_first_frame(number):
    clip = clip_of(sample(), number, CUT)
    assert clip.pictures.shape == (4, 64, 96, 3)
    assert clip.labels.shape == (4, 64, 96)
    assert set(np.unique(clip.labels)) <= {*range(clip.objects + 1), VOID}
    assert set(np.unique(clip.labels[0])) >= set(range(1, clip.objects + 1))


def test_the_number_decides():
    first, again, other = (clip_of(sample(), number, CUT) for number in (5, 5, 6))
    assert np.array_equal(first.pictures, again.pictures)
    assert np.array_equal(first.labels, again.labels)
    assert not np.array_equal(first.pictures, other.pictures)


def test_a_short_sample_repeats_its_last_frame():
    clip = clip_of(sample(frames=2), 0, CUT)
    assert len(clip.labels) == 4
    assert np.array_equal(clip.labels[2], clip.labels[1]) or np.array_equal(
        clip.labels[0], clip.labels[1]
    )


def test_a_small_picture_is_enlarged():
    clip = clip_of(sample(), 1, SMALL)
    assert clip.pictures.shape[1:3] == (SMALL.height, SMALL.width)


def test_the_first_frame_shows_an_object_wherever_it_is_in_the_sample():
    late = sample()
    late.labels[:-1] = 0
    for number in range(8):
        assert (clip_of(late, number, CUT).labels[0] > 0).any()


def test_a_tiny_object_is_better_than_none():
    tiny = np.zeros((5, 120, 200), np.uint8)
    tiny[:, 50:54, 60:64] = 2
    clip = clip_of(Sample(sample(5).frames, tiny, ()), 0, CUT)
    assert clip.objects == 1
    assert (clip.labels[0] == 1).any()


def test_a_sample_without_an_object_teaches_nothing():
    empty = sample()
    with pytest.raises(BadInput, match="no object in the sample"):
        clip_of(Sample(empty.frames, np.zeros_like(empty.labels), ()), 0, CUT)


def test_labels_lie_where_the_pictures_show_their_objects():
    labels = np.zeros((4, 120, 200), np.uint8)
    labels[:, 40:80, 70:130] = 1
    pictures = np.repeat(labels[..., None] * np.uint8(200), 3, axis=-1)
    whole = Sample(pictures, labels, (Subject(1, "square", ()),))
    off = []
    for number in range(24):
        clip = clip_of(whole, number, Cut(64, 96, 2, 100 * 160))
        shown = clip.pictures[0].astype(np.float32).mean(-1)
        shown = (shown - shown.min()) / np.ptp(shown)
        if clip.labels[0, [0, -1]].any() or clip.labels[0, :, [0, -1]].any():
            continue
        weights = np.stack([shown, clip.labels[0]]) / [[[shown.sum()]], [[clip.labels[0].sum()]]]
        middles = np.einsum("nhw,dhw->nd", weights, np.indices(shown.shape))
        off.append(middles[0] - middles[1])
    assert len(off) > 5
    assert np.abs(np.mean(off, 0)).max() < 0.1
