"""Dynamic masks against 1 x 1 convolutions with their coordinates written out."""

import torch
import torch.nn.functional as F  # noqa: N812

from rvos_studio.networks.referring.mask_head import dynamic_masks, parameter_count


def test_the_published_width_has_2153_numbers():
    assert parameter_count(256) == 2153


def test_each_query_has_a_network_of_three_layers():
    generator = torch.Generator().manual_seed(1)
    features = torch.randn(2, 5, 3, 4, generator=generator, dtype=torch.float64)
    parameters = torch.randn(2, 3, parameter_count(5), generator=generator, dtype=torch.float64)
    centres = torch.rand(2, 3, 2, generator=generator, dtype=torch.float64)
    sizes = torch.tensor([[15, 11], [12, 9]])
    masks = dynamic_masks(features, parameters, centres, sizes)
    for frame in range(2):
        for query in range(3):
            p = parameters[frame, query]
            x, y = (centres[frame, query] * sizes[frame]).tolist()
            right = x - (4 * torch.arange(4) + 2).double().expand(3, 4)
            below = y - (4 * torch.arange(3) + 2).double()[:, None].expand(3, 4)
            z = torch.cat([features[frame], right[None], below[None]])[None]
            z = F.relu(F.conv2d(z, p[:56].view(8, 7, 1, 1), p[128:136]))
            z = F.relu(F.conv2d(z, p[56:120].view(8, 8, 1, 1), p[136:144]))
            z = F.conv2d(z, p[120:128].view(1, 8, 1, 1), p[144:])
            assert torch.allclose(masks[frame, query], z[0, 0], atol=1e-10)
