"""The small SOC, MUTR, ReferFormer and UNINEXT as segmenters, on features, words and evidence that they share."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from rvos_studio.masks import Probability
from rvos_studio.models import evidence
from rvos_studio.models.checkpoints import finetuned_state
from rvos_studio.models.computing import Computing, too_small
from rvos_studio.models.cutting import cut, enlarge
from rvos_studio.models.model_card import model_card
from rvos_studio.models.protocols import DeviceFull, Prediction, Step
from rvos_studio.models.referring_segmenter import choose, confidence, probability
from rvos_studio.models.sampling import evenly_spaced
from rvos_studio.models.windows import balanced
from rvos_studio.networks.referring.network import ReferringNetwork
from rvos_studio.networks.referring.published import build
from rvos_studio.networks.referring.soc.network import Soc
from rvos_studio.networks.referring.soc.variants import LITE as SOC
from rvos_studio.networks.referring.variants import LITE as DIRECT
from rvos_studio.networks.uninext.network import Network
from rvos_studio.networks.uninext.variants import LITE as UNINEXT
from rvos_studio.video import FrameSource

WINDOW = 16
"""Frames that are answered together: networks learn from a few at a time."""
_NEIGHBOURS = 2
"""Frames before and after one that say with it whether there is anything, so that masks do not flicker."""
_DOUBT = 1.1
"""How far below 0 the logit for that may lie: only what is three times likelier to be absent is left out."""
_CLEARLY = 1.25
"""How surely a class is seen somewhere on a frame, as evidence has it, to be recognised there."""
_CLEAR_FRAMES = 3
"""So many of the eight that show the whole clip, and the thing is there in any case."""
_LEANING = 1.0
"""Added to the logits of masks: of things unlike those that it learnt from, a network shows too little."""
_HUSHED = -2.0
"""The most that logits are where a network does not believe that there is anything."""


class Shown(NamedTuple):
    """Frames and one expression, as a network gets them."""

    maps: tuple[Tensor, ...]
    """T x c x h x w, by `evidence.STRIDES`."""
    size: tuple[int, int]
    """Height and width of the pictures that these are maps of."""
    words: Tensor
    """1 x S x 384."""
    sentence: Tensor
    """1 x 384."""
    evidence: Tensor
    """T x E x h x w."""


class Said(NamedTuple):
    """What a network answers."""

    logits: Tensor
    """Of masks, T x h x w, 4 pixels of the pictures a cell."""
    scores: Tensor
    """T, 0..1."""
    present: Tensor
    """Logits that there is anything to be shown, T."""


class Answering(Protocol):
    """A network that answers for a few frames together."""

    @property
    def network(self) -> torch.nn.Module: ...

    def answer(self, shown: Shown) -> Said: ...


class ByQueries:
    """SOC, MUTR or ReferFormer: one query answers for all frames."""

    def __init__(self, network: ReferringNetwork) -> None:
        self.network = network

    def answer(self, shown: Shown) -> Said:
        """See `Answering`."""
        network, (height, width) = self.network, shown.size
        sizes = shown.evidence.new_tensor([[width, height]] * len(shown.evidence))
        unpadded = torch.ones(shown.words.shape[:2], dtype=torch.bool, device=sizes.device)
        text = network.hear(shown.words, shown.sentence, unpadded, shown.evidence)
        seen = network.take(shown.maps, sizes)
        answer = network.answer(seen, text)[-1]
        assert answer.present is not None
        chosen, present = choose(answer), answer.present[0]
        return Said(chosen.logits, _surer(chosen.scores, present), present)


class ByProposals:
    """UNINEXT: each frame has a proposal of its own."""

    def __init__(self, network: Network) -> None:
        self.network = network

    def answer(self, shown: Shown) -> Said:
        """See `Answering`."""
        encoded = self.network.take(shown.maps, shown.size)
        frames = len(shown.evidence)
        fused = self.network.fuse(encoded, shown.words, evidence=shown.evidence, frames=frames)
        answer = self.network.choose(fused, self.network.decode(fused))
        assert fused.grounded is not None
        present = fused.grounded.present
        return Said(answer.logits, _surer(answer.score, present), present)


def _surer(scores: Tensor, present: Tensor) -> Tensor:
    """Scores of the queries that answer, T, and whether there is anything at all to be answered, as one."""
    return (scores.to(present) * present.sigmoid()).sqrt()


def there(present: Tensor) -> Tensor:
    """On which frames anything is shown, T: where it may well be there, by the mean over each one's neighbours."""
    width = 2 * _NEIGHBOURS + 1
    means = F.avg_pool1d(present[None], width, 1, _NEIGHBOURS, count_include_pad=False)[0]
    return means > -_DOUBT


