"""What every format promises: all comes back, all or nothing is written."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from rvos_studio.errors import BadInput, CannotWrite
from rvos_studio.formats import FORMATS, Dataset, TrackRecord, VideoRecord
from rvos_studio.formats.dataset import masks_at, verify
from rvos_studio.masks import Mask
from tests.formats.conftest import block


def run(export):
    """Drive an export to its end; its progress and its report."""
    progress = []
    while True:
        try:
            progress.append(next(export))
        except StopIteration as stop:
            return progress, stop.value


def contents(path):
    """All files below a path with their bytes."""
    files = [path] if path.is_file() else sorted(each for each in path.rglob("*") if each.is_file())
    return {str(each.relative_to(path.parent)): each.read_bytes() for each in files}


@pytest.fixture(params=sorted(FORMATS))
def format_(request):
    return FORMATS[request.param]


@pytest.fixture
def target(tmp_path, format_):
    return tmp_path / f"export{format_.suffix}"


@pytest.fixture
def written(format_, dataset, target):
    run(format_.write(dataset, target))
    return contents(target)


def test_all_but_the_masks_comes_back(format_, dataset, target, written):
    found = format_.read(target)
    assert len(found.videos) == len(dataset.videos)
    for wanted, got in zip(dataset.videos, found.videos, strict=True):
        assert (got.name, got.height, got.width) == (wanted.name, wanted.height, wanted.width)
        assert got.frame_names == wanted.frame_names
        for a, b in zip(wanted.tracks, got.tracks, strict=True):
            assert (b.object_id, b.category, b.expressions) == (
                a.object_id,
                a.category,
                a.expressions,
            )


def test_writing_again_gives_the_same_bytes(format_, target, written, tmp_path):
    again = tmp_path / "again" / target.name
    again.parent.mkdir()
    run(format_.write(format_.read(target), again))
    assert contents(again) == written


def test_progress_reaches_its_total(format_, dataset, target):
    progress, report = run(format_.write(dataset, target))
    frames = sum(len(video.frame_names) for video in dataset.videos)
    assert progress == [(done, 2 * frames) for done in range(1, 2 * frames + 1)]
    assert (report.masks, report.empty_masks) == (8, 1)
    assert report.files == len(contents(target))


def test_closing_early_leaves_nothing(format_, dataset, target, tmp_path):
    steps = len(run(format_.write(dataset, tmp_path / "whole"))[0])
    for taken in range(steps):
        export = format_.write(dataset, target)
        for _ in range(taken):
            next(export)
        export.close()
        assert [each.name for each in tmp_path.iterdir()] == ["whole"]


def test_what_is_there_is_kept_unless_it_may_go(format_, dataset, target, written, tmp_path):
    few = Dataset(dataset.videos[1:])
    with pytest.raises(CannotWrite, match=re.escape(str(target))):
        run(format_.write(few, target))
    assert contents(target) == written
    # Until the new one is complete the old one stays.
    export = format_.write(few, target, overwrite=True)
    for _ in range(3):
        next(export)
        assert contents(target) == written
    export.close()
    assert contents(target) == written
    run(format_.write(few, target, overwrite=True))
    assert [video.name for video in format_.read(target).videos] == ["a wide one", "nobody"]
    assert [each.name for each in tmp_path.iterdir()] == [target.name]


def test_failing_half_way_keeps_the_old_one(format_, dataset, target, written, tmp_path):
    bad = TrackRecord(1, "dog", (), {0: Mask.full(4, 4), 1: Mask.full(4, 5)})
    video = VideoRecord("bad", 4, 4, ("0", "1"), (bad,))
    with pytest.raises(BadInput, match="5x4 pixels, the video 4x4"):
        run(format_.write(Dataset((*dataset.videos, video)), target, overwrite=True))
    assert contents(target) == written
    assert [each.name for each in tmp_path.iterdir()] == [target.name]


def test_a_link_is_followed(format_, dataset, target, written, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(target)
    run(format_.write(Dataset(dataset.videos[2:]), link, overwrite=True))
    assert link.is_symlink()
    assert len(format_.read(target).videos) == 1


def test_a_target_of_the_other_kind(format_, dataset, target):
    if format_.suffix:
        target.mkdir()
    else:
        target.touch()
    with pytest.raises(CannotWrite, match="choose another name"):
        run(format_.write(dataset, target, overwrite=True))


def test_a_folder_that_is_not_there(format_, dataset, tmp_path):
    with pytest.raises(CannotWrite, match="gone.*no longer there"):
        run(format_.write(dataset, tmp_path / "gone" / "export"))


def test_a_folder_that_vanishes(format_, dataset, tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    export = format_.write(dataset, folder / "export")
    next(export)
    moved = folder.rename(tmp_path / "pulled out")
    with pytest.raises(CannotWrite, match="stick/export"):
        run(export)
    assert not folder.exists()
    assert moved.exists()


def test_a_folder_without_permission(format_, dataset, tmp_path):
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o555)
    root = os.geteuid() == 0
    if root:
        # Nothing is forbidden to root: write as the user nobody.
        for parent in [tmp_path, *tmp_path.parents][:3]:
            parent.chmod(0o755)
        os.seteuid(65534)
    try:
        with pytest.raises(CannotWrite, match=r"locked.*permission"):
            run(format_.write(dataset, folder / "export"))
    finally:
        if root:
            os.seteuid(0)
    assert not list(folder.iterdir())


NOISE = """
import resource, sys
from pathlib import Path
import numpy as np
from rvos_studio.errors import CannotWrite
from rvos_studio.formats import FORMATS, Dataset, TrackRecord, VideoRecord
from rvos_studio.masks import Mask
name, target, limit = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
noise = np.random.default_rng(0).random((9, 300, 400)) > 0.5
masks = {k: Mask.from_array(each) for k, each in enumerate(noise)}
video = VideoRecord("noise", 300, 400, tuple("012345678"), (TrackRecord(1, "x", (), masks),))
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    for _ in FORMATS[name].write(Dataset((video,)), target, overwrite=True):
        pass
