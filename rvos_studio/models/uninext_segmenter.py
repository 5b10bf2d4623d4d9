"""UNINEXT as a segmenter."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from rvos_studio.masks import Probability
from rvos_studio.models.checkpoints import state_of
from rvos_studio.models.computing import Computing, Load, too_small
from rvos_studio.models.pictures import normalised, resized
from rvos_studio.models.protocols import DeviceFull, Notice, Prediction, Segmenter
from rvos_studio.models.tokenizers import bert_ids
from rvos_studio.networks.uninext.masks import probabilities
from rvos_studio.networks.uninext.network import Encoded, Network
from rvos_studio.networks.uninext.sentence import cleaned
from rvos_studio.networks.uninext.variants import VARIANTS
from rvos_studio.video import Frame, FrameSource

SHORT_SIDE = 480
_LONGEST = 1333
"""Pixels of the sides as the network sees them, as its authors evaluate it."""


class UninextSegmenter:
    """One variant of UNINEXT, in the way its authors evaluate it: every frame is answered by itself.

    `ids` gives the word pieces of a cleaned sentence, with the first and the last token. Half precision is for the
    encoder of pictures alone: what follows it was trained in float32.
    """

    def __init__(
        self,
        network: Network,
        ids: Callable[[str], list[int]],
        computing: Computing,
        short_side: int = SHORT_SIDE,
    ) -> None:
        self._network = computing.hold(network)
        self._ids = ids
        self._computing = computing
        self._short_side = short_side

    def segment(
        self, clip: FrameSource, expressions: Sequence[str], frames: Sequence[int]
    ) -> Iterator[Prediction | Notice]:
        """See `Segmenter.segment`. Where the device is full, pictures are smaller from that frame on.

        Raises `DeviceTooSmall` where the smallest do not fit either.
        """
        try:
            known = [self._read(expression) for expression in expressions]
        except DeviceFull:
            raise too_small() from None
        source, load = (clip.height, clip.width), Load(1)
        for index in frames:
            frame, encoded = clip.frame(index), None
            for position, words in enumerate(known):
                while True:
                    try:
                        encoded = encoded or self._encode(frame, load.scale)
                        probability, confidence = self._answer(encoded, words, source)
                        break
                    except DeviceFull:
                        encoded = None
                        load, notice = load.lighter()
                    yield notice
                yield Prediction(position, index, probability, confidence)

    def _read(self, expression: str) -> Tensor:
        tokens = torch.tensor([self._ids(cleaned(expression))], device=self._computing.device)
        return self._computing.run(lambda: self._network.read(tokens), exact=True)

    def _encode(self, frame: Frame, scale: float) -> Encoded:
        size = network_size(frame.shape[0], frame.shape[1], self._short_side, scale)
        picture = padded(normalised([resized(frame, size)]), self._network.encoder.multiple)

        def work() -> Encoded:
            encoded = self._network.encode(picture.to(self._computing.device), size)
            return replace(encoded, tokens=encoded.tokens.float())

        return self._computing.run(work)

    def _answer(
        self, encoded: Encoded, words: Tensor, source: tuple[int, int]
    ) -> tuple[Probability, float]:
        def work() -> tuple[Probability, float]:
            answer = self._network(encoded, words)
            # Pixels of the source are picked, not interpolated: so its authors evaluate it.
            mask = probabilities(answer.logits[:, None], encoded.size, source)[0, 0]
            return mask.cpu().numpy(), float(answer.score)

        return self._computing.run(work, exact=True)


def load(name: str) -> Segmenter:
    """The variant of this name with the weights that are found here, on the device of the settings.

    Raises `WeightsMissing` where there are none, and `DeviceTooSmall`.
    """
    computing = Computing.as_set()
    network = Network.from_published(VARIANTS[name], state_of(name))
    return UninextSegmenter(network, bert_ids, computing)


def network_size(
    height: int, width: int, short_side: int = SHORT_SIDE, scale: float = 1.0
) -> tuple[int, int]:
    """Height and width as the network sees them: the shorter side given, the longer one limited, then both scaled."""
    enlarge = short_side / min(height, width)
    high, wide = height * enlarge, width * enlarge
    shrink = scale * min(1.0, _LONGEST / max(high, wide))
    return int(high * shrink + 0.5), int(wide * shrink + 0.5)


def padded(pictures: Tensor, multiple: int) -> Tensor:
    """N x 3 x H x W with zeros right and below, up to a multiple."""
    height, width = pictures.shape[-2:]
    return F.pad(pictures, (0, -width % multiple, 0, -height % multiple))
