"""Memory and time of ReferFormer, MUTR and SOC over windows of several lengths, beside what is expected. Linux only.

Weights are random. What the process takes beside them is its highest resident size, less that before the window; on a
GPU it is what torch has allocated at most.
"""

import argparse
import json
import resource
import subprocess
import sys
import time

import numpy as np
import torch

from rvos_studio.models.computing import Computing
from rvos_studio.models.devices import hold_memory, use_threads
from rvos_studio.models.protocols import Prediction
from rvos_studio.models.referring_segmenter import SIDES, ReferringSegmenter, Sides
from rvos_studio.models.window_memory import bytes_of
from rvos_studio.networks.referring import published
from rvos_studio.networks.referring import variants as direct
from rvos_studio.networks.referring.network import ReferringNetwork
from rvos_studio.networks.referring.soc import variants as soc
from rvos_studio.networks.referring.soc.network import Soc

VARIANTS = direct.VARIANTS | soc.VARIANTS
EXPRESSION = "a man in a red coat who walks away from the camera"
MIB = 1 << 20


class Noise:
    """A clip without end."""

    def __init__(self, height: int, width: int, length: int) -> None:
        self.height, self.width, self.length = height, width, length

    def __len__(self) -> int:
        return self.length

    def frame(self, index: int) -> np.ndarray:
        rng = np.random.default_rng(index)
        return rng.integers(0, 256, (self.height, self.width, 3), dtype=np.uint8)


def random_network(name: str) -> ReferringNetwork:
    """Ready to answer."""
    torch.manual_seed(1)
    variant = VARIANTS[name]
    network = Soc(variant) if name in soc.VARIANTS else published.build(variant)
    return network.eval().requires_grad_(False)


def window(name: str, frames: int, size: tuple[int, int], device: str, precision: str) -> dict:
    """One window of so many frames that have this height and width already."""
    computing = Computing(torch.device(device), getattr(torch, precision))
    network, sides = random_network(name), SIDES[name.partition("-")[0]]
    warm = ReferringSegmenter(network, Sides(96), computing)
    list(warm.segment(Noise(96, 160, 1), [EXPRESSION], [0]))
    segmenter = ReferringSegmenter(network, sides, computing, frames, window_mib=1 << 20)
    before, started = _highest(device), time.perf_counter()
    picture = segmenter.sides.of(*size)
    clip = Noise(*size, frames)
    answers = segmenter.segment(clip, [EXPRESSION], range(frames))
    assert sum(isinstance(answer, Prediction) for answer in answers) == frames
    return {
        "picture": picture,
        "MiB": (_highest(device) - before) / MIB,
        "expected": bytes_of(network, frames, picture) / MIB,
        "seconds": time.perf_counter() - started,
    }


def _highest(device: str) -> int:
    """Bytes that the process took at most until now."""
    if device != "cpu":
        return torch.cuda.max_memory_allocated(device)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--variant", action="append", choices=sorted(VARIANTS), help="default: two of them"
    )
    parser.add_argument("--frames", type=int, nargs="+", default=[4, 8, 16])
    parser.add_argument("--size", type=int, nargs=2, default=(360, 640), metavar=("H", "W"))
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--precision", default="float32")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    names = arguments.variant or ["referformer-video-swin-t", "soc-video-swin-t"]
    if arguments.only:
        hold_memory()
        use_threads(arguments.threads)
        (name,), (frames,) = names, arguments.frames
        size = tuple(arguments.size)
        print(json.dumps(window(name, frames, size, arguments.device, arguments.precision)))
        return
    print(f"{'':26}{'frames':>8}{'picture':>10}{'expected MiB':>14}{'MiB':>8}{'s':>8}")
    shared = ["--size", *map(str, arguments.size), "--device", arguments.device]
    shared += ["--precision", arguments.precision, "--threads", str(arguments.threads)]
    for name in names:
        for frames in arguments.frames:
            # Each in a process of its own: only its highest memory is known.
            command = [sys.executable, __file__, "--only", "--variant", name]
            done = subprocess.run(
                [*command, "--frames", str(frames), *shared],
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            )
            found = json.loads(done.stdout)
            picture = "x".join(map(str, found["picture"]))
            print(
                f"{name:26}{frames:8}{picture:>10}{found['expected']:14.0f}{found['MiB']:8.0f}"
                f"{found['seconds']:8.1f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
