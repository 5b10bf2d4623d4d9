"""The tasks of the networks that answer expressions: SOC, MUTR, ReferFormer and UNINEXT.

A lite network learns from what is frozen as it was computed once; the others from pictures and tokens.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
import torch
from torch import Tensor, nn

from rvos_studio.models.evidence import CHANNELS, STRIDES, Observer
from rvos_studio.models.pictures import resized
from rvos_studio.models.referring_segmenter import clean
from rvos_studio.models.tokenizers import bert_ids, roberta_ids
from rvos_studio.networks.language import PAD
from rvos_studio.networks.referring.published import build
from rvos_studio.networks.referring.soc.network import Soc
from rvos_studio.networks.referring.soc.variants import LITE as SOC_LITE
from rvos_studio.networks.referring.soc.variants import VARIANTS as SOC
from rvos_studio.networks.referring.variants import LITE as DIRECT_LITE
from rvos_studio.networks.referring.variants import VARIANTS as DIRECT
from rvos_studio.networks.uninext.sentence import cleaned
from rvos_studio.networks.uninext.training import Trainee
from rvos_studio.networks.uninext.variants import LITE as UNINEXT_LITE
from rvos_studio.networks.uninext.variants import VARIANTS as UNINEXT
from rvos_studio.training.frozen import CELL, SIZE, Few, read
from rvos_studio.training.grounding import UNHEARD, grounding_loss, of_examples
from rvos_studio.training.learning import Batch, Clustering, Direct, Learning, Proposing
from rvos_studio.training.questions import questions
from rvos_studio.training.samples import Sample
from rvos_studio.training.targets import target
from rvos_studio.training.task import Task

_REFERRING, _NONE = 4, 2
"""Questions that lite networks are asked about subjects of a sample, and about nothing."""
_SIZE = (360, 640)
_WORDS = 48
"""At most; longer expressions end there."""
_NOTHING = 0.15
"""Share of the examples in which an expression refers to nothing."""
_GROUNDING = 0.8
"""Share of the steps in which lite networks learn what masks begin with, and nothing else."""
_SILENCE = 0.02
"""Weight of what is shown after questions about nothing: their nouns are never seen in a few real clips, and masks of
such things would vanish. Whether there is anything is told apart from masks."""
_QUERIES = 0.1
"""Weight of the loss of lite networks' authors, so that clipped gradients leave something of the other one."""
_AT_ONCE = 2
"""Frames of an example that lite networks learn from in one step: neighbours teach little more."""

Example: TypeAlias = Mapping[str, Tensor]


class Lite:
    """The task of a lite network."""

    def __init__(self, name: str, learning: Learning) -> None:
        self.name = name
        self._learning = learning

    @property
    def module(self) -> nn.Module:
        """See `Task`."""
        return self._learning.module

    @property
    def bank_key(self) -> str:
        """See `Task`."""
        return (
            f"{_REFERRING} + {_NONE} questions over efficientnet-lite0 and minilm {SIZE} {CHANNELS}"
        )

    @cached_property
    def _observer(self) -> Observer:
        return Observer()

    def prepare(self, sample: Sample, number: int) -> dict[str, Tensor]:
        """See `Task`: maps of the frames, and for each question words, evidence and the target."""
        asked = questions(sample, number, _REFERRING, _NONE)
        texts = [one.expression for one in asked]
        seen = self._observer.watch(Few.of(sample.frames))
        numbers = range(len(sample.frames))
        looks = [seen.look(number) for number in numbers]
        arrays = {
            **{
                f"map {stride}": np.stack([look.maps[k] for look in looks])
                for k, stride in enumerate(STRIDES)
            },
            "evidence": np.array([[seen.evidence(one, k) for k in numbers] for one in texts]),
            **read(self._observer, texts),
        }
        known = {name: torch.from_numpy(value) for name, value in arrays.items()}
        return known | target(sample, asked, SIZE, CELL)

    def loss(self, examples: Sequence[Example], step: int, steps: int) -> dict[str, Tensor]:
        """See `Task`: that of what masks begin with, on one frame; later also its authors', on a few frames."""
        if not self.module.training:
            return _loss(self._learning, examples, self._given, _NONE)
        lesson = of_examples(examples, forgetful=True)
        terms = grounding_loss(self._learning.grounding, lesson, _SILENCE)
        if step < _GROUNDING * steps:
            return terms
        few = [_some_frames(example, _AT_ONCE) for example in examples]
        of_queries = _loss(self._learning, few, self._given, _NONE)
        return terms | {name: _QUERIES * value for name, value in of_queries.items()}

    def _given(self, example: Example, question: int) -> dict[str, Tensor]:
        maps = {f"map {stride}": example[f"map {stride}"].float() for stride in STRIDES}
        heard = example["evidence"][question].float()
        if self.module.training and torch.rand(()) < UNHEARD:
            heard = torch.zeros_like(heard)
        height, width = SIZE
        return maps | {
            "sizes": heard.new_tensor([[width, height]] * len(heard)),
            "evidence": heard,
            "words": example["words"][question].float()[None],
            "present": example["present"][question][None],
            "sentence": example["sentence"][question].float()[None],
        }


