"""The encoders of UNINEXT: published names, and the recorded maps of the authors' code."""

import pytest
import torch

from rvos_studio.networks.frozen_norm import fold_norms
from rvos_studio.networks.names import published
from rvos_studio.networks.uninext.encoders import ENCODER_NAMES, build_encoder
from tests.networks.shaken import picture
from tests.parity.recorded import PRESENT, seeded
from tests.parity.uninext_record import FOLDERS, frames_of, manifest, normalised, record

TOLERANCE = 3e-5
PREFIX = "detr.detr.backbone.0.backbone."
LARGE = ("convnext-l", "vit-h")

recorded = [
    pytest.mark.oracle,
    pytest.mark.skipif(not PRESENT, reason="the recorded answers are not beside the checkout"),
]


def ours_by_published(name, encoder):
    return {
        PREFIX + published(own, ENCODER_NAMES[name]): own for own in encoder.network.state_dict()
    }


@pytest.fixture
def encoder(request):
    """With the seeded weights, norms folded as in use."""
    name = request.param
    with torch.device("meta"):
        encoder = build_encoder(name)
    ours = ours_by_published(name, encoder)
    entries = {n: e for n, e in manifest(name).items() if n in ours}
    state = {
        ours[theirs]: torch.from_numpy(value)
        for theirs, value in seeded.seeded_state(entries).items()
    }
    encoder.network.load_state_dict(state, assign=True)
    fold_norms(encoder.eval().requires_grad_(False))
    return name, encoder


def probed(name, encoder, found):
    """Keep what parts of the network give, by the name of the probe."""
    network = encoder.network
    # Inside, maps of ConvNeXt and ViT are N x h x w x C; those of ViT were recorded so.
    parts = {
        "resnet-50": lambda: {"stem": "pooled", "res2": network.stages[0]},
        "convnext-l": lambda: {
            "downsample0": network.embedding,
            **{f"downsample{n + 1}": one for n, one in enumerate(network.mergings)},
            **{f"stage{n}": one for n, one in enumerate(network.stages)},
        },
        "vit-h": lambda: {
            "patch_embed": network.embedding,
            **{f"block{n}": network.blocks[n] for n in (0, 2, 11, 12, 31)},
        },
    }[name]()

    def keep(probe):
        def hook(_module, given, value):
            if name == "convnext-l":
                value = value.permute(0, 3, 1, 2)
            elif probe == "patch_embed":
                value = value.permute(0, 2, 3, 1)
            found[f"backbone.{probe}"] = value

        return hook

    for probe, part in parts.items():
        if part == "pooled":
            network.stages[0].register_forward_hook(
                lambda _module, given, _value: found.update({"backbone.stem": given[0]})
            )
        else:
            part.register_forward_hook(keep(probe))


@torch.inference_mode()
@pytest.mark.parametrize(
    "encoder",
    [
        pytest.param(n, marks=[*recorded, *([pytest.mark.parity] if n in LARGE else [])])
        for n in FOLDERS
    ],
    indirect=True,
)
def test_every_recorded_map(encoder):
    name, encoder = encoder
    found = {}
    probed(name, encoder, found)
    for case, entry in record(name)["cases"].items():
        if case == "native480":
            continue
        x = normalised(frames_of(entry)[0], encoder.multiple)
        probes = entry["probes_frame0"]
        assert seeded.probe_error(x.numpy(), probes["input.normalised_padded"]) < 1e-6
        maps = encoder(x)
        assert tuple(one.shape[1] for one in maps) == encoder.channels
        found.update({f"backbone.res{level + 3}": one for level, one in enumerate(maps)})
        assert set(found) == {probe for probe in probes if probe.startswith("backbone.")}
        wrong = {
            probe: error
            for probe, one in found.items()
            if not (error := seeded.probe_error(one.numpy(), probes[probe])) <= TOLERANCE
        }
        assert not wrong, case


@pytest.mark.oracle
@pytest.mark.skipif(not PRESENT, reason="the recorded answers are not beside the checkout")
@pytest.mark.parametrize("name", FOLDERS)
def test_every_published_parameter_is_ours_and_the_other_way_round(name):
    with torch.device("meta"):
        encoder = build_encoder(name)
    state = encoder.network.state_dict()
    ours = ours_by_published(name, encoder)
    assert len(ours) == len(state)
    theirs = {n: e["shape"] for n, e in manifest(name).items() if n.startswith(PREFIX)}
    assert theirs == {published: list(state[own].shape) for published, own in ours.items()}


@pytest.mark.parametrize("name", ["resnet-50", "convnext-tiny"])
def test_three_maps(name):
    encoder = build_encoder(name).eval()
    with torch.inference_mode():
        maps = encoder(picture(64, 96))
    assert [tuple(one.shape[1:]) for one in maps] == [
        (c, 64 // s, 96 // s) for c, s in zip(encoder.channels, (8, 16, 32), strict=True)
    ]


def test_another_name_is_no_encoder():
    with pytest.raises(KeyError):
        build_encoder("resnet-18")
