"""The report's plots: inline SVG with real text, coloured by the page's style sheet.

A drawing is 340 units wide, a phone's width in pixels: its text never shrinks below what is read there, and grows with
the drawing on a larger screen. Nothing is told by colour alone: shapes and words tell it too. Elements are made with
ElementTree, which escapes what questions and documents bring along.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Sequence

from markupsafe import Markup

WIDTH = 340.0
#: The margins of a plot with two axes, and its height.
_LEFT, _RIGHT, _TOP, _BOTTOM, _HEIGHT = 42.0, 14.0, 12.0, 40.0, 250.0
_QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)
#: The font's height, and a letter's width as a share of it, on the safe side: to keep words inside and apart.
_TEXT, _LETTER = 12.5, 0.56


@dataclasses.dataclass(frozen=True)
class Axes:
    """What a plot says of itself: a sentence for who does not see it, and the names of its axes."""

    title: str
    x: str
    y: str = ""


@dataclasses.dataclass(frozen=True)
class Bar:
    """A row of a bar plot: shares in [0, 1], the 95 % interval where there is one, and ``beside``, a second share."""

    label: str
    figure: str
    value: float
    low: float | None = None
    high: float | None = None
    beside: float | None = None


@dataclasses.dataclass(frozen=True)
class Change:
    """A row of a plot of differences, each in [-1, 1]; ``sure`` where it is more than chance."""

    label: str
    figure: str
    value: float
    low: float
    high: float
    sure: bool


@dataclasses.dataclass(frozen=True)
class Point:
    """A point of a plot of shares against shares, each in [0, 1]; ``figure`` is what is written with it."""

    x: float
    y: float
    low: float | None = None
    high: float | None = None
    figure: str = ""


def bars(axes: Axes, rows: Sequence[Bar]) -> Markup:
    """A bar a row, its words above it; a line over the bar is the interval, a diamond the share beside."""
    pitch, thick = 37.0, 12.0
    floor = pitch * len(rows) + 2
    drawing = _Drawing(floor + _BOTTOM, axes.title)
    across = _linear(0, 1, 9, WIDTH - 18)
    _ticks_below(drawing, across, floor, 18)
    drawing.text(WIDTH / 2, floor + 31, axes.x, "name", "middle")
    for number, row in enumerate(rows):
        top = pitch * number + 17
        _words_above(drawing, row.label, row.figure, top - 5)
        drawing.rect(across(0), top, across(1) - across(0), thick, "track")
        drawing.rect(across(0), top, across(row.value) - across(0), thick, "bar")
        if row.low is not None and row.high is not None:
            _whisker(drawing, across(row.low), across(row.high), top + thick / 2)
        if row.beside is not None:
            drawing.diamond(across(row.beside), top + thick / 2, 6)
    return drawing.markup()


def changes(axes: Axes, rows: Sequence[Change]) -> Markup:
    """Differences about a line at zero, in points: a full dot where it is sure, an empty one where it may be chance."""
    pitch = 35.0
    furthest = max([0.05, *(abs(end) for row in rows for end in (row.low, row.high, row.value))])
    furthest = min(1.0, math.ceil(furthest * 20) / 20)
    floor = pitch * len(rows) + 2
    drawing = _Drawing(floor + _BOTTOM, axes.title)
    across = _linear(-furthest, furthest, 18, WIDTH - 18)
    for tick in (-furthest, -furthest / 2, 0.0, furthest / 2, furthest):
        drawing.line(across(tick), 18, across(tick), floor, "axis" if tick == 0 else "grid")
        words = f"{100 * tick:+.3g}".replace("-", "−") if tick else "0"
        drawing.text(across(tick), floor + 14, words, "tick", "middle")
    drawing.text(WIDTH / 2, floor + 31, axes.x, "name", "middle")
    for number, row in enumerate(rows):
        top = pitch * number + 15
        _words_above(drawing, row.label, row.figure, top - 3)
        _whisker(drawing, across(row.low), across(row.high), top + 8)
        drawing.circle(across(row.value), top + 8, 4.5, "dot" if row.sure else "dot open")
    return drawing.markup()


def reliability(axes: Axes, points: Sequence[Point], even: str) -> Markup:
    """What was claimed against what came true; ``even`` names the line on which the two agree.

    The figures stand in a row above the plot, each over its point.
    """
    drawing, across, up = _square(axes)
    drawing.line(across(0), up(0), across(1), up(1), "guide")
    turn = math.degrees(math.atan2(up(1) - up(0), across(1) - across(0)))
    drawing.text(across(0.04), up(0.04) - 5, even, "tick", "start", turn)
    for point in points:
        if point.low is not None and point.high is not None:
            _riser(drawing, across(point.x), up(point.low), up(point.high))
    for point in points:
        drawing.circle(across(point.x), up(point.y), 4.5, "dot")
    widest = max((_width(point.figure) for point in points), default=0.0)
    places = _apart([across(point.x) for point in points], widest + 4, WIDTH - widest / 2)
    for point, x in zip(points, places, strict=True):
        drawing.text(x, _TOP, point.figure, "tick", "middle")
    return drawing.markup()


def curve(axes: Axes, points: Sequence[Point], mark: Point | None) -> Markup:
    """A stepped line from left to right; ``mark`` is a square beside it, with its words."""
    drawing, across, up = _square(axes)
    ordered = sorted(points, key=lambda point: point.x)
    drawing.path(_stairs([(across(point.x), up(point.y)) for point in ordered]), "curve")
    if mark is not None:
        x, y = across(mark.x), up(mark.y)
        drawing.line(x, y, x, up(0), "guide")
        drawing.rect(x - 5, y - 5, 10, 10, "dot")
        _words_near(drawing, x, y + 24 if y < up(0.2) else y - 12, mark.figure)
    return drawing.markup()


def cumulative(
    axes: Axes, values: Sequence[float], marks: Sequence[tuple[float, str]], unit: Callable[[float], str]
) -> Markup:
    """What share of ``values`` (above zero) is at most so large, on a logarithmic axis; ``marks`` are named values."""
    drawing = _Drawing(_HEIGHT, axes.title)
    low, high = _decades(min(values), max(values))
    up = _linear(0, 1, _HEIGHT - _BOTTOM, _TOP + 10)
    across = _logarithmic(low, high, _LEFT, WIDTH - _RIGHT)
    _ticks_left(drawing, up, axes.y)
    for tick in _one_two_five(low, high):
        drawing.line(across(tick), up(0), across(tick), up(1), "grid")
        drawing.text(across(tick), up(0) + 14, unit(tick), "tick", "middle")
    drawing.text((_LEFT + WIDTH - _RIGHT) / 2, up(0) + 31, axes.x, "name", "middle")
    ordered = sorted(values)
    steps = [(across(value), up((rank + 1) / len(ordered))) for rank, value in enumerate(ordered)]
    drawing.path(_stairs([(steps[0][0], up(0)), *_thinned(steps)]), "curve")
    for value, _ in marks:
        drawing.line(across(value), up(0), across(value), up(1), "guide")
    for number, (value, words) in enumerate(marks):
        _words_near(drawing, across(value), up(0) - 9 - 18 * number, words)
    return drawing.markup()


class _Drawing:
    """An SVG under construction."""

    def __init__(self, height: float, title: str) -> None:
        self.root = ET.Element("svg", {"viewBox": f"0 0 {WIDTH:g} {height:g}", "role": "img", "aria-label": title})

    def line(self, x1: float, y1: float, x2: float, y2: float, kind: str) -> None:
        self._add("line", kind, x1=_n(x1), y1=_n(y1), x2=_n(x2), y2=_n(y2))

    def rect(self, x: float, y: float, width: float, height: float, kind: str) -> None:
        self._add("rect", kind, x=_n(x), y=_n(y), width=_n(max(width, 0)), height=_n(height))

    def circle(self, x: float, y: float, r: float, kind: str) -> None:
        self._add("circle", kind, cx=_n(x), cy=_n(y), r=_n(r))

    def diamond(self, x: float, y: float, r: float) -> None:
        self.path(f"M{_n(x)} {_n(y - r)}L{_n(x + r)} {_n(y)}L{_n(x)} {_n(y + r)}L{_n(x - r)} {_n(y)}Z", "diamond")

    def path(self, d: str, kind: str) -> None:
        self._add("path", kind, d=d)

    def text(self, x: float, y: float, words: str, kind: str, anchor: str, turn: float = 0) -> None:
        """``turn`` in degrees about the text's own place."""
        element = self._add("text", kind, x=_n(x), y=_n(y), **{"text-anchor": anchor})
        if turn:
            element.set("transform", f"rotate({_n(turn)} {_n(x)} {_n(y)})")
        element.text = words

    def markup(self) -> Markup:
        return Markup(ET.tostring(self.root, encoding="unicode", short_empty_elements=False))

    def _add(self, tag: str, kind: str, **attributes: str) -> ET.Element:
        return ET.SubElement(self.root, tag, {"class": kind, **attributes})


