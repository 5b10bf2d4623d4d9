"""The small AOT and DeAOT: what they learnt refines the answer of the baseline propagator."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import Tensor

from rvos_studio.models import baseline_propagator as baseline
from rvos_studio.models.aot_propagator import OBJECTS, grouped, winners
from rvos_studio.models.baseline_propagator import BaselinePropagator, Weighed
from rvos_studio.models.checkpoints import finetuned_state
from rvos_studio.models.protocols import Answer
from rvos_studio.networks.aot.attention import Bound
from rvos_studio.networks.aot.encoders import Maps
from rvos_studio.networks.aot.network import Encoded, Network, spanning
from rvos_studio.networks.aot.variants import LITE
from rvos_studio.video import Frame

LOOKED_UP = 2
"""Long-term memories that cells attend to; the classifier learns from all of them."""
_CELL = 4
"""Pixels a cell of the decoder."""


@dataclass(frozen=True)
class Features:
    """What is known of a frame before any object."""

    plain: baseline.Features
    encoded: Encoded

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        shortcuts = sum(part.nbytes for part in self.encoded.shortcuts)
        return self.plain.nbytes + self.encoded.tokens.nbytes + shortcuts


@dataclass(frozen=True)
class Remembered:
    """A frame bound to its objects, for the classifier and for attention, ten to a group."""

    plain: baseline.Remembered
    groups: tuple[list[Bound], ...]

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        bound = (t.nbytes for group in self.groups for each in group for t in each)
        return self.plain.nbytes + sum(bound)

    @property
    def summary(self) -> NDArray[np.float32]:
        """The mean of every feature over the frame."""
        return self.plain.summary


@dataclass(frozen=True)
class Trace:
    """What is needed to remember an answer."""

    features: Features
    plain: Answer
    """The baseline's own."""
    objects: int
    seen: tuple[Sequence[Any], ...]
    """By group, then by block."""


class LitePropagator:
    """Propagation with a small variant.

    The baseline propagator gives log-odds for each object; the network, which associates objects with the memory as any
    AOT does, says what to add to them. Where it adds nothing the answer is the baseline's. The baseline remembers its
    own answers, the network the refined ones: fed with these, the baseline drifts, for the little that is wrong in all
    of them adds up.
    """

    def __init__(self, network: Network, plain: BaselinePropagator) -> None:
        """`network` is ready for inference; `plain` has the encoder that it was trained with."""
        self._network = network
        self._plain = plain

    @property
    def gap(self) -> int:
        """See `Propagator.gap`."""
        return self._network.variant.gap

    @torch.inference_mode()
    def encode(self, frame: Frame) -> Features:
        """Features of an H x W x 3 frame."""
        picture = baseline.scaled(frame)
        maps = self._plain.look(picture)
        plain = baseline.Features.of((frame.shape[0], frame.shape[1]), picture, maps)
        return Features(plain, self._network.look(as_maps([fine(maps)], [plain.levels])))

    @torch.inference_mode()
    def reference(self, features: Features, labels: NDArray[np.uint8], objects: int) -> Remembered:
        """See `Propagator.reference`."""
        given = grouped(labels, objects, features.plain.picture.shape[:2])
        return Remembered(
            self._plain.reference(features.plain, labels, objects),
            tuple(self._network.refer(features.encoded, one)[1] for one in given),
        )

    @torch.inference_mode()
    def memorise(self, answer: Answer) -> Remembered:
        """See `Propagator.memorise`."""
        trace: Trace = answer.trace
        given = grouped(answer.labels, trace.objects, trace.features.plain.picture.shape[:2])
        return Remembered(
            self._plain.memorise(trace.plain), tuple(map(self._network.bind, trace.seen, given))
        )

    @torch.inference_mode()
    def predict(
        self, features: Features, objects: int, long: Sequence[Remembered], short: Remembered
    ) -> Answer:
        """See `Propagator.predict`."""
        weighed = self._plain.weigh(features.plain, [memory.plain for memory in long], short.plain)
        odds = torch.from_numpy(weighed.odds)[None]
        evidence = as_evidence(weighed)[None]
        all_seen, refined = [], []
        for group, recent in enumerate(short.groups):
            lasting = spanning([memory.groups[group] for memory in long[:LOOKED_UP]])
            answer, seen = self._network.propagate(features.encoded, lasting, recent)
            all_seen.append(seen)
            own = slice(group * OBJECTS, min(objects, (group + 1) * OBJECTS))
            identities = torch.arange(1, own.stop - own.start + 1)[None]
            added, _ = self._network.refine(answer, features.encoded, identities, evidence[:, own])
            refined.append(odds[:, own] + enlarged(added))
        size = features.plain.size
        large = F.interpolate(torch.cat(refined, 1), size, mode="bilinear")[0]
        logits = torch.cat([torch.zeros_like(large[:1]), large])
        labels = winners(logits).numpy()
        probabilities = logits.softmax(0)[1:].numpy()
        plain = self._plain.decide(features.plain, weighed)
        return Answer(labels, probabilities, Trace(features, plain, objects, tuple(all_seen)))

    def smaller(self) -> None:
        """It computes on the CPU and has one size."""


def load(name: str, finetuned: str = "") -> LitePropagator:
    """The small variant of this name with the weights that are found here, or one that learnt on it.

    Raises `WeightsMissing`, and `BadInput` where the two do not belong together.
    """
    return with_state(name, finetuned_state(name, finetuned))


def with_state(name: str, state: Mapping[str, Tensor]) -> LitePropagator:
    """The small variant of this name with these weights."""
    return LitePropagator(Network.from_published(LITE[name], state), BaselinePropagator.load())


def fine(maps: Mapping[int, Tensor]) -> Tensor:
    """The finest map that the network looks at, 24 x h x w: each cell of unit length, float16."""
    return F.normalize(maps[_CELL][0], dim=0).half()


def as_maps(finest: Sequence[Tensor], levels: Sequence[Sequence[Tensor]]) -> Maps:
    """What a network over a frozen encoder sees of N frames, from each one's `fine` map and classifier's levels.

    About unit variance in every channel.
    """
    middle, coarse, deep = (
        torch.stack([each.float() for each in maps]) for maps in zip(*levels, strict=True)
    )
    first = torch.stack([each.float() for each in finest])
    last = torch.cat([coarse, 2 * deep], 1)
    return tuple(each * each.shape[1] ** 0.5 for each in (first, middle, coarse, last))


def as_evidence(weighed: Weighed) -> Tensor:
    """Evidence as `Refinement` wants it, objects x 3 x h x w, 4 pixels a cell."""
    odds = F.avg_pool2d(torch.from_numpy(weighed.odds)[None], _CELL)[0]
    size = odds.shape[-2:]
    score, carried = (
        F.interpolate(torch.from_numpy(each)[None], size, mode="bilinear")[0]
        for each in (weighed.score, weighed.carried)
    )
    return torch.stack([4 * score, 2 * carried, odds], 1)


def enlarged(added: Tensor) -> Tensor:
    """Maps of 4 pixels a cell, pixel by pixel."""
    return F.interpolate(added, scale_factor=_CELL, mode="bilinear")
