"""How AOT and DeAOT are trained: masks of the first frame are carried through a short clip by the network itself."""

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
from rvos_studio.models.protocols import Answer
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
_ASSOCIATION = 0.5
"""Weight of what the network says without evidence."""

Example = dict[str, Tensor]


@dataclass(frozen=True)
class _Batch:
    """Clips side by side."""

    labels: Tensor
    """B x T x H x W: 0 background, 1..objects, or `VOID`."""
    objects: tuple[int, ...]
    """Of each clip."""
    identities: Tensor
    """B x most objects: which of 1..10 each has; those that a clip has not got are any."""

    @classmethod
    def of(cls, examples: Sequence[Example], shuffled: bool) -> "_Batch":
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
        return _plain(clip_of(sample, number, WHOLE))

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
    """The task of a small variant: the baseline propagator runs beside it, fed with its answers, as in use."""

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
        return f"clips over efficientnet-lite0 {SMALL}"

    def prepare(self, sample: Sample, number: int) -> Example:
        """See `Task`: as `Associating`, and what the encoder sees, T x C x h x w in float16."""
        clip = clip_of(sample, number, SMALL)
        maps = [self.plain.look(picture) for picture in clip.pictures]
        size = clip.pictures.shape[1:3]
        looks = [
            baseline.Features.of(size, picture, each).levels
            for picture, each in zip(clip.pictures, maps, strict=True)
        ]
        levels = {
            f"level{n}": torch.stack(level) for n, level in enumerate(zip(*looks, strict=True))
        }
        return {**_plain(clip), "fine": torch.stack([fine(each) for each in maps]), **levels}

    def loss(self, examples: Sequence[Example], step: int, steps: int) -> dict[str, Tensor]:
        """See `Task`: the loss of the refined answer, and that of the papers of what the network says alone."""
        journey = _Journey(
            self.network,
            examples,
            step,
            steps,
            self._look,
            _Evidence(self.plain, examples),
        )
        association = journey.loss()
        return {
            "answer": torch.cat(journey.answered).mean(),
            "association": _ASSOCIATION * association,
        }

    def _look(self, examples: Sequence[Example], frame: int) -> Encoded:
        levels = [_levels(example, frame) for example in examples]
        return self.network.look(as_maps([e["fine"][frame] for e in examples], levels))


def task(name: str) -> Task:
    """The task of a variant, with weights to begin with; raises `WeightsMissing` for want of a frozen encoder."""
    return Refining(name) if name in LITE else Associating(name)


class _Evidence:
    """The baseline propagator on its way through each clip of a batch."""

    def __init__(self, plain: BaselinePropagator, examples: Sequence[Example]) -> None:
        self._plain = plain
        self._features = [
            [
                baseline.Features(
                    (picture.shape[0], picture.shape[1]), _levels(e, frame), picture.cpu().numpy()
                )
                for frame, picture in enumerate(e["pictures"])
            ]
            for e in examples
        ]
        self._objects = [int(e["objects"]) for e in examples]
        self._short = [
            plain.reference(features[0], _known(e["labels"][0]), objects)
            for e, features, objects in zip(examples, self._features, self._objects, strict=True)
        ]
        self._long = [[memory] for memory in self._short]

    def at(self, frame: int) -> tuple[Tensor, Tensor]:
        """Log-odds, B x most objects x H x W, and evidence for `Refinement`; zeros for objects that a clip has not."""
        clips = zip(self._features, self._long, self._short, strict=True)
        with torch.autocast("cpu", enabled=False):
            found = [
                self._plain.weigh(features[frame], long, short) for features, long, short in clips
            ]
        most = max(self._objects)
        odds = torch.stack([_filled(torch.from_numpy(each.odds), most) for each in found])
        evidence = torch.stack([_filled(as_evidence(each), most) for each in found])
        return odds, evidence

    def remember(self, frame: int, labels: Tensor, probabilities: Tensor) -> None:
        """B x H x W labels and B x most objects x H x W probabilities of a frame."""
        for clip, objects in enumerate(self._objects):
            answer = Answer(
                _known(labels[clip]),
                probabilities[clip, :objects].float().cpu().numpy(),
                self._features[clip][frame],
            )
            self._short[clip] = self._plain.memorise(answer)
            if frame % _EVERY == 0:
                self._long[clip].append(self._short[clip])