def _square(axes: Axes) -> tuple[_Drawing, Callable[[float], float], Callable[[float], float]]:
    drawing = _Drawing(_HEIGHT, axes.title)
    across = _linear(0, 1, _LEFT, WIDTH - _RIGHT)
    up = _linear(0, 1, _HEIGHT - _BOTTOM, _TOP + 10)
    _ticks_left(drawing, up, axes.y)
    _ticks_below(drawing, across, up(0), up(1))
    drawing.text((_LEFT + WIDTH - _RIGHT) / 2, up(0) + 31, axes.x, "name", "middle")
    return drawing, across, up


def _ticks_below(drawing: _Drawing, across: Callable[[float], float], floor: float, top: float) -> None:
    for tick in _QUARTERS:
        drawing.line(across(tick), top, across(tick), floor, "grid")
        drawing.text(across(tick), floor + 14, f"{100 * tick:.0f} %", "tick", "middle")


def _ticks_left(drawing: _Drawing, up: Callable[[float], float], name: str) -> None:
    for tick in _QUARTERS:
        drawing.line(_LEFT, up(tick), WIDTH - _RIGHT, up(tick), "grid")
        drawing.text(_LEFT - 5, up(tick) + 4, f"{100 * tick:.0f}", "tick", "end")
    drawing.text(11, (up(0) + up(1)) / 2, name, "name", "middle", -90)


