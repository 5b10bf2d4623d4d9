"""Where what lies in the cells of a frame comes from, and where it goes to."""

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

_HEADS, _WIDTH = 4, 24
_SHARPNESS = 12.0
"""What likeness, -1..1, is multiplied by at first."""
_TOLD = 5
"""Of each head and frame looked at: how far across and down, in all and against the rest; and how alike."""


class Moving(nn.Module):
    """How far from each cell what is most like it lies on the first and on the last frame of its clip.

    Frames between are passed over: in a fraction of a second most things stay in their cell. Before it is trained it
    says nothing.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(1, channels)
        self.seek = nn.Conv2d(channels, _HEADS * _WIDTH, 1)
        self.be_found = nn.Conv2d(channels, _HEADS * _WIDTH, 1)
        self.sharpness = nn.Parameter(torch.full((_HEADS, 1, 1), _SHARPNESS))
        self.say = nn.Conv2d(2 * _HEADS * _TOLD, channels, 1, bias=False)
        nn.init.zeros_(self.say.weight)

    def forward(self, x: Tensor, frames: int) -> Tensor:
        """N x C x h x w, clips of so many frames one after the other; what is said has the same shape."""
        if frames == 1:
            return torch.zeros_like(x)
        even = self.norm(x)
        seeking, found = _heads(self.seek(even)), _heads(self.be_found(even))
        clips = found.unflatten(0, (-1, frames))
        told = [
            self._far(seeking, end.repeat_interleave(frames, 0), (x.shape[-2], x.shape[-1]))
            for end in (clips[:, 0], clips[:, -1])
        ]
        said: Tensor = self.say(torch.cat(told, 1))
        return said

    def _far(self, seeking: Tensor, found: Tensor, size: tuple[int, int]) -> Tensor:
        """N x (heads told) x h x w, of cells of unit length, N x heads x (h w) x c."""
        alike = seeking @ found.mT
        share = (self.sharpness * alike.float()).softmax(3).to(alike)
        places = _places(alike, size)
        away = share @ places - places
        against = away - away.mean(2, keepdim=True)
        told = torch.cat([away, against, (share * alike).sum(3, keepdim=True)], 3)
        return told.mT.flatten(1, 2).unflatten(2, size)


def _heads(maps: Tensor) -> Tensor:
    """Of N x (heads c) x h x w cells of unit length, N x heads x (h w) x c."""
    return F.normalize(maps.unflatten(1, (_HEADS, _WIDTH)).flatten(3).mT, dim=3)


def _places(like: Tensor, size: tuple[int, int]) -> Tensor:
    """x and y of cells' centres, (h w) x 2, from -1 to 1."""
    y, x = (
        (2 * torch.arange(count, device=like.device, dtype=like.dtype) + 1) / count - 1
        for count in size
    )
    return torch.stack([x.repeat(size[0]), y.repeat_interleave(size[1])], 1)
