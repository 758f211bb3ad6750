"""Word documents: what Word shows is what is read."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus.blocks import clean
from corpus.documents import Line, Table
from corpus.loaders import load
from corpus.reader import read

RUN = "<w:r><w:t>{}</w:t></w:r>"


def add(document: Document, inner: str, properties: str = "") -> None:
    """A paragraph of raw WordprocessingML at the end of the text."""
    paragraph = parse_xml(f"<w:p {nsdecls('w')}><w:pPr>{properties}</w:pPr>{inner}</w:p>")
    document.element.body.insert(len(document.element.body) - 1, paragraph)


def saved(document: Document, folder: Path) -> Path:
    path = folder / "plan.docx"
    document.save(str(path))
    return path


def lines(path: Path) -> list[str]:
    return [item.text for item in load(path).content if isinstance(item, Line)]


def test_tracked_changes_give_the_final_text(tmp_path: Path) -> None:
    document = docx.Document()
    changed = '<w:del w:id="1" w:author="a"><w:r><w:delText>quý I</w:delText></w:r></w:del>'
    changed += f'<w:ins w:id="2" w:author="a">{RUN.format("quý III")}</w:ins>'
    add(document, RUN.format("Hoàn thành trong ").replace("<w:t>", '<w:t xml:space="preserve">') + changed)
    moved = f'<w:moveFrom w:id="3" w:author="a">{RUN.format("Câu cũ.")}</w:moveFrom>'
    add(document, moved + f'<w:moveTo w:id="4" w:author="a">{RUN.format("Câu mới.")}</w:moveTo>')
    assert lines(saved(document, tmp_path)) == ["Hoàn thành trong quý III", "Câu mới."]


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next(tmp_path: Path) -> None:
    document = docx.Document()
    add(document, RUN.format("Phòng Nội vụ "), '<w:rPr><w:del w:id="1" w:author="a"/></w:rPr>')
    add(document, RUN.format("chủ trì."))
    assert lines(saved(document, tmp_path)) == ["Phòng Nội vụ chủ trì."]


def test_content_controls_and_text_boxes_are_read(tmp_path: Path) -> None:
    document = docx.Document()
    add(document, f"<w:sdt><w:sdtContent>{RUN.format('Số: 15/KH-UBND')}</w:sdtContent></w:sdt>")
    box = "<w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox><w:txbxContent><w:p>{}</w:p>"
    box += "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    add(document, box.format(RUN.format("BẢN SAO")) + RUN.format("Điều chỉnh lịch họp."))
    assert lines(saved(document, tmp_path)) == ["Số: 15/KH-UBND", "Điều chỉnh lịch họp.", "BẢN SAO"]


def test_running_heads_are_left_out_and_a_letterhead_in_the_header_is_kept(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("KẾ HOẠCH")
    document.sections[0].footer.paragraphs[0].text = "Trang 1"
    header = document.sections[0].header
    header.paragraphs[0].text = "Bản thảo lần hai"
    assert lines(saved(document, tmp_path)) == ["KẾ HOẠCH"]
    header.paragraphs[0].text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    header.add_paragraph("Độc lập - Tự do - Hạnh phúc")
    found = lines(saved(document, tmp_path))
    assert found == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "KẾ HOẠCH"]


def test_a_footnote_stands_behind_its_paragraph(tmp_path: Path) -> None:
    document = docx.Document()
    add(document, RUN.format("Theo niên giám thống kê.") + '<w:r><w:footnoteReference w:id="2"/></w:r>')
    add(document, RUN.format("Đoạn sau."))
    path = saved(document, tmp_path)
    notes = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:id="2"><w:p>{RUN.format("Số liệu năm 2023.")}</w:p></w:footnote>'
    )
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("word/footnotes.xml", notes + "</w:footnotes>")
    assert lines(path) == ["Theo niên giám thống kê.", "Số liệu năm 2023.", "Đoạn sau."]


NUMBERING = """<w:numbering {names}><w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2.%3."/></w:lvl>
<w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%4)"/></w:lvl>
</w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="7"/></w:num></w:numbering>"""


def test_automatic_numbers_are_written_out(tmp_path: Path) -> None:
    document = docx.Document()
    for level in (0, 1, 2, 2, 3, 3, 1, 2, 0, 1):
        properties = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="7"/></w:numPr>'
        add(document, RUN.format("Nội dung"), properties)
    path = saved(document, tmp_path)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["word/numbering.xml"] = NUMBERING.format(names=nsdecls("w")).encode()
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    labels = [re.sub(" Nội dung$", "", line) for line in lines(path)]
    assert labels == ["I.", "1.", "1.1.", "1.2.", "a)", "b)", "2.", "2.1.", "II.", "1."]


COLUMNS = ("STT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành")
ROWS = [
    (str(number), f"Tổ chức lớp tập huấn thứ {number} cho cán bộ thôn", "Phòng Nông nghiệp", "UBND các xã", "Quý III")
    for number in range(1, 31)
]


def table_in(document: Document, rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def test_no_cell_of_an_appendix_is_lost_on_the_way_to_passages_and_tasks(tmp_path: Path) -> None:
    document = docx.Document()
    for text in (
        "KẾ HOẠCH",
        "Tập huấn kỹ thuật chăn nuôi năm 2024",
        "Ủy ban nhân dân huyện tổ chức các lớp sau.",
        "PHỤ LỤC",
    ):
        document.add_paragraph(text)
    table_in(document, [COLUMNS, *ROWS])
    path = saved(document, tmp_path)
    (table,) = [item for item in load(path).content if isinstance(item, Table)]
    assert list(table.rows) == [COLUMNS, *ROWS]
    blocks = [block for block in clean(load(path)) if block.is_row]
    assert sum(map(len, (block.cells for block in blocks))) == len(COLUMNS) * (len(ROWS) + 1)
    (found,) = read(load(path), path.name)
    passages = [found.text[passage.start : passage.end] for passage in found.passages if passage.kind == "row"]
    assert passages == [" | ".join(row) for row in (COLUMNS, *ROWS)]
    assert sum(task.row for task in found.tasks) == len(ROWS)


@pytest.mark.parametrize("across", [True, False])
def test_a_merged_cell_stands_in_every_place_that_it_covers(tmp_path: Path, across: bool) -> None:
    document = docx.Document()
    table_in(document, [COLUMNS, *ROWS[:4]])
    (table,) = document.tables
    first, last = (table.cell(1, 2), table.cell(1, 3)) if across else (table.cell(1, 2), table.cell(3, 2))
    for cell in (first, last, table.cell(2, 2)):
        cell.text = ""
    first.merge(last).text = "Trạm Khuyến nông"
    (found,) = [item for item in load(saved(document, tmp_path)).content if isinstance(item, Table)]
    places = [(1, 2), (1, 3)] if across else [(1, 2), (2, 2), (3, 2)]
    assert all(found.rows[row][column] == "Trạm Khuyến nông" for row, column in places)
    assert {len(row) for row in found.rows} == {5}
