"""A dataset of made-up clips: whole, stopped, gone on with, and read like any other."""

import hashlib

import pytest

from rvos_studio.errors import BadInput, CannotWrite, Refused
from rvos_studio.formats import ytvos
from rvos_studio.formats.layouts import LAYOUTS
from rvos_studio.studio.batch_dataset import BatchDataset
from rvos_studio.studio.dataset import clips_in
from rvos_studio.studio.session import Session
from rvos_studio.studio.synth import open_footage, synthesise
from rvos_studio.training.synth import SyntheticSource
from tests.pictures import truth, write_square_clip


def source(seed=4):
    return SyntheticSource(seed, 48, 64, 3)


def run(work):
    try:
        while True:
            next(work)
    except StopIteration as end:
        return end.value


def content(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_it_is_a_dataset_with_the_source_s_truth(tmp_path):
    out = tmp_path / "made"
    written = run(synthesise(source(), out, 5))
    assert (written.videos, written.frames) == (5, 15)
    assert f"{written.expressions} expressions" in written.sentence
    assert not (out / "unfinished").exists()
    videos = ytvos.read(out).videos
    listing = LAYOUTS["ref-youtube-vos"].listing(out)
    for number, video in enumerate(videos):
        clip = source().clip(number)
        assert [(t.category, t.expressions) for t in video.tracks] == [
            (each.name, each.expressions) for each in clip.subjects
        ]
        assert video.nothing == tuple(each.text for each in clip.nothing)
        for track in video.tracks:
            for frame in range(3):
                mask = clip.labels[frame] == track.object_id
                assert (frame in track.masks) == mask.any()
                assert not mask.any() or (track.masks[frame].array() == mask).all()
        read = listing.truth(video.name)
        assert len(read.targets) == len(clip.expressions) + len(clip.nothing)
        assert read.pictures is not None
    assert BatchDataset(out).size("synth-00000") > 0
    assert len(clips_in(out / "JPEGImages")) == 5


def test_what_is_done_stays_and_the_rest_follows(tmp_path):
    stopped, whole = tmp_path / "stopped", tmp_path / "whole"
    work = synthesise(source(), stopped, 5)
    for _ in range(3):
        next(work)
    work.close()
    assert len(ytvos.read(stopped).videos) == 2
    run(synthesise(source(), stopped, 5))
    run(synthesise(source(), whole, 5))
    assert content(stopped) == content(whole)


def test_objects_are_cut_from_what_a_person_drew_in_a_project(tmp_path):
    session = Session.create(write_square_clip(tmp_path / "clip"))
    number = session.add_object("van").object_id
    for frame in range(6):
        session.correct(number, frame, truth(frame))
    session.close()
    (footage,) = open_footage([tmp_path])
    made = SyntheticSource(1, 48, 64, 2, footage=[footage], real=1.0)
    names = {each.thing.noun for number in range(5) for each in made.clip(number).seen}
    assert names == {"van"}
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput, match="not laid out"):
        open_footage([tmp_path / "empty"])


def test_what_is_there_is_not_touched(tmp_path):
    out = tmp_path / "made"
    run(synthesise(source(), out, 1))
    before = content(out)
    with pytest.raises(Refused, match="made otherwise"):
        run(synthesise(source(seed=5), out, 1))
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.txt").write_text("mine")
    with pytest.raises(CannotWrite, match="not an empty folder"):
        run(synthesise(source(), tmp_path / "other", 1))
    with pytest.raises(BadInput, match="1 to 100,000"):
        run(synthesise(source(), tmp_path / "none", 0))
    assert content(out) == before
    assert not (tmp_path / "none").exists()
    (out / "synth.json").write_text("{")
    with pytest.raises(Refused, match="damaged"):
        run(synthesise(source(), out, 1))
