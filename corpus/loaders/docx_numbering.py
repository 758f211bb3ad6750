"""Word's automatic numbers as text: numbering.xml and the styles that refer to it (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

import dataclasses
import re

from lxml import etree

from corpus.loaders.docx_xml import W, child, number, value
from corpus.loaders.layout import stated

_LEVELS = 9
_DEEPEST_STYLE = 20
_MOST_COUNTED = 32_767  # by Word; a roman number of millions would be millions of letters
_BULLETS = "-+*–—"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclasses.dataclass(frozen=True)
class _Level:
    start: int
    form: str
    text: str
    legal: bool
    restart: int | None


class Numbering:
    """Counts the numbered paragraphs of one document in their order."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._lists: dict[str, tuple[str, dict[int, _Level]]] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._style_levels: dict[tuple[str, str], int] = {}
        self._styles = {
            style.get(W + "styleId", ""): style for style in (styles.findall(W + "style") if styles is not None else ())
        }
        self._counters: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        if numbering is not None:
            self._read(numbering)

    def next(self, paragraph: etree._Element) -> str:
        """The number or bullet that Word prints before ``paragraph``, "" where there is none; counts it."""
        properties = child(paragraph, "pPr")
        key, depth = self._reference(properties)
        if key not in self._lists or not 0 <= depth < _LEVELS:
            return ""
        abstract, levels = self._lists[key]
        level = levels.get(depth)
        if level is None:
            return ""
        counters = self._counters.setdefault(abstract, [None] * _LEVELS)
        start = self._starts.get((key, depth))
        if start is not None and (key, depth) not in self._begun:
            counters[depth] = None
        self._begun.add((key, depth))
        first = level.start if start is None else start
        current = counters[depth]
        counters[depth] = first if current is None else current + 1
        for deeper in range(depth + 1, _LEVELS):
            lower = levels.get(deeper)
            if lower is None or lower.restart is None or depth < lower.restart:
                counters[deeper] = None
        return _printed(level, levels, counters)

    def _read(self, numbering: etree._Element) -> None:
        abstracts: dict[str, dict[int, _Level]] = {}
        for abstract in numbering.findall(W + "abstractNum"):
            key = abstract.get(W + "abstractNumId", "")
            abstracts[key] = {}
            for level in abstract.findall(W + "lvl"):
                depth = stated(level.get(W + "ilvl", ""), 0)
                abstracts[key][depth] = _level(level)
                style = value(level, "pStyle", "")
                if style:
                    self._style_levels[key, style] = depth
        for listed in numbering.findall(W + "num"):
            key = listed.get(W + "numId", "")
            abstract_key = value(listed, "abstractNumId", "")
            levels = dict(abstracts.get(abstract_key, {}))
            for override in listed.findall(W + "lvlOverride"):
                depth = stated(override.get(W + "ilvl", ""), 0)
                replacement = child(override, "lvl")
                if replacement is not None:
                    levels[depth] = _level(replacement)
                if child(override, "startOverride") is not None:
                    self._starts[key, depth] = number(override, "startOverride", 1)
            self._lists[key] = (abstract_key, levels)

    def _reference(self, properties: etree._Element | None) -> tuple[str, int]:
        """The list and level of a paragraph: its own, else those of its style or of the styles this is based on."""
        own = child(properties, "numPr")
        if own is not None and child(own, "numId") is not None:
            return value(own, "numId", ""), number(own, "ilvl", 0)
        name = value(properties, "pStyle", "")
        depth = value(own, "ilvl", "")
        for _ in range(_DEEPEST_STYLE):
            style = self._styles.get(name)
            if style is None:
                return "", 0
            found = child(child(style, "pPr"), "numPr")
            key = value(found, "numId", "")
            if key:
                abstract = self._lists.get(key, ("", {}))[0]
                linked = self._style_levels.get((abstract, name))
                return key, stated(depth, linked if linked is not None else number(found, "ilvl", 0))
            name = value(style, "basedOn", "")
        return "", 0


def _level(level: etree._Element) -> _Level:
    restart = child(level, "lvlRestart")
    return _Level(
        number(level, "start", 1),
        value(level, "numFmt", "decimal"),
        value(level, "lvlText", ""),
        child(level, "isLgl") is not None,
        None if restart is None else stated(restart.get(W + "val", ""), 0),
    )


def _printed(level: _Level, levels: dict[int, _Level], counters: list[int | None]) -> str:
    if level.form == "none":
        return ""
    if level.form == "bullet":
        return level.text if level.text and level.text in _BULLETS else "-"

    def one(match: re.Match[str]) -> str:
        depth = int(match.group(1)) - 1
        shown = levels.get(depth)
        if shown is None:
            return ""
        count = counters[depth]
        form = "decimal" if level.legal else shown.form
        return _formatted(shown.start if count is None else count, form)

    return re.sub(r"%([1-9])", one, level.text).strip()


def _formatted(count: int, form: str) -> str:
    if not 0 < count <= _MOST_COUNTED:
        return str(count)
    if form in ("upperRoman", "lowerRoman"):
        roman = _roman(count)
        return roman.upper() if form == "upperRoman" else roman
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    return f"{count:02d}" if form == "decimalZero" else str(count)


def _roman(count: int) -> str:
    text = ""
    for size, letters in _ROMAN:
        times, count = divmod(count, size)
        text += letters * times
    return text
