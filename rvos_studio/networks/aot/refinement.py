"""How a small network refines what a training-free classifier thinks of each object."""

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from rvos_studio.networks.onednn import Pointwise

EVIDENCE = 3
"""Kinds of evidence: the classifier's score, the mask carried by optical flow, and the log-odds made of both."""
_HIDDEN = 48
_FORGOTTEN = 0.3
"""Share of the features' channels that training leaves out, or what it learnt would be the few clips it saw."""
_MOST = 8.0
"""Log-odds beyond which nothing is surer."""


class Refinement(nn.Module):
    """What to add to an object's log-odds, from the decoder's features, its logits and the evidence.

    All objects share it, whatever their identities. Before it is trained it adds nothing, so that the answer is that
    of the evidence alone.
    """

    def __init__(self, channels: int) -> None:
        """`channels` of the decoder's features."""
        super().__init__()
        self.seen = Pointwise(channels, _HIDDEN)
        self.forget = nn.Dropout2d(_FORGOTTEN)
        self.said = nn.Conv2d(1 + EVIDENCE, _HIDDEN, 3, padding=1)
        self.near = nn.Conv2d(_HIDDEN, _HIDDEN, 3, padding=1)
        self.far = nn.Conv2d(_HIDDEN, _HIDDEN, 3, padding=3, dilation=3)
        self.end = nn.Conv2d(_HIDDEN, 1, 1)
        nn.init.zeros_(self.end.weight)
        nn.init.zeros_(self.end.bias)  # type: ignore[arg-type]

    def forward(self, features: Tensor, margins: Tensor, evidence: Tensor) -> Tensor:
        """N x C x h x w features, N x K x h x w `margins`, N x K x 3 x h x w evidence: N x K x h x w."""
        objects = margins.shape[1]
        said = torch.cat([margins[:, :, None], evidence], 2).flatten(0, 1)
        said = said.clamp(-_MOST, _MOST)
        seen = self.seen(self.forget(features)).repeat_interleave(objects, 0)
        x = F.relu(seen + self.said(said))
        x = x + F.relu(self.near(x))
        x = x + F.relu(self.far(x))
        return self.end(x).unflatten(0, (-1, objects))[:, :, 0]


def margins(logits: Tensor, identities: Tensor) -> Tensor:
    """How far each object's logit is above the background's: N x 11 x h x w and N x K: N x K x h x w."""
    index = identities[:, :, None, None].expand(-1, -1, *logits.shape[-2:])
    return logits.gather(1, index) - logits[:, :1]
