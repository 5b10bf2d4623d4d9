"""Objects cut out of real clips, and the clips without them."""

import numpy as np
import pytest

from rvos_studio.masks import Mask
from rvos_studio.training.footage import Footage, Known
from rvos_studio.training.sources import footage_in
from rvos_studio.training.synth import SyntheticSource
from rvos_studio.training.synth.cutouts import Cutouts, Emptied, thing

HEIGHT, WIDTH, LENGTH = 60, 90, 12


def disc(frame):
    """A disc that walks over the picture, and out of it at the end."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    return np.hypot(y - 30, x - 20 - 6 * frame) < 12


def picture(frame):
    """A blue disc with a white middle over brown ground."""
    made = np.full((HEIGHT, WIDTH, 3), (120, 80, 40), np.uint8)
    made[disc(frame)] = (20, 60, 220)
    return made


@pytest.fixture
def footage():
    masks = {frame: Mask.from_array(disc(frame)) for frame in range(LENGTH)}
    return Footage(picture, (Known("car", ("the blue car", "a vehicle that drives"), masks),))


def test_a_cut_out_is_the_object_with_soft_edges(footage):
    cutouts = Cutouts(footage, 32)
    (cut,) = cutouts.cuts
    assert cut.frames == tuple(range(10))  # later it is cut off by the edge
    sprite = cutouts.sprite(0, 2, 3)
    assert len(sprite.pictures) == 3
    assert (sprite.thing.noun, sprite.thing.kinds, sprite.colour) == ("car", ("vehicle",), "blue")
    alpha = sprite.pictures[0][0][..., 3]
    assert alpha[16, 16] == 255
    assert alpha[0].max() < 10
    assert np.any((alpha > 20) & (alpha < 235))
    assert 0.4 < (alpha > 127).mean() < 0.7
    assert cutouts.sprite(0, 2, 3, "red").colour == "red"


def test_emptied_frames_show_the_ground(footage):
    emptied = Emptied(footage, 30)
    assert emptied.numbers == tuple(range(LENGTH))
    frame = emptied.frame(3)
    assert frame.shape == (30, 45, 3)
    assert np.abs(frame.astype(int) - (120, 80, 40)).max() < 25


def test_nouns_and_kinds_come_from_the_name_and_expressions():
    def of(name, *expressions):
        found = thing(Known(name, expressions, {}))
        return found.noun, set(found.kinds)

    assert of("Swan") == ("swan", {"bird", "animal"})
    assert of("", "the woman dancing", "the dancer in a blue dress") == (
        "woman",
        {"dancer", "person"},
    )
    assert of("", "the moving object") == ("object", set())
    assert of("") == ("object", set())


def test_clips_of_cut_outs(footage):
    source = SyntheticSource(1, 48, 72, 4, footage=[footage], real=0.5)
    clips = [source.clip(number) for number in range(25)]
    assert 10 < sum(s.name == "car" for clip in clips for s in clip.subjects) < 60
    real = [clip for clip in clips if not clip.scene.backdrop.steady]
    assert 8 < len(real) < 22
    for clip in real:
        # There might be other cars in it, and nothing stands still before a background that moves.
        texts = [each.text for each in clip.expressions]
        assert not any("car" in text.split() or "still" in text for text in texts)
    assert source.key != SyntheticSource(1, 48, 72, 4).key
    again = SyntheticSource(1, 48, 72, 4, footage=[footage], real=0.5)
    assert again.key == source.key
    assert np.array_equal(again.sample(24).frames, clips[24].frames)


@pytest.mark.clips
def test_objects_of_real_clips(shared):
    found = footage_in(shared / "clips" / "davis")
    cutouts = [Cutouts(each, 64) for each in found]
    assert len(found) == 12
    assert all(each.cuts for each in cutouts)
    nouns = {each.thing(0).noun for each in cutouts}
    assert nouns >= {"swan", "camel", "cow", "goat", "dog", "car", "woman", "man", "horse"}
