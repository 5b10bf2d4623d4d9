"""The table of `embedded.py`."""

from collections.abc import Iterable

import numpy as np

_HEADS = {
    "davis": ("DAVIS, held out", ("J", "F", "right", "own", "wrong", "told")),
    "made up": ("made-up clips with cut-outs, held out", ("J", "right", "own", "wrong", "told")),
    "drawn": ("made-up clips of drawn things", ("J", "right", "own", "wrong", "told")),
    "carried": ("whole sequences of DAVIS, held out", ("J", "F", "J of the last ten")),
    "seconds": ("seconds a frame, two threads", ("seconds",)),
}


def show(parts: Iterable) -> None:
    """A row for every model: means over what a seed's parts are of, then over seeds, +- half their range."""
    parts = list(parts)
    for kind, (title, measures) in _HEADS.items():
        mine = [part for part in parts if part.kind == kind]
        if not mine:
            continue
        print(f"\n{title:52}" + "".join(f"{name:>18}" for name in measures) + f"{'parts':>8}")
        for row in dict.fromkeys(row for part in mine for row in part.figures):
            with_it = [part for part in mine if row in part.figures]
            cells = "".join(_cell(with_it, row, name) for name in measures)
            print(f"{row:52}{cells}{len(with_it):8}")


def _cell(parts: list, row: str, measure: str) -> str:
    means = [
        np.mean([p.figures[row][measure] for p in parts if p.seed == seed])
        for seed in sorted({part.seed for part in parts})
        if all(measure in p.figures[row] for p in parts)
    ]
    if not means:
        return f"{'':>18}"
    spread = f" ±{np.ptp(means) / 2:.3f}" if len(means) > 1 else ""
    return f"{f'{np.mean(means):.3f}{spread}':>18}"
