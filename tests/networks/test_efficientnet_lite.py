"""The frozen backbone: strict weights, the dilated form, odd sizes and the class map."""

import cv2
import numpy as np
import pytest
import torch

from rvos_studio.models import weights
from rvos_studio.models.checkpoints import read_state
from rvos_studio.networks.efficientnet_lite import (
    CHANNELS,
    EfficientNetLite0,
    normalise,
    published_name,
)

TRAFFIC_LIGHT = 920
"""Its place among the ImageNet classes."""


@pytest.fixture(scope="module")
def state():
    return read_state(weights.locate("efficientnet-lite0").path)


@pytest.fixture(scope="module")
def plain(state):
    return EfficientNetLite0.from_published(state)


@pytest.fixture(scope="module")
def dilated(state):
    return EfficientNetLite0.from_published(state, dilated=True)


@pytest.fixture(scope="module")
def picture():
    noise = np.random.default_rng(3).uniform(0, 255, (12, 16, 3)).astype(np.float32)
    return torch.from_numpy(cv2.resize(noise, (128, 96), interpolation=cv2.INTER_CUBIC))[None]


def test_every_published_name_is_ours_and_the_other_way_round(state):
    ours = [published_name(name) for name in EfficientNetLite0().state_dict()]
    assert len(set(ours)) == len(ours)
    assert set(ours) == set(state)


@pytest.mark.parametrize("change", ["missing", "unexpected", "shape"])
def test_a_state_that_does_not_fit_is_refused(state, change):
    other = dict(state)
    if change == "missing":
        del other["_blocks.3._bn1.weight"]
    elif change == "unexpected":
        other["_blocks.16._bn0.weight"] = torch.ones(3)
    else:
        other["_fc.bias"] = torch.ones(3)
    with pytest.raises(RuntimeError):
        EfficientNetLite0.from_published(other)


def test_features_have_the_promised_sizes(plain, dilated, picture):
    with torch.inference_mode():
        x = normalise(picture)
        shapes = {key: tuple(map_.shape) for key, map_ in plain.features(x).items()}
        assert shapes == {s: (1, c, 96 // s, 128 // s) for s, c in CHANNELS.items()}
        assert dilated.features(x)[32].shape == (1, 320, 6, 8)
        assert set(plain.features(x, deepest=8)) == {2, 4, 8}
        odd = plain.features(x[..., :37, :51])
        assert {s: tuple(m.shape[-2:]) for s, m in odd.items()} == {
            2: (19, 26),
            4: (10, 13),
            8: (5, 7),
            16: (3, 4),
            32: (2, 2),
        }


def test_the_dilated_form_holds_the_plain_one(plain, dilated, picture):
    """The strided convolution looks at every second cell of the dilated one, from the second on."""
    with torch.inference_mode():
        a, b = plain.features(normalise(picture)), dilated.features(normalise(picture))
    for stride in (2, 4, 8, 16):
        assert torch.equal(a[stride], b[stride])
    # The picture is large enough for both to have cells that the border does not reach.
    assert torch.allclose(a[32], b[32][..., 1::2, 1::2], atol=1e-4)


def test_the_class_map_averages_to_the_answer_for_the_picture(plain, picture):
    with torch.inference_mode():
        x = normalise(picture)
        dense = plain.class_logits(plain.features(x)[32])
        assert dense.shape == (1, 1000, 3, 4)
        assert torch.allclose(dense.mean((2, 3)), plain(x), atol=1e-4)


def test_normalise_maps_the_byte_range():
    x = normalise(torch.tensor([[[[0, 127, 255]]]], dtype=torch.uint8))
    assert x.shape == (1, 3, 1, 1)
    assert x.flatten().tolist() == [-127 / 128, 0.0, 1.0]


def test_the_weights_know_a_traffic_light(plain):
    """Wrong padding, epsilon or scaling loses it."""
    canvas = np.full((224, 224, 3), (150, 190, 230), np.uint8)
    cv2.rectangle(canvas, (106, 180), (118, 224), (60, 60, 60), -1)
    cv2.rectangle(canvas, (80, 20), (144, 184), (25, 25, 25), -1)
    for y, colour in ((50, (250, 40, 30)), (102, (120, 90, 10)), (154, (10, 80, 30))):
        cv2.circle(canvas, (112, y), 22, colour, -1)
    canvas = cv2.GaussianBlur(canvas, (0, 0), 1.5)
    with torch.inference_mode():
        logits = plain(normalise(torch.from_numpy(canvas)[None]))
    assert logits.argmax() == TRAFFIC_LIGHT
