import json
import tracemalloc

import pytest

from rvos_studio.errors import BadInput
from rvos_studio.studio.batch_dataset import BatchDataset
from rvos_studio.studio.batch_folder import BatchFolder, Record
from tests.pictures import write_square_clip
from tests.studio.batch.conftest import HerePool, begin, finish

NAMES = ["00000", "00001"]


def write(root, expressions, place="meta_expressions.json", frames="JPEGImages"):
    file = root / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"videos": {"v": {"frames": NAMES, "expressions": expressions}}}))
    write_square_clip(root / frames / "v", 2)


def written(root, expressions, **more):
    write(root, expressions, **more)
    return BatchDataset(root)


def objects(dataset):
    return [(each.key, each.object_id) for each in dataset.video("v").questions]


def test_expressions_of_the_same_object_id_are_of_one_object(tmp_path):
    dataset = written(
        tmp_path,
        {"0": {"exp": "a", "obj_id": "3"}, "1": {"exp": "b", "obj_id": 2}, "2": {"exp": "c", "obj_id": "3"}},
    )  # fmt: skip
    assert objects(dataset) == [("0", 3), ("1", 2), ("2", 3)]
    assert dataset.size("v") == 6


def test_expressions_without_an_object_id_are_of_one_each(tmp_path):
    assert objects(written(tmp_path, {"7": {"exp": "a"}, "9": {"exp": "a"}})) == [
        ("7", 1),
        ("9", 2),
    ]


def test_several_objects_at_once_are_one_of_their_own(tmp_path):
    dataset = written(
        tmp_path,
        {"0": {"exp": "both", "obj_id": [0, 1], "anno_id": [5, 6]}, "1": {"exp": "the first", "anno_id": [5]},
         "2": {"exp": "the two", "obj_id": [1, 0], "anno_id": [6, 5]}, "3": {"exp": "none", "obj_id": []},
         "4": {"exp": "none either", "obj_id": []}},
    )  # fmt: skip
    assert objects(dataset) == [("0", 1), ("1", 2), ("2", 1), ("3", 3), ("4", 4)]


@pytest.mark.parametrize("frames", ["JPEGImages", "JPEGImages/480p", "."])
def test_frames_are_found_where_benchmarks_have_them(tmp_path, frames):
    dataset = written(tmp_path, {"0": {"exp": "a"}}, frames=frames)
    assert (dataset.video("v").folder / "00001.png").is_file()


def test_expressions_beside_the_split(tmp_path):
    place = "meta_expressions/valid/meta_expressions.json"
    write(tmp_path, {"0": {"exp": "a"}}, place, "valid/JPEGImages")
    for given in (tmp_path / "valid", tmp_path / place):
        assert BatchDataset(given).video("v").folder == tmp_path / "valid" / "JPEGImages" / "v"


def test_a_plain_list_of_sentences(tmp_path):
    write_square_clip(tmp_path / "v", 3)
    (tmp_path / "expressions.json").write_text(json.dumps({"v": ["a", "b"], "idle": []}))
    dataset = BatchDataset(tmp_path)
    assert dataset.names == ("v",)
    assert objects(dataset) == [("0", 1), ("1", 2)]
    assert dataset.video("v").frame_names == ("00000", "00001", "00002")
    assert dataset.size("v") == 6
    elsewhere = tmp_path / "mine.json"
    elsewhere.write_text(json.dumps({"v": ["a", "b"]}))
    assert BatchDataset(elsewhere, tmp_path).digest == dataset.digest


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "no 'meta_expressions.json'"),
        ("{", "is not a list of videos"),
        ('{"videos": {}}', "is empty"),
        ('{"videos": {"v": {"frames": [], "expressions": {"0": {"exp": "a"}}}}}', "no frames"),
        ('{"videos": {"v": {"frames": ["0"], "expressions": {"0": {"exp": "a"}}}}}', "--frames"),
    ],
)
def test_a_data_set_that_cannot_be_worked_on(tmp_path, content, sentence):
    if content:
        (tmp_path / "meta_expressions.json").write_text(content)
    with pytest.raises(BadInput, match=sentence):
        BatchDataset(tmp_path)


def test_an_empty_list(tmp_path):
    (tmp_path / "expressions.json").write_text('{"v": []}')
    with pytest.raises(BadInput, match="is empty"):
        BatchDataset(tmp_path)
    with pytest.raises(BadInput, match="no dataset"):
        BatchDataset(tmp_path / "nowhere")
    (tmp_path / "expressions.json").write_text('{"../v": ["a"]}')
    with pytest.raises(BadInput, match="no folder can have"):
        BatchDataset(tmp_path)


@pytest.mark.usefixtures("learner")
def test_an_expression_without_words_fails_its_video(tmp_path):
    dataset = written(tmp_path / "data", {"0": {"exp": "  "}})
    assert dataset.names == ("v",)
    assert finish(begin(tmp_path / "data", tmp_path / "out")).failed == 1
    sentence = BatchFolder(tmp_path / "out").record("v").sentence
    assert sentence.startswith("Expression 0 of the dataset: An expression needs words")


class Counting(HerePool):
    """Takes the requests and does nothing about them."""

    def __init__(self):
        self.taken = 0

    def run(self, task, requests):
        for each in requests:
            assert each["job"].video.questions
            self.taken += 1
            yield from ()


@pytest.mark.usefixtures("learner")
def test_ten_thousand_expressions_take_no_memory(tmp_path):
    frames = [f"{k:05d}" for k in range(100)]
    expressions = {str(k): {"exp": f"the thing number {k}"} for k in range(20)}
    videos = {f"v{k}": {"frames": frames, "expressions": expressions} for k in range(500)}
    root = tmp_path / "data"
    root.mkdir()
    (root / "meta_expressions.json").write_text(json.dumps({"videos": videos}))
    write_square_clip(root / "JPEGImages" / "v0", 1)
    pool = Counting()
    work = begin(root, tmp_path / "out", pool)
    next(work)
    tracemalloc.start()
    try:
        finish(work)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert pool.taken == 500
    assert peak < 1 << 20


def test_a_damaged_record_counts_as_none(tmp_path):
    folder = BatchFolder(tmp_path)
    for name in ("videos", "unfinished", "results/v"):
        (tmp_path / name).mkdir(parents=True)
    folder.keep(Record("v", "done"))
    assert folder.record("v") == Record("v", "done")
    (tmp_path / "videos" / "v.json").write_text("{")
    assert folder.record("v") is None
