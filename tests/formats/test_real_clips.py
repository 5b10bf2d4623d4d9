"""Real masks: the annotation of a DAVIS sequence through both formats."""

import pytest

from rvos_studio.formats import FORMATS, Dataset, TrackRecord, VideoRecord
from rvos_studio.masks import Mask, read_label_map
from tests.formats.test_formats import run

pytestmark = pytest.mark.clips


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_real_track_comes_back(shared, tmp_path, name):
    folder = shared / "clips" / "davis" / "Annotations" / "480p" / "breakdance"
    paths = sorted(folder.glob("*.png"))[:12]
    masks = {k: Mask.from_array(read_label_map(path)) for k, path in enumerate(paths)}
    track = TrackRecord(1, "person", ("the breakdancer",), masks)
    video = VideoRecord("breakdance", 480, 854, tuple(each.stem for each in paths), (track,))
    _, report = run(FORMATS[name].write(Dataset((video,)), tmp_path / "out"))
    assert (report.masks, report.empty_masks, report.overlapping_pixels) == (12, 0, 0)
    (found,) = FORMATS[name].read(tmp_path / "out").videos
    assert dict(found.tracks[0].masks) == masks
