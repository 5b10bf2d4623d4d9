"""The researcher's bench: masks from elsewhere, scores, differences, and what is cached."""

from functools import partial

import numpy as np
import pytest
from PIL import Image

from rvos_studio.errors import BadInput
from rvos_studio.fusion import fuse
from rvos_studio.masks import Mask
from rvos_studio.metrics import Tag, leave_one_out, score
from rvos_studio.project import Kind, Provenance
from rvos_studio.studio import Session, export
from rvos_studio.studio.bench import RESULT, Bench, differences, spread, worst_first
from rvos_studio.studio.bench_masks import load_masks, load_runs
from tests.pictures import truth, write_square_clip

FRAMES = 12


def moved(frame, by):
    return Mask.from_array(np.roll(truth(frame).array(), by, axis=1))


@pytest.fixture
def session(tmp_path):
    session = Session.create(write_square_clip(tmp_path / "square"))
    number = session.describe("the red square").object_id
    (expression,) = session.project.object(number).expressions
    with session.project.edit("Answers") as edit:
        for model, by in (("near", 1), ("far", 6)):
            masks = {f: (moved(f, by), 0.9) for f in range(FRAMES)}
            edit.put_predictions(expression.id, model, masks, Provenance.now(Kind.MODEL, model))
        track = {f: moved(f, 20 if f == 7 else 2) for f in range(10)}
        edit.put_masks(number, track, Provenance.now(Kind.FUSION))
    yield session
    session.close()


def write_labels(folder, value=1, names=None):
    folder.mkdir(parents=True)
    for frame, name in enumerate(names or [f"{k:05d}" for k in range(FRAMES)]):
        image = Image.fromarray(truth(frame).array().astype(np.uint8) * value, "P")
        image.putpalette([0, 0, 0, 128, 0, 0] + [0] * 762)
        image.save(folder / f"{name}.png")
    return folder


def finish(steps):
    heard = []
    while True:
        try:
            heard.append(next(steps))
        except StopIteration as stop:
            return stop.value, heard


def true_masks(loaded):
    return loaded.tracks == {1: {frame: truth(frame) for frame in range(FRAMES)}}


def test_label_maps_are_found_in_their_folder_and_in_a_layout(session, tmp_path):
    folder = write_labels(tmp_path / "davis" / "Annotations" / "480p" / "square")
    assert true_masks(load_masks(session, folder))
    assert true_masks(load_masks(session, tmp_path / "davis"))
    other = write_labels(tmp_path / "predictions" / "square", names="abcdefghijkl")
    assert true_masks(load_masks(session, other.parent))


def test_grey_masks_are_those_of_one_object(session, tmp_path):
    folder = tmp_path / "grey"
    folder.mkdir()
    for frame in range(FRAMES):
        Image.fromarray(truth(frame).array().astype(np.uint8) * 255).save(
            folder / f"{frame:05d}.png"
        )
    assert true_masks(load_masks(session, folder))


def test_fewer_label_maps_are_matched_by_name(session, tmp_path):
    folder = write_labels(tmp_path / "sparse")
    for frame in range(1, FRAMES, 2):
        (folder / f"{frame:05d}.png").unlink()
    loaded = load_masks(session, folder)
    assert sorted(loaded.tracks[1]) == [0, 2, 4, 6, 8, 10]


@pytest.mark.parametrize("name", ["coco", "ytvos"])
def test_exports_and_projects_are_read_as_truth(session, tmp_path, name):
    with session.project.edit("True") as edit:
        masks = {frame: truth(frame) for frame in range(FRAMES)}
        edit.put_masks(1, masks, Provenance.now(Kind.PERSON))
    place = tmp_path / ("truth.json" if name == "coco" else "truth")
    finish(export(session, name, place))
    assert true_masks(load_masks(session, place))
    assert true_masks(load_masks(session, session.project.path))


def test_expressions_of_a_layout_find_their_object(session, tmp_path):
    root = tmp_path / "train"
    write_labels(root / "Annotations" / "square", value=5)
    names = ", ".join(f'"{k:05d}"' for k in range(FRAMES))
    (root / "meta_expressions.json").write_text(
        '{"videos": {"square": {"expressions": {"0": {"exp": "The  Red square", "obj_id": "5"}}, '
        f'"frames": [{names}]}}}}}}'
    )
    assert true_masks(load_masks(session, root))


def test_what_does_not_fit_is_refused_in_words(session, tmp_path):
    with pytest.raises(BadInput, match="nothing at"):
        load_masks(session, tmp_path / "nowhere")
    with pytest.raises(BadInput, match="it has the ids 7"):
        load_masks(session, write_labels(tmp_path / "seven", value=7))
    with pytest.raises(BadInput, match="all empty"):
        load_masks(session, write_labels(tmp_path / "nothing", value=0))
    with pytest.raises(BadInput, match="no video 'square'"):
        write_labels(tmp_path / "root" / "Annotations" / "one")
        write_labels(tmp_path / "root" / "Annotations" / "two")
        load_masks(session, tmp_path / "root")
    short = write_labels(tmp_path / "short", names="abcdefghijkl")
    (short / "a.png").unlink()
    with pytest.raises(BadInput, match="11 frames, the clip 12"):
        load_masks(session, short)
    small = tmp_path / "small"
    small.mkdir()
    for frame in range(FRAMES):
        image = Image.fromarray(np.ones((8, 8), np.uint8), "P")
        image.putpalette([0, 0, 0, 128, 0, 0] + [0] * 762)
        image.save(small / f"{frame:05d}.png")
    with pytest.raises(BadInput, match="8x8 pixels, the clip 64x48"):
        load_masks(session, small)


