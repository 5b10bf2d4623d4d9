"""The first of two stages: every cell proposes a box (Zhu et al. 2021, appendix A.4)."""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from rvos_studio.networks.deformable.attention import Pyramid
from rvos_studio.networks.names import Rules
from rvos_studio.networks.transformer import Perceptron

PROPOSALS_NAMES: Rules = (
    (r"project", "transformer.enc_output"),
    (r"norm", "transformer.enc_output_norm"),
    (r"logit", "class_embed.6.body"),
    (r"box", "bbox_embed.6"),
)
"""The names that UNINEXT's checkpoints have; here and nowhere else the words are not asked."""

_FINEST = 0.05
"""Side of a box that a cell of the first map begins with; each map doubles it."""
_BORDER = 0.01


class Proposed(NamedTuple):
    """What every cell proposes."""

    logit: Tensor
    """N x L: whether there is anything."""
    box: Tensor
    """N x L x 4: centre x, y, width, height, 0..1 of what is not padding; all 1 for cells that may not propose."""

    def best(self, count: int) -> Tensor:
        """The `count` best cells, or all if there are fewer, in order of their logits: N x count."""
        return self.logit.topk(min(count, self.logit.shape[1]), dim=1).indices

    def boxes(self, cells: Tensor) -> Tensor:
        """Boxes of cells, N x count: N x count x 4."""
        return self.box.gather(1, cells[..., None].expand(-1, -1, 4))


class Proposals(nn.Module):
    """Moves a box that lies around every cell, and says whether there is anything in it."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.project = nn.Linear(channels, channels)
        self.norm = nn.LayerNorm(channels)
        self.logit = nn.Linear(channels, 1)
        self.box = Perceptron(channels, 4)

    def forward(self, memory: Tensor, pyramid: Pyramid) -> Proposed:
        """Of N x L x C tokens. Cells that are padding or at the border may not propose: they all look alike."""
        boxes = starting_boxes(pyramid, memory.device)
        allowed = ((boxes > _BORDER) & (boxes < 1 - _BORDER)).all(-1, keepdim=True)
        if pyramid.padding is not None:
            allowed = allowed & ~pyramid.padding[..., None]
        seen = self.norm(self.project(memory.where(allowed, 0)))
        box = (boxes.where(allowed, 0.5).logit() + self.box(seen)).sigmoid()
        return Proposed(self.logit(seen).squeeze(2), box.where(allowed, 1))


def starting_boxes(pyramid: Pyramid, device: torch.device) -> Tensor:
    """A square around the middle of every cell, 1 x L x 4: centre x, y, width, height.

    In shares of what is not padding: 0..1, and more for padding.
    """
    levels = []
    for level, (height, width) in enumerate(pyramid.shapes):
        present = torch.tensor([float(width), float(height)], device=device)
        if pyramid.ratios is not None:
            present = (present * pyramid.ratios[0, level]).round()
        x = (torch.arange(width, device=device) + 0.5) / present[0]
        y = (torch.arange(height, device=device) + 0.5) / present[1]
        side = x.new_tensor(_FINEST * 2**level).expand(height, width)
        places = (x.expand(height, width), y[:, None].expand(height, width))
        levels.append(torch.stack([*places, side, side], -1).flatten(0, 1))
    return torch.cat(levels)[None]
