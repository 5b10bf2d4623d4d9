"""Bars, curves and chips as HTML and inline SVG; the style sheet gives them their colours."""

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape

from rvos_studio.metrics import Tag
from rvos_studio.studio.evaluation import Members, Row
from rvos_studio.studio.evaluation_tables import mean_row

_HEIGHT = 100
"""Units of the curves' vertical axis: hundredths."""


def bars(groups: Sequence[tuple[str, Sequence[Row]]]) -> str:
    """A line for every group: its J&F as a bar, J and F as marks on it, and what went wrong."""
    lines = []
    for name, rows in groups:
        jf, j, f = mean_row(rows)
        lines.append(
            f'<div class="bar"><span class="name" title="{escape(name)}">{escape(name)}</span>'
            f'<span class="track" title="J {j:.3f}, F {f:.3f}"><i class="fill" style="width:{jf:.1%}"></i>'
            f'<i class="mark j" style="left:{j:.1%}"></i><i class="mark f" style="left:{f:.1%}"></i></span>'
            f'<span class="value">{jf:.3f}</span><span class="chips">{chips(rows)}</span></div>'
        )
    return f'<div class="bars">{"".join(lines)}</div>'


def chips(rows: Iterable[Row]) -> str:
    """The tags of rows, with their number where there are several."""
    counts = Counter(each.tag for row in rows for each in row.failures)
    return "".join(
        f'<span class="chip {_class(tag)}">{tag.value}{f" {counts[tag]}" if counts[tag] > 1 else ""}</span>'
        for tag in Tag
        if tag in counts
    )


def curve(row: Row) -> str:
    """J and F over the frames of a row, the frames of each failure shaded."""
    names = row.frame_names
    last = max(1, len(names) - 1)
    shades = "".join(
        f'<rect class="{_class(each.tag)}" x="{first - 0.5}" y="0" width="{end - first + 1}" height="{_HEIGHT}">'
        f"<title>{each.tag.value}: {escape(names[first])} to {escape(names[end])}</title></rect>"
        for each in row.failures
        for first, end in _runs(each.frames)
    )
    rules = "".join(
        f'<line class="rule" x1="0" x2="{last}" y1="{y}" y2="{y}"/>' for y in (0, 50, 100)
    )
    lines = "".join(
        f'<polyline class="{name}" points="{_points(values)}"/>'
        for name, values in (("f", row.score.boundary), ("j", row.score.region))
    )
    told = f"J and F of {row.label}: mean J {row.score.j.mean:.3f}, mean F {row.score.f.mean:.3f}"
    run = f"{escape(row.run)} " if row.run else ""
    text = f'<p class="text">{escape(row.text)}</p>' if row.text else ""
    return (
        f'<figure class="curve"><figcaption><b>{run}{escape(row.label)}</b>'
        f'<span class="value">{row.score.jf:.3f}</span></figcaption>{text}'
        f'<svg viewBox="0 -3 {last} {_HEIGHT + 6}" preserveAspectRatio="none" role="img" '
        f'aria-label="{escape(told)}">{shades}{rules}{lines}</svg>'
        f'<div class="axis"><span>{escape(names[0])}</span><span class="chips">{chips([row])}</span>'
        f"<span>{escape(names[-1])}</span></div></figure>"
    )


def member_table(members: Members) -> str:
    """What each member is worth, as a table with a bar left or right of nothing."""
    widest = max(abs(each.effect) for each in members.each) or 1.0
    lines = []
    for each in members.each:
        share, side = abs(each.effect) / widest / 2, "helps" if each.effect >= 0 else "harms"
        lines.append(
            f"<tr><th>{escape(each.name)}</th><td>{each.alone:.3f}</td><td>{each.without:.3f}</td>"
            f'<td class="effect"><span class="{side}" style="width:{share:.1%}"></span></td>'
            f"<td>{each.effect:+.3f}</td></tr>"
        )
    return (
        '<table class="members"><thead><tr><th>model</th><td>alone</td><td>fusion without it</td>'
        f"<td></td><td>effect</td></tr></thead><tbody>{''.join(lines)}</tbody>"
        f"<tfoot><tr><th>all fused</th><td>{members.fused:.3f}</td><td></td><td></td><td></td></tr></tfoot></table>"
    )


def _class(tag: Tag) -> str:
    return tag.value.replace(" ", "-")


def _points(values: Sequence[float]) -> str:
    """A polyline; one frame alone becomes a level line."""
    level = values if len(values) > 1 else (*values, *values)
    return " ".join(f"{x},{_HEIGHT - _HEIGHT * value:.4g}" for x, value in enumerate(level))


def _runs(frames: Sequence[int]) -> list[tuple[int, int]]:
    """First and last frame of every unbroken run."""
    runs: list[tuple[int, int]] = []
    for frame in frames:
        if runs and frame == runs[-1][1] + 1:
            runs[-1] = runs[-1][0], frame
        else:
            runs.append((frame, frame))
    return runs
