"""The tiny variants, which nobody publishes, as parts to import: the same rules in a hundredth of the time."""

from dataclasses import replace

from rvos_studio.models import checkpoints
from rvos_studio.models.weights import PARTS, Part
from rvos_studio.networks.referring import published as direct
from rvos_studio.networks.referring.soc import published as soc
from rvos_studio.networks.referring.soc.network import Soc
from rvos_studio.networks.referring.soc.variants import VARIANTS as SOC
from rvos_studio.networks.referring.variants import VARIANTS as DIRECT
from rvos_studio.networks.uninext import network as uninext
from rvos_studio.networks.uninext.variants import VARIANTS as UNINEXT

TINY = ("referformer-tiny", "mutr-tiny", "soc-tiny", "uninext-tiny")


def register(monkeypatch):
    """Let imports know them until the end of a test."""
    for name in TINY:
        monkeypatch.setitem(PARTS, name, Part(name, variant_of(name).title, "", "MIT"))
    families = tuple(
        replace(
            family,
            parts=(
                *family.parts,
                *(
                    name
                    for name in TINY
                    if family.parts[0].startswith(name.removesuffix("tiny"))
                    and not family.parts[0].endswith("-lite")
                ),
            ),
        )
        for family in checkpoints.FAMILIES
    )
    monkeypatch.setattr(checkpoints, "FAMILIES", families)


def variant_of(name):
    return (SOC | DIRECT | UNINEXT)[name]


def published_state(name, **changes):
    """Random weights by their published names."""
    variant = replace(variant_of(name), **changes)
    if name in SOC:
        network, names = Soc(variant), soc.published_names(variant)
    elif name in DIRECT:
        network, names = direct.build(variant), direct.published_names(variant)
    else:
        network, names = uninext.Network(variant), uninext.published_names(variant)
    return {names[key]: value for key, value in network.state_dict().items()}


def network_of(name, state):
    """For inference, with a published state."""
    if name in SOC:
        return soc.from_published(SOC[name], state)
    if name in DIRECT:
        return direct.from_published(DIRECT[name], state)
    return uninext.Network.from_published(UNINEXT[name], state)
