"""The page: what there is to say, in the order in which people ask."""

from collections import Counter
from collections.abc import Sequence
from html import escape

from rvos_studio import __version__, resources
from rvos_studio.metrics import Statistics, Tag
from rvos_studio.studio.evaluation import Evaluation, Row
from rvos_studio.studio.evaluation_tables import mean_row
from rvos_studio.studio.report.charts import bars, chips, curve, member_table
from rvos_studio.studio.report.pictures import triptych

BARS, CURVES = 100, 120
"""The most that are drawn, the lowest first; the tables have all."""

TAGS = {
    Tag.NOT_FOUND: "no mask on any frame",
    Tag.WRONG_OBJECT: "the mask lies elsewhere on most frames",
    Tag.DRIFT: "found at first, lost on the way",
    Tag.BOUNDARY: "the right place, a bad outline",
    Tag.MISSED_REENTRY: "not found again when it came back",
    Tag.FLICKER: "the mask jumps while the object does not",
}


def as_html(evaluation: Evaluation) -> bytes:
    """The report as one UTF-8 file: style, charts and pictures are in it, light or dark as the reader's desktop."""
    title = f"{evaluation.request.predictions.name} on {evaluation.layout.title}"
    sections = (
        _headline(evaluation),
        _by_video(evaluation),
        _failures(evaluation.rows),
        _members(evaluation),
        _worst(evaluation),
        _curves(evaluation.rows),
    )
    style = resources.path("report.css").read_text("utf-8")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="color-scheme" content="light dark"><title>{escape(title)}</title><style>{style}</style></head>'
        f"<body><main><header><h1>{escape(title)}</h1>"
        f"<p>{escape(str(evaluation.request.predictions))} against {escape(str(evaluation.request.truth))}</p></header>"
        f"{''.join(sections)}<footer>RVOS Studio {__version__}. J, F and J&amp;F as the DAVIS 2017 evaluation defines "
        "them.</footer></main></body></html>\n"
    ).encode()


def _headline(evaluation: Evaluation) -> str:
    total = evaluation.total
    videos = len({row.video for row in evaluation.rows})
    tiles = [_tile("J", "region overlap", total.j), _tile("F", "outline agreement", total.f)]
    facts = [f"{len(evaluation.rows):,} tracks in {videos:,} videos"]
    shaky = sum(row.instability for row in evaluation.rows) / len(evaluation.rows)
    facts.append(f"temporal instability {shaky:.3f}")
    if len(evaluation.runs) > 1:
        facts += [f"{run} {each.jf:.3f}" for run, each in evaluation.runs.items()]
    if evaluation.missing:
        facts.append(f"{evaluation.missing:,} missing frames scored as empty")
    noted = "".join(f"<li>{escape(fact)}</li>" for fact in facts)
    return (
        f'<section class="headline"><div class="tile main"><b>J&amp;F</b><strong>{total.jf:.3f}</strong>'
        f'<i class="gauge"><i style="width:{total.jf:.1%}"></i></i></div>{"".join(tiles)}<ul>{noted}</ul></section>'
    )


def _tile(name: str, about: str, values: Statistics) -> str:
    return (
        f'<div class="tile {name.lower()}"><b>{name}</b><strong>{values.mean:.3f}</strong><small>{about}</small>'
        f"<dl><dt>recall</dt><dd>{values.recall:.3f}</dd><dt>decay</dt><dd>{values.decay:.3f}</dd></dl></div>"
    )


def _by_video(evaluation: Evaluation) -> str:
    groups: dict[str, list[Row]] = {}
    for row in evaluation.rows:
        groups.setdefault(row.video, []).append(row)
    ordered = sorted(groups.items(), key=lambda group: mean_row(group[1])[0])
    legend = '<span class="key jf">J&amp;F</span><span class="key j">J</span><span class="key f">F</span>'
    return _section("Videos", _lowest(len(ordered), BARS, "videos"), bars(ordered[:BARS]), legend)


def _failures(rows: Sequence[Row]) -> str:
    counts = Counter(each.tag for row in rows for each in row.failures)
    cards = "".join(
        f'<div class="tag {tag.value.replace(" ", "-")}"><strong>{counts[tag]:,}</strong><b>{tag.value}</b>'
        f"<small>{about}</small></div>"
        for tag, about in TAGS.items()
    )
    clean = sum(not row.failures for row in rows)
    note = f"{clean:,} of {len(rows):,} without any"
    return _section("What went wrong", note, f'<div class="tags">{cards}</div>')


def _members(evaluation: Evaluation) -> str:
    members = evaluation.members
    if members is None:
        return ""
    agreed = f"they agree by {members.agreement:.3f} (mean IoU of every two)"
    note = f"J&F of each model and of the fusion without it; {agreed}"
    return _section("Members of the fusion", note, member_table(members))


def _worst(evaluation: Evaluation) -> str:
    if not evaluation.worst:
        return ""
    cards = []
    for worst in evaluation.worst:
        row = worst.row
        images = "".join(
            f'<figure><img src="{uri}" alt="{name} on frame {escape(row.frame_names[worst.frame])}" loading="lazy">'
            f"<figcaption>{name}</figcaption></figure>"
            for name, uri in zip(
                ("prediction", "truth", "difference"), triptych(worst), strict=True
            )
        )
        run = f"{escape(row.run)} " if row.run else ""
        text = f' <span class="text">{escape(row.text)}</span>' if row.text else ""
        cards.append(
            f'<article class="worst"><h3>{run}{escape(row.label)}, frame {escape(row.frame_names[worst.frame])}{text}'
            f'<span class="chips">{chips([row])}</span><span class="value">{worst.jf:.3f}</span></h3>'
            f'<div class="three">{images}</div></article>'
        )
    legend = (
        '<span class="key right">right</span><span class="key missed">missed</span>'
        '<span class="key extra">too much</span>'
    )
    return _section("The worst frames", "at most one of each", "".join(cards), legend)


def _curves(rows: Sequence[Row]) -> str:
    ordered = sorted(rows, key=lambda row: row.score.jf)[:CURVES]
    drawn = "".join(map(curve, ordered))
    legend = '<span class="key j">J</span><span class="key f">F</span><span class="key shade">what went wrong</span>'
    return _section(
        "Over the frames",
        _lowest(len(rows), CURVES, "tracks"),
        f'<div class="curves">{drawn}</div>',
        legend,
    )


def _lowest(number: int, most: int, what: str) -> str:
    return f"the {most} lowest of {number:,} {what}" if number > most else "the lowest first"


def _section(title: str, note: str, body: str, legend: str = "") -> str:
    keys = f'<div class="legend">{legend}</div>' if legend else ""
    return f"<section><h2>{title} <small>{escape(note)}</small></h2>{keys}{body}</section>"
