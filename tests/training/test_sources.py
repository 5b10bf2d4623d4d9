"""Folders of benchmarks, projects and mixtures as training data, and what is refused."""

import json
import sys

import numpy as np
import pytest
from PIL import Image

from rvos_studio.errors import BadInput
from rvos_studio.studio import Session
from rvos_studio.training.footage import Excerpt
from rvos_studio.training.samples import Mixed
from rvos_studio.training.sources import footage_in, open_source, whole
from tests.formats.layouts import made
from tests.pictures import truth, write_square_clip
from tests.training.toy import Discs

LIKE = Excerpt(2, 24, 40, gap=1, varied=False)


def pictures(folder, video="goats", frames=made.FRAMES):
    for k, name in enumerate(frames):
        path = folder / video / f"{name}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.full((*made.SHAPE, 3), 40 * k, np.uint8)).save(path)


def davis(root, video="goats"):
    for k, name in enumerate(made.FRAMES):
        made.grey(root / "Annotations" / "480p" / video / f"{name}.png", made.square("1", k))
    pictures(root / "JPEGImages" / "480p", video)
    return root


@pytest.fixture
def goats(tmp_path):
    """A split of Ref-YouTube-VOS with its frames."""
    root = made.ref_youtube_vos(tmp_path / "goats")
    pictures(root / "JPEGImages")
    return root


def test_ref_youtube_vos_joins_expressions_of_one_object(goats):
    source = open_source([str(goats)], LIKE, 0, refers=True)
    subjects = {each.expressions for n in range(8) for each in source.sample(n).subjects}
    assert subjects == {("the small square",), ("the big square", "das große Quadrat")}


def test_samples_follow_from_seed_and_number(goats):
    one, same, other = (open_source([str(goats)], LIKE, s, refers=True) for s in (0, 0, 1))
    assert one.key == same.key != other.key
    for number in range(4):
        np.testing.assert_array_equal(one.sample(number).labels, same.sample(number).labels)


def test_davis_needs_sentences_for_models_that_refer(tmp_path):
    root = davis(tmp_path / "davis")
    assert open_source([str(root)], LIKE, 0, refers=False).sample(0).subjects[0].expressions == ()
    with pytest.raises(BadInput, match="has no expressions"):
        open_source([str(root)], LIKE, 0, refers=True)
    (tmp_path / "expressions.json").write_text(json.dumps({"goats": ["the small square"]}))
    source = open_source([str(root)], LIKE, 0, refers=True)
    assert source.sample(0).subjects[0].expressions == ("the small square",)


def test_ref_davis_sentences_are_found_by_object(tmp_path):
    root = davis(tmp_path)
    folder = root / "davis_text_annotations"
    folder.mkdir()
    (folder / "Davis17_annot1.txt").write_text('goats 1 "a small square"\nelse 1 "a car"\n')
    (folder / "Davis17_annot2.txt").write_text('goats 1 "the thing"\n')
    (subject,) = open_source([str(root)], LIKE, 0, refers=True).sample(0).subjects
    assert subject.expressions == ("a small square", "the thing")


def test_objects_of_one_picture_stay_apart(tmp_path):
    """DAVIS 2017 with several objects in a picture and pixels that do not count."""
    root = made.davis(tmp_path, "Annotations")
    pictures(root / "JPEGImages" / "480p")
    folder = root / "davis_text_annotations"
    folder.mkdir()
    (folder / "Davis17_annot1.txt").write_text('goats 1 "the small"\ngoats 3 "the big"\n')
    (video,) = footage_in(root)
    masks = [one.masks[2].array() for one in video.objects]
    for mask, key in zip(masks, ("1", "3"), strict=True):
        np.testing.assert_array_equal(mask, made.square(key, 2))
    source = open_source([str(root)], LIKE, 0, refers=True)
    said = {each.expressions for n in range(8) for each in source.sample(n).subjects}
    assert said == {("the small",), ("the big",)}


