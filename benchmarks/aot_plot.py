"""A line plot as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

COLOURS = ("#0072b2", "#56b4e9", "#d55e00", "#e69f00", "#009e73", "#cc79a7")
WIDTH, HEIGHT = 860, 480
LEFT, RIGHT, TOP, BOTTOM = 60, 190, 40, 40
ROW = 14


@dataclass(frozen=True)
class Line:
    """One named line."""

    name: str
    colour: int
    dashed: bool
    points: Sequence[tuple[float, float]]


def plot(title: str, across: str, lines: Sequence[Line]) -> str:
    """Both axes start at 0; each line is named at its right end."""
    most_x = max(x for line in lines for x, _ in line.points)
    most_y = 1.05 * max(y for line in lines for _, y in line.points)

    def place(x: float, y: float) -> tuple[float, float]:
        column = LEFT + x / most_x * (WIDTH - LEFT - RIGHT)
        return column, HEIGHT - BOTTOM - y / most_y * (HEIGHT - TOP - BOTTOM)

    parts = [f'<text x="{LEFT}" y="20" font-size="14">{escape(title)}</text>']
    for y in _ticks(most_y):
        (start, row), (end, _) = place(0, y), place(most_x, y)
        parts.append(f'<path d="M{start:.0f} {row:.1f}H{end:.0f}" stroke="#ddd"/>')
        parts.append(_text(start - 6, row + 4, f"{y:g}", "end"))
    for x in _ticks(most_x):
        column, row = place(x, 0)
        parts.append(_text(column, row + 16, f"{x:g}", "middle"))
    parts.append(_text(place(most_x / 2, 0)[0], HEIGHT - 6, across, "middle"))
    floor = float(HEIGHT)
    for line in sorted(lines, key=lambda line: line.points[-1][1]):
        colour = COLOURS[line.colour % len(COLOURS)]
        path = "L".join("{:.1f} {:.1f}".format(*place(*point)) for point in line.points)
        dashes = ' stroke-dasharray="5 3"' if line.dashed else ""
        parts.append(
            f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="1.5"{dashes}/>'
        )
        column, row = place(*line.points[-1])
        floor = min(row + 4, floor - ROW)
        parts.append(_text(column + 6, floor, line.name, "start", colour))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="sans-serif" font-size="11">\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _text(x: float, y: float, words: str, anchor: str, colour: str = "#333") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} fill="{colour}">{escape(words)}</text>'


def _ticks(most: float) -> list[float]:
    """Round numbers from 0 to `most`, about five."""
    step = next(
        s for power in range(12) for s in (10**power, 2 * 10**power, 5 * 10**power) if most / s <= 6
    )
    return [float(step * n) for n in range(int(most // step) + 1)]
