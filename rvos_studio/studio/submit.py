"""Use case: hand predictions in to a benchmark."""

from collections.abc import Generator
from pathlib import Path

from rvos_studio.errors import BadInput
from rvos_studio.formats.layouts import LAYOUTS, Written, write_submission
from rvos_studio.studio.evaluate import chosen, open_predictions
from rvos_studio.studio.progress import Progress


def submit(
    predictions: Path,
    meta: Path,
    layout: str,
    out: Path,
    videos: Path | None = None,
    *,
    overwrite: bool = False,
) -> Generator[Progress, None, Written]:
    """Write the zip `out` for the benchmark's server, whole or not at all; see `write_submission`."""
    if layout not in LAYOUTS:
        raise BadInput(f"There is no layout '{layout}'. There are: {', '.join(LAYOUTS)}.")
    benchmark = LAYOUTS[layout]
    listing = benchmark.listing(meta)
    source = open_predictions(predictions, benchmark)
    names = chosen(listing, videos, source)
    work = write_submission(benchmark, listing, names, source, out, overwrite=overwrite)
    try:
        while True:
            done, total = next(work)
            yield Progress(done, total, "writing the submission")
    except StopIteration as end:
        written: Written = end.value
        return written
    finally:
        work.close()