def test_an_expression_of_mevis_may_mean_several_objects(tmp_path):
    root = made.mevis(tmp_path)
    pictures(root / "JPEGImages")
    source = open_source([str(root)], LIKE, 0, refers=True)
    samples = [source.sample(n) for n in range(8)]
    said = {each.expressions for one in samples for each in one.subjects}
    assert said == {("both squares",), ("the big square",)}
    sizes = {
        each.expressions[0]: (one.labels == each.label).sum((1, 2)).max()
        for one in samples
        for each in one.subjects
    }
    assert sizes["both squares"] > sizes["the big square"] > 0


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_linked_videos_are_found(tmp_path):
    root = davis(tmp_path / "davis")
    for part in ("Annotations", "JPEGImages"):
        place = tmp_path / "linked" / part / "480p" / "goats"
        place.parent.mkdir(parents=True)
        place.symlink_to(root / part / "480p" / "goats")
    one, same = (
        open_source([str(path)], LIKE, 0, refers=False) for path in (root, tmp_path / "linked")
    )
    np.testing.assert_array_equal(one.sample(3).frames, same.sample(3).frames)


def test_a_list_says_which_videos_are_taken(tmp_path):
    root = davis(davis(tmp_path), "other")
    assert len(footage_in(root)) == 2
    assert len(footage_in(root, ["other"])) == 1
    with pytest.raises(BadInput, match="None of the videos"):
        open_source([str(root)], LIKE, 0, refers=False, videos=["nobody"])


@pytest.fixture
def project(tmp_path):
    """A project in which a person drew two frames, and a model nothing."""
    video = write_square_clip(tmp_path / "square")
    session = Session.create(video, tmp_path / "square.rvos")
    session.describe("the red square")
    for frame in (2, 7):
        session.correct(1, frame, truth(frame))
    session.close()
    return tmp_path / "square.rvos"


def test_projects_give_what_a_person_drew(project):
    for place in (project, project.parent):
        found = open_source([str(place)], LIKE, 0, refers=True).sample(3)
        assert found.subjects[0].expressions == ("the red square",)
        assert found.labels.any((1, 2)).all()
    (footage,) = footage_in(project)
    assert footage.objects[0].masks == {2: truth(2), 7: truth(7)}


def test_the_key_of_a_project_changes_with_its_masks(project):
    before = open_source([str(project)], LIKE, 0, refers=True).key
    session = Session.open(project)
    session.correct(1, 4, truth(4))
    session.close()
    assert open_source([str(project)], LIKE, 0, refers=True).key != before


def test_a_project_without_a_persons_masks_is_refused(tmp_path):
    session = Session.create(write_square_clip(tmp_path / "clip"), tmp_path / "clip.rvos")
    session.describe("the red square")
    session.close()
    with pytest.raises(
        BadInput, match="no masks that a person drew or confirmed, with expressions"
    ):
        open_source([str(tmp_path / "clip.rvos")], LIKE, 0, refers=True)


def test_shares_are_kept_and_every_sample_of_a_source_comes_once():
    first, second = Discs(1), Discs(2)
    mixed = Mixed([first, second], [3, 1])
    origins = [mixed.origin(number) for number in range(400)]
    assert [own for source, own in origins if source is first] == list(range(300))
    assert [own for source, own in origins if source is second] == list(range(100))
    for number in (0, 3, 399):
        source, own = origins[number]
        np.testing.assert_array_equal(mixed.sample(number).labels, source.sample(own).labels)


def test_a_small_share_gets_its_turn():
    sources = [Discs(seed) for seed in range(3)]
    mixed = Mixed(sources, [100, 1, 30])
    counts = [0, 0, 0]
    for number in range(120):
        counts[sources.index(mixed.origin(number)[0])] += 1
    assert counts == [92, 1, 27]


def test_made_up_clips_come_again_after_their_count():
    source = open_source(["synth:2"], Excerpt(2, 48, 80), 0, refers=True)
    np.testing.assert_array_equal(source.sample(1).frames, source.sample(3).frames)
    assert source.key != open_source(["synth"], Excerpt(2, 48, 80), 0, refers=True).key


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "nothing to learn from; give"),
        (["nowhere"], "no training data 'nowhere'"),
        (["synth=0"], "share of 'synth' must be above 0"),
        (["synth:nowhere"], "no clips with masks at 'nowhere'"),
        (["."], "is not laid out as"),
    ],
)
def test_what_cannot_be_learnt_from_is_refused(tmp_path, monkeypatch, given, said):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadInput, match=said):
        open_source(given, LIKE, 0, refers=True)


def test_sources_are_named_by_whole_paths(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "clips").mkdir()
    place = str(tmp_path / "clips")
    assert whole("clips=0.5") == f"{place}=0.5"
    assert whole("synth:clips") == f"synth:{place}"
    assert [whole(text) for text in ("synth", "synth:9=2", "nowhere")] == [
        "synth", "synth:9=2", "nowhere",
    ]  # fmt: skip
