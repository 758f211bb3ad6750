""".html: the document's text without the site around it. Nothing is fetched and nothing is run."""

from __future__ import annotations

import codecs
import json
import re
import unicodedata
from pathlib import Path

from lxml import etree, html

from corpus.documents import Line, Loaded, Table
from corpus.encoding import check_words, decode
from corpus.errors import UnreadableFile
from corpus.loaders.layout import Cell, content_of, squeeze, stated

_ELEMENTS: dict[str, list[str]] = json.loads(Path(__file__).with_name("html_elements.json").read_text("utf-8"))
_TAGS = frozenset(_ELEMENTS["tags"])
_ROLES = frozenset(_ELEMENTS["roles"])
_WORDS = frozenset(_ELEMENTS["words"])
_BLOCKS = frozenset(_ELEMENTS["blocks"])
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MOST_SPAN = 100
_DEEPEST = 200
_SAVE = "Open the page in a browser, save it as PDF, and ingest that."


def load(path: Path) -> Loaded:
    """The page's paragraphs (whole lines) and tables. Raises ``UnreadableFile`` where there is no text."""
    text = _text(path.read_bytes(), path.name)
    content = content_of_page(text)
    if not content:
        raise UnreadableFile(f"{path.name} holds no text.", _SAVE)
    words = " ".join(item.text if isinstance(item, Line) else " ".join(map(" ".join, item.rows)) for item in content)
    check_words(words, path.name)
    return Loaded(tuple(content))


def content_of_page(text: str) -> list[Line | Table]:
    """The lines and tables of a page's decoded source."""
    # lxml refuses str with an encoding declaration, so it gets bytes of a known one.
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    if not text.strip():
        return []
    root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    body = root.find("body")
    body = root if body is None else body
    _drop_furniture(body)
    page = _Page()
    page.walk(_main_part(body), 0)
    page.end_line()
    return page.content


def _text(data: bytes, name: str) -> str:
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return unicodedata.normalize("NFC", data.decode(declared.group(1).decode("ascii")))
        except (LookupError, UnicodeDecodeError):
            pass  # the page declares what it is not; its bytes decide below
    return decode(data, name)


def _main_part(body: html.HtmlElement) -> html.HtmlElement:
    """The one ``<main>`` or ``<article>`` that holds most of the text, else all of it."""
    size = len(body.text_content())
    for tag in ("main", "article"):
        found = body.findall(f".//{tag}")
        if len(found) == 1 and len(found[0].text_content()) > 0.5 * size:
            return found[0]
    return body


def _drop_furniture(body: html.HtmlElement) -> None:
    half = 0.5 * len(body.text_content())
    for element in list(body.iterdescendants()):
        if not isinstance(element.tag, str) or element.getparent() is None:
            continue
        is_tool = element.tag in _TAGS and element.tag != "form"
        # A class name alone may err: what holds most of the text is the text.
        if is_tool or (_is_furniture(element) and len(element.text_content()) <= half):
            element.drop_tree()


def _is_furniture(element: html.HtmlElement) -> bool:
    if element.tag == "form":
        return True
    if element.tag == "header":
        return not any(parent.tag in ("article", "main") for parent in element.iterancestors())
    if (
        element.get("role", "").lower() in _ROLES
        or element.get("aria-hidden") == "true"
        or element.get("hidden") is not None
    ):
        return True
    if _HIDDEN.search(element.get("style", "")):
        return True
    if element.tag in ("div", "section", "ul", "ol", "p", "span", "table"):
        names = f"{element.get('class', '')} {element.get('id', '')}".lower()
        return not _WORDS.isdisjoint(re.split(r"[\s_-]+", names))
    return False


class _Page:
    """Collects lines and tables on a walk over the elements in document order."""

    def __init__(self) -> None:
        self.content: list[Line | Table] = []
        self._pieces: list[str] = []
        self._marker = ""

    def walk(self, element: html.HtmlElement, depth: int) -> None:
        if depth > _DEEPEST:
            self._pieces.append(element.text_content())
            return
        tag = element.tag
        if tag == "table" and not _holds_page(element):
            self.end_line()
            self.content += content_of(_grid(element), whole=True)
            return
        if tag == "br":
            self.end_line()
            return
        is_block = tag in _BLOCKS
        if is_block:
            self.end_line()
        if tag == "li":
            self._marker = _marker(element)
        self._pieces.append(element.text or "")
        for child in element:
            if isinstance(child.tag, str):
                self.walk(child, depth + 1)
            self._pieces.append(child.tail or "")
        if is_block:
            self.end_line()

    def end_line(self) -> None:
        text = unicodedata.normalize("NFC", squeeze("".join(self._pieces)))
        self._pieces = []
        if text:
            self.content.append(Line(self._marker + text, whole=True))
            self._marker = ""


def _marker(item: html.HtmlElement) -> str:
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return "- "
    number = stated(parent.get("start", ""), 1) + sum(1 for _ in item.itersiblings("li", preceding=True))
    kind = parent.get("type", "1")
    if kind in ("a", "A") and 1 <= number <= 26:
        letter = chr(ord("a") + number - 1)
        return f"{letter}) " if kind == "a" else f"{letter.upper()}. "
    return f"{number}. "


def _holds_page(table: html.HtmlElement) -> bool:
    """Whether the table lays out the page: it holds another table, or one cell with most of a long text."""
    if table.find(".//table") is not None:
        return True
    cells = table.findall(".//td")
    return len(cells) <= 3 and any(len(cell.findall(".//p")) > 15 for cell in cells)


def _grid(table: html.HtmlElement) -> list[list[Cell]]:
    """Rows of cells, each merged cell in every place that it covers."""
    rows: list[list[Cell]] = []
    below: dict[int, tuple[int, Cell]] = {}
    for element in table.iter("tr"):
        row: list[Cell] = []
        cells = [cell for cell in element if cell.tag in ("td", "th")]
        while cells or len(row) in below:
            column = len(row)
            if column in below:
                left, cell = below.pop(column)
                row.append(cell)
                if left > 1:
                    below[column] = (left - 1, cell)
                continue
            source = cells.pop(0)
            cell = _cell_lines(source)
            down = _span(source, "rowspan")
            for _ in range(_span(source, "colspan")):
                if down > 1:
                    below[len(row)] = (down - 1, cell)
                row.append(cell)
        rows.append(row)
    width = max(map(len, rows), default=0)
    return [row + [[] for _ in range(width - len(row))] for row in rows]


def _cell_lines(cell: html.HtmlElement) -> Cell:
    page = _Page()
    page.walk(cell, 0)
    page.end_line()
    return [item.text for item in page.content if isinstance(item, Line)]


def _span(cell: etree._Element, name: str) -> int:
    return min(max(stated(cell.get(name, ""), 1), 1), _MOST_SPAN)
