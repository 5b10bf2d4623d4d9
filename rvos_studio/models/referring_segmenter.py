"""ReferFormer, MUTR and SOC as segmenters."""

from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from rvos_studio import settings
from rvos_studio.masks import Probability
from rvos_studio.models.checkpoints import state_of
from rvos_studio.models.computing import Computing, Load, too_small
from rvos_studio.models.pictures import normalised, resized
from rvos_studio.models.protocols import DeviceFull, Notice, Prediction, Segmenter, Step
from rvos_studio.models.tokenizers import roberta_ids
from rvos_studio.models.window_memory import frames_within
from rvos_studio.models.windows import balanced, consecutive
from rvos_studio.networks.referring import published
from rvos_studio.networks.referring import variants as direct
from rvos_studio.networks.referring.levels import Level, Text
from rvos_studio.networks.referring.network import Answer, ReferringNetwork, Seen
from rvos_studio.networks.referring.soc import published as soc_published
from rvos_studio.networks.referring.soc import variants as soc
from rvos_studio.video import FrameSource

_MIB = 1 << 20
_TIE = 1e-6
"""Share of a confidence by which masks tell frames apart that have the same score; scores are known no better."""


@dataclass(frozen=True)
class Sides:
    """Pixels of the sides of pictures, as a network is evaluated."""

    short: int
    long: int | None = None
    """At most."""

    def of(self, height: int, width: int, scale: float = 1.0) -> tuple[int, int]:
        """Height and width of the picture of a frame of this size: the longer side is cut to whole pixels."""
        least, most = min(height, width), max(height, width)
        short = round(self.short * scale)
        if self.long is not None and most / least * short > (long := round(self.long * scale)):
            short = max(1, round(long * least / most))
        other = int(short * most / least)
        return (short, other) if height <= width else (other, short)


SIDES = {"referformer": Sides(360), "mutr": Sides(432), "soc": Sides(360, 640)}
"""By what the names of variants begin with."""


@dataclass(frozen=True)
class Chosen:
    """What one query, the best over all frames of a window, says of each of T frames."""

    query: int
    scores: Tensor
    """T, 0..1."""
    logits: Tensor
    """Of its masks, T x h x w, 4 pixels of the picture a cell."""


