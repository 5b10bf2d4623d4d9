"""Clips of any number come out the same anywhere, and are what was asked for."""

import os
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from rvos_studio.errors import BadInput
from rvos_studio.training.samples import Source
from rvos_studio.training.synth import SyntheticSource

_DIGEST = """
import hashlib, sys
from rvos_studio.training.synth import SyntheticSource
source = SyntheticSource(7, 64, 96, 4)
digest = hashlib.sha256(source.key.encode())
for number in (11, 2, 5, 0):
    clip = source.clip(number)
    digest.update(clip.frames.tobytes() + clip.labels.tobytes())
    digest.update(repr([clip.subjects, clip.nothing and [e.text for e in clip.nothing]]).encode())
print(digest.hexdigest())
assert "torch" not in sys.modules
"""


@pytest.fixture(scope="module")
def clips():
    source = SyntheticSource(3)
    return [source.clip(number) for number in range(200)]


def test_other_processes_make_the_same_bytes():
    """Whatever the order of sets is there."""
    found = set()
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", _DIGEST],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        found.add(run.stdout)
    assert len(found) == 1


def test_the_order_of_asking_does_not_matter():
    one, other = (SyntheticSource(5, 48, 64, 3) for _ in range(2))
    forth = [one.sample(number).frames.tobytes() for number in range(6)]
    back = [other.sample(number).frames.tobytes() for number in reversed(range(6))]
    assert forth == back[::-1]
    assert len(set(forth)) == 6


def test_samples_are_what_was_asked_for(clips):
    source: Source = SyntheticSource(3)
    assert np.array_equal(source.sample(4).frames, clips[4].frames)
    for clip in clips:
        sample = clip.sample
        assert sample.frames.shape == (5, 96, 160, 3)
        assert sample.labels.shape == (5, 96, 160)
        assert [each.label for each in sample.subjects] == list(range(1, len(clip.seen) + 1))
        assert set(np.unique(sample.labels)) <= {0, *(each.label for each in sample.subjects)}
        assert any(each.expressions for each in sample.subjects)
        texts = [e.text for e in (*clip.expressions, *clip.nothing)]
        assert all("{" not in text and "|" not in text and "  " not in text for text in texts)


def test_scenes_vary(clips):
    numbers = np.bincount([len(clip.subjects) for clip in clips], minlength=6)
    assert all(numbers[1:] >= 8)
    again = [len({s.name for s in clip.subjects}) < len(clip.subjects) for clip in clips]
    assert 0.3 < np.mean(again) < 0.5
    about = {kind for clip in clips for e in clip.expressions for kind in e.about}
    assert about >= {
        "noun",
        "kind",
        "colour",
        "size",
        "place",
        "order",
        "motion",
        "relation",
        "occlusion",
        "not",
    }
    phrasings = [len(s.expressions) for clip in clips for s in clip.subjects if s.expressions]
    assert np.mean(phrasings) > 3
    covered = np.mean([bool(s.expressions) for clip in clips for s in clip.subjects])
    assert covered > 0.75


def test_keys_tell_sources_apart():
    keys = {
        SyntheticSource(*given).key for given in ((0,), (1,), (0, 64), (0, 64, 64), (0, 64, 64, 2))
    }
    assert len(keys) == 5
    assert SyntheticSource(0, real=0.1).key != SyntheticSource(0).key == SyntheticSource(0).key


def test_large_frames():
    clip = SyntheticSource(1, 480, 854, 2).clip(3)
    assert clip.frames.shape == (2, 480, 854, 3)
    small = SyntheticSource(1, 96, 160, 1).clip(3)
    assert small.frames.shape[0] == 1


def test_photos_are_backgrounds(tmp_path):
    (tmp_path / "more").mkdir()
    Image.new("RGB", (50, 40), (0, 250, 0)).save(tmp_path / "more" / "green.jpg")
    Image.new("L", (300, 400), 20).save(tmp_path / "dark.png")
    source = SyntheticSource(2, 48, 64, 2, photos=tmp_path)
    assert source.key != SyntheticSource(2, 48, 64, 2).key
    found = {tuple(source.clip(n).scene.backdrop.pictures[0][5, 5]) for n in range(30)}
    assert (20, 20, 20) in found
    assert any(green > 240 and red < 10 for red, green, _ in found)


def test_what_makes_no_sense_is_refused(tmp_path):
    for given in ((0, 8, 8), (0, 96, 160, 0), (0, 96, 5000)):
        with pytest.raises(BadInput, match="Clips have"):
            SyntheticSource(*given)
    with pytest.raises(BadInput, match="no pictures"):
        SyntheticSource(photos=tmp_path)
    with pytest.raises(BadInput, match="no folder of backgrounds"):
        SyntheticSource(photos=tmp_path / "none")
    (tmp_path / "bad.png").write_bytes(b"no picture")
    with pytest.raises(BadInput, match="cannot be read as a picture"):
        for number in range(20):
            SyntheticSource(photos=tmp_path).sample(number)


def test_the_fixture_gives_clips_with_truth(made_up):
    clip = made_up.clip(0)
    assert clip.labels.shape == (4, 48, 64)
    assert clip.labels.max() <= len(clip.subjects)
