"""UNINEXT as a segmenter."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from PIL import Image
from torch import Tensor

from rvos_studio.errors import DeviceTooSmall
from rvos_studio.masks import Probability
from rvos_studio.models.protocols import Notice, Prediction
from rvos_studio.networks.uninext.masks import probabilities
from rvos_studio.networks.uninext.network import Encoded, Network
from rvos_studio.networks.uninext.sentence import cleaned
from rvos_studio.video import Frame, FrameSource

SHORT_SIDES = (480, 360, 240)
"""Pixels of the shorter side as the network sees it: as its authors evaluate it, and less where memory is short."""
_LONGEST = 1333
_MEAN, _DEVIATION = (123.675, 116.28, 103.53), (58.395, 57.12, 57.375)


class UninextSegmenter:
    """One variant of UNINEXT, in the way its authors evaluate it: every frame is answered by itself.

    `ids` gives the word pieces of a cleaned sentence, with the first and the last token. `precision` is that of the
    encoders of pictures and words; what follows was trained in float32 and stays so.
    """

    def __init__(
        self,
        network: Network,
        ids: Callable[[str], list[int]],
        device: torch.device,
        precision: torch.dtype = torch.float32,
        short_sides: Sequence[int] = SHORT_SIDES,
    ) -> None:
        self._network = network.to(device)
        self._ids = ids
        self._device = device
        self._precision = precision
        self._short_sides = short_sides

    def segment(
        self, clip: FrameSource, expressions: Sequence[str], frames: Sequence[int]
    ) -> Iterator[Prediction | Notice]:
        """See `Segmenter.segment`. Where the device is full, pictures are smaller from that frame on.

        Raises `DeviceTooSmall` where the smallest do not fit either.
        """
        known = [self._read(expression) for expression in expressions]
        sides = list(self._short_sides)
        for index in frames:
            frame = clip.frame(index)
            encoded: Encoded | None = None
            for position, words in enumerate(known):
                while True:
                    try:
                        encoded = encoded or self._encode(frame, sides[0])
                        found = self._answer(encoded, words, (clip.height, clip.width))
                        break
                    except RuntimeError as error:
                        if not _out_of_memory(error):
                            raise
                    encoded = None
                    yield self._smaller(sides)
                yield Prediction(position, index, *found)

    @torch.inference_mode()
    def _read(self, expression: str) -> Tensor:
        tokens = self._ids(cleaned(expression))
        with self._autocast():
            words = self._network.read(torch.tensor([tokens], device=self._device))
        return words.float()

    @torch.inference_mode()
    def _encode(self, frame: Frame, short_side: int) -> Encoded:
        picture, size = prepared(frame, short_side, self._network.encoder.multiple)
        with self._autocast():
            encoded = self._network.encode(picture.to(self._device), size)
        return replace(encoded, tokens=encoded.tokens.float())

    @torch.inference_mode()
    def _answer(
        self, encoded: Encoded, words: Tensor, source: tuple[int, int]
    ) -> tuple[Probability, float]:
        answer = self._network(encoded, words)
        mask = probabilities(answer.logits[:, None], encoded.size, source)[0, 0]
        return mask.cpu().numpy(), float(answer.score)

    def _autocast(self) -> torch.autocast:
        mixed = self._precision != torch.float32
        return torch.autocast(self._device.type, self._precision, enabled=mixed)

    def _smaller(self, sides: list[int]) -> Notice:
        if self._device.type == "cuda":
            torch.cuda.empty_cache()
        if len(sides) == 1:
            raise DeviceTooSmall(
                f"{self._device} has too little memory for {self._network.variant.title}, even on small pictures:"
                " choose another device in the settings, or another model."
            )
        sides.pop(0)
        return Notice(f"{self._device} is full: going on with smaller pictures, {sides[0]} pixels")


def _out_of_memory(error: RuntimeError) -> bool:
    return isinstance(error, torch.OutOfMemoryError) or "can't allocate memory" in str(error)


def prepared(frame: Frame, short_side: int, multiple: int) -> tuple[Tensor, tuple[int, int]]:
    """The picture the network sees, 1 x 3 x H x W, and how many of its rows and columns are not padding.

    The shorter side of the H x W x 3 frame becomes `short_side`, but the longer one at most 1333 pixels; zeros follow
    right and below up to a multiple.
    """
    scale = short_side / min(frame.shape[:2])
    height, width = (side * scale for side in frame.shape[:2])
    shrink = min(1.0, _LONGEST / max(height, width))
    size = int(height * shrink + 0.5), int(width * shrink + 0.5)
    scaled = Image.fromarray(frame).resize(size[::-1], Image.Resampling.BILINEAR)
    picture = torch.from_numpy(np.array(scaled, np.float32))
    picture.sub_(torch.tensor(_MEAN)).div_(torch.tensor(_DEVIATION))
    padding = (0, -size[1] % multiple, 0, -size[0] % multiple)
    return F.pad(picture.permute(2, 0, 1)[None], padding), size