class _Journey:
    """A batch of clips on its way through the network: each answer is remembered for the next frame."""

    def __init__(
        self,
        network: Network,
        examples: Sequence[Example],
        step: int,
        steps: int,
        look: Callable[[Sequence[Example], int], Encoded],
        evidence: _Evidence | None = None,
    ) -> None:
        self._network = network
        self._examples = examples
        self._batch = _Batch.of(examples, shuffled=network.training)
        self._progress = step, steps
        self._share = hard_share(step, steps)
        self._taught = _TAUGHT * max(0.0, 1 - 2 * step / steps) if network.training else 0.0
        self._look = look
        self._evidence = evidence
        self.answered: list[Tensor] = []
        """The losses of refined answers, frame by frame; see `frame_loss`."""

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
            logits = self._answer(answer, encoded, frame, predicted)
            if frame == labels.shape[1] - 1:
                break
            short = network.bind(
                seen, self._batch.identified(self._remembered(logits, frame), self._seen(encoded))
            )
            if frame % _EVERY == 0:
                long.append(short)
        return training_loss(reference, predicted, *self._progress)

    def _answer(
        self, answer: Tensor, encoded: Encoded, frame: int, predicted: list[Tensor]
    ) -> Tensor:
        """Logits of the background and each clip's objects, pixel by pixel; keeps the losses."""
        if self._evidence is None:
            raw = self._network.decode(answer, encoded)
            predicted.append(self._frame_loss(raw, frame))
            return self._large(self._own(raw))
        odds, evidence = (each.to(answer) for each in self._evidence.at(frame))
        added, raw = self._network.refine(answer, encoded, self._batch.identities, evidence)
        predicted.append(self._frame_loss(raw, frame))
        objects = odds + enlarged(added.float())
        logits = F.pad(objects, (0, 0, 0, 0, 1, 0))
        self.answered.append(
            frame_loss(logits, self._batch.labels[:, frame], self._batch.objects, self._share)
        )
        return logits

    def _remembered(self, logits: Tensor, frame: int) -> Tensor:
        """Labels of the answer, or now and then of the truth; evidence remembers the same."""
        truth = self._batch.labels[:, frame].long()
        truth = torch.where(truth == VOID, 0, truth)
        logits = logits.detach().float()
        for clip, objects in enumerate(self._batch.objects):
            logits[clip, objects + 1 :] = -torch.inf
        labels, probabilities = logits.argmax(1), logits.softmax(1)[:, 1:]
        for clip in range(len(labels)):
            if float(torch.rand(())) < self._taught:
                labels[clip] = truth[clip]
        if self._evidence is not None:
            self._evidence.remember(frame, labels, probabilities)
        return labels

    def _seen(self, encoded: Encoded) -> tuple[int, int]:
        """Height and width of what the network sees."""
        corner = 15 if self._network.variant.align_corners else 0
        return 16 * encoded.grid.height - corner, 16 * encoded.grid.width - corner

    def _frame_loss(self, raw: Tensor, frame: int) -> Tensor:
        own, labels = self._own(raw), self._batch.labels[:, frame]
        if self._evidence is None:
            own = self._large(own)
        else:  # The answer has the fine edges; the network alone is quicker judged cell by cell.
            labels = F.interpolate(labels[:, None], own.shape[2:], mode="nearest")[:, 0]
        return frame_loss(own, labels, self._batch.objects, self._share)

    def _own(self, raw: Tensor) -> Tensor:
        """Of all identities' logits those of the background and of each clip's objects."""
        index = F.pad(self._batch.identities, (1, 0))[:, :, None, None]
        return raw.gather(1, index.expand(-1, -1, *raw.shape[2:])).float()

    def _large(self, own: Tensor) -> Tensor:
        """Pixel by pixel."""
        size, corners = self._batch.labels.shape[2:], self._network.variant.align_corners
        return F.interpolate(own, size, mode="bilinear", align_corners=corners)


def _plain(clip: Clip) -> Example:
    return {
        "pictures": torch.from_numpy(clip.pictures),
        "labels": torch.from_numpy(clip.labels),
        "objects": torch.tensor(clip.objects),
    }


def _levels(example: Example, frame: int) -> tuple[Tensor, ...]:
    return tuple(example[f"level{number}"][frame] for number in range(3))


def _known(labels: Tensor) -> NDArray[np.uint8]:
    """H x W labels with void pixels as background."""
    return torch.where(labels == VOID, 0, labels).byte().cpu().numpy()


def _filled(maps: Tensor, most: int) -> Tensor:
    """As many objects as the clip with most of them has."""
    return torch.cat([maps, maps.new_zeros(most - len(maps), *maps.shape[1:])])
