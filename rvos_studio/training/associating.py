"""How AOT and DeAOT are trained on short clips.

The published ones carry the masks of the first frame through a clip by themselves. The small ones learn what to add to
the baseline propagator's answers, which it gave while it carried masks through the clip alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import Tensor, nn

from rvos_studio.models import baseline_propagator as baseline
from rvos_studio.models.aot_propagator import OBJECTS, input_size, normalised
from rvos_studio.models.baseline_propagator import BaselinePropagator
from rvos_studio.models.lite_propagator import as_evidence, as_maps, enlarged, fine
from rvos_studio.networks.aot.initial import initialise
from rvos_studio.networks.aot.loss import VOID, frame_loss, hard_share, training_loss
from rvos_studio.networks.aot.network import Encoded, Network, spanning
from rvos_studio.networks.aot.variants import LITE, VARIANTS
from rvos_studio.training.clips import SMALL, WHOLE, Clip, clip_of
from rvos_studio.training.samples import Sample
from rvos_studio.training.task import Task

_EVERY = 2
"""Every so many frames an answer goes into long-term memory: clips are short."""
_TAUGHT = 0.5
"""Share of the frames whose truth is remembered instead of the answer, at first; none from the middle on."""
_TOLD = 0.3
"""Share of the frames whose truth a small variant remembers instead of the baseline's answer."""
_ASSOCIATION = 0.5
"""Weight of what the network says without evidence."""
_SELDOM = 4
"""Every so many steps a small variant looks at the clips; in the others it learns by evidence alone, which is cheap."""
_FOLLOWED = 2
"""Clips of a batch that it then looks at."""
_MORE = 2
"""Frames of each clip on which it learns by evidence in a step."""

Example = dict[str, Tensor]


@dataclass(frozen=True)
class Batch:
    """Clips side by side."""

    labels: Tensor
    """B x T x H x W: 0 background, 1..objects, or `VOID`."""
    objects: tuple[int, ...]
    """Of each clip."""
    identities: Tensor
    """B x most objects: which of 1..10 each has; those that a clip has not got are any."""

    @classmethod
    def of(cls, examples: Sequence[Example], shuffled: bool) -> "Batch":
        labels = torch.stack([example["labels"] for example in examples])
        objects = tuple(int(example["objects"]) for example in examples)
        orders = [torch.randperm(OBJECTS) if shuffled else torch.arange(OBJECTS) for _ in examples]
        identities = torch.stack(orders)[:, : max(objects)] + 1
        return cls(labels, objects, identities.to(labels.device))

    def identified(self, labels: Tensor, size: tuple[int, int]) -> Tensor:
        """B x H x W labels as identities, of the size that the network sees; void pixels are background."""
        table = F.pad(self.identities, (1, 0))
        known = torch.where(labels == VOID, 0, labels)
        known = F.interpolate(known[:, None].float(), size, mode="nearest")[:, 0].long()
        return table.gather(1, known.flatten(1)).view_as(known)

    def own(self, raw: Tensor) -> Tensor:
        """Of all identities' logits those of the background and of each clip's objects."""
        index = F.pad(self.identities, (1, 0))[:, :, None, None]
        return raw.gather(1, index.expand(-1, -1, *raw.shape[2:])).float()


