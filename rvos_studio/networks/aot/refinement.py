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
"""The most that is added for the evidence: what is sure stays as it is."""
_TRUST = 0.25
"""The greatest weight of a margin: on clips like those it was learnt from the network is surer than it should be."""


class Refinement(nn.Module):
    """What to add to an object's log-odds, from the evidence and the margin of the network's own logits.

    All objects share it, whatever their identities. Evidence is heard without features: from the few clips that there
    are to learn from, what these show would be learnt. Before it is trained it adds nothing, so that the answer is that
    of the evidence alone.
    """

    def __init__(self) -> None:
        super().__init__()
        self.said = nn.Conv2d(EVIDENCE, _HIDDEN, 3, padding=1)
        self.near = nn.Conv2d(_HIDDEN, _HIDDEN, 3, padding=1)
        self.far = nn.Conv2d(_HIDDEN, _HIDDEN, 3, padding=3, dilation=3)
        self.end = nn.Conv2d(_HIDDEN, 1, 1)
        self.trust = nn.Parameter(torch.zeros(1))
        nn.init.zeros_(self.end.weight)
        nn.init.zeros_(self.end.bias)  # type: ignore[arg-type]

    def forward(self, margins: Tensor, evidence: Tensor) -> Tensor:
        """N x K x h x w `margins`, N x K x 3 x h x w evidence: N x K x h x w."""
        trust = _TRUST * torch.tanh(self.trust / _TRUST)
        return self.hear(evidence) + trust * margins.clamp(-_MOST, _MOST)

    def hear(self, evidence: Tensor) -> Tensor:
        """What to add for the evidence alone."""
        x = F.relu(self.said(evidence.flatten(0, 1).clamp(-_MOST, _MOST)))
        x = x + F.relu(self.near(x))
        x = x + F.relu(self.far(x))
        added = _LIMIT * torch.tanh(self.end(x) / _LIMIT)
        return added.unflatten(0, evidence.shape[:2])[:, :, 0]


def margins(logits: Tensor, identities: Tensor) -> Tensor:
    """How far each object's logit is above the background's: N x 11 x h x w and N x K: N x K x h x w."""
    index = identities[:, :, None, None].expand(-1, -1, *logits.shape[-2:])
    return logits.gather(1, index) - logits[:, :1]
