"""Whatever a file holds, reading it ends in documents or in one error; ``make fuzz`` looks longer for files where it does not."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.loaders import load
from corpus.loaders.layout import stated
from corpus.loaders.office import converter
from corpus.loaders.tesseract import missing
from tests.fuzz.law import SUFFIX, judge
from tests.fuzz.mutation import mutated
from tests.fuzz.seeds import seeds

FOUND = sorted((Path(__file__).parents[1] / "fuzz" / "found").iterdir())
#: So many files of each kind take about half a minute; the last two start LibreOffice and tesseract.
TRIED = {"text": 150, "html": 100, "docx": 100, "pdf": 40, "office": 3, "scan": 3}
MISSING = {"office": converter() is None, "scan": missing() is not None}
NUMBERING = (
    '<w:abstractNum w:abstractNumId="77" {}><w:lvl w:ilvl="{}"><w:start w:val="{}"/><w:numFmt w:val="upperRoman"/>'
    '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
)


@pytest.mark.parametrize("kind", TRIED)
def test_a_file_changed_at_random_ends_in_documents_or_one_error(kind: str, tmp_path: Path) -> None:
    if MISSING.get(kind):
        pytest.skip("what reads such files is not installed")
    path = tmp_path / f"changed{SUFFIX[kind]}"
    begun = seeds(kind)
    # One after another in one process, as offices ingest them: what one leaves behind would meet the next.
    check = settings(max_examples=TRIED[kind], suppress_health_check=[HealthCheck.too_slow])

    @check
    @given(st.sampled_from(range(len(begun))), st.integers(0, 2**32 - 1))
    def holds(which: int, seed: int) -> None:
        path.write_bytes(mutated(kind, begun[which], seed) or b" ")
        judge(path, load)

    holds()


@pytest.mark.parametrize("kind", [kind for kind in TRIED if not MISSING.get(kind)])
def test_the_files_that_changes_begin_from_are_read(kind: str, tmp_path: Path) -> None:
    for number, seed in enumerate(seeds(kind)):
        path = tmp_path / f"{number}{SUFFIX[kind]}"
        path.write_bytes(seed)
        assert "documents" in judge(path, load)


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_a_file_that_once_broke_reading_is_read(path: Path) -> None:
    assert "is damaged" not in judge(path, load)


def test_one_long_paragraph_takes_no_longer_than_many(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    for line in ("ngày 31 tháng 2 năm 2024", "TRỒNG CÂY PHÂN TÁN TRÊN ĐẤT CÔNG CỦA XÃ", "và chăm sóc cây đã trồng,"):
        path.write_text(f"{line}\n" * 4_000, "utf-8")
        judge(path, load)


@pytest.mark.parametrize("word", ["µ", "aµ", "A+", "!", "%!", "ư"])
def test_a_word_without_end_takes_no_longer_than_a_text(word: str, tmp_path: Path) -> None:
    path = tmp_path / "word.txt"
    path.write_text(f"Kế hoạch {word * 60_000}a trồng cây\n", "utf-8")
    judge(path, load)


ENDLESS = {
    "brackets": "[" * 300_000,
    "links": "[a](/" * 100_000,
    "ends": "./." * 100_000,
    "clauses": "/; " * 30_000,
    "lists of bodies": "Chi bộ; " * 10_000,
    "collective names": "các sở " * 15_000,
    "capitals of TCVN3": "AA µ " * 40_000,
    "heavy tones of VIQR": "a." * 100_000,
    "letters of TCVN3": "Sè:" * 100_000,
    "beginnings of a header": "STT\n" * 30_000,
    "headers in lines": "STT\nNội dung\nĐơn vị chủ trì\n1\na\nb\n" * 5_000,
    "a wide table": "|a" * 60_000 + "\n" + "|---" * 60_000 + "\n" + "|a\n" * 3_000,
    "a rule of spaces": "| a\n|---" + " " * 300_000 + "x",
    "tables between headings": "1. Tổ chức\n\n|STT|Nội dung|Đơn vị chủ trì|\n|---|---|---|\n|1|Trồng cây|Sở Nội vụ|\n\n"
    * 3_000,
}


@pytest.mark.parametrize("kind", ENDLESS)
def test_a_text_made_of_one_thing_is_read_in_time(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "endless.txt"
    path.write_text(f"KẾ HOẠCH\n\nTrồng cây\n\n1. Phòng Nội vụ\n{ENDLESS[kind]}\n", "utf-8")
    assert "documents" in judge(path, load)


def numbered(level: str, start: str) -> bytes:
    """A document with one numbered paragraph and one table, whose list and table state these numbers."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(NUMBERING.format(nsdecls("w"), level, start)))
    numbering.append(parse_xml(f'<w:num w:numId="77" {nsdecls("w")}><w:abstractNumId w:val="77"/></w:num>'))
    paragraph = document.add_paragraph("Trồng cây phân tán.")
    properties = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(properties))
    cells = document.add_table(2, 2)
    for number, cell in enumerate(cells._cells):
        cell.text = f"Ô {number}"
    cells.rows[0]._tr.get_or_add_trPr().append(parse_xml(f'<w:gridBefore {nsdecls("w")} w:val="{start}"/>'))
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


@pytest.mark.parametrize("number", ["1e400", "", "²", "-5", "0.5", "2147483647", "9" * 5000])
def test_a_number_that_no_program_writes_does_not_stop_a_word_text(number: str, tmp_path: Path) -> None:
    path = tmp_path / "numbers.docx"
    for data in (numbered(number, "1"), numbered("0", number)):
        path.write_bytes(data)
        assert any("Trồng cây" in getattr(item, "text", "") for item in load(path).content)
        judge(path, load)


@pytest.mark.parametrize(
    ("text", "number"), [("7", 7), (" -3 ", -3), ("²", 9), ("١", 9), ("", 9), ("1e3", 9), ("9" * 5000, 9)]
)
def test_a_stated_number_is_a_plain_whole_one(text: str, number: int) -> None:
    assert stated(text, 9) == number
