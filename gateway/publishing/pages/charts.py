"""Numbers as pictures: inline SVG that is coloured by the stylesheet, drawn from zero, its ends labelled."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from gateway.drawing import day, number
from gateway.translation import gettext

WIDTH, HEIGHT = 640, 180
LEFT, RIGHT, TOP, FOOT = 8, 632, 28, 150
BAR = 200
LABEL = 60  # as wide as a number beside the line may be


@dataclass(frozen=True)
class Mark:
    """A text in the picture: where, how it is anchored, and what it says."""

    x: float
    y: float
    anchor: str
    text: str


@dataclass(frozen=True)
class Line:
    """Numbers by day: the path of the line, of the area below it, the last point, and what is written beside."""

    path: str
    area: str
    last: tuple[float, float]
    grid: tuple[float, ...]
    values: tuple[Mark, ...]
    days: tuple[Mark, ...]
    label: str


@dataclass(frozen=True)
class Share:
    """One of a list: its name, its number, its bar beside the largest, and its part of all in percent."""

    name: str
    count: int
    bar: int
    percent: int


def line_of(counts: Sequence[tuple[date, int]], what: str, written: Callable[[int], str] = number) -> Line | None:
    """None where there is nothing to draw. `what` names what is counted, for the sentence that stands for it."""
    if not counts or not any(count for _, count in counts):
        return None
    most = max(count for _, count in counts)
    step = (RIGHT - LEFT) / max(1, len(counts) - 1)
    points = [(LEFT + i * step, FOOT - (FOOT - TOP) * count / most) for i, (_, count) in enumerate(counts)]
    drawn = " ".join(f"{x:.1f} {y:.1f}" for x, y in points)
    (first_day, first), (last_day, last) = counts[0], counts[-1]
    middle = len(counts) // 2
    days = [Mark(LEFT, HEIGHT - 8, "start", day(first_day)), Mark(RIGHT, HEIGHT - 8, "end", day(last_day))]
    if len(counts) > 4:
        days.insert(1, Mark(points[middle][0], HEIGHT - 8, "middle", day(counts[middle][0])))
    return Line(
        path=f"M{drawn}",
        area=f"M{points[0][0]:.1f} {FOOT} L{drawn} L{points[-1][0]:.1f} {FOOT}z",
        last=points[-1],
        grid=(TOP, (TOP + FOOT) / 2),
        values=(
            Mark(points[0][0], _above(points, points[0][0]), "start", written(first)),
            Mark(points[-1][0], _above(points, points[-1][0]), "end", written(last)),
        ),
        days=tuple(days),
        label=gettext(
            "%(what)s by day, from %(first)s to %(last)s: %(begin)s on the first day, %(most)s on the best, "
            "%(end)s on the last",
            what=what,
            first=day(first_day),
            last=day(last_day),
            begin=written(first),
            most=written(most),
            end=written(last),
        ),
    )


def _above(points: Sequence[tuple[float, float]], end: float) -> float:
    """Where a number stands clear of the line, which may rise beside the end that it is written at."""
    return max(12.0, min(y for x, y in points if abs(x - end) <= LABEL) - 10)


def shares_of(counts: Sequence[tuple[str, int]]) -> list[Share]:
    """The largest first."""
    total, most = sum(count for _, count in counts), max((count for _, count in counts), default=0)
    ordered = sorted(counts, key=lambda one: (-one[1], one[0]))
    return [
        Share(name, count, round(BAR * count / most) if most else 0, round(100 * count / total) if total else 0)
        for name, count in ordered
    ]
