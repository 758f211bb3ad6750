""".docx: paragraphs, tables and footnotes of the main text in document order, automatic numbers written out.

The package is read directly (ECMA-376): libraries for it lose automatic numbers, content controls and insertions.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Mapping
from pathlib import Path

from lxml import etree

from corpus.documents import Line, Loaded, Table
from corpus.encoding import check_words
from corpus.errors import EncryptedFile, UnreadableFile
from corpus.loaders.docx_encoding import put_into_unicode
from corpus.loaders.docx_numbering import Numbering
from corpus.loaders.docx_xml import MC, W, child, number
from corpus.loaders.layout import Cell, content_of, folded, marks, squeeze

MOST_UNPACKED_BYTES = 256 * 1024 * 1024
_MOST_RATIO = 150
_SMALL_BYTES = 16 * 1024 * 1024
_MOST_SPAN = 100
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_SAVE = "Open it in Word or LibreOffice, save it again as .docx, and ingest that."
_SKIPPED = frozenset(
    W + name
    for name in (
        "del",
        "moveFrom",
        "instrText",
        "delText",
        "delInstrText",
        "pPr",
        "rPr",
        "tblPr",
        "tblGrid",
        "trPr",
        "tcPr",
        "sectPr",
        "sdtPr",
        "sdtEndPr",
        "commentReference",
        "annotationRef",
        "footnoteRef",
        "endnoteRef",
    )
)
_HEADER = re.compile(r"^word/header\d*\.xml$")
_TEXT_BOX = W + "txbxContent"


def load(path: Path, name: str | None = None) -> Loaded:
    """The document's paragraphs (whole lines) and tables; ``name`` is what errors call it, else the file's name.

    Raises ``UnreadableFile``, ``EncryptedFile``.
    """
    name = name or path.name
    with path.open("rb") as file:
        start = file.read(8)
    if start == _OLE:
        from corpus.loaders import office

        return office.load(path)
    if not start.startswith(b"PK"):
        raise UnreadableFile(f"{name} is not a .docx file: it is no zip package.", _SAVE)
    try:
        with zipfile.ZipFile(path) as package:
            check_size(package, name)
            content = _Reader(package, name).content()
    except (zipfile.BadZipFile, EOFError, NotImplementedError, KeyError) as error:
        raise UnreadableFile(f"{name} is a damaged .docx ({error}).", _SAVE) from None
    except etree.XMLSyntaxError as error:
        raise UnreadableFile(f"{name} is a damaged .docx: its XML breaks off ({error.msg}).", _SAVE) from None
    if not any(isinstance(item, Table) or item.text for item in content):
        raise UnreadableFile(f"{name} holds no text.", "If it holds page images, read them with OCR first.")
    check_words(
        "\n".join(item.text if isinstance(item, Line) else " ".join(map(" ".join, item.rows)) for item in content),
        name,
    )
    return Loaded(tuple(content))


def check_size(package: zipfile.ZipFile, name: str) -> None:
    """Raises ``UnreadableFile`` where a package would fill the memory, ``EncryptedFile`` where it needs a password."""
    parts = package.infolist()
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if unpacked > MOST_UNPACKED_BYTES or (unpacked > _SMALL_BYTES and unpacked > _MOST_RATIO * max(packed, 1)):
        raise UnreadableFile(f"{name} would unpack to {unpacked >> 20} MiB and was left alone.", _SAVE)
    if any(part.flag_bits & 1 for part in parts):
        raise EncryptedFile(f"{name} is protected by a password.", "Save it without a password and ingest it again.")


class _Reader:
    """Walks the main part; keeps the counters of the automatic numbers and the footnotes of the current paragraph."""

    def __init__(self, package: zipfile.ZipFile, name: str) -> None:
        self._package = package
        self._name = name
        main = self._main_part()
        folder = main.rpartition("/")[0]
        self._folder = f"{folder}/" if folder else ""
        self._body = self._parse(main)
        self._numbering = Numbering(self._optional("numbering.xml"), self._optional("styles.xml"))
        notes = {tag: self._optional(f"{tag}s.xml") for tag in ("footnote", "endnote")}
        self._headers = [self._parse(part) for part in package.namelist() if _HEADER.search(part)]
        put_into_unicode([part for part in (self._body, *self._headers, *notes.values()) if part is not None])
        _join_where_the_mark_is_deleted(self._body)
        self._notes = self._notes_in(notes)
        self._pending: list[str] = []

    def content(self) -> list[Line | Table]:
        body = self._body.find(W + "body")
        return [*self._letterhead(), *(self._blocks(body) if body is not None else [])]

    def _letterhead(self) -> list[Line | Table]:
        """What stands in a header of pages is repeated there and no part of the text, unless it is the letterhead."""
        for header in self._headers:
            content = self._blocks(header)
            texts = [folded(item.text) for item in content if isinstance(item, Line)]
            if any(mark in text for mark in marks("letterhead") for text in texts):
                return content
        return []

    def _main_part(self) -> str:
        for relation in self._parse("_rels/.rels"):
            if relation.get("Type", "").endswith("/officeDocument"):
                return str(relation.get("Target", "")).lstrip("/")
        raise UnreadableFile(f"{self._name} is a zip package without a Word document.", _SAVE)

    def _optional(self, part: str) -> etree._Element | None:
        return self._parse(self._folder + part) if self._folder + part in self._package.namelist() else None

    def _parse(self, part: str) -> etree._Element:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        root = etree.fromstring(self._package.read(part), parser)
        if root.getroottree().docinfo.doctype:
            # Word never writes one; entities are how such a file reads other files or fills the memory.
            raise UnreadableFile(f"{self._name} declares XML entities, which no .docx does, and was left alone.", _SAVE)
        return root

    def _notes_in(self, parts: Mapping[str, etree._Element | None]) -> dict[str, str]:
        notes: dict[str, str] = {}
        for tag, root in parts.items():
            for note in root if root is not None else ():
                if note.tag == W + tag and note.get(W + "type") is None:
                    notes[f"{tag}{note.get(W + 'id')}"] = squeeze(" ".join(self._plain(note)))
        return notes

    def _plain(self, block: etree._Element) -> list[str]:
        return ["".join(self._runs(paragraph, [])) for paragraph in block.iter(W + "p")]

    def _blocks(self, parent: etree._Element) -> list[Line | Table]:
        content: list[Line | Table] = []
        for element in parent:
            if element.tag == W + "p":
                content += self._paragraph(element)
            elif element.tag == W + "tbl":
                content += content_of(self._grid(element), whole=True)
                content += self._flush_notes()
            elif element.tag == MC + "AlternateContent":
                content += self._blocks(_alternative(element))
            elif element.tag not in _SKIPPED and isinstance(element.tag, str):
                content += self._blocks(element)
        return content

    def _paragraph(self, paragraph: etree._Element) -> list[Line | Table]:
        boxes: list[etree._Element] = []
        lines = self._lines(paragraph, boxes)
        content: list[Line | Table] = [Line(text, whole=True) for text in lines]
        content += self._flush_notes()
        for box in boxes:
            content += self._blocks(box)
        return content

    def _lines(self, paragraph: etree._Element, boxes: list[etree._Element]) -> list[str]:
        text = unicodedata.normalize("NFC", "".join(self._runs(paragraph, boxes)))
        number = self._numbering.next(paragraph) if text.strip() else ""
        if "\t" in text and any(mark in folded(text) for mark in marks("letterhead")):
            text = text.replace("\t", "\n")
        lines = [line for line in map(squeeze, text.split("\n")) if line]
        if lines and number:
            lines[0] = f"{number} {lines[0]}"
        return lines

    def _flush_notes(self) -> list[Line | Table]:
        notes, self._pending = self._pending, []
        return [Line(text, whole=True) for text in notes if text]

    def _runs(self, element: etree._Element, boxes: list[etree._Element]) -> list[str]:
        """The pieces of text below ``element``; text boxes are put aside into ``boxes``."""
        pieces: list[str] = []
        for part in element:
            tag = part.tag
            if tag == W + "t":
                pieces.append(part.text or "")
            elif tag in (W + "tab", W + "ptab"):
                pieces.append("\t")
            elif tag in (W + "br", W + "cr"):
                pieces.append(" " if part.get(W + "type") in ("page", "column") else "\n")
            elif tag == W + "noBreakHyphen":
                pieces.append("-")
            elif tag in (W + "footnoteReference", W + "endnoteReference"):
                note = self._notes.get(f"{tag[len(W) :].removesuffix('Reference')}{part.get(W + 'id')}", "")
                self._pending.append(note)
            elif tag == _TEXT_BOX:
                boxes.append(part)
            elif tag == MC + "AlternateContent":
                pieces += self._runs(_alternative(part), boxes)
            elif tag == W + "pict":
                boxes += part.iter(_TEXT_BOX)
            elif tag == W + "r" and _is_hidden(part):
                continue
            elif tag not in _SKIPPED and isinstance(tag, str):
                pieces += self._runs(part, boxes)
        return pieces

    def _grid(self, table: etree._Element) -> list[list[Cell]]:
        """Rows of cells, merged cells in every place that they cover."""
        rows: list[list[Cell]] = []
        for row in _rows(table):
            properties = child(row, "trPr")
            if properties is not None and child(properties, "del") is not None:
                continue
            cells: list[Cell] = [[] for _ in range(min(number(properties, "gridBefore", 0), _MOST_SPAN))]
            for cell in _cells(row):
                settings = child(cell, "tcPr")
                merge = child(settings, "vMerge")
                above = rows[-1] if rows else []
                if merge is not None and merge.get(W + "val", "continue") == "continue" and len(cells) < len(above):
                    lines = above[len(cells)]
                else:
                    lines = self._cell(cell)
                cells += [lines] * min(number(settings, "gridSpan", 1), _MOST_SPAN)
            rows.append(cells)
        width = max(map(len, rows), default=0)
        return [row + [[] for _ in range(width - len(row))] for row in rows]

    def _cell(self, cell: etree._Element) -> Cell:
        lines: Cell = []
        for item in self._blocks(cell):
            lines += [item.text] if isinstance(item, Line) else [" ".join(row) for row in item.rows]
        return lines


def _join_where_the_mark_is_deleted(body: etree._Element) -> None:
    """A paragraph whose end was deleted goes on in the next one, whose number and style it takes."""
    for paragraph in body.iter(W + "p"):
        following = paragraph.getnext()
        if following is None or following.tag != W + "p":
            continue
        if child(child(child(paragraph, "pPr"), "rPr"), "del") is None:
            continue
        at = 0 if child(following, "pPr") is None else 1
        for part in reversed([part for part in paragraph if part.tag != W + "pPr"]):
            following.insert(at, part)


def _rows(table: etree._Element) -> list[etree._Element]:
    return [row for row in _unwrapped(table) if row.tag == W + "tr"]


def _cells(row: etree._Element) -> list[etree._Element]:
    return [cell for cell in _unwrapped(row) if cell.tag == W + "tc"]


def _unwrapped(parent: etree._Element) -> list[etree._Element]:
    """The children, those of content controls and insertions among them."""
    found: list[etree._Element] = []
    for element in parent:
        if element.tag in (W + "sdt", W + "sdtContent", W + "ins", W + "customXml"):
            found += _unwrapped(element)
        else:
            found.append(element)
    return found


def _alternative(element: etree._Element) -> etree._Element:
    """Word writes a text box twice, for new and for old readers; one of the two is read."""
    choice = element.find(MC + "Choice")
    fallback = element.find(MC + "Fallback")
    chosen = choice if choice is not None else fallback
    return chosen if chosen is not None else etree.Element("none")


def _is_hidden(run: etree._Element) -> bool:
    vanish = child(child(run, "rPr"), "vanish")
    return vanish is not None and not re.fullmatch("0|false|off", vanish.get(W + "val", "1"))
