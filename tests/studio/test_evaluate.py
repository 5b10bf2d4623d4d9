"""Evaluation of every layout, of pictures and projects, in one process and in two."""

import csv
import io
import json
import re
import tracemalloc
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from rvos_studio.errors import BadInput
from rvos_studio.formats.layouts import LAYOUTS
from rvos_studio.masks import Mask
from rvos_studio.metrics import Tag
from rvos_studio.project import Kind, Provenance
from rvos_studio.studio import Session
from rvos_studio.studio.evaluate import evaluate
from rvos_studio.studio.evaluation import Request
from rvos_studio.studio.evaluation_tables import as_csv, as_json
from rvos_studio.studio.report import as_html
from tests.formats.layouts import made
from tests.formats.layouts.made import FRAMES, SHAPE, square
from tests.formats.test_formats import run


def evaluated(*arguments, jobs=1, **options):
    return run(evaluate(Request(*arguments, **options), jobs))[1]


@pytest.fixture
def truth(tmp_path):
    return made.ref_youtube_vos(tmp_path / "truth")


@pytest.fixture
def answers(tmp_path):
    return made.answers(tmp_path / "answers")


def test_right_answers_score_one(truth, answers):
    found = evaluated(truth, answers)
    assert [row.target for row in found.rows] == ["0", "1", "10", "2"]
    assert (found.total.jf, found.total.objects, found.missing) == (1, 4, 0)
    assert not any(row.failures for row in found.rows)


def test_wrong_answers_score_what_they_should(truth, answers):
    for frame, name in enumerate(FRAMES):
        made.grey(answers / "goats" / "1" / f"{name}.png", square("1", frame))
        made.grey(answers / "goats" / "2" / f"{name}.png", square("1", frame) & (frame > 1))
    rows = {row.target: row for row in evaluated(truth, answers).rows}
    assert rows["1"].score.region == (0,) * 4
    assert [each.tag for each in rows["1"].failures] == [Tag.WRONG_OBJECT]
    assert rows["2"].score.region == (1, 1, 0, 0)
    worst = evaluated(truth, answers, worst=2).worst
    assert [(each.row.target, each.frame, each.jf) for each in worst] == [("1", 0, 0), ("2", 2, 0)]
    assert np.array_equal(worst[0].truth.array(), square("3", 0))


def test_missing_frames_are_refused_or_empty(truth, answers):
    (answers / "goats" / "10" / "00010.png").unlink()
    (answers / "goats" / "10" / "00025.png").unlink()
    with pytest.raises(BadInput, match=r"2 of 16 frames are missing in .*goats/10/00010.png"):
        evaluated(truth, answers)
    found = evaluated(truth, answers, missing_is_empty=True)
    assert found.missing == 2
    assert found.rows[2].score.region == (1, 0, 1, 0)


def test_mevis(tmp_path):
    truth = made.mevis(tmp_path / "truth")
    answers = made.answers(tmp_path / "answers", {"0": "1", "1": "3", "2": "7"})
    both, big, none = evaluated(truth, answers).rows
    assert both.score.region == (36 / 117, 1, 36 / 117, 36 / 117)
    assert big.score.region == (1, 0, 1, 1)
    assert none.score.jf == 1


def label_maps(root, swap, keys=("1", "3")):
    for frame, name in enumerate(FRAMES):
        pixels = np.zeros(SHAPE, np.uint8)
        for key in keys:
            pixels[square(key, frame)] = swap.get(key, int(key))
        made.palette(root / "goats" / f"{name}.png", pixels)
    return root


