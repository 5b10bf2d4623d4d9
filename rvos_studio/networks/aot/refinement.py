"""How a small network refines what a training-free classifier thinks of each object."""

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

EVIDENCE = 3
"""Kinds of evidence: the classifier's score, the mask carried by optical flow, and the log-odds made of both."""
_HIDDEN = 24
_MOST = 8.0
"""Log-odds beyond which nothing is surer."""
_LIMIT = 3.0
"""The most that is added: what is sure stays as it is."""


class Refinement(nn.Module):
    """What to add to an object's log-odds, from the margin of the network's own logits and the evidence.

    All objects share it, whatever their identities. It sees no features: from the few clips that there are to learn
    from, it would learn what these show. Before it is trained it adds nothing, so that the answer is that of the
    evidence alone.
    """

    def __init__(self) -> None:
        super().__init__()
        self.said = nn.Conv2d(1 + EVIDENCE, _HIDDEN, 3, padding=1)
        self.near = nn.Conv2d(_HIDDEN, _HIDDEN, 3, padding=1)
        self.far = nn.Conv2d(_HIDDEN, _HIDDEN, 3, padding=3, dilation=3)
        self.end = nn.Conv2d(_HIDDEN, 1, 1)
        nn.init.zeros_(self.end.weight)
        nn.init.zeros_(self.end.bias)  # type: ignore[arg-type]

    def forward(self, margins: Tensor, evidence: Tensor) -> Tensor:
        """N x K x h x w `margins`, N x K x 3 x h x w evidence: N x K x h x w."""
        objects = margins.shape[1]
        said = torch.cat([margins[:, :, None], evidence], 2).flatten(0, 1)
        x = F.relu(self.said(said.clamp(-_MOST, _MOST)))
        x = x + F.relu(self.near(x))
        x = x + F.relu(self.far(x))
        added = _LIMIT * torch.tanh(self.end(x) / _LIMIT)
        return added.unflatten(0, (-1, objects))[:, :, 0]


def margins(logits: Tensor, identities: Tensor) -> Tensor:
    """How far each object's logit is above the background's: N x 11 x h x w and N x K: N x K x h x w."""
    index = identities[:, :, None, None].expand(-1, -1, *logits.shape[-2:])
    return logits.gather(1, index) - logits[:, :1]
