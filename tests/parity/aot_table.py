"""Prints what the parity tests of AOT and DeAOT see: `python -m tests.parity.aot_table`."""

import torch

from rvos_studio.networks.aot.network import Network
from rvos_studio.networks.aot.variants import VARIANTS
from tests.parity.aot_replay import cases_of, replay, seeded_network


def main():
    """One line for each variant, as a table in Markdown."""
    print("| variant | parameters | cases | probes | worst error | label pixels different |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for variant in VARIANTS.values():
        with torch.device("meta"):
            parameters = sum(value.numel() for value in Network(variant).state_dict().values())
        cases = cases_of(variant)
        line = f"| {variant.title} | {parameters / 1e6:.2f} M |"
        if not cases:
            print(f"{line} names and shapes | | | |", flush=True)
            continue
        network = seeded_network(variant)
        results = [replay(network, case) for case in cases]
        probes = sum(len(result.probes) for result in results)
        worst = max(result.worst for result in results)
        pixels = sum(result.pixels for result in results)
        print(f"{line} {len(cases)} | {probes} | {worst:.1e} | {pixels} |", flush=True)


if __name__ == "__main__":
    main()