def test_davis_matches_by_id_on_inner_frames(tmp_path):
    truth = made.davis(tmp_path / "truth", "Annotations")
    right = label_maps(tmp_path / "right", {})
    found = evaluated(truth, right, "davis")
    assert [row.frame_names for row in found.rows] == [FRAMES[1:-1]] * 3
    assert found.total.jf == 1
    swapped = evaluated(truth, label_maps(tmp_path / "swapped", {"1": 3, "3": 1}), "davis")
    assert [row.score.jf for row in swapped.rows] == [0, 1, 0]
    for name in (FRAMES[0], FRAMES[-1]):
        (right / "goats" / f"{name}.png").unlink()
    assert evaluated(truth, right, "davis").total.jf == 1
    with pytest.raises(BadInput, match="have the id 4, but the truth has 3"):
        evaluated(truth, label_maps(tmp_path / "more", {"1": 4}), "davis")


def test_unsupervised_matches_by_the_best_assignment(tmp_path):
    truth = made.davis(tmp_path / "truth")
    found = evaluated(
        truth, label_maps(tmp_path / "swapped", {"1": 9, "3": 1}), "davis-unsupervised"
    )
    assert [row.matched for row in found.rows if row.target != "2"] == ["9", "1"]
    assert found.total.jf == 1
    assert [row.frame_names for row in found.rows] == [FRAMES] * 3
    one = evaluated(truth, label_maps(tmp_path / "one", {}, keys=("3",)), "davis-unsupervised")
    assert [row.score.jf for row in one.rows] == [0, 1, 1]
    assert one.rows[0].matched is None


def test_void_counts_in_neither_where_it_is_unsupervised(tmp_path):
    maps = label_maps(tmp_path / "out", {})
    for frame, name in enumerate(FRAMES):
        pixels = made.labels(frame)
        pixels[:, -2:] = 3
        made.palette(maps / "goats" / f"{name}.png", pixels)
    unsupervised = evaluated(made.davis(tmp_path / "u"), maps, "davis-unsupervised")
    assert unsupervised.total.jf == 1
    by_id = evaluated(made.davis(tmp_path / "s", "Annotations"), maps, "davis")
    assert by_id.rows[2].score.j.mean == 81 / 129


def test_ref_davis_averages_four_runs(tmp_path):
    truth = made.davis(tmp_path / "truth")
    for k, name in enumerate(LAYOUTS["ref-davis"].runs):
        label_maps(tmp_path / "out" / name, {"1": 3, "3": 1}, keys=("1", "3") if k else ("3",))
    found = evaluated(truth, tmp_path / "out")
    assert [each.jf for each in found.runs.values()] == [pytest.approx(2 / 3), 1, 1, 1]
    assert found.total.jf == pytest.approx((2 / 3 + 3) / 4)
    assert [row.run for row in found.rows[:4]] == ["anno_0"] * 3 + ["anno_1"]
    (tmp_path / "out" / "anno_2" / "goats" / "00005.png").unlink()
    with pytest.raises(BadInput, match=r"anno_2/goats/00005.png"):
        evaluated(truth, tmp_path / "out")


def test_two_processes_find_the_same(tmp_path):
    said, answers = {}, tmp_path / "answers"
    for video in ("b", "a", "c"):
        made.answers(answers, {"0": "3"}, video)
        for frame, name in enumerate(FRAMES):
            made.palette(tmp_path / "Annotations" / video / f"{name}.png", made.labels(frame))
        said[video] = {"expressions": {"0": made.SAID["0"]}, "frames": list(FRAMES)}
    (tmp_path / "meta_expressions.json").write_text(json.dumps({"videos": said}))
    one, two = (evaluated(tmp_path, answers, jobs=jobs) for jobs in (1, 2))
    assert [row.video for row in two.rows] == ["b", "a", "c"]
    assert as_json(one) == as_json(two)
    made.grey(answers / "a" / "0" / "00010.png", np.zeros((3, 3)))
    with pytest.raises(BadInput, match="00010.png' is 3x3 pixels"):
        evaluated(tmp_path, answers, jobs=2)
    names = tmp_path / "names.txt"
    names.write_text("c\nb\n")
    assert [row.video for row in evaluated(tmp_path, answers, videos=names).rows] == ["c", "b"]
    names.write_text("c\nz\n")
    with pytest.raises(BadInput, match="the video 'z'"):
        evaluated(tmp_path, answers, videos=names)


