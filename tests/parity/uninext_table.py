"""Prints what the parity tests of UNINEXT see: `python -m tests.parity.uninext_table`."""

import torch

from rvos_studio.networks.uninext.network import Network
from rvos_studio.networks.uninext.variants import VARIANTS
from tests.parity.uninext_record import FOLDERS
from tests.parity.uninext_replay import cases_of, replay, seeded_network


def main():
    """One line for each published variant, as a table in Markdown."""
    print(
        "| variant | parameters | cases | probes | worst error"
        " | worst probability | with own proposals |"
    )
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for variant in [one for one in VARIANTS.values() if one.encoder in FOLDERS]:
        with torch.device("meta"):
            parameters = sum(value.numel() for value in Network(variant).state_dict().values())
        cases = cases_of(variant)
        network = seeded_network(variant)
        results = [replay(network, case) for case in cases]
        probes = sum(len(result.probes) for result in results)
        worst = max(max(result.probes.values()) for result in results)
        forced = max(soft(result.forced) for result in results)
        free = max(soft(result.free) for result in results)
        print(
            f"| {variant.title} | {parameters / 1e6:.1f} M | {len(cases)} | {probes} | {worst:.1e}"
            f" | {forced:.1e} | {free:.1e} |",
            flush=True,
        )


def soft(errors):
    return max(error for name, error in errors.items() if name.endswith("soft"))


if __name__ == "__main__":
    main()