except CannotWrite as error:
    print(error, end="")
"""


def write_noise(format_, target, limit=0):
    name = next(name for name, each in FORMATS.items() if each is format_)
    done = subprocess.run(
        [sys.executable, "-c", NOISE, name, str(target), str(limit)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert done.stderr == ""
    return done.stdout


def test_a_file_that_may_not_grow(format_, target, written, tmp_path):
    sentence = write_noise(format_, target, limit=5000)
    assert sentence == f"'{target}' could not be written: the file would be larger than allowed."
    assert contents(target) == written
    assert [each.name for each in tmp_path.iterdir()] == [target.name]


def test_a_full_disk(format_, dataset, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", str(disk)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a small disk cannot be mounted here")
    try:
        target = disk / f"export{format_.suffix}"
        run(format_.write(Dataset(dataset.videos[2:]), target))
        before = contents(target)
        assert write_noise(format_, target) == (
            f"'{target}' could not be written: the disk is full."
        )
        assert contents(target) == before
        assert [each.name for each in disk.iterdir()] == [target.name]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def small(**changes):
    track = {"object_id": 1, "category": "dog", "expressions": ("it",), "masks": {}}
    video = {"name": "v", "height": 4, "width": 6, "frame_names": ("0", "1")}
    track |= {key: changes[key] for key in track.keys() & changes.keys()}
    video |= {key: changes[key] for key in video.keys() & changes.keys()}
    return VideoRecord(**video, tracks=(TrackRecord(**track),))


@pytest.mark.parametrize(
    ("videos", "sentence"),
    [
        ([small(name="")], "must be a file name"),
        ([small(name="..")], "must be a file name"),
        ([small(name="a/b")], "must be a file name"),
        ([small(name="bad\udcff")], "not valid text"),
        ([small(frame_names=("0", "a\0"))], "must be a file name"),
        ([small(frame_names=("0", "0"))], "more than one frame of 'v' named '0'"),
        ([small(), small()], "more than one video named 'v'"),
        ([small(frame_names=())], "no frames"),
        ([small(height=0)], "no frames"),
        ([small(object_id=0)], "ids from 1"),
        ([small(masks={2: Mask.full(4, 6)})], "mask on frame 2"),
        ([small(expressions=("\ud800",))], "not valid text"),
        ([small(masks={1: Mask.full(6, 4)})], "4x6 pixels, the video 6x4"),
    ],
)
def test_what_no_format_holds(format_, target, videos, sentence):
    with pytest.raises(BadInput, match=sentence):
        run(format_.write(Dataset(tuple(videos)), target))
    assert not target.exists()


def test_two_objects_of_one_id(format_, target):
    track = TrackRecord(7, "dog", (), {})
    video = VideoRecord("v", 4, 6, ("0",), (track, track))
    with pytest.raises(BadInput, match="different ids"):
        run(format_.write(Dataset((video,)), target))


def test_nothing_to_read(format_, tmp_path):
    with pytest.raises(BadInput, match="gone"):
        format_.read(tmp_path / "gone")


def test_verify_finds_any_difference(dataset):
    assert len(list(verify(dataset, lambda: dataset))) == 6
    first, *rest = dataset.videos
    changed = dict(first.tracks[0].masks)
    changed[1] = changed[1] - block(10, 8, 11, 9)
    track = TrackRecord(3, "sheep", first.tracks[0].expressions, changed)
    other = VideoRecord(
        first.name, first.height, first.width, first.frame_names, (track, *first.tracks[1:])
    )
    with pytest.raises(CannotWrite, match="Frame 00010 of '1b2c"):
        list(verify(dataset, lambda: Dataset((other, *rest))))
    with pytest.raises(CannotWrite, match="other videos"):
        list(verify(dataset, lambda: Dataset(tuple(rest))))
    assert set(masks_at(first, 0)) == {1, 10}