def _some_frames(example: Example, most: int) -> Example:
    """An example with so many of its frames, in their order."""
    count = example["masks"].shape[1]
    chosen = torch.randperm(count)[:most].sort().values.to(example["masks"].device)
    maps = {f"map {stride}": example[f"map {stride}"][chosen] for stride in STRIDES}
    of_questions = ("evidence", "masks", "boxes", "visible")
    return {**example, **maps, **{name: example[name][:, chosen] for name in of_questions}}


class Whole:
    """The task of a network that sees pictures and reads tokens itself; its text encoder stays as it is."""

    def __init__(
        self,
        name: str,
        learning: Learning,
        ids: Callable[[str], Sequence[int]],
        padding: int | None = None,
    ) -> None:
        """`padding`: the token after shorter sentences; None where those of a batch must be equally long."""
        self.name = name
        self._learning = learning
        self._ids = ids
        self._padding = padding

    @property
    def module(self) -> nn.Module:
        """See `Task`."""
        return self._learning.module

    @property
    def bank_key(self) -> str:
        """See `Task`."""
        return f"questions over pictures {_SIZE} {self._ids.__name__}"

    def prepare(self, sample: Sample, number: int) -> dict[str, Tensor]:
        """See `Task`: pictures, T x H x W x 3 in uint8, and for each question the ids of its tokens and the target."""
        asked = questions(sample, number)
        pictures = np.stack([resized(one, _SIZE) for one in sample.frames])
        tokens = torch.full((len(asked), _WORDS), self._padding or 0)
        for row, one in zip(tokens, asked, strict=True):
            ids = self._ids(one.expression)[:_WORDS]
            row[: len(ids)] = torch.tensor(ids)
        known = {"pictures": torch.from_numpy(pictures), "tokens": tokens}
        return known | target(sample, asked, _SIZE, 1)

    def loss(self, examples: Sequence[Example], step: int, steps: int) -> dict[str, Tensor]:
        """See `Task`: the loss of the network's authors."""
        return _loss(self._learning, examples, self._given, 1)

    def _given(self, example: Example, question: int) -> dict[str, Tensor]:
        tokens = example["tokens"][question][None]
        if self._padding is None:
            tokens = tokens[:, : int(tokens.count_nonzero())]
        return {"pictures": example["pictures"], "tokens": tokens}


def task(name: str) -> Task:
    """The task of a variant. Raises `KeyError` for other names."""
    learning: Learning
    if name in UNINEXT | UNINEXT_LITE:
        proposing = Proposing(Trainee((UNINEXT | UNINEXT_LITE)[name]))
        if name in UNINEXT_LITE:
            return Lite(name, proposing)
        return Whole(name, proposing, _bert)
    if name in SOC | SOC_LITE:
        variant = (SOC | SOC_LITE)[name]
        learning = Clustering(Soc(variant))
    else:
        variant = (DIRECT | DIRECT_LITE)[name]
        learning = Direct(build(variant))
    if variant.lite:
        return Lite(name, learning)
    learning.module.text_encoder.requires_grad_(False)
    return Whole(name, learning, _roberta, PAD)


def _bert(expression: str) -> Sequence[int]:
    return bert_ids(cleaned(expression))


def _roberta(expression: str) -> Sequence[int]:
    return roberta_ids(clean(expression))


@dataclass(frozen=True)
class _Asked:
    """One question about an example."""

    given: dict[str, Tensor]
    """See `Batch.given`, for one clip."""
    target: dict[str, Tensor]
    """Masks, boxes and what is visible, for one clip."""


def _loss(
    learning: Learning,
    examples: Sequence[Example],
    given: Callable[[Example, int], dict[str, Tensor]],
    nothing: int,
) -> dict[str, Tensor]:
    """A mean over examples; those of which all is equally large go through the network together.

    `nothing`: so many of an example's questions, the last ones, refer to nothing.
    """
    groups: dict[tuple[torch.Size, ...], list[_Asked]] = defaultdict(list)
    for example in examples:
        question = _question(len(example["masks"]) - nothing, learning.module.training)
        target = {name: example[name][question][None] for name in ("masks", "boxes", "visible")}
        asked = _Asked(given(example, question), target)
        groups[tuple(one.shape for one in (*asked.given.values(), target["masks"]))].append(asked)
    total: dict[str, Tensor] = {}
    for members in groups.values():
        inputs, target = (
            _joined([one.given for one in members]),
            _joined([one.target for one in members]),
        )
        masks = target["masks"].float()
        batch = Batch(len(masks), masks.shape[1], inputs, masks, target["boxes"], target["visible"])
        for name, value in learning.terms(batch).items():
            value = value * (len(members) / len(examples))
            total[name] = total[name] + value if name in total else value
    return total


def _joined(parts: Sequence[Mapping[str, Tensor]]) -> dict[str, Tensor]:
    return {name: torch.cat([part[name] for part in parts]) for name in parts[0]}


def _question(about: int, training: bool) -> int:
    """Which of an example's questions is asked: one of those about something, or the next; the first in evaluation."""
    if not training:
        return 0
    if torch.rand(()) < _NOTHING:
        return about
    return int(torch.randint(about, ()))