def _words_above(drawing: _Drawing, label: str, figure: str, y: float) -> None:
    room = int((WIDTH - 22 - _width(figure)) / (_TEXT * _LETTER))
    shown = label if len(label) <= room else label[: max(room - 1, 1)].rstrip() + "…"
    drawing.text(9, y, shown, "label", "start")
    drawing.text(WIDTH - 18, y, figure, "figure", "end")


def _words_near(drawing: _Drawing, x: float, y: float, words: str) -> None:
    """Words beside a vertical line, on the side where they fit."""
    if x + 8 + _width(words) < WIDTH - _RIGHT:
        drawing.text(x + 8, y, words, "tick halo", "start")
    else:
        drawing.text(x - 8, y, words, "tick halo", "end")


def _whisker(drawing: _Drawing, low: float, high: float, y: float) -> None:
    drawing.line(low, y, high, y, "whisker")
    for end in (low, high):
        drawing.line(end, y - 4, end, y + 4, "whisker")


def _riser(drawing: _Drawing, x: float, low: float, high: float) -> None:
    drawing.line(x, low, x, high, "whisker")
    for end in (low, high):
        drawing.line(x - 4, end, x + 4, end, "whisker")


def _apart(places: Sequence[float], gap: float, last: float) -> list[float]:
    """Ascending ``places`` moved so that neighbours are ``gap`` apart and none is beyond ``last``."""
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + gap) if moved else place)
    for at in reversed(range(len(moved))):
        moved[at] = min(moved[at], moved[at + 1] - gap if at + 1 < len(moved) else last)
    return moved


def _stairs(points: Sequence[tuple[float, float]]) -> str:
    if not points:
        return ""
    start = f"M{_n(points[0][0])} {_n(points[0][1])}"
    return start + "".join(f"H{_n(x)}V{_n(y)}" for x, y in points[1:])


def _thinned(points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """One point a third of a unit, the last: more is not seen, and ten thousand questions make no heavier page."""
    return [list(same)[-1] for _, same in itertools.groupby(points, key=lambda point: round(point[0] * 3))]


def _decades(least: float, most: float) -> tuple[float, float]:
    """The nearest of 1, 2, 5 times a power of ten at or below ``least`` and at or above ``most``, and apart."""
    steps = [m * 10.0**e for e in range(-6, 7) for m in (1, 2, 5)]
    low = max((step for step in steps if step <= least), default=steps[0])
    high = min((step for step in steps if step >= most and step > low), default=steps[-1])
    return low, high


def _one_two_five(low: float, high: float) -> list[float]:
    steps = [m * 10.0**e for e in range(-6, 7) for m in (1, 2, 5)]
    inside = [step for step in steps if low * 0.999 <= step <= high * 1.001]
    # More than seven labels would run into each other: then whole decades only, and the ends.
    return inside if len(inside) <= 7 else inside[:: math.ceil(len(inside) / 6)]


def _linear(a: float, b: float, to_a: float, to_b: float) -> Callable[[float], float]:
    def place(value: float) -> float:
        return to_a + (min(max(value, a), b) - a) / (b - a) * (to_b - to_a)

    return place


def _logarithmic(a: float, b: float, to_a: float, to_b: float) -> Callable[[float], float]:
    linear = _linear(math.log(a), math.log(b), to_a, to_b)
    return lambda value: linear(math.log(max(value, a)))


def _width(words: str) -> float:
    return len(words) * _TEXT * _LETTER


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