class Associating:
    """The task of a variant that learns its encoder, too."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.network = initialise(Network(VARIANTS[name]))

    @property
    def module(self) -> nn.Module:
        """See `Task`."""
        return self.network

    @property
    def bank_key(self) -> str:
        """See `Task`."""
        return f"clips of pictures {WHOLE}"

    def prepare(self, sample: Sample, number: int) -> Example:
        """See `Task`: pictures T x H x W x 3 in uint8, their labels, and how many objects these have."""
        clip = clip_of(sample, number, WHOLE)
        return {
            "pictures": torch.from_numpy(clip.pictures),
            "labels": torch.from_numpy(clip.labels),
            "objects": torch.tensor(clip.objects),
        }

    def loss(self, examples: Sequence[Example], step: int, steps: int) -> dict[str, Tensor]:
        """See `Task`: the loss of the papers."""
        return {"association": _Journey(self.network, examples, step, steps, self._look).loss()}

    def _look(self, examples: Sequence[Example], frame: int) -> Encoded:
        height, width = examples[0]["pictures"].shape[1:3]
        size = input_size(height, width, 1.0, self.network.variant.align_corners)
        device = next(self.network.parameters()).device
        pictures = [normalised(e["pictures"][frame].cpu().numpy(), size) for e in examples]
        return self.network.encode(torch.cat(pictures).to(device))


class Refining:
    """The task of a small variant: to refine what the baseline propagator says of a frame on its way through a clip.

    The way is gone once, when an example is prepared: what training then asks for is one step of it.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.network = initialise(Network(LITE[name]))
        self.plain = BaselinePropagator.load()

    @property
    def module(self) -> nn.Module:
        """See `Task`."""
        return self.network

    @property
    def bank_key(self) -> str:
        """See `Task`."""
        return f"ways of feature-ridge over every other pixel {SMALL}"

    def prepare(self, sample: Sample, number: int) -> Example:
        """See `Task`: labels, the baseline's answers, its log-odds and evidence, and what the encoder sees.

        Of T frames; log-odds of every other pixel. The first frame's answer is the truth, its odds and evidence are 0.
        """
        clip = clip_of(sample, number, SMALL)
        maps = [self.plain.look(picture) for picture in clip.pictures]
        size = clip.pictures.shape[1:3]
        features = [
            baseline.Features.of(size, picture, each)
            for picture, each in zip(clip.pictures, maps, strict=True)
        ]
        levels = zip(*(each.levels for each in features), strict=True)
        return {
            "labels": torch.from_numpy(clip.labels),
            "objects": torch.tensor(clip.objects),
            "fine": torch.stack([fine(each) for each in maps]),
            **{f"level{n}": torch.stack(level) for n, level in enumerate(levels)},
            **self._way(features, clip),
        }

    def _way(self, features: Sequence[baseline.Features], clip: Clip) -> Example:
        first = _known(torch.from_numpy(clip.labels[0]))
        short = self.plain.reference(features[0], first, clip.objects)
        long, answers, weighed = [short], [first], []
        for frame, seen in enumerate(features[1:], 1):
            weighed.append(self.plain.weigh(seen, long, short))
            answer = self.plain.decide(seen, weighed[-1])
            answers.append(answer.labels)
            short = self.plain.memorise(answer)
            if frame % self.plain.gap == 0:
                long.insert(1, short)
        odds = torch.stack([torch.from_numpy(each.odds) for each in weighed])
        evidence = torch.stack([as_evidence(each) for each in weighed])
        return {
            "answers": torch.from_numpy(np.stack(answers)),
            "odds": _after_nothing(_thinned(odds)),
            "evidence": _after_nothing(evidence),
        }

    def loss(self, examples: Sequence[Example], step: int, steps: int) -> dict[str, Tensor]:
        """See `Task`: of what is refined by evidence, of what the network refines, and of what it says alone."""
        network = self.network
        batch = Batch.of(examples, shuffled=network.training)
        terms = {"evidence": self._heard(examples, batch)}
        if network.training:
            if step % _SELDOM and step < steps:
                return terms
            examples = examples[:_FOLLOWED]
            batch = Batch.of(examples, shuffled=True)
        frames = [_chosen(example["labels"], by_chance=network.training) for example in examples]
        encoded = self._look(examples, [0] * len(examples))
        seen_size = 16 * encoded.grid.height, 16 * encoded.grid.width
        _, short = network.refer(encoded, batch.identified(batch.labels[:, 0], seen_size))
        long = [short]
        for before in (2, 1):
            there = [max(0, frame - before) for frame in frames]
            with torch.no_grad():  # what was seen is as good as given; what is bound to it learns
                _, seen = network.propagate(self._look(examples, there), spanning(long), short)
            short = network.bind(seen, batch.identified(self._known(examples, there), seen_size))
            if before == 2:
                long.append(short)
        encoded = self._look(examples, frames)
        answer, _ = network.propagate(encoded, spanning(long), short)
        known = _of(examples, frames, "evidence", batch)
        added, raw = network.refine(answer, encoded, batch.identities, known)
        own, share = _thinned(enlarged(batch.own(raw))), hard_share(step, steps)
        association = frame_loss(own, _truth(examples, frames), batch.objects, share).mean()
        return terms | {
            "answer": self._judged(added, examples, frames, batch),
            "association": _ASSOCIATION * association,
        }

    def _heard(self, examples: Sequence[Example], batch: Batch) -> Tensor:
        """The loss of the answer on some more frames, where the network listens to the evidence alone."""
        terms = []
        for _ in range(_MORE if self.network.training else 1):
            frames = [_chosen(e["labels"], by_chance=self.network.training) for e in examples]
            evidence = _of(examples, frames, "evidence", batch)
            added = self.network.refinement.hear(evidence)
            terms.append(self._judged(added, examples, frames, batch))
        return torch.stack(terms).mean()

    def _judged(
        self,
        added: Tensor,
        examples: Sequence[Example],
        frames: Sequence[int],
        batch: Batch,
    ) -> Tensor:
        odds = _of(examples, frames, "odds", batch) + _thinned(enlarged(added.float()))
        logits = F.pad(odds, (0, 0, 0, 0, 1, 0))
        return frame_loss(logits, _truth(examples, frames), batch.objects, 1).mean()

    def _look(self, examples: Sequence[Example], frames: Sequence[int]) -> Encoded:
        both = list(zip(examples, frames, strict=True))
        levels = [tuple(e[f"level{n}"][frame] for n in range(3)) for e, frame in both]
        return self.network.look(as_maps([e["fine"][frame] for e, frame in both], levels))

    def _known(self, examples: Sequence[Example], frames: Sequence[int]) -> Tensor:
        """Labels to remember: the baseline's, or while it learns now and then the truth."""
        found = []
        for example, frame in zip(examples, frames, strict=True):
            truth = example["labels"][frame]
            told = (truth != VOID).any() and self.network.training and float(torch.rand(())) < _TOLD
            found.append(truth if told else example["answers"][frame])
        return torch.stack(found)


