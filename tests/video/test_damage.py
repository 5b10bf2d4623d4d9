"""What cannot be opened says why; what is cut short gives the frames that are there."""

import os
import subprocess
import sys

import av
import numpy as np
import pytest
from PIL import Image

from rvos_studio.errors import BadInput, ClipMissing, StudioError
from rvos_studio.video import open_clip
from tests.video.recordings import KINDS, number_of, picture


@pytest.fixture
def silent(capfd):
    """Nothing below the window writes to the terminal."""
    yield
    out, err = capfd.readouterr()
    assert (out, err) == ("", "")


def refused(path, kind=BadInput):
    with pytest.raises(kind) as caught:
        open_clip(path)
    sentence = str(caught.value)
    assert str(path.name) in sentence
    assert sentence.endswith((".", "?"))
    assert "\n" not in sentence
    return sentence


@pytest.mark.usefixtures("silent")
class TestRefused:
    def test_missing(self, tmp_path):
        assert "no video at" in refused(tmp_path / "gone.mp4", ClipMissing)

    def test_empty_file(self, tmp_path):
        (tmp_path / "none.mp4").touch()
        assert "empty" in refused(tmp_path / "none.mp4")

    def test_text(self, tmp_path):
        for name in ("notes.mp4", "notes.txt", "notes.avi"):
            (tmp_path / name).write_text("a brown goat on the left\n" * 200)
            refused(tmp_path / name)

    def test_noise(self, tmp_path):
        (tmp_path / "noise.mp4").write_bytes(np.random.default_rng(1).bytes(100_000))
        refused(tmp_path / "noise.mp4")

    def test_mp4_without_its_index(self, tmp_path, recording):
        whole = recording("h264-closed-mp4").read_bytes()
        (tmp_path / "cut.mp4").write_bytes(whole[: len(whole) // 2])
        assert "cut off" in refused(tmp_path / "cut.mp4")

    def test_sound_only(self, tmp_path):
        path = tmp_path / "song.mp4"
        with av.open(str(path), "w") as container:
            stream = container.add_stream("aac", rate=44100, layout="mono")
            sound = np.zeros((1, 44100), np.float32)
            frame = av.AudioFrame.from_ndarray(sound, format="fltp", layout="mono")
            frame.sample_rate = 44100
            container.mux(stream.encode(frame))
            container.mux(stream.encode())
        assert "no video in it" in refused(path)

    def test_neither_file_nor_folder(self, tmp_path):
        os.mkfifo(tmp_path / "pipe")
        assert "neither" in refused(tmp_path / "pipe")

    def test_no_permission(self, tmp_path, recording):
        path = tmp_path / "secret.mp4"
        path.write_bytes(recording("h264-closed-mp4").read_bytes())
        path.chmod(0)
        if os.geteuid():
            assert "permission" in refused(path)
        else:
            # Nothing is forbidden to root: look as the user nobody.
            tmp_path.chmod(0o755)
            os.seteuid(65534)
            try:
                assert "permission" in refused(path)
            finally:
                os.seteuid(0)

    def test_folder_without_pictures(self, tmp_path):
        (tmp_path / "readme.txt").write_text("nothing to see")
        (tmp_path / ".hidden.png").touch()
        assert "no pictures" in refused(tmp_path)

    def test_folder_of_mixed_sizes(self, tmp_path):
        for number, width in enumerate((160, 160, 120, 80)):
            Image.fromarray(picture(number, 96, width)).save(tmp_path / f"{number}.png")
        sentence = refused(tmp_path)
        assert "'2.png'" in sentence
        assert "120x96" in sentence
        assert "160x96" in sentence

    def test_unreadable_picture(self, tmp_path):
        Image.fromarray(picture(0)).save(tmp_path / "0.png")
        (tmp_path / "1.png").write_bytes(b"not a picture")
        with pytest.raises(BadInput, match=r"1\.png.*not a picture"):
            open_clip(tmp_path)

    def test_two_pictures_for_one_frame(self, tmp_path):
        Image.fromarray(picture(0)).save(tmp_path / "00000.png")
        Image.fromarray(picture(0)).save(tmp_path / "00000.jpg")
        with pytest.raises(BadInput, match="same frame"):
            open_clip(tmp_path)


@pytest.mark.usefixtures("silent")
def test_picture_cut_short(tmp_path):
    for number in range(3):
        Image.fromarray(picture(number)).save(tmp_path / f"{number}.jpg")
    whole = (tmp_path / "1.jpg").read_bytes()
    (tmp_path / "1.jpg").write_bytes(whole[: len(whole) * 9 // 10])
    with open_clip(tmp_path) as clip:
        assert number_of(clip.frame(2)) == 2
        with pytest.raises(BadInput, match=r"1\.jpg.*damaged"):
            clip.frame(1)
        (tmp_path / "0.jpg").unlink()
        with pytest.raises(ClipMissing, match=r"0\.jpg"):
            clip.frame(0)


def readable(clip):
    """The numbers of the frames that can be shown, and of those that cannot."""
    good, bad = [], []
    for i in range(len(clip)):
        try:
            frame = clip.frame(i)
        except StudioError as error:
            assert "damaged" in str(error)  # noqa: PT017
            bad.append(i)
        else:
            good.append((i, frame))
    return good, bad


@pytest.mark.usefixtures("silent")
@pytest.mark.parametrize("kind", ["h264-closed-mkv", "h264-open-ts", "vp9-webm", "mpeg4-avi"])
def test_cut_in_the_middle(tmp_path, recording, kind):
    whole = recording(kind).read_bytes()
    path = tmp_path / f"cut{KINDS[kind].suffix}"
    path.write_bytes(whole[: len(whole) * 6 // 10])
    with open_clip(path, cache_bytes=0) as clip:
        good, bad = readable(clip)
        assert 20 < len(clip) < KINDS[kind].frames
        assert len(bad) <= 4
        # The last packet may be half there; the frames before it are what they were.
        assert all(number_of(frame) == i for i, frame in good if i < len(clip) - 4)
        assert [i for i, _ in readable(clip)[0]] == [i for i, _ in good]


@pytest.mark.usefixtures("silent")
def test_without_its_beginning(tmp_path, recording):
    whole = recording("h264-open-ts").read_bytes()
    path = tmp_path / "tail.ts"
    path.write_bytes(whole[len(whole) // 3 // 188 * 188 :])
    with open_clip(path, cache_bytes=0) as clip:
        assert 30 < len(clip) < 70
        first = KINDS["h264-open-ts"].frames - len(clip)
        order = np.random.default_rng(3).permutation(len(clip)).tolist()
        assert [number_of(clip.frame(i)) for i in order] == [first + i for i in order]


@pytest.mark.usefixtures("silent")
def test_damaged_inside(tmp_path, recording):
    whole = bytearray(recording("h264-closed-mp4").read_bytes())
    middle = len(whole) // 2
    whole[middle : middle + 400] = np.random.default_rng(2).bytes(400)
    path = tmp_path / "scratched.mp4"
    path.write_bytes(whole)
    with open_clip(path, cache_bytes=0) as clip:
        good, bad = readable(clip)
        assert len(good) + len(bad) == KINDS["h264-closed-mp4"].frames
        # Damage ends with its group of pictures: three groups of twelve at the very most.
        wrong = [i for i, frame in good if not shows(frame, i)] + bad
        assert not wrong or max(wrong) - min(wrong) < 36


def shows(frame, number):
    try:
        return number_of(frame) == number
    except AssertionError:
        return False


def test_ffmpeg_is_silent_in_a_fresh_process(tmp_path):
    (tmp_path / "noise.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + bytes(4000))
    code = (
        "import sys, pathlib\n"
        "from rvos_studio.video import open_clip\n"
        "try: open_clip(pathlib.Path(sys.argv[1]))\n"
        "except Exception as error: sys.exit(type(error).__name__ != 'BadInput')\n"
        "sys.exit(2)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "noise.mp4"], capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
