"""ReferFormer, MUTR and SOC as segmenters: the answers that their authors' code gave."""

import json

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812

from rvos_studio.models.computing import Computing
from rvos_studio.models.protocols import Prediction
from rvos_studio.models.referring_segmenter import ReferringSegmenter, Sides
from rvos_studio.networks.referring import variants as direct
from rvos_studio.networks.referring.soc import variants as soc
from tests.parity import referring_replay, soc_replay
from tests.parity.recorded import seeded

CPU = torch.device("cpu")


def predictions(news):
    return [one for one in news if isinstance(one, Prediction)]


class Recorded:
    """A clip of small pictures that says it is larger, as one of the recorded cases does."""

    def __init__(self, frames, height, width):
        self.frames, self.height, self.width = frames, height, width

    def __len__(self):
        return len(self.frames)

    def frame(self, index):
        return self.frames[index]


def recorded_ids(_sentence):
    return [0, 627, 2335, 11, 5, 1275, 2]


@pytest.mark.oracle
@pytest.mark.parity
def test_soc_answers_frames_as_its_authors_did(shared):
    variant = soc.VARIANTS["soc-video-swin-t"]
    network = soc_replay.seeded_network(variant)
    expected = soc_replay.record_of(variant)["clip6"]["postprocess"]
    clip = Recorded(seeded.seeded_video(6, 96, 160), *expected["original_hw"])
    asking = ReferringSegmenter(network, Sides(96), Computing(CPU), ids=recorded_ids)
    found = predictions(asking.segment(clip, ["a sentence"], range(6)))
    scores = [one.confidence for one in found]
    assert scores == pytest.approx(expected["class_info"], abs=5e-5)
    assert int(np.argmax(scores)) == expected["key_frame"]
    pixels = [int((one.probability > 0.5).sum()) for one in found]
    assert pixels == pytest.approx(expected["foreground_pixels"], abs=2)
    logits = torch.from_numpy(np.stack([one.probability for one in found])).double().logit()
    recorded = expected["upsampled_logits"]
    index = np.array(recorded["index"])
    values = np.array(recorded["values"])
    # Probabilities in float32 say nothing of logits that are far from 0.
    near = np.abs(values) < 8
    assert near.sum() > 5
    np.testing.assert_allclose(
        logits.numpy().reshape(-1)[index][near], values[near], atol=5e-4 * recorded["std"]
    )


@pytest.mark.oracle
@pytest.mark.parity
@pytest.mark.parametrize("name", ["referformer-video-swin-t", "mutr-video-swin-t"])
def test_others_answer_frames_as_their_authors_did(shared, name):
    variant = direct.VARIANTS[name]
    network = referring_replay.seeded_network(variant)
    folder = referring_replay.folder_of(variant)
    case = json.loads((folder / "golden.json").read_text())["cases"]["clip"]
    values = np.load(folder / "golden.npz")
    query = case["best_query"][0]
    clip = Recorded(seeded.seeded_video(5, 96, 160), 96, 160)
    asking = ReferringSegmenter(network, Sides(96), Computing(CPU), ids=recorded_ids)
    found = predictions(asking.segment(clip, ["a sentence"], range(5)))
    scores = torch.from_numpy(values["clip/pred_logits"][0, :, query, 0]).sigmoid()
    assert [one.confidence for one in found] == pytest.approx(scores.tolist(), abs=2e-5)
    logits = torch.from_numpy(values["clip/pred_masks"][0, :, query])
    masks = F.interpolate(logits[None], (96, 160), mode="bilinear")[0] > 0
    agreeing = [
        (one.probability > 0.5) == mask.numpy() for one, mask in zip(found, masks, strict=True)
    ]
    assert np.mean(agreeing) > 0.9995
