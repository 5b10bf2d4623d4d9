"""What the published checkpoints of each network hold, and how their names may differ: rules, as data."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import torch
from torch import Tensor, nn

from rvos_studio.models.weights import PARTS
from rvos_studio.networks.aot import network as aot
from rvos_studio.networks.aot.variants import LITE as AOT_LITE
from rvos_studio.networks.aot.variants import VARIANTS as AOT
from rvos_studio.networks.efficientnet_lite import EfficientNetLite0, published_name
from rvos_studio.networks.names import Rules, published
from rvos_studio.networks.referring import published as direct
from rvos_studio.networks.referring.soc import published as soc
from rvos_studio.networks.referring.soc.network import Soc
from rvos_studio.networks.referring.soc.variants import LITE as SOC_LITE
from rvos_studio.networks.referring.soc.variants import VARIANTS as SOC
from rvos_studio.networks.referring.variants import LITE as DIRECT_LITE
from rvos_studio.networks.referring.variants import VARIANTS as DIRECT
from rvos_studio.networks.uninext import network as uninext
from rvos_studio.networks.uninext.variants import LITE as UNINEXT_LITE
from rvos_studio.networks.uninext.variants import VARIANTS as UNINEXT

_Variant = TypeVar("_Variant")


@dataclass(frozen=True)
class Family:
    """Networks whose published checkpoints follow the same rules."""

    parts: tuple[str, ...]
    """Names in `weights.PARTS`."""
    expected: Callable[[str], dict[str, Tensor]]
    """Published name -> a tensor without content, for one of `parts`."""
    optional: tuple[str, ...] = ()
    """Regular expressions for published names that may be there and are not needed."""
    mark: str = ""
    """What some names of each of their files begin with, a regular expression: other files need no comparison."""
    other_names: Rules = ()
    """How names begin in other releases, and in the one that counts."""
    repeats: Rules = ()
    """How names begin that say again what another says, and that other, which counts where both are there."""
    classes: str = ""
    """A regular expression for the names whose rows are classes: as many as a file has, one if it is empty."""

    def settled(self, state: Mapping[str, Tensor]) -> tuple[dict[str, Tensor], tuple[str, ...]]:
        """The state by the names that count, and which of its names do not repeat what they should."""
        renamed = {published(name, self.other_names): value for name, value in state.items()}
        settled, differing = dict(renamed), []
        for name, value in renamed.items():
            counts = published(name, self.repeats)
            if counts == name:
                continue
            del settled[name]
            if not _equal(settled.setdefault(counts, value), value):
                differing.append(name)
        return settled, tuple(differing)

    def with_classes(
        self, expected: Mapping[str, Tensor], state: Mapping[str, Tensor]
    ) -> Mapping[str, Tensor]:
        """What is expected of a network with as many classes as the state has."""
        rows = re.compile(self.classes or "(?!)")
        heads = [name for name in expected if rows.fullmatch(name)]
        classes = next((state[name].shape[:1].numel() for name in heads if name in state), 0)
        if not classes:
            return expected
        sized = {
            name: expected[name].new_empty(classes, *expected[name].shape[1:]) for name in heads
        }
        return {**expected, **sized}


def _equal(a: Tensor, b: Tensor) -> bool:
    if a is b or a.device.type == "meta":
        return True
    return a.shape == b.shape and torch.equal(a, b)


def _efficientnet_lite0(part: str) -> dict[str, Tensor]:
    with torch.device("meta"):
        state = EfficientNetLite0().state_dict()
    return {published_name(name): value for name, value in state.items()}


def _variants(
    variants: Mapping[str, _Variant],
    build: Callable[[_Variant], nn.Module],
    published_names: Callable[[_Variant], Mapping[str, str]],
) -> Callable[[str], dict[str, Tensor]]:
    """What is expected of the variants of one network."""

    def expected(part: str) -> dict[str, Tensor]:
        with torch.device("meta"):
            state = build(variants[part]).state_dict()
        theirs = published_names(variants[part])
        return {theirs[name]: value for name, value in state.items()}

    return expected


def _parts(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name in PARTS)


def _own_names(build: Callable[[str], nn.Module]) -> Callable[[str], dict[str, Tensor]]:
    """What is expected of networks that are stored by our names."""

    def expected(part: str) -> dict[str, Tensor]:
        with torch.device("meta"):
            return build(part).state_dict()

    return expected


def _small_referring(part: str) -> nn.Module:
    if part in UNINEXT_LITE:
        return uninext.Network(UNINEXT_LITE[part])
    if part in SOC_LITE:
        return Soc(SOC_LITE[part])
    return direct.build(DIRECT_LITE[part])


def _small_associating(part: str) -> Family:
    """By published names, which a training's file has not."""
    names = aot.published_names(AOT_LITE[part])
    return Family(
        (part,),
        _variants(AOT_LITE, aot.Network, aot.published_names),
        mark=r"correct\.",
        other_names=tuple((rf"{re.escape(ours)}\Z", theirs) for ours, theirs in names.items()),
    )


_direct = _variants(DIRECT, direct.build, direct.published_names)
_LAYERS_HEADS: Rules = ((r"transformer\.decoder\.bbox_embed\.", "bbox_embed."),)

FAMILIES = (
    Family(("efficientnet-lite0",), _efficientnet_lite0, mark="_conv_stem"),
    Family(
        tuple(AOT),
        _variants(AOT, aot.Network, aot.published_names),
        aot.OPTIONAL,
        mark=r"LSTT\.",
    ),
    Family(
        _parts(name for name, variant in DIRECT.items() if not variant.interactive),
        _direct,
        direct.OPTIONAL,
        mark=r"pixel_decoder\.",
        repeats=_LAYERS_HEADS,
    ),
    Family(
        _parts(name for name, variant in DIRECT.items() if variant.interactive),
        _direct,
        direct.OPTIONAL,
        mark=r"mti\.|MTA\.",
        repeats=_LAYERS_HEADS,
    ),
    Family(
        _parts(SOC),
        _variants(SOC, Soc, soc.published_names),
        soc.OPTIONAL,
        mark=r"voc\.|vita\.",
        other_names=((r"vita\.", "voc."),),
        repeats=_LAYERS_HEADS,
        classes=r"class_embed\.\d+\.(?:weight|bias)",
    ),
    Family(
        _parts(UNINEXT),
        _variants(UNINEXT, uninext.Network, uninext.published_names),
        uninext.OPTIONAL,
        mark=r"detr\.detr\.",
        repeats=(
            (r"detr\.detr\.transformer\.decoder\.(class|bbox)_embed\.", r"detr.detr.\1_embed."),
        ),
    ),
    Family(
        (*SOC_LITE, *DIRECT_LITE, *UNINEXT_LITE),
        _own_names(_small_referring),
        # What a training of UNINEXT has beside the network.
        (r"(matches|overlaps)\..*",),
        mark=r"(network\.)?evidence\.",
        other_names=((r"network\.", ""),),
    ),
    *map(_small_associating, AOT_LITE),
)
