"""What was recorded of UNINEXT: names and shapes, cases, and the frames they start from."""

import json
from functools import lru_cache

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from PIL import Image

from tests.parity.recorded import ORACLE, seeded

FOLDERS = {"resnet-50": "r50", "convnext-l": "convnext_large", "vit-h": "vit_huge"}
"""By encoder."""
LONGEST = 1333
MEAN, DEVIATION = torch.tensor([123.675, 116.28, 103.53]), torch.tensor([58.395, 57.12, 57.375])


@lru_cache(maxsize=1)
def record(encoder):
    return json.loads((ORACLE / "uninext" / FOLDERS[encoder] / "golden.json").read_text())


@lru_cache(maxsize=1)
def manifest(encoder):
    return json.loads((ORACLE / "uninext" / FOLDERS[encoder] / "manifest.json").read_text())


def frames_of(entry):
    """The frames of a recorded case as the network is to see them: T x h x w x 3, uint8."""
    clip = seeded.seeded_video(*(entry["clip"][key] for key in ("frames", "height", "width")))
    height, width = clip.shape[1:3]
    scale = entry["short_side"] / min(height, width)
    scale = min(scale, LONGEST / max(height, width))
    size = (int(width * scale + 0.5), int(height * scale + 0.5))
    assert [size[1], size[0]] == entry["network_size"]
    return np.stack(
        [np.asarray(Image.fromarray(frame).resize(size, Image.BILINEAR)) for frame in clip]
    )


def normalised(frame, multiple):
    """h x w x 3 -> 1 x 3 x H x W, with zeros right and below up to a multiple."""
    x = ((torch.from_numpy(frame).float() - MEAN) / DEVIATION).permute(2, 0, 1)[None]
    return F.pad(x, (0, -x.shape[3] % multiple, 0, -x.shape[2] % multiple))
