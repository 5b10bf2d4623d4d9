"""The authors' AOT and DeAOT, driven frame by frame, for comparison with ours.

Their code is not part of this repository: `git clone https://github.com/yoxu515/aot-benchmark` and check out
601c138435a1764eb01404f3495b914e6e2e8eca. Nothing of it is changed; what its networks import and a machine may
not have is put in its place here.
"""

import contextlib
import importlib.util
import io
import sys
import types
from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate, pad

MEAN, DEVIATION = np.float32([0.485, 0.456, 0.406]), np.float32([0.229, 0.224, 0.225])
SAMPLER = "spatial_correlation_sampler"
LONGEST = 1040
"""Their evaluation makes the longer side no longer than this."""


class Correlation(nn.Module):
    """Stands in for `spatial_correlation_sampler`, which is built for one version of torch and CUDA.

    Products of every query with all keys of the padded picture; windows of them are looked at in place.
    """

    def __init__(self, patch_size: int, **_: int) -> None:
        super().__init__()
        self.window = patch_size

    def forward(self, queries: Tensor, keys: Tensor) -> Tensor:
        """B x C x h x w each to B x window x window x h x w."""
        many, channels, high, wide = queries.shape
        keys = pad(keys, [self.window // 2] * 4)
        products = queries.reshape(many, channels, -1).mT @ keys.reshape(many, channels, -1)
        row = keys.shape[-1]
        cells = products.shape[-1]
        return products.as_strided(
            (many, self.window, self.window, high, wide),
            (high * wide * cells, row, 1, wide * cells + row, cells + 1),
        ).contiguous()


def load(folder: Path, name: str, stand_in: bool = True) -> nn.Module:
    """Their network that we call `name` ('r50-deaot-l', which they call 'r50_deaotl'), with random weights.

    `stand_in` False: as their code runs where the sampler is missing. AOT does not run at all then.
    """
    sys.path.insert(0, str(folder))
    if stand_in and SAMPLER not in sys.modules and importlib.util.find_spec(SAMPLER) is None:
        sampler = types.ModuleType(SAMPLER)
        sampler.SpatialCorrelationSampler = Correlation
        sys.modules[SAMPLER] = sampler
    *encoder, family, size = name.split("-")
    configuration = "_".join([*encoder, family + size])
    settings = importlib.import_module("configs.default").DefaultEngineConfig(model=configuration)
    models = importlib.import_module("networks.models")
    with contextlib.redirect_stdout(io.StringIO()):
        return models.build_vos_model(settings.MODEL_VOS, settings).eval()


def adopt(network: nn.Module, state: Mapping[str, Tensor]) -> None:
    """Load `state`, a state dict by their names; index tables and the unused mask token may be absent."""
    missing, unexpected = network.load_state_dict(state, strict=False)
    missing = [name for name in missing if not name.endswith(("position_index", "mask_token"))]
    if missing or unexpected:
        raise ValueError(f"missing {missing}, unexpected {unexpected}")


class Authors:
    """One clip in their engine, the way their evaluation goes through it."""

    def __init__(self, network: nn.Module, gap: int | None = None) -> None:
        settings = network.cfg
        self._aligned = settings.MODEL_ALIGN_CORNERS
        self._device = next(network.parameters()).device
        self._engine = importlib.import_module("networks.engines").build_engine(
            settings.MODEL_ENGINE,
            phase="eval",
            aot_model=network,
            gpu_id=self._device.index or 0,
            long_term_mem_gap=settings.TEST_LONG_TERM_MEM_GAP if gap is None else gap,
        )
        self._engine.eval()

    @torch.inference_mode()
    def start(self, frame: np.ndarray, labels: np.ndarray, objects: int) -> None:
        """Remember the reference: RGB frame, H x W labels."""
        picture = self._picture(frame)
        self._engine.restart_engine()
        self._engine.add_reference_frame(
            picture, self._labels(labels, picture.shape[2:]), objects, frame_step=0
        )
        self._objects = objects

    @torch.inference_mode()
    def predict(self, frame: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Labels H x W, and probabilities 1 + objects x H x W, background first."""
        self._engine.match_propogate_one_frame(self._picture(frame))
        logits = self._engine.decode_current_logits(frame.shape[:2])
        probabilities = torch.softmax(logits.float(), 1)[0, : self._objects + 1]
        labels = probabilities.argmax(0).to(torch.uint8)
        return labels.cpu().numpy(), probabilities.cpu().numpy()

    @torch.inference_mode()
    def memorise(self, labels: np.ndarray) -> None:
        """Remember the frame last predicted, with these labels on it."""
        self._engine.update_memory(self._labels(labels, self._engine.input_size_2d))

    def _labels(self, labels: np.ndarray, size: tuple[int, int]) -> Tensor:
        whole = torch.from_numpy(labels).to(self._device).float()[None, None]
        return interpolate(whole, size=size, mode="nearest")

    def _picture(self, frame: np.ndarray) -> Tensor:
        scale = min(1.0, LONGEST / max(frame.shape[:2]))
        corner = int(self._aligned)
        high, wide = (
            round((int(side * scale) - corner) / 16) * 16 + corner for side in frame.shape[:2]
        )
        picture = np.float32(frame)
        if picture.shape[:2] != (high, wide):
            picture = cv2.resize(picture, (wide, high), interpolation=cv2.INTER_CUBIC)
        picture = (picture / 255 - MEAN) / DEVIATION
        return torch.from_numpy(picture.transpose(2, 0, 1).copy())[None].to(self._device)
