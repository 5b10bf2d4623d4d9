"""Clips of folders, fingerprints, the cache, threads."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image

from rvos_studio.errors import ClipMissing
from rvos_studio.video import open_clip
from rvos_studio.video.cache import FrameCache
from rvos_studio.video.fingerprint import MIB, WHOLE, fingerprint
from rvos_studio.video.folder import natural_order
from tests.video.recordings import HEIGHT, WIDTH, number_of, picture


def save(folder, names):
    folder.mkdir(exist_ok=True)
    for number, name in enumerate(names):
        Image.fromarray(picture(number)).save(folder / name)
    return folder


@pytest.mark.parametrize("suffix", ["jpg", "png", "bmp", "tif", "webp", "JPEG"])
def test_folder_of_pictures(tmp_path, suffix):
    folder = save(tmp_path / "goat", [f"{n:05d}.{suffix}" for n in range(5, 60, 5)])
    (folder / "notes.txt").write_text("not a frame")
    with open_clip(folder) as clip:
        assert (clip.name, len(clip), clip.height, clip.width) == ("goat", 11, HEIGHT, WIDTH)
        assert clip.frame_names[:3] == ("00005", "00010", "00015")
        for i in (7, 0, 10, 3):
            frame = clip.frame(i)
            assert number_of(frame) == i
            assert frame.flags.c_contiguous
            assert not frame.flags.writeable
        assert clip.time(3) == pytest.approx(3 / clip.rate)


def test_numbers_in_names_count(tmp_path):
    names = [f"frame{n}.png" for n in range(12)]
    assert sorted(sorted(names), key=natural_order) == names
    with open_clip(save(tmp_path, names)) as clip:
        assert [number_of(clip.frame(i)) for i in range(12)] == list(range(12))


def test_pictures_of_other_modes_become_rgb(tmp_path):
    pixels = picture(9)
    grey = pixels[..., 0]
    Image.fromarray(grey.astype(np.uint16) << 8).save(tmp_path / "0.png")
    Image.fromarray(grey).save(tmp_path / "1.png")
    Image.fromarray(np.dstack([pixels, grey])).save(tmp_path / "2.png")
    Image.fromarray(pixels).quantize(16).save(tmp_path / "3.png")
    with open_clip(tmp_path) as clip:
        for i in range(4):
            assert clip.frame(i).shape == (HEIGHT, WIDTH, 3)
            assert number_of(clip.frame(i)) == 9
        assert np.array_equal(clip.frame(0), clip.frame(1))


def test_outside_the_clip(tmp_path):
    with open_clip(save(tmp_path, ["0.png", "1.png"])) as clip:
        for index in (-1, 2):
            with pytest.raises(IndexError, match="outside the 2 frames"):
                clip.frame(index)
            with pytest.raises(IndexError):
                clip.time(index)


def test_a_closed_clip_says_so(recording):
    clip = open_clip(recording("h264-closed-mp4"))
    kept = clip.frame(4)
    clip.close()
    clip.close()
    assert number_of(kept) == 4
    with pytest.raises(ValueError, match="closed"):
        clip.frame(4)


def test_frames_are_kept_within_the_budget(recording):
    with open_clip(recording("h264-closed-mp4")) as clip:
        assert clip.frame(7) is clip.frame(7)
    with open_clip(recording("h264-closed-mp4"), cache_bytes=0) as clip:
        assert clip.frame(7) is not clip.frame(7)


def test_the_cache_drops_what_was_used_longest_ago():
    frames = [np.full((10, 10, 3), n, np.uint8) for n in range(4)]
    cache = FrameCache(3 * 300)
    for n in range(3):
        cache.put(n, frames[n])
    cache.get(0)
    cache.put(0, frames[0])
    cache.put(3, frames[3])
    assert [cache.get(n) is not None for n in range(4)] == [True, False, True, True]
    cache.put(9, np.zeros((20, 20, 3), np.uint8))
    assert cache.get(9) is None
    assert cache.get(0) is frames[0]
    cache.clear()
    assert cache.get(0) is None


def test_many_threads_read_one_clip(recording):
    orders = [np.random.default_rng(n).permutation(90)[:40].tolist() for n in range(4)]
    together = threading.Barrier(4)
    with open_clip(recording("h264-open-mkv"), cache_bytes=10 * HEIGHT * WIDTH * 3) as clip:

        def read(order):
            together.wait()
            return [number_of(clip.frame(i)) for i in order]

        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(read, orders)) == orders


def test_the_fingerprint_is_the_content(tmp_path, recording):
    source = recording("h264-closed-mp4")
    with open_clip(source) as clip:
        mark = clip.fingerprint
    assert len(mark) == 64
    copy = tmp_path / "elsewhere.mov"
    copy.write_bytes(source.read_bytes())
    os.utime(copy, (1, 1))
    with open_clip(copy) as clip:
        assert clip.fingerprint == mark
    with copy.open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        last = file.read(1)
        file.seek(-1, os.SEEK_END)
        file.write(bytes([last[0] ^ 1]))
    with open_clip(copy) as clip:
        assert clip.fingerprint != mark


def test_the_fingerprint_of_a_folder_counts_names_and_contents(tmp_path):
    names = ["0.png", "1.png"]
    marks = []
    for folder in ("a", "b", "renamed", "changed"):
        save(tmp_path / folder, names)
    (tmp_path / "renamed" / "1.png").rename(tmp_path / "renamed" / "2.png")
    Image.fromarray(picture(5)).save(tmp_path / "changed" / "1.png")
    for folder in ("a", "b", "renamed", "changed"):
        with open_clip(tmp_path / folder) as clip:
            marks.append(clip.fingerprint)
    assert marks[0] == marks[1]
    assert len(set(marks)) == 3


def test_large_files_are_sampled(tmp_path):
    size = WHOLE + 40 * MIB
    path = tmp_path / "large"

    def write(**changes):
        with path.open("wb") as file:
            file.truncate(size)
            for place, byte in changes.values():
                file.seek(place)
                file.write(byte)
        return fingerprint([path], named=False)

    blank = write()
    assert write(first=(0, b"x")) != blank
    assert write(last=(size - 1, b"x")) != blank
    assert write(third_block=(2 * (size - MIB) // 63 + 5, b"x")) != blank
    assert write(between_blocks=(MIB + MIB // 4, b"x")) == blank
    size += 1
    assert write() != blank


def test_a_vanished_file_has_no_fingerprint(tmp_path):
    clip = open_clip(save(tmp_path / "f", ["0.png", "1.png"]))
    (tmp_path / "f" / "1.png").unlink()
    with pytest.raises(ClipMissing, match=r"1\.png"):
        _ = clip.fingerprint


def test_a_file_that_vanishes(tmp_path, recording):
    for kind in ("h264-raw", "h264-open-mkv"):
        source = recording(kind)
        path = tmp_path / source.name
        path.write_bytes(source.read_bytes())
        with open_clip(path, cache_bytes=0) as clip:
            assert number_of(clip.frame(50)) == 50
            path.unlink()
            # What is open stays readable; what must be opened anew says that it is gone.
            if kind == "h264-raw":
                for _ in range(2):
                    with pytest.raises(ClipMissing, match="no longer there"):
                        clip.frame(10)
                assert number_of(clip.frame(60)) == 60
            else:
                assert number_of(clip.frame(10)) == 10
