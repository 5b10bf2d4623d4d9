"""What the referring networks are measured with: a clip, sentences, and weights that are the same every time."""

import zlib
from pathlib import Path
from typing import NamedTuple, Protocol

import cv2
import numpy as np
import torch
from aot_subject import Drifting
from torch import Tensor, nn

from rvos_studio.networks.referring import published as direct
from rvos_studio.networks.referring import variants as direct_variants
from rvos_studio.networks.referring.soc import published as soc
from rvos_studio.networks.referring.soc import variants as soc_variants
from rvos_studio.networks.uninext import network as uninext
from rvos_studio.networks.uninext import variants as uninext_variants
from rvos_studio.video import open_clip

MEAN, DEVIATION = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])

VARIANTS = {
    **direct_variants.VARIANTS,
    **soc_variants.VARIANTS,
    **uninext_variants.VARIANTS,
}

_ROBERTA, _BERT = (0, 2), (101, 102)
"""Numbers before and after a sentence."""


class Answer(NamedTuple):
    """What somebody's network says of one sentence."""

    query: np.ndarray
    """T: the query that is the answer, on each frame."""
    masks: np.ndarray
    """Logits, T x queries x h x w, or T x 1 x h x w of the query that is the answer."""
    cells: np.ndarray | None = None
    """UNINEXT: T x queries, the cells that propose them, in this order."""

    @property
    def chosen(self) -> np.ndarray:
        """Logits of the query that is the answer, T x h x w."""
        place = self.query if self.masks.shape[1] > 1 else np.zeros_like(self.query)
        return self.masks[np.arange(len(place)), place]


class Side(Protocol):
    """Somebody's network."""

    def answer(self, frames: np.ndarray, sentences: list[list[int]]) -> list[Answer]:
        """Of T x H x W x 3, RGB, and the numbers of each sentence's words."""
        ...


def frames(clip: Path | None, count: int, height: int, width: int) -> np.ndarray:
    """T x H x W x 3, RGB: the first frames of a clip, or textured discs that drift."""
    source = Drifting(count, 3) if clip is None else open_clip(clip)
    found = [source.frame(index) for index in range(count)]
    return np.stack(
        [cv2.resize(one, (width, height), interpolation=cv2.INTER_AREA) for one in found]
    )


def sentences(name: str, count: int) -> list[list[int]]:
    """Five to nine words for the network `name`."""
    first, last = _BERT if name.startswith("uninext") else _ROBERTA
    draw = np.random.default_rng(7)
    return [
        [first, *draw.integers(1000, 20000, 5 + number % 5).tolist(), last]
        for number in range(count)
    ]


def of_clip(logits: Tensor, masks: Tensor) -> Answer:
    """The answer of those that choose one query for a clip, by T x queries logits, with masks T x queries x h x w."""
    best = logits.sigmoid().mean(0).argmax().item()
    return Answer(np.full(len(logits), best), masks.float().cpu().numpy())


def normalised(frames: np.ndarray) -> Tensor:
    """T x 3 x H x W."""
    x = torch.from_numpy(frames).float() / 255
    return ((x - MEAN) / DEVIATION).permute(0, 3, 1, 2).contiguous()


def family(name: str):
    """Where the networks like `name` are told from their published states."""
    return {"soc": soc, "uninext": uninext}.get(name.partition("-")[0], direct)


def ours(name: str) -> nn.Module:
    """Our network, with the weights of `random_state`."""
    build = uninext.Network if name.startswith("uninext") else family(name)
    return build.from_published(VARIANTS[name], random_state(name))


def random_state(name: str) -> dict[str, Tensor]:
    """Weights by their published names, the same every time."""
    names = family(name).published_names(VARIANTS[name])
    with torch.device("meta"):
        shapes = {ours: one.shape for ours, one in _bare(name).state_dict().items()}
    return {
        theirs: torch.from_numpy(_random(theirs, tuple(shapes[ours])))
        for ours, theirs in names.items()
    }


def _bare(name: str) -> nn.Module:
    if name.startswith("uninext"):
        return uninext.Network(VARIANTS[name])
    return soc.Soc(VARIANTS[name]) if name.startswith("soc") else direct.build(VARIANTS[name])


def _random(name: str, shape: tuple[int, ...]) -> np.ndarray:
    noise = np.random.default_rng(zlib.crc32(name.encode())).standard_normal(shape, np.float32)
    if name.endswith("running_var"):
        return 1 + 0.1 * np.abs(noise)
    if name.endswith(("running_mean", "bias")):
        return 0.05 * noise
    if len(shape) < 2:
        return 1 + 0.1 * noise
    return noise / np.float32(np.sqrt(np.prod(shape[1:])))
