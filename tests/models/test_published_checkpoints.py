"""Checkpoints written from the recorded seeded states: imported, loaded, and giving the recorded numbers."""

import importlib.util
import json
import re
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812

from rvos_studio.models.checkpoints import checked_parts, fit, state_of
from rvos_studio.models.importing import import_weights
from rvos_studio.networks.aot.network import Network
from rvos_studio.networks.aot.variants import VARIANTS

ORACLE = Path(__file__).resolve().parents[3] / "shared" / "oracle"
CLOSE = 3e-5

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(
        not (ORACLE / "aot").exists(),
        reason="the recorded reference values are not beside the checkout",
    ),
]
SMALLEST = ("aot-t", "deaot-t")
FULL = ("r50-aot-l", "r50-deaot-l", "swinb-aot-l", "swinb-deaot-l", "swinl-aot-l", "swinl-deaot-l")
RECORDED = [*SMALLEST, *(pytest.param(name, marks=pytest.mark.parity) for name in FULL)]


@pytest.fixture(scope="module")
def seeded():
    spec = importlib.util.spec_from_file_location("seeded", ORACLE / "seeded.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def folder(name):
    """'r50-deaot-l' is recorded in 'r50_deaotl'."""
    return ORACLE / "aot" / re.sub("-([tsbl])$", r"\1", name).replace("-", "_")


def seeded_state(seeded, name):
    """All tensors of the authors' network, those we can do without, too."""
    manifest = json.loads((folder(name) / "manifest.json").read_text())
    state = {key: torch.from_numpy(value) for key, value in seeded.seeded_state(manifest).items()}
    for key, entry in manifest.items():
        state.setdefault(key, torch.zeros(entry["shape"], dtype=getattr(torch, entry["dtype"])))
    return state


def take(path, model=None):
    steps = import_weights(path, model)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


@pytest.mark.parametrize("name", RECORDED)
def test_an_imported_checkpoint_gives_the_recorded_numbers(tmp_path, seeded, name):
    path = tmp_path / "save_step_100000.pth"
    state = {f"module.{key}": value for key, value in seeded_state(seeded, name).items()}
    torch.save({"state_dict": state, "optimizer": {"state": {}}}, path)
    assert take(path).part == name
    network = Network.from_published(VARIANTS[name], state_of(name))
    assert logits_error(seeded, network, name) <= CLOSE


@torch.inference_mode()
def logits_error(seeded, network, name):
    """Of the second frame of the recorded clip, after the first with its masks, before upsampling."""
    recorded = json.loads((folder(name) / "golden.json").read_text())
    probes = recorded["cases"]["obj2_default"]["probes"]
    extra = 1 if network.variant.align_corners else 0
    first, second = (
        network.encode(picture(frame, 96 + extra, 160 + extra))
        for frame in seeded.seeded_video(6, 96, 160)[:2]
    )
    masks = torch.from_numpy(seeded.seeded_masks(1, 96, 160, objects=2))
    labels = F.interpolate(masks[None].float(), (96 + extra, 160 + extra))[0].long()
    _, reference = network.refer(first, labels)
    answer, _ = network.propagate(second, reference, reference)
    logits = network.decode(answer, second)[:, :3]
    return seeded.probe_error(logits.numpy(), probes["frame1"]["logits_stride4.engine0"])


def picture(frame, height, width):
    """A frame as the authors' program gives it to the network, which resizes before it normalises."""
    resized = cv2.resize(frame.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    normal = (resized / 255 - (0.485, 0.456, 0.406)) / (0.229, 0.224, 0.225)
    return torch.from_numpy(normal.astype(np.float32)).permute(2, 0, 1)[None]


@pytest.mark.parametrize("name", VARIANTS)
def test_every_recorded_state_fits_its_variant_and_no_other(seeded, name):
    manifest = json.loads((folder(name) / "manifest.json").read_text())
    state = {
        key: torch.empty(entry["shape"], dtype=getattr(torch, entry["dtype"]), device="meta")
        for key, entry in manifest.items()
    }
    perfect = [part for part in checked_parts() if fit(state, part).perfect]
    alike = {"aot-b", "aot-l"} if name in ("aot-b", "aot-l") else {name}
    alike = {"deaot-b", "deaot-l"} if name in ("deaot-b", "deaot-l") else alike
    assert set(perfect) == alike