class ReferringSegmenter:
    """One variant, in the way its authors evaluate it: all frames asked for are one clip, if they fit.

    Otherwise the clip is cut into windows, each of which chooses a query of its own. In a window one expression is
    answered after the other on all of its frames. Only what sees the pictures computes in half precision: places and
    masks do not bear it.
    """

    def __init__(
        self,
        network: ReferringNetwork,
        sides: Sides,
        computing: Computing,
        window_frames: int = 0,
        window_mib: int = settings.Settings().window_mib,
        ids: Callable[[str], Sequence[int]] = roberta_ids,
    ) -> None:
        """`window_frames` and `window_mib` are those of the settings; `ids` are the tokens of a clean sentence."""
        self._network = computing.hold(network)
        self.sides = sides
        self._computing = computing
        self._window_frames = window_frames
        self._window_mib = window_mib
        self._ids = ids

    def segment(
        self, clip: FrameSource, expressions: Sequence[str], frames: Sequence[int]
    ) -> Iterator[Prediction | Step | Notice]:
        """See `Segmenter.segment`.

        Confidences are the scores of the chosen query. Where the device is full, windows get shorter and then pictures
        smaller; raises `DeviceTooSmall` where that does not help.
        """
        if not expressions or not frames:
            return
        texts = [self._read(expression) for expression in expressions]
        load, windows = self._cut(clip, frames)
        left = deque((window, list(range(len(texts)))) for window in windows)
        while left:
            window, asked = left.popleft()
            if len(window) > load.frames:
                left.extendleft(
                    (part, list(asked)) for part in reversed(balanced(window, load.frames))
                )
                continue
            try:
                yield from self._answers(clip, window, texts, asked, load.scale)
                continue
            except DeviceFull:
                pass  # outside of this block the error holds no tensors any more
            load, notice = replace(load, frames=len(window)).lighter()
            yield notice
            left.appendleft((window, asked))

    def _read(self, expression: str) -> Text:
        tokens = [list(self._ids(clean(expression)))]
        device = self._computing.device
        try:
            return self._computing.run(
                lambda: self._network.read(torch.tensor(tokens, device=device)), exact=True
            )
        except DeviceFull:
            raise too_small() from None

    def _cut(self, clip: FrameSource, frames: Sequence[int]) -> tuple[Load, list[Sequence[int]]]:
        size = self.sides.of(clip.height, clip.width)
        fitting = frames_within(self._window_mib * _MIB, self._network, size)
        wanted = self._window_frames or len(frames)
        if wanted <= fitting:
            return Load(wanted), list(consecutive(frames, wanted))
        return Load(fitting), list(balanced(frames, fitting))

    def _answers(
        self,
        clip: FrameSource,
        window: Sequence[int],
        texts: Sequence[Text],
        asked: list[int],
        scale: float,
    ) -> Iterator[Prediction | Step]:
        """Takes each expression out of `asked` when it is answered. Raises `DeviceFull`."""
        where = f"frames {window[0]} to {window[-1]}" if len(window) > 1 else f"frame {window[0]}"
        seen = yield from self._look(clip, window, scale, where)
        for number in list(asked):
            yield Step(len(window), len(window), f"looking for expression {number + 1} on {where}")
            answer = partial(self._choose, seen, texts[number])
            chosen = self._computing.run(answer, exact=True)
            asked.remove(number)
            size = clip.height, clip.width
            for frame, logits, score in zip(window, chosen.logits, chosen.scores, strict=True):
                sure = confidence(float(score), logits)
                yield Prediction(number, frame, probability(logits, size), sure)

    def _look(
        self, clip: FrameSource, window: Sequence[int], scale: float, where: str
    ) -> Generator[Step, None, Seen]:
        size = self.sides.of(clip.height, clip.width, scale)
        pictures = []
        for done, frame in enumerate(window):
            yield Step(done, len(window), f"reading {where}")
            pictures.append(resized(clip.frame(frame), size))
        yield Step(len(window), len(window), f"looking at {where}")
        return self._computing.run(lambda: self._see(normalised(pictures)[None]))

    def _see(self, clips: Tensor) -> Seen:
        seen = self._network.see(clips.to(self._computing.device))
        if self._computing.precision == torch.float32:
            return seen
        return Seen(_exact(seen.finest), tuple(map(_exact, seen.levels)), seen.sizes)

    def _choose(self, seen: Seen, text: Text) -> Chosen:
        return choose(self._network.answer(seen, text)[-1])


def load(name: str) -> Segmenter:
    """The variant of this name with the weights that are found here, as the settings want it.

    Raises `WeightsMissing` where there are none.
    """
    choice = settings.load()
    computing = Computing.as_set()
    state = state_of(name)
    network: ReferringNetwork
    if name in soc.VARIANTS:
        network = soc_published.from_published(soc.VARIANTS[name], state)
    else:
        network = published.from_published(direct.VARIANTS[name], state)
    sides = SIDES[name.partition("-")[0]]
    return ReferringSegmenter(network, sides, computing, choice.window_frames, choice.window_mib)


def clean(expression: str) -> str:
    """As sentences were in training: lower case, one blank between words."""
    return " ".join(expression.lower().split())


def choose(answer: Answer) -> Chosen:
    """The query with the best score of any class, a mean over the frames of the only clip."""
    scores = answer.logits[0].sigmoid()
    means = scores.mean(0)
    best, kinds = means.max(-1)
    query = int(best.argmax())
    chosen = scores[:, query, kinds[query]]
    return Chosen(query, chosen.cpu(), answer.masks[0, :, query].cpu())


def confidence(score: float, logits: Tensor) -> float:
    """A score, and where frames have the same, a little more where the mask, h x w, is surer.

    MUTR's are the same on all frames. A mask is as sure as its pixels are on average; an empty one is not.
    """
    inside = logits[logits > 0]
    sure = float(inside.sigmoid().mean()) if len(inside) else 0.0
    return score * (1 - _TIE * (1 - sure))


def probability(logits: Tensor, size: tuple[int, int]) -> Probability:
    """Of a mask, h x w, at source size, height and width."""
    large = F.interpolate(logits[None, None], size, mode="bilinear", align_corners=False)
    return large.sigmoid_()[0, 0].numpy()


def _exact(level: Level) -> Level:
    """In float32, its positions made anew."""
    return Level.of(level.features.float(), None, level.position.shape[1])
