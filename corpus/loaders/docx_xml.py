"""The names of WordprocessingML that the readers of .docx share."""

from __future__ import annotations

from lxml import etree

from corpus.loaders.layout import stated

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """The first ``w:name`` below ``element``; ``None`` below ``None``."""
    return None if element is None else element.find(W + name)


def value(element: etree._Element | None, name: str, default: str) -> str:
    """The ``w:val`` of the child ``w:name``, else ``default``."""
    found = child(element, name)
    return default if found is None else str(found.get(W + "val", default))


def number(element: etree._Element | None, name: str, default: int) -> int:
    """The whole number in the ``w:val`` of the child ``w:name``, else ``default``."""
    return stated(value(element, name, ""), default)
