"""From frames to what networks see, as their authors do it."""

from collections.abc import Sequence

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from rvos_studio.video import Frame

_MEAN, _DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def resized(frame: Frame, size: tuple[int, int]) -> Frame:
    """A frame of `size`, height and width: Pillow's bilinear filter on bytes, which covers all it shrinks."""
    if frame.shape[:2] == size:
        return frame
    picture = Image.fromarray(frame).resize((size[1], size[0]), Image.Resampling.BILINEAR)
    return np.asarray(picture, np.uint8)


def normalised(frames: Sequence[Frame]) -> Tensor:
    """N x 3 x H x W of frames of one size, with ImageNet's mean and deviation, float32 on the CPU."""
    height, width = frames[0].shape[:2]
    pictures = torch.empty(len(frames), 3, height, width)
    for picture, frame in zip(pictures, frames, strict=True):
        picture.copy_(torch.tensor(frame).permute(2, 0, 1))
    mean, deviation = (torch.tensor(one)[:, None, None] for one in (_MEAN, _DEVIATION))
    return pictures.div_(255).sub_(mean).div_(deviation)