def task(name: str) -> Task:
    """The task of a variant, with weights to begin with; raises `WeightsMissing` for want of a frozen encoder."""
    return Refining(name) if name in LITE else Associating(name)


def _chosen(labels: Tensor, *, by_chance: bool) -> int:
    """A frame after the first on which anything was decided; the last one, if not by chance."""
    decided = [frame for frame in range(1, len(labels)) if (labels[frame] != VOID).any()]
    if not decided:
        return len(labels) - 1
    return decided[int(torch.randint(len(decided), ()))] if by_chance else decided[-1]


def _of(examples: Sequence[Example], frames: Sequence[int], key: str, batch: Batch) -> Tensor:
    """Maps of a frame of each clip; zeros for objects that a clip has not got."""
    both = zip(examples, frames, strict=True)
    return torch.stack([_filled(e[key][frame].float(), max(batch.objects)) for e, frame in both])


def _truth(examples: Sequence[Example], frames: Sequence[int]) -> Tensor:
    """Labels of a frame of each clip, `_thinned`."""
    both = zip(examples, frames, strict=True)
    return torch.stack([_thinned(example["labels"][frame]) for example, frame in both])


def _thinned(maps: Tensor) -> Tensor:
    """Every other pixel of every other row: means of pixels would not lie where labels do."""
    return maps[..., ::2, ::2]


def _after_nothing(maps: Tensor) -> Tensor:
    """Of all frames but the first: with zeros for that one, in float16."""
    return torch.cat([torch.zeros_like(maps[:1]), maps]).half()


class _Journey:
    """A batch of clips on its way through the network: each answer is remembered for the next frame."""

    def __init__(
        self,
        network: Network,
        examples: Sequence[Example],
        step: int,
        steps: int,
        look: Callable[[Sequence[Example], int], Encoded],
    ) -> None:
        self._network = network
        self._examples = examples
        self._batch = Batch.of(examples, shuffled=network.training)
        self._progress = step, steps
        self._share = hard_share(step, steps)
        self._taught = _TAUGHT * max(0.0, 1 - 2 * step / steps) if network.training else 0.0
        self._look = look

    def loss(self) -> Tensor:
        """The loss of the papers."""
        network, labels = self._network, self._batch.labels
        encoded = self._look(self._examples, 0)
        answer, memory = network.refer(
            encoded, self._batch.identified(labels[:, 0], self._seen(encoded))
        )
        reference = self._frame_loss(network.decode(answer, encoded), 0)
        long, short = [memory], memory
        predicted: list[Tensor] = []
        for frame in range(1, labels.shape[1]):
            encoded = self._look(self._examples, frame)
            answer, seen = network.propagate(encoded, spanning(long), short)
            raw = network.decode(answer, encoded)
            predicted.append(self._frame_loss(raw, frame))
            if frame == labels.shape[1] - 1:
                break
            short = network.bind(
                seen, self._batch.identified(self._remembered(raw, frame), self._seen(encoded))
            )
            if frame % _EVERY == 0:
                long.append(short)
        return training_loss(reference, predicted, *self._progress)

    def _remembered(self, raw: Tensor, frame: int) -> Tensor:
        """Labels of the answer, or now and then of the truth."""
        truth = self._batch.labels[:, frame].long()
        logits = self._large(self._batch.own(raw.detach()))
        for clip, objects in enumerate(self._batch.objects):
            logits[clip, objects + 1 :] = -torch.inf
        labels = logits.argmax(1)
        for clip in range(len(labels)):
            if float(torch.rand(())) < self._taught:
                labels[clip] = truth[clip]
        return labels

    def _seen(self, encoded: Encoded) -> tuple[int, int]:
        """Height and width of what the network sees."""
        corner = 15 if self._network.variant.align_corners else 0
        return 16 * encoded.grid.height - corner, 16 * encoded.grid.width - corner

    def _frame_loss(self, raw: Tensor, frame: int) -> Tensor:
        logits = self._large(self._batch.own(raw))
        return frame_loss(logits, self._batch.labels[:, frame], self._batch.objects, self._share)

    def _large(self, own: Tensor) -> Tensor:
        """Pixel by pixel."""
        size, corners = self._batch.labels.shape[2:], self._network.variant.align_corners
        return F.interpolate(own, size, mode="bilinear", align_corners=corners)


def _known(labels: Tensor) -> NDArray[np.uint8]:
    """H x W labels with void pixels as background."""
    return torch.where(labels == VOID, 0, labels).byte().cpu().numpy()


def _filled(maps: Tensor, most: int) -> Tensor:
    """As many objects as the clip with most of them has."""
    return torch.cat([maps, maps.new_zeros(most - len(maps), *maps.shape[1:])])
