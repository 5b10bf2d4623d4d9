"""Every frame of every kind of file is the one its number says, however it is reached."""

import av
import numpy as np
import pytest

from rvos_studio.video import open_clip
from rvos_studio.video.decoder import Decoder
from rvos_studio.video.index import scan
from tests.video.recordings import HEIGHT, KINDS, WIDTH, number_of

UNSTAMPED = {"h264-no-stamps-avi", "h264-raw"}
MANY = sorted(set(KINDS) - {"one-frame-mp4", "rotated-mp4"})


@pytest.fixture(params=MANY)
def kind(request):
    return request.param


@pytest.fixture
def clip(kind, recording):
    # Without a cache every read is decoded.
    with open_clip(recording(kind), cache_bytes=0) as clip:
        yield clip


@pytest.fixture
def numbers(kind):
    """The bar code each frame must show."""
    return list(range(KINDS[kind].shown_from, KINDS[kind].frames))


def test_forwards_and_backwards(clip, numbers):
    assert len(clip) == len(numbers)
    assert [number_of(clip.frame(i)) for i in range(len(clip))] == numbers
    assert [number_of(clip.frame(i)) for i in reversed(range(len(clip)))] == numbers[::-1]


def test_at_random(recording, kind, numbers):
    order = np.random.default_rng(11).permutation(len(numbers)).tolist()
    with open_clip(recording(kind), cache_bytes=0) as clip:
        got = [number_of(clip.frame(i)) for i in order]
    assert got == [numbers[i] for i in order]


def test_wandering_about(clip, numbers):
    rng = np.random.default_rng(7)
    i = 40 % len(numbers)
    for step in rng.choice([-13, -2, -1, 1, 1, 1, 3, 9, 14, 31], 150).tolist():
        i = (i + step) % len(numbers)
        assert number_of(clip.frame(i)) == numbers[i]


def test_first_read_anywhere(recording, kind, numbers):
    for i in (len(numbers) - 1, len(numbers) // 2, 13):
        with open_clip(recording(kind)) as clip:
            assert number_of(clip.frame(i)) == numbers[i]


def test_files_have_several_places_to_start_from(recording, kind):
    with av.open(str(recording(kind))) as container:
        count, index = scan(container, container.streams.video[0])
    assert count == KINDS[kind].frames - KINDS[kind].shown_from
    assert (index is None) == (kind in UNSTAMPED)
    if index is not None:
        assert len(index.keys) >= 6


@pytest.mark.parametrize("kind", sorted(set(MANY) - UNSTAMPED))
def test_a_jump_decodes_one_group_of_pictures(recording, kind):
    decoder = Decoder(recording(kind))
    for number in (25, 3, decoder.length - 2):
        numbers = [found for found, _ in decoder.frames_to(number)]
        assert numbers[-1] == number
        # Groups have twelve frames; open ones begin with some that belong to the group before.
        assert len(numbers) <= 12 + 4
    decoder.close()


def test_time_and_rate(clip, kind):
    stamps = KINDS[kind].stamps[KINDS[kind].shown_from :] or range(0, len(clip) * 40, 40)
    wanted = [(stamp - stamps[0]) / 1000 for stamp in stamps]
    # Matroska rounds to milliseconds, MP4 to its own ticks.
    assert [clip.time(i) for i in range(len(clip))] == pytest.approx(wanted, abs=0.0021)
    assert clip.rate == pytest.approx((len(clip) - 1) / wanted[-1], rel=0.01)


def test_shape_and_names(clip):
    assert (clip.height, clip.width) == (HEIGHT, WIDTH)
    assert clip.frame_names[:2] == ("00000", "00001")
    frame = clip.frame(3)
    assert (frame.shape, frame.dtype) == ((HEIGHT, WIDTH, 3), np.uint8)
    assert frame.flags.c_contiguous
    assert not frame.flags.writeable


def test_one_frame(recording):
    with open_clip(recording("one-frame-mp4")) as clip:
        assert len(clip) == 1
        assert number_of(clip.frame(0)) == 0
        assert clip.time(0) == 0
        assert clip.rate > 0


@pytest.mark.parametrize("degrees", [90, 180, -90])
def test_rotation_is_applied(tmp_path, degrees):
    recording = KINDS["rotated-mp4"]
    path = type(recording)("libx264", ".mp4", recording.options, 20, rotation=degrees).write(
        tmp_path / "turned.mp4"
    )
    with open_clip(path) as clip:
        size = (HEIGHT, WIDTH) if degrees == 180 else (WIDTH, HEIGHT)
        assert (clip.height, clip.width) == size
        for i in (13, 2, 19):
            frame = clip.frame(i)
            assert frame.shape == (*size, 3)
            assert frame.flags.c_contiguous
            # The matrix turns counter-clockwise; undone, the bar code must be upright.
            assert number_of(np.rot90(frame, -degrees // 90)) == i
