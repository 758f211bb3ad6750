"""Word texts in the fonts of the years before Unicode, put into Unicode inside their XML before anything is read."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from corpus.legacy import to_unicode
from corpus.loaders.docx_xml import W

_ENDS_A_LINE = frozenset(W + name for name in ("p", "tab", "ptab", "br", "cr"))


def put_into_unicode(parts: Sequence[etree._Element]) -> None:
    """Change the text of the parts of a document in place; a vowel and its marks may stand in different runs."""
    lines = [line for part in parts for line in _lines(part)]
    texts = ["".join(run.text or "" for run in line) for line in lines]
    for line, before, after in zip(lines, texts, to_unicode(texts), strict=True):
        if before != after:
            line[0].text = after
            for run in line[1:]:
                run.text = ""


def _lines(part: etree._Element) -> list[list[etree._Element]]:
    """The text runs between two ends of lines; a text box may stand in the middle of a paragraph."""
    lines: list[list[etree._Element]] = [[]]
    paragraph = None
    for element in part.iter(W + "t", *_ENDS_A_LINE):
        around = next(element.iterancestors(W + "p"), None)
        if element.tag != W + "t" or around is not paragraph:
            lines.append([])
            paragraph = around
        if element.tag == W + "t":
            lines[-1].append(element)
    return [line for line in lines if line]
