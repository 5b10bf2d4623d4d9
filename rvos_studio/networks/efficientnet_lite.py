"""EfficientNet-Lite0: the small ImageNet network that the embedded models stand on."""

from collections.abc import Mapping
from typing import NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from rvos_studio.networks.names import Rules, published


class _Stage(NamedTuple):
    kernel: int
    stride: int
    expansion: int
    channels: int
    blocks: int


_STAGES = (
    _Stage(3, 1, 1, 16, 1),
    _Stage(3, 2, 6, 24, 2),
    _Stage(5, 2, 6, 40, 2),
    _Stage(3, 2, 6, 80, 3),
    _Stage(5, 1, 6, 112, 3),
    _Stage(5, 2, 6, 192, 4),
    _Stage(3, 1, 6, 320, 1),
)
_FIRST_BLOCK_OF_STRIDE_32 = 11
_LAST_BLOCK = {2: 0, 4: 2, 8: 4, 16: 10, 32: 15}

CHANNELS: Mapping[int, int] = {2: 16, 4: 24, 8: 40, 16: 112, 32: 320}
"""Channels of `EfficientNetLite0.features`, by key."""

_PUBLISHED_NAMES: Rules = (
    (r"stem\.convolution", "_conv_stem"),
    (r"stem\.norm", "_bn0"),
    (r"head\.convolution", "_conv_head"),
    (r"head\.norm", "_bn1"),
    (r"classifier", "_fc"),
    (r"blocks\.(\d+)\.expand\.convolution", r"_blocks.\1._expand_conv"),
    (r"blocks\.(\d+)\.expand\.norm", r"_blocks.\1._bn0"),
    (r"blocks\.(\d+)\.depthwise\.convolution", r"_blocks.\1._depthwise_conv"),
    (r"blocks\.(\d+)\.depthwise\.norm", r"_blocks.\1._bn1"),
    (r"blocks\.(\d+)\.project\.convolution", r"_blocks.\1._project_conv"),
    (r"blocks\.(\d+)\.project\.norm", r"_blocks.\1._bn2"),
)


