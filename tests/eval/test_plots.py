"""The plots: well-formed SVG whose words are text, and that stays inside its frame."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from eval import plots

AXES = plots.Axes("What it <shows> & more", "across", "up")
SHARES = st.floats(0, 1)


def texts(drawing: Markup) -> list[str]:
    return [element.text or "" for element in ET.fromstring(drawing).iter("text")]


def test_a_bar_plot_says_its_words_and_draws_bar_interval_and_diamond() -> None:
    rows = [plots.Bar("tiếng Việt", "50 % · n 4", 0.5, 0.25, 0.75, 1.0), plots.Bar("English", "0 % · n 2", 0.0)]
    drawing = plots.bars(AXES, rows)
    assert {"tiếng Việt", "50 % · n 4", "English", "across", "0 %", "100 %"} <= set(texts(drawing))
    root = ET.fromstring(drawing)
    assert root.get("aria-label") == "What it <shows> & more"
    bars = [float(each.get("width", "")) for each in root.iter("rect") if each.get("class") == "bar"]
    tracks = [float(each.get("width", "")) for each in root.iter("rect") if each.get("class") == "track"]
    assert bars == [tracks[0] / 2, 0]
    assert len([each for each in root.iter("path") if each.get("class") == "diamond"]) == 1
    assert len([each for each in root.iter("line") if each.get("class") == "whisker"]) == 3


def test_hostile_words_are_text() -> None:
    hostile = "</text><script>alert(1)</script>"
    drawing = plots.bars(AXES, [plots.Bar(hostile, "1 %", 0.01)])
    assert "<script" not in drawing
    assert any(text.startswith("</text><script>") for text in texts(drawing))


def test_a_label_without_room_is_cut_before_its_figure() -> None:
    [label, *_] = [
        text for text in texts(plots.bars(AXES, [plots.Bar("dài " * 40, "50 % · n 4", 0.5)])) if "dài" in text
    ]
    assert label.endswith("…") and len(label) < 50


def test_changes_tell_sure_ones_by_their_shape() -> None:
    rows = [plots.Change("a", "+5", 0.05, 0.01, 0.09, True), plots.Change("b", "−1", -0.01, -0.05, 0.03, False)]
    root = ET.fromstring(plots.changes(AXES, rows))
    assert [each.get("class") for each in root.iter("circle")] == ["dot", "dot open"]
    assert {"+10", "−10", "0"} <= {each.text for each in root.iter("text")}


def test_the_figures_of_near_points_do_not_overlap() -> None:
    points = [plots.Point(0.9 + number / 100, 0.9, 0.8, 1.0, "1 234") for number in range(6)]
    root = ET.fromstring(plots.reliability(AXES, points, "even"))
    places = [float(each.get("x", "")) for each in root.iter("text") if each.text == "1 234"]
    assert all(b - a > 30 for a, b in itertools.pairwise(places)) and places[-1] < plots.WIDTH


def test_a_curve_of_ten_thousand_times_is_no_heavy_one() -> None:
    times = [0.001 * 1.001**number for number in range(10_000)]
    drawing = plots.cumulative(AXES, times, [(0.5, "half: 500 ms")], lambda value: f"{value:g}")
    assert len(drawing) < 40_000
    assert "half: 500 ms" in texts(drawing)


def test_equal_times_are_a_plot_too() -> None:
    assert "across" in texts(plots.cumulative(AXES, [0.01, 0.01], [(0.01, "half")], lambda value: f"{value:g}"))


@given(st.lists(st.tuples(SHARES, SHARES), min_size=1, max_size=60), SHARES)
def test_nothing_is_drawn_outside_the_frame(points: list[tuple[float, float]], mark: float) -> None:
    curve = plots.curve(AXES, [plots.Point(x, y) for x, y in points], plots.Point(mark, mark, figure="now"))
    bars = plots.bars(AXES, [plots.Bar("a", "b", x, min(x, y), max(x, y), y) for x, y in points])
    for drawing in (curve, bars):
        root = ET.fromstring(drawing)
        height = float((root.get("viewBox") or "").split()[-1])
        for element in root.iter():
            for name, most in (
                ("x", plots.WIDTH),
                ("x1", plots.WIDTH),
                ("x2", plots.WIDTH),
                ("y", height),
                ("y2", height),
            ):
                assert -1 <= float(element.get(name, 0)) <= most + 1
