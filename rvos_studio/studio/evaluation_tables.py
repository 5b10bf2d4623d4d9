"""An evaluation as CSV and JSON."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from rvos_studio.metrics import Summary
from rvos_studio.studio.evaluation import Evaluation, Row

_COLUMNS = (
    "run", "video", "target", "text", "matched", "frames", "jf", "j_mean", "j_recall", "j_decay",
    "f_mean", "f_recall", "f_decay", "instability", "failures",
)  # fmt: skip


def as_csv(evaluation: Evaluation) -> bytes:
    """A line for every expression or object, and a last one for all; UTF-8, values 0..1 at full precision."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for row in evaluation.rows:
        tags = " ".join(each.tag.replace(" ", "-") for each in row.failures)
        head = (row.run, row.video, row.target, row.text, row.matched, len(row.frame_names))
        writer.writerow((*head, *_values(row), row.instability, tags))
    frames = sum(len(row.frame_names) for row in evaluation.rows)
    writer.writerow(("", "all", "", "", "", frames, *_values(evaluation.total), "", ""))
    return text.getvalue().encode()


def as_json(evaluation: Evaluation) -> bytes:
    """Everything, the J and F of every frame too."""
    members = evaluation.members
    document = {
        "layout": evaluation.layout.title,
        "truth": str(evaluation.request.truth),
        "predictions": str(evaluation.request.predictions),
        "missing_frames": evaluation.missing,
        "total": _plain(evaluation.total),
        "runs": {run: _plain(each) for run, each in evaluation.runs.items() if run},
        "members": None if members is None else msgspec.to_builtins(members),
        "rows": [
            {
                "run": row.run,
                "video": row.video,
                "target": row.target,
                "text": row.text,
                "matched": row.matched,
                "jf": row.score.jf,
                "j": msgspec.to_builtins(row.score.j),
                "f": msgspec.to_builtins(row.score.f),
                "instability": row.instability,
                "failures": [
                    {"tag": each.tag, "frames": [row.frame_names[k] for k in each.frames]}
                    for each in row.failures
                ],
                "frames": list(row.frame_names),
                "region": list(row.score.region),
                "boundary": list(row.score.boundary),
            }
            for row in evaluation.rows
        ],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def mean_row(rows: Sequence[Row]) -> tuple[float, float, float]:
    """J&F, J and F, the means over rows."""
    j = _mean(row.score.j.mean for row in rows)
    f = _mean(row.score.f.mean for row in rows)
    return (j + f) / 2, j, f


def _mean(values: Iterable[float]) -> float:
    every = list(values)
    return sum(every) / len(every)


def _values(of: Row | Summary) -> tuple[float, ...]:
    one = of.score if isinstance(of, Row) else of
    j, f = one.j, one.f
    return one.jf, j.mean, j.recall, j.decay, f.mean, f.recall, f.decay


def _plain(of: Summary) -> dict[str, Any]:
    return {"jf": of.jf, **msgspec.to_builtins(of)}