class EfficientNetLite0(nn.Module):
    """EfficientNet-Lite0 for inference (Tan and Le 2019; lite: ReLU6, no excitation).

    Input everywhere: float RGB as `normalise` gives it, N x 3 x H x W, any size. If `dilated`, the
    last stage keeps a stride of 16 pixels and sees as far by dilation 2: the same weights, four
    times the cells.
    """

    def __init__(self, dilated: bool = False) -> None:
        super().__init__()
        self.dilated = dilated
        self.stem = _Convolution(3, 32, 3, stride=2)
        blocks: list[_Block] = []
        channels = 32
        for stage in _STAGES:
            for position in range(stage.blocks):
                stride = stage.stride if position == 0 else 1
                dilation = 1
                if dilated and len(blocks) == _FIRST_BLOCK_OF_STRIDE_32:
                    stride = 1
                elif dilated and len(blocks) > _FIRST_BLOCK_OF_STRIDE_32:
                    dilation = 2
                blocks.append(
                    _Block(
                        channels, stage.channels, stage.kernel, stage.expansion, stride, dilation
                    )
                )
                channels = stage.channels
        self.blocks = nn.ModuleList(blocks)
        self.head = _Convolution(channels, 1280, 1)
        self.classifier = nn.Linear(1280, 1000)
        self.eval()

    @classmethod
    def from_published(
        cls, state: Mapping[str, Tensor], dilated: bool = False
    ) -> "EfficientNetLite0":
        """The frozen network with published weights; `RuntimeError` if names or shapes differ.

        Its norms are folded into its convolutions, so its own parameters have other names.
        """
        network = cls(dilated)
        ours = {published_name(name): name for name in network.state_dict()}
        network.load_state_dict({ours.get(name, name): value for name, value in state.items()})
        for module in network.modules():
            if isinstance(module, _Convolution):
                module.fold()
        network.requires_grad_(False)
        return network

    def features(self, x: Tensor, deepest: int = 32) -> dict[int, Tensor]:
        """Maps keyed by their strides 2, 4, 8, 16, 32 (channels: `CHANNELS`), up to `deepest`.

        A map has ceil(H / stride) x ceil(W / stride) cells. The dilated last map keeps the key 32
        although its cells lie 16 pixels apart.
        """
        maps = {}
        level = {block: stride for stride, block in _LAST_BLOCK.items()}
        x = self.stem(x)
        for number, block in enumerate(self.blocks[: _LAST_BLOCK[deepest] + 1]):
            x = block(x)
            if number in level:
                maps[level[number]] = x
        return maps

    def class_logits(self, last: Tensor) -> Tensor:
        """Logits of the 1000 ImageNet classes in every cell of the last map: N x 1000 x h x w."""
        weight = self.classifier.weight[:, :, None, None]
        return F.conv2d(self.head(last), weight, self.classifier.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Logits of the 1000 ImageNet classes for whole pictures: N x 1000."""
        logits: Tensor = self.classifier(self.head(self.features(x)[32]).mean((2, 3)))
        return logits


def normalise(pictures: Tensor) -> Tensor:
    """Bring RGB pictures of 0..255, N x H x W x 3, to the network's N x 3 x H x W, about -1..1."""
    return ((pictures.float() - 127.0) / 128.0).permute(0, 3, 1, 2)


def published_name(name: str) -> str:
    """The name that the published checkpoint gives to our parameter `name`."""
    return published(name, _PUBLISHED_NAMES)


class _Convolution(nn.Module):
    """Convolution and batch norm, padded so that ceil(size / stride) cells come out."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel: int,
        stride: int = 1,
        dilation: int = 1,
        groups: int = 1,
        activate: bool = True,
    ) -> None:
        super().__init__()
        self.reach = (kernel - 1) * dilation
        self.stride = stride
        self.activate = activate
        padding = self.reach // 2 if stride == 1 else 0
        self.convolution = nn.Conv2d(
            inputs, outputs, kernel, stride, padding, dilation, groups, bias=False
        )
        self.norm: nn.BatchNorm2d | nn.Identity = nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.01)

    def forward(self, x: Tensor) -> Tensor:
        if self.stride > 1:
            x = self._pad(x)
        x = self.norm(self.convolution(x))
        return F.relu6(x, inplace=True) if self.activate else x

    def fold(self) -> None:
        """Move the norm into the convolution: a quarter less time, the same answer."""
        if isinstance(self.norm, nn.BatchNorm2d):
            self.convolution = fuse_conv_bn_eval(self.convolution, self.norm)
            self.norm = nn.Identity()
        # A pixel's channels side by side: depthwise convolutions are nearly twice as fast.
        weight = self.convolution.weight
        weight.data = weight.data.contiguous(memory_format=torch.channels_last)

    def _pad(self, x: Tensor) -> Tensor:
        """TensorFlow's "same" padding, as the weights expect: the odd pixel right and below."""
        height, width = x.shape[-2:]
        rows = max(0, self.reach + 1 - self.stride + -height % self.stride)
        columns = max(0, self.reach + 1 - self.stride + -width % self.stride)
        return F.pad(x, (columns // 2, columns - columns // 2, rows // 2, rows - rows // 2))


class _Block(nn.Module):
    """Inverted residual: expand 1x1, depthwise k x k, project 1x1."""

    def __init__(
        self, inputs: int, outputs: int, kernel: int, expansion: int, stride: int, dilation: int
    ) -> None:
        super().__init__()
        inner = inputs * expansion
        self.expand = _Convolution(inputs, inner, 1) if expansion > 1 else nn.Identity()
        self.depthwise = _Convolution(inner, inner, kernel, stride, dilation, groups=inner)
        self.project = _Convolution(inner, outputs, 1, activate=False)
        self.residual = inputs == outputs and stride == 1

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.project(self.depthwise(self.expand(x)))
        return x + y if self.residual else y