@pytest.fixture
def bench(session, tmp_path):
    return Bench(session, load_masks(session, write_labels(tmp_path / "truth")))


def test_candidates_are_scored_as_the_metrics_do(session, bench):
    standings, heard = finish(bench.survey())
    assert standings.candidates == (RESULT, "near", "far")
    assert (heard[-1].done, heard[-1].total) == (FRAMES, FRAMES)
    result, near, _ = standings.of(1)
    assert result.frames == tuple(range(10)), "the track has no masks after these"
    true = [truth(f).array() for f in range(FRAMES)]
    assert near.score == score([moved(f, 1).array() for f in range(FRAMES)], true)
    j, f = result.curves(FRAMES)
    assert np.isnan(j[10:]).all()
    assert (j[7], f[7]) == (result.score.region[7], result.score.boundary[7])
    assert standings.mean("near")[2] == FRAMES


def test_the_worst_frames_come_first_with_their_tags(bench):
    standings, _ = finish(bench.survey())
    rows = worst_first(standings)
    assert (rows[0].frame, rows[0].candidate) == (7, RESULT)
    assert [row.jf for row in rows] == sorted(row.jf for row in rows)
    assert Tag.FLICKER not in rows[0].tags, "one frame is no flicker"
    few = spread(rows, most=4, apart=5)
    assert len(few) == 4
    near = [row.frame for row in few if row.candidate == "far"]
    assert all(abs(a - b) >= 5 for a in near for b in near if a != b)


def test_only_changed_masks_are_scored_again(session, bench):
    finish(bench.survey())
    before, heard = finish(bench.survey())
    assert heard == []
    session.correct(1, 7, truth(7))
    after, heard = finish(bench.survey())
    assert [progress.doing for progress in heard] == ["object 1, frame 7"]
    assert after.of(1)[0].score.region[7] == 1
    assert before.of(1)[1].score == after.of(1)[1].score


def test_a_stopped_survey_tells_what_is_known(bench):
    heard = []
    steps = bench.survey(lambda: len(heard) == 4)
    with pytest.raises(StopIteration) as end:
        while True:
            heard.append(next(steps))
    assert [each.frames for each in end.value.value.scored] == [(0, 1, 2, 3)] * 3
    whole, heard = finish(bench.survey())
    assert len(heard) == FRAMES - 4
    assert whole.of(1)[1].frames == tuple(range(FRAMES))


def test_leaving_models_out_gives_what_the_metrics_give(session, bench):
    standings, _ = finish(bench.survey())
    masks = {name: [moved(f, by) for f in range(FRAMES)] for name, by in (("near", 1), ("far", 6))}
    wanted = leave_one_out(masks, [truth(f) for f in range(FRAMES)], partial(fuse, threshold=0.5))
    assert standings.members.fused == pytest.approx(wanted.fused.jf)
    near, far = standings.members.each
    assert near.without == pytest.approx(wanted.alone["far"].jf)
    assert near.effect > far.effect


def test_a_project_is_compared_by_its_track_and_its_models(session, bench):
    runs = load_runs(session, session.project.path)
    assert [each.name for each in runs] == ["square", "square: near", "square: far"]
    for each in runs:
        bench.add(each)
    standings, _ = finish(bench.survey())
    assert standings.mean("square: near") == standings.mean("near")
    assert [row.change for row in differences(standings, "far", "square: far")] == [0] * FRAMES


def test_another_run_is_compared_by_the_largest_change(session, bench, tmp_path):
    name = bench.add(load_masks(session, write_labels(tmp_path / "better")))
    again = bench.add(load_masks(session, tmp_path / "better"))
    assert (name, again) == ("better", "better 2")
    standings, _ = finish(bench.survey())
    rows = differences(standings, RESULT, "better")
    assert rows[0].frame == 7
    assert rows[0].change == pytest.approx(1 - rows[0].before)
    changes = [abs(row.change) for row in rows]
    assert changes == sorted(changes, reverse=True)
    assert next(row.change for row in differences(standings, "better", RESULT)) < 0


@pytest.mark.clips
def test_the_truth_of_a_real_clip_is_found_by_its_name(shared, tmp_path):
    davis = shared / "clips" / "davis"
    session = Session.create(davis / "JPEGImages" / "480p" / "dog", tmp_path / "any.rvos")
    number = session.describe("the dog").object_id
    loaded = load_masks(session, davis)
    assert loaded.tracks == load_masks(session, davis / "Annotations" / "480p" / "dog").tracks
    masks = loaded.tracks[number]
    assert len(masks) == len(session.clip)
    with session.project.edit("True") as edit:
        edit.put_masks(number, dict(masks), Provenance.now(Kind.FUSION))
    standings, _ = finish(Bench(session, loaded).survey())
    assert standings.mean(RESULT)[:2] == (1, 1)
    assert worst_first(standings) == []
    session.close()
