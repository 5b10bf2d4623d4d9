"""3 x 3 convolutions with half the multiplications, by Winograd's minimal filtering.

Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016: F(4, 3), four outputs of a filter of
three taps by six products instead of twelve. Here it runs down the columns only: along the rows oneDNN convolves as
usual. In both directions there would be fewer products still, but what they save goes into the transforms on a CPU, and
the rounding error would be larger.
"""

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from rvos_studio.networks import onednn

_ROWS = 4
"""Rows of the result that come out of six transformed ones."""
_LEAST = 64
"""Channels below which the transforms cost more than the products that they save."""
_FILTER = torch.tensor(
    [
        [1 / 4, 0, 0],
        [-1 / 6, -1 / 6, -1 / 6],
        [-1 / 6, 1 / 6, -1 / 6],
        [1 / 24, 1 / 12, 1 / 6],
        [1 / 24, -1 / 12, 1 / 6],
        [0, 0, 1],
    ],
    dtype=torch.float64,
)
"""Transforms the three taps; the interpolation points are 0, 1, -1, 2, -2 and infinity."""


def worthwhile(convolution: nn.Conv2d) -> bool:
    """Whether `Winograd` computes this one, and faster."""
    return (
        convolution.kernel_size == (3, 3)
        and convolution.stride == convolution.dilation == convolution.padding == (1, 1)
        and convolution.groups == 1
        and min(convolution.in_channels, convolution.out_channels) >= _LEAST
        and onednn.available()
    )


class Winograd:
    """A 3 x 3 convolution of stride 1 with one cell of zeros around the map, for tensors that suit oneDNN."""

    def __init__(self, weight: Tensor, bias: Tensor | None) -> None:
        """`weight` out x in x 3 x 3, the more precise the better; `bias` out."""
        taps = torch.einsum("ka,oiab->koib", _FILTER.to(weight.device), weight.detach().double())
        with torch.device("meta"):
            self._shape = nn.Conv2d(1, 1, (1, 3), padding=(0, 1))
        self._weights = [onednn.packed(part.unsqueeze(2), self._shape) for part in taps]
        self._bias = None if bias is None else bias.detach().float()

    def __call__(self, x: Tensor) -> Tensor:
        """N x in x H x W -> N x out x H x W, `channels_last` in memory."""
        c = self._shape
        shape = (c.padding, c.stride, c.dilation, c.groups)
        # The second product has a share of one in each of the four rows, and brings the bias to all.
        biases = (None, self._bias, None, None, None, None)
        products = [
            torch.ops.mkldnn._convolution_pointwise(rows, weight, bias, *shape, "none", [], "")
            for rows, weight, bias in zip(_transformed(x), self._weights, biases, strict=True)
        ]
        return _assembled(products, x.shape[2])


class Convolution(nn.Conv2d):
    """A convolution that `transform` may have made ready."""

    winograd: Winograd | None = None

    def forward(self, x: Tensor) -> Tensor:
        if self.winograd is not None and onednn.suits(x):
            return self.winograd(x)
        return super().forward(x)


def transform(module: nn.Module) -> None:
    """Make every `Convolution` of `module` ready, where it pays; for inference, once the weights are loaded."""
    for part in module.modules():
        if isinstance(part, Convolution) and part.weight.device.type == "cpu" and worthwhile(part):
            part.winograd = Winograd(part.weight, part.bias)


def _transformed(x: Tensor) -> list[Tensor]:
    """Six maps, N x C x ceil(H / 4) x W, of the six rows around and in every four."""
    below = -x.shape[2] % _ROWS
    cells = F.pad(x.permute(0, 2, 3, 1), (0, 0, 0, 0, 1, 1 + below)).permute(0, 3, 1, 2)
    end = x.shape[2] + below - _ROWS + 1
    a, b, c, d, e, f = (cells[:, :, row : row + end : _ROWS] for row in range(_ROWS + 2))
    even, odd = e.sub(c, alpha=4), d.sub(b, alpha=4)
    even_2, odd_2 = e - c, (d - b).mul_(2)
    return [
        e.sub(c, alpha=5).add_(a, alpha=4),
        even + odd,
        even - odd,
        even_2 + odd_2,
        even_2 - odd_2,
        f.sub(d, alpha=5).add_(b, alpha=4),
    ]


def _assembled(products: list[Tensor], height: int) -> Tensor:
    """The first `height` rows of the result: four of each row of the six products."""
    first, a, b, c, d, last = (product.permute(0, 2, 3, 1) for product in products)
    even, odd, even_2, odd_2 = a + b, a - b, c + d, c - d
    rows = first.new_empty(*first.shape[:2], _ROWS, *first.shape[2:])
    torch.add(even, even_2, out=rows[:, :, 0]).add_(first)
    torch.add(odd, odd_2, alpha=2, out=rows[:, :, 1])
    torch.add(even, even_2, alpha=4, out=rows[:, :, 2])
    torch.add(odd, odd_2, alpha=8, out=rows[:, :, 3]).add_(last)
    return rows.flatten(1, 2)[:, :height].permute(0, 3, 1, 2)