def recognised(seen: evidence.Observed, expression: str, frames: Sequence[int]) -> bool:
    """Whether the noun's class is clearly seen on some of the frames: the classes know more nouns than a network."""
    clear = sum(
        float(seen.evidence(expression, frame)[evidence.CLASSES].max()) > _CLEARLY
        for frame in frames
    )
    return clear >= min(_CLEAR_FRAMES, len(frames))


class LiteSegmenter:
    """One of them. Raises `WeightsMissing` where what is frozen is absent, `DeviceTooSmall`."""

    def __init__(
        self,
        answering: Answering,
        computing: Computing,
        *,
        outlined: bool = False,
        window: int = WINDOW,
    ) -> None:
        """`outlined`: whether GrabCut brings masks to the outlines of the picture, as the baselines do it."""
        self._answering = answering
        self._computing = computing
        self._outlined = outlined
        self._window = window
        self._observer = evidence.shared()
        computing.hold(answering.network)

    def segment(
        self, clip: FrameSource, expressions: Sequence[str], frames: Sequence[int]
    ) -> Iterator[Prediction | Step]:
        """See `Segmenter.segment`. Looks at eight frames of the whole clip first."""
        if not expressions or not frames:
            return
        seen = self._observer.watch(clip)
        read = [self._observer.read(expression) for expression in expressions]
        references = evenly_spaced(len(clip))
        for done, frame in enumerate(references):
            yield Step(done, len(references), "looking at the whole clip")
            seen.look(frame)
        known = []
        for expression in expressions:
            yield Step(len(references), len(references), "looking at the whole clip")
            known.append(recognised(seen, expression, references))
        for window in balanced(frames, self._window):
            where = f"frames {window[0]} to {window[-1]}"
            looks = []
            for done, frame in enumerate(window):
                yield Step(done, len(window), f"looking at {where}")
                looks.append(seen.look(frame))
            maps = tuple(
                self._held(np.stack([look.maps[k] for look in looks]))
                for k in range(len(evidence.STRIDES))
            )
            for number, expression in enumerate(expressions):
                yield Step(
                    len(window), len(window), f"looking for expression {number + 1} on {where}"
                )
                heard = np.stack([seen.evidence(expression, frame) for frame in window])
                words, sentence = (
                    self._held(one)[None] for one in (read[number].words, read[number].sentence)
                )
                said = self._answer(Shown(maps, seen.size, words, sentence, self._held(heard)))
                shown = there(said.present) | known[number]
                masks = said.logits + _LEANING
                for frame, look, logits, score, seeing in zip(
                    window, looks, masks, said.scores, shown.tolist(), strict=True
                ):
                    if not seeing:
                        logits = logits.clamp(max=_HUSHED)
                    mask = self._mask(look, logits, (clip.height, clip.width))
                    yield Prediction(number, frame, mask, confidence(float(score), logits))

    def _held(self, values: np.ndarray) -> Tensor:
        return torch.from_numpy(values).to(self._computing.device).float()

    def _answer(self, shown: Shown) -> Said:
        try:
            said = self._computing.run(lambda: self._answering.answer(shown), exact=True)
        except DeviceFull:
            raise too_small() from None
        return Said(*(one.cpu().float() for one in said))

    def _mask(self, look: evidence.Look, logits: Tensor, size: tuple[int, int]) -> Probability:
        if not self._outlined or not (logits > 0).any():
            return probability(logits, size)
        picture = look.moving.picture
        return enlarge(cut(picture, probability(logits, picture.shape[:2])), *size)


def load(name: str, finetuned: str = "") -> LiteSegmenter:
    """The one of this name with the weights that are found here, or one that learnt on it.

    On the device of the settings. Raises `WeightsMissing` where there are no weights, `BadInput` where two do not
    belong together, and `DeviceTooSmall`.
    """
    return with_state(name, finetuned_state(name, finetuned))


def with_state(name: str, state: dict[str, Tensor]) -> LiteSegmenter:
    """The one of this name with these weights; raises what `LiteSegmenter` does."""
    card = model_card(name)
    outlined = card is not None and card.outlined
    return LiteSegmenter(with_weights(name, state), Computing.as_set(), outlined=outlined)


def with_weights(name: str, state: dict[str, Tensor]) -> Answering:
    """A network for inference; `RuntimeError` if names or shapes differ, `KeyError` for names of others."""
    answering: Answering
    with torch.device("meta"):
        if name in UNINEXT:
            answering = ByProposals(Network(UNINEXT[name]))
        elif name in SOC:
            answering = ByQueries(Soc(SOC[name]))
        else:
            answering = ByQueries(build(DIRECT[name]))
    answering.network.load_state_dict(state, assign=True)
    answering.network.eval().requires_grad_(False)
    return answering
