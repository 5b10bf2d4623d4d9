"""Values that follow from a name, the same everywhere: inputs and parameters of networks whose answers are kept."""

import zlib

import numpy as np
import torch


def random_of(name):
    """A generator seeded by a name."""
    return np.random.Generator(np.random.PCG64(zlib.crc32(name.encode())))


def filled(build, names):
    """A published state for the network that `build` makes, by `names`: ours -> published."""
    with torch.device("meta"):
        shapes = {name: value.shape for name, value in build().state_dict().items()}
    state = {}
    for ours, name in names.items():
        noise = random_of(name).standard_normal(tuple(shapes[ours]), dtype=np.float32)
        if name.endswith("running_var"):
            noise = 1 + np.abs(noise) / 10
        elif name.endswith(("running_mean", "bias")):
            noise = noise / 20
        elif noise.ndim < 2:
            noise = 1 + noise / 10
        else:
            noise = noise / np.sqrt(noise[0].size)
        state[name] = torch.from_numpy(noise.astype(np.float32))
    return state