@pytest.fixture
def project(tmp_path):
    """A project of the made video: two objects, answers of two models, a track for one of them."""
    for name in FRAMES:
        path = tmp_path / "clips" / "goats" / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.random.default_rng(2).integers(0, 255, (*SHAPE, 3), np.uint8)).save(path)
    file = tmp_path / "work" / "anything.rvos"
    file.parent.mkdir()
    session = Session.create(tmp_path / "clips" / "goats", file)
    session.add_object("big", 3)
    session.add_object("small", 1)
    session.add_expression(1, "The  small SQUARE")
    session.add_expression(3, "the big square")
    session.add_expression(3, "das große Quadrat")
    with session.project.edit("answers") as edit:
        for number, key in ((3, "3"), (1, "1")):
            masks = {k: Mask.from_array(square(key, k)) for k in range(len(FRAMES))}
            edit.put_masks(number, masks, Provenance.now(Kind.FUSION))
    session.close()
    return file


def test_projects_answer_expressions_by_their_text(truth, project):
    for place in (project, project.parent):
        with pytest.raises(BadInput, match=r"4 of 16 frames .*goats/2/00005"):
            evaluated(truth, place)
        found = evaluated(truth, place, missing_is_empty=True)
        assert [row.score.jf for row in found.rows] == [1, 1, 1, 1]


def test_projects_answer_objects_by_id(tmp_path, project):
    found = evaluated(made.davis(tmp_path / "d", "Annotations"), project, "davis")
    assert found.total.jf == 1
    with pytest.raises(BadInput, match="several runs"):
        evaluated(made.davis(tmp_path / "d"), project, "ref-davis")


def test_a_project_of_another_clip(tmp_path, project):
    made.expressions(tmp_path / "meta_expressions.json", made.SAID, frames=FRAMES[:3])
    with pytest.raises(BadInput, match="has 4 frames, 'goats' has 3"):
        evaluated(tmp_path, project, "mevis")


def test_models_that_answered_in_a_project_are_members(truth, project):
    right, nothing = Mask.from_array(square("1", 0)), Mask.empty(*SHAPE)
    session = Session.open(project)
    with session.project.edit("answers") as edit:
        small = session.project.object(1).expressions[0].id
        for model, mask in (("sharp", right), ("blind", nothing)):
            made_by = Provenance.now(Kind.MODEL, model)
            edit.put_predictions(small, model, {0: (mask, 0.9)}, made_by)
    session.close()
    members = evaluated(truth, project, missing_is_empty=True).members
    assert [each.name for each in members.each] == ["sharp", "blind"]
    sharp, blind = (4 * each.alone for each in members.each)
    # One frame of four of one expression; that of nobody is right where nobody answered.
    assert (sharp, blind) == (1 + 1 / 4, 1)
    assert 4 * members.each[1].without == 1 + 1 / 4


def test_members_of_a_fusion(truth, answers, tmp_path):
    same, other = made.answers(tmp_path / "same"), tmp_path / "other"
    made.answers(other, dict.fromkeys(made.SAID, "7"))
    members = {"one": answers, "two": same, "blind": other}
    found = evaluated(truth, answers, members=members).members
    alone = {each.name: each.alone for each in found.each}
    assert alone == {"one": 1, "two": 1, "blind": 0.25}
    assert found.fused == 1
    assert [each.effect for each in found.each] == [0, 0, 0]
    # Three expressions with an object: two members agree, the blind one with nobody; the last: all.
    assert found.agreement == pytest.approx((3 * (1 / 3) + 1) / 4)
    strict = evaluated(truth, answers, members=members, threshold=1.0).members
    assert [each.effect for each in strict.each] == [0, 0, pytest.approx(-0.75)]


