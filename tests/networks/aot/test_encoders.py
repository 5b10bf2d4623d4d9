"""The encoders: published names, half precision, and the recorded maps of the authors' code."""

import json
import re

import cv2
import numpy as np
import pytest
import torch

from rvos_studio.networks.aot.encoders import ENCODER_NAMES, OPTIONAL_NAMES, build_encoder
from rvos_studio.networks.aot.variants import VARIANTS
from rvos_studio.networks.frozen_norm import fold_norms
from rvos_studio.networks.names import published
from tests.networks.shaken import picture, shaken
from tests.parity.recorded import ORACLE, PRESENT, seeded

TOLERANCE = 3e-5
FOLDERS = {
    "mobilenet-v2": "aott",
    "resnet-50": "r50_aotl",
    "swin-b": "swinb_aotl",
    "swin-l": "swinl_aotl",
}
SMALL = ("mobilenet-v2", "resnet-50")
MEAN, DEVIATION = np.float32([0.485, 0.456, 0.406]), np.float32([0.229, 0.224, 0.225])

recorded = [
    pytest.mark.oracle,
    pytest.mark.skipif(not PRESENT, reason="the recorded answers are not beside the checkout"),
]


def manifest(folder):
    """The encoder's part, without its prefix."""
    entries = json.loads((ORACLE / "aot" / folder / "manifest.json").read_text())
    prefix = "encoder."
    return {n.removeprefix(prefix): e for n, e in entries.items() if n.startswith(prefix)}


def ours_by_published(name, encoder):
    return {published(ours, ENCODER_NAMES[name]): ours for ours in encoder.state_dict()}


@pytest.fixture(scope="module")
def encoder(request):
    """With the seeded weights, as it is used: norms folded."""
    name = request.param
    entries = {f"encoder.{n}": e for n, e in manifest(FOLDERS[name]).items()}
    encoder = build_encoder(name).eval()
    ours = ours_by_published(name, encoder)
    encoder.load_state_dict(
        {
            ours[theirs.removeprefix("encoder.")]: torch.from_numpy(value)
            for theirs, value in seeded.seeded_state(entries).items()
        }
    )
    fold_norms(encoder)
    encoder.requires_grad_(False)
    return encoder, json.loads((ORACLE / "aot" / FOLDERS[name] / "golden.json").read_text())


def network_input(frame, height, width):
    resized = cv2.resize(frame.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    return np.ascontiguousarray(((resized / 255 - MEAN) / DEVIATION).transpose(2, 0, 1)[None])


def with_marks(name):
    extra = [] if name in SMALL else [pytest.mark.parity]
    return pytest.param(name, marks=[*recorded, *extra])


@pytest.mark.parametrize("encoder", [with_marks(name) for name in FOLDERS], indirect=True)
def test_every_recorded_map(encoder):
    encoder, golden = encoder
    embedded = []
    if hasattr(encoder.network, "embedding"):
        encoder.network.embedding.register_forward_hook(lambda *call: embedded.append(call[-1]))
    frames = 0
    for case in golden["cases"].values():
        clip = seeded.seeded_video(case["frames"], case["height"], case["width"])
        for frame, probes in case["probes"].items():
            if "encoder.0" not in probes:
                continue
            frames += 1
            x = network_input(clip[int(frame.removeprefix("frame"))], *case["input_size"])
            assert seeded.probe_error(x, probes["input"]) < 1e-6
            maps = encoder(torch.from_numpy(x))
            assert tuple(one.shape[1] for one in maps) == encoder.channels
            given = {f"encoder.{number}": one for number, one in enumerate(maps)}
            if embedded:
                given["encoder.patch_embed"] = embedded.pop().permute(0, 3, 1, 2)
            assert set(given) == {name for name in probes if name.startswith("encoder.")}
            for name, one in given.items():
                assert seeded.probe_error(one.numpy(), probes[name]) <= TOLERANCE, (frame, name)
    assert frames == 6


@pytest.mark.oracle
@pytest.mark.skipif(not PRESENT, reason="the recorded answers are not beside the checkout")
@pytest.mark.parametrize("name", FOLDERS)
def test_every_published_parameter_is_ours_and_the_other_way_round(name):
    """In all variants that have the encoder, shapes included."""
    with torch.device("meta"):
        encoder = build_encoder(name)
    state = encoder.state_dict()
    ours = {
        theirs: list(state[own].shape) for theirs, own in ours_by_published(name, encoder).items()
    }
    assert len(ours) == len(state)
    for variant in [v.name for v in VARIANTS.values() if v.encoder == name]:
        *prefix, family, size = variant.split("-")
        theirs = manifest("_".join([*prefix, family + size]))
        loaded = {
            n: e["shape"]
            for n, e in theirs.items()
            if not any(re.fullmatch(pattern, n) for pattern in OPTIONAL_NAMES)
        }
        assert loaded == ours
        assert all(e["dtype"] == "int64" for n, e in theirs.items() if n not in loaded)


@pytest.mark.parametrize("kind", [torch.float16, torch.bfloat16])
@pytest.mark.parametrize("fold", [False, True])
@pytest.mark.parametrize("name", SMALL)
def test_half_precision_is_near(name, fold, kind):
    torch.manual_seed(4)
    encoder = shaken(build_encoder(name))
    if fold:
        fold_norms(encoder)
    x = picture(65, 97)
    with torch.inference_mode():
        exact = encoder(x)
        with torch.autocast("cpu", kind):
            rough = encoder(x)
    for a, b in zip(exact, rough, strict=True):
        assert (a - b).abs().max() < 0.05 * a.abs().max()


def test_the_fourth_map_of_a_resnet_is_the_third():
    encoder = build_encoder("resnet-50").eval()
    with torch.inference_mode():
        maps = encoder(picture(33, 49))
    assert len(maps) == 4
    assert maps[3] is maps[2]


def test_another_name_is_no_encoder():
    with pytest.raises(KeyError):
        build_encoder("resnet-18")
