"""Where the object of an expression lies, said cell by cell: small networks' masks begin with it."""

from collections.abc import Sequence
from typing import NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from rvos_studio.networks.efficientnet_lite import CHANNELS

_DEEP, _MIDDLE, _FINE = 96, 64, 24
"""Channels at 16, 8 and 4 pixels a cell."""
_REACHES = (1, 2, 1)
"""Dilations of the blocks at 16 pixels a cell."""
_FORGOTTEN = 0.3
"""Share of the maps' channels that training leaves out, or what it learnt would be the few clips it saw."""
_SHARPNESS = 6.0
"""Logit of a cell that suits the sentence as well as can be."""
_FIRST_TRUST = (2.0, 0.0, 1.0, 0.0)
"""How much of each map of evidence the answer begins with."""


class Grounded(NamedTuple):
    """Logits for N frames, each with a sentence."""

    fine: Tensor
    """Of the object's mask, N x 1 x h x w, 4 pixels a cell."""
    coarse: Tensor
    """Likewise, 8 pixels a cell."""
    suits: Tensor
    """Of cells that suit the sentence, N x 1 x h x w, 16 pixels a cell."""
    things: Tensor
    """Of masks of anything that could be asked for, N x 1 x h x w, 8 pixels a cell."""
    present: Tensor
    """That the object is on the frame, N."""


class Grounding(nn.Module):
    """Corrects evidence, in which zero says nothing, by what frozen maps show and the sentence says.

    Before it is trained the answer is the evidence, as far as it is trusted.
    """

    def __init__(self, evidence: int, text: int) -> None:
        """`evidence`: maps of it; `text`: channels of a sentence."""
        super().__init__()
        pooled = 2 * (_DEEP + evidence)
        trust = [*_FIRST_TRUST, *[0.0] * evidence][:evidence]
        self.trust = nn.Parameter(torch.tensor(trust))
        self.forget = nn.Dropout2d(_FORGOTTEN)
        self.deep = nn.Conv2d(CHANNELS[16] + CHANNELS[32], _DEEP, 1)
        self.middle = nn.Conv2d(CHANNELS[8], _MIDDLE, 1)
        self.fine = nn.Conv2d(CHANNELS[4], _FINE, 1)
        self.hear_deep = nn.Conv2d(evidence, _DEEP, 1)
        self.hear_middle = nn.Conv2d(evidence + 1, _MIDDLE, 3, padding=1)
        self.modulate = nn.Linear(text, 2 * _DEEP)
        self.sentence = nn.Linear(text, _DEEP)
        self.cells = nn.Conv2d(_DEEP, _DEEP, 1)
        self.first, *rest = (_Block(_DEEP, reach) for reach in _REACHES)
        self.deeper = nn.Sequential(*rest)
        self.whole = nn.Sequential(
            nn.Linear(pooled, _DEEP), nn.ReLU(inplace=True), nn.Linear(_DEEP, _DEEP)
        )
        self.present = nn.Linear(pooled, 1)
        self.from_deep = nn.Conv2d(_DEEP, _MIDDLE, 1)
        self.nearer = nn.Sequential(_Block(_MIDDLE, 1), _Block(_MIDDLE, 2))
        self.say_coarse = silent(_MIDDLE, 2)
        self.from_middle = nn.Conv2d(_MIDDLE, _FINE, 1)
        self.edges = nn.Conv2d(_FINE + 1, _FINE, 3, padding=1)
        self.say_fine = silent(_FINE, 1)

    def forward(self, maps: Sequence[Tensor], sentence: Tensor, evidence: Tensor) -> Grounded:
        """Of N frames: EfficientNet's maps of 4, 8, 16 and again 16 pixels a cell, N x c x h x w.

        `sentence`: its `direction`, N x text. `evidence`: N x E x h x w, 8 pixels a cell.
        """
        finest, fine, middle, coarse = (self.forget(_evened(one)) for one in maps)
        x = self.deep(torch.cat([middle, coarse], 1))
        x = self.first(x + self.hear_deep(_scaled(evidence, x)))
        scale, shift = self.modulate(sentence)[:, :, None, None].chunk(2, 1)
        x = x * (1 + scale) + shift
        asked = F.normalize(self.sentence(sentence), dim=1)[:, :, None, None]
        alike = (F.normalize(self.cells(x), dim=1) * asked).sum(1, keepdim=True)
        x = self.deeper(x)
        pooled = torch.cat(
            [f(one, (2, 3)) for one in (x, evidence) for f in (torch.mean, torch.amax)], 1
        )
        x = x + self.whole(pooled)[:, :, None, None]
        y = self.middle(fine)
        heard = torch.cat([evidence, _scaled(alike, evidence)], 1)
        y = self.nearer(y + _scaled(self.from_deep(x), y) + self.hear_middle(heard))
        prior = (evidence * self.trust[:, None, None]).sum(1, keepdim=True)
        added, things = self.say_coarse(y).split(1, 1)
        said = prior + added
        z = self.fine(finest)
        large = _scaled(said, z)
        z = F.relu(z + _scaled(self.from_middle(y), z))
        z = F.relu(self.edges(torch.cat([z, large], 1)))
        return Grounded(
            large + self.say_fine(z),
            said,
            _SHARPNESS * alike,
            things,
            self.present(pooled)[:, 0],
        )


class _Block(nn.Module):
    """Looks around and adds what it makes of it."""

    def __init__(self, channels: int, reach: int) -> None:
        super().__init__()
        self.around = nn.Conv2d(channels, channels, 3, padding=reach, dilation=reach)
        self.norm = nn.GroupNorm(1, channels)
        self.wide = nn.Conv2d(channels, 2 * channels, 1)
        self.narrow = silent(2 * channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        added: Tensor = self.narrow(F.relu(self.wide(self.norm(self.around(x)))))
        return x + added


def silent(inputs: int, outputs: int) -> nn.Conv2d:
    """Adds nothing before it is trained."""
    silent = nn.Conv2d(inputs, outputs, 1)
    nn.init.zeros_(silent.weight)
    assert silent.bias is not None
    nn.init.zeros_(silent.bias)
    return silent


def _evened(one: Tensor) -> Tensor:
    """Of about unit variance: how a cell differs from the rest of its frame, and in which direction it lies."""
    spread = one.std((2, 3), keepdim=True) + 1e-3
    direction = F.normalize(one, dim=1) * one.shape[1] ** 0.5
    return 0.5 * (one - one.mean((2, 3), keepdim=True)) / spread + 0.5 * direction


def _scaled(maps: Tensor, like: Tensor) -> Tensor:
    return scaled(maps, (like.shape[-2], like.shape[-1]))


def scaled(maps: Tensor, size: tuple[int, int]) -> Tensor:
    """N x C x h x w at another size: means of cells where it is smaller, between them where it is larger."""
    if size[0] < maps.shape[-2]:
        return F.adaptive_avg_pool2d(maps, size)
    return F.interpolate(maps, size, mode="bilinear", align_corners=False)


def direction(words: Tensor, present: Tensor | None) -> Tensor:
    """That of the mean of N sentences' words, N x S x c, as a text encoder gives them: N x c, of length 1.

    `present`: N x S, false after the end of shorter ones; None where all are equally long.
    """
    if present is not None:
        words = words * present[..., None]
    return F.normalize(words.mean(1), dim=1)