def test_ten_thousand_expressions_take_little_memory(tmp_path):
    dot, said = np.zeros((4, 4), np.uint8), {str(k): made.SAID["0"] for k in range(100)}
    made.palette(tmp_path / "Annotations" / "0" / "00000.png", dot)
    for key in said:
        made.grey(tmp_path / "answers" / "0" / key / "00000.png", dot)
    videos = {str(k): {"expressions": said, "frames": ["00000"]} for k in range(100)}
    for video in list(videos)[1:]:
        for folder in ("Annotations", "answers"):
            (tmp_path / folder / video).symlink_to("0")
    (tmp_path / "meta_expressions.json").write_text(json.dumps({"videos": videos}))
    peaks = {}
    try:
        for step in evaluate(Request(tmp_path, tmp_path / "answers")):
            # Tracing all the way would take most of the time.
            if step.doing.startswith("scoring") and step.done in (40, 50, 60):
                peaks[step.done] = tracemalloc.get_traced_memory()[1]
                tracemalloc.start()
            if len(peaks) == 3:
                tracemalloc.stop()
    finally:
        tracemalloc.stop()
    assert step.done == 100
    # What stays of an expression is its sentence and its scores, never a mask.
    assert (peaks[60] - peaks[50]) / 1000 < 2500


class Page(HTMLParser):
    """What a report refers to, and whether its elements close."""

    def __init__(self, text):
        super().__init__()
        self.open, self.links, self.tags = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in ("src", "href", "srcset")]
        if tag not in ("meta", "img", "line", "rect", "polyline"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        if tag != "rect":
            assert self.open.pop() == tag


def test_the_report_needs_nothing_else(truth, answers, tmp_path):
    for name in FRAMES:
        made.grey(answers / "goats" / "1" / f"{name}.png", square("1", 0))
    members = {"one": answers, "two": made.answers(tmp_path / "two")}
    text = as_html(evaluated(truth, answers, members=members)).decode()
    page = Page(text)
    assert page.open == []
    assert page.links
    assert all(link.startswith("data:image/webp;base64,") for link in page.links)
    assert "url(" not in text
    assert "@import" not in text
    assert "script" not in page.tags
    assert "prefers-color-scheme: dark" in text
    assert "wrong object" in text
    assert "das große Quadrat" in text
    drawings = re.findall(r"<svg.*?</svg>", text)
    assert len(drawings) == 4
    for drawing in drawings:
        lines = [each for each in ElementTree.fromstring(drawing) if each.tag == "polyline"]
        assert [len(each.get("points").split()) for each in lines] == [4, 4]
    assert len(text) < 100_000


def test_names_cannot_break_the_report(tmp_path):
    odd = '<b>&"quoted"\''
    said = {"<0>": {"exp": odd, "obj_id": "1"}}
    made.expressions(tmp_path / "meta_expressions.json", said, video="a&b")
    for frame, name in enumerate(FRAMES):
        made.palette(tmp_path / "Annotations" / "a&b" / f"{name}.png", made.labels(frame))
    answers = made.answers(tmp_path / "answers", {"<0>": "3"}, "a&b")
    text = as_html(evaluated(tmp_path, answers)).decode()
    assert Page(text).open == []
    assert odd not in text


def test_tables(truth, answers):
    found = evaluated(truth, answers)
    lines = list(csv.DictReader(io.StringIO(as_csv(found).decode())))
    assert [line["target"] for line in lines] == ["0", "1", "10", "2", ""]
    assert lines[2]["text"] == "das große Quadrat"
    assert float(lines[-1]["jf"]) == found.total.jf
    document = json.loads(as_json(found))
    assert document["total"]["j"] == {"mean": 1, "recall": 1, "decay": 0}
    assert document["rows"][0]["frames"] == list(FRAMES)
    assert replace(found.request, layout="") == found.request
