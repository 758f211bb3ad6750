"""PDFs made here: tables, columns, paragraphs and old fonts as programs of offices draw them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pypdfium2
import pytest
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from corpus.blocks import clean
from corpus.documents import Line
from corpus.documents import Table as FoundTable
from corpus.errors import UnreadableFile
from corpus.loaders import load
from corpus.loaders.pdf_layout import Piece, paragraphs
from corpus.loaders.pdf_page import Fragment, PageText
from corpus.loaders.pdf_tables import joined_tables
from corpus.reader import read

FONT = next(
    (
        path
        for folder in ("dejavu", "noto")
        for name in ("DejaVuSans.ttf", "NotoSans-Regular.ttf")
        if (path := Path("/usr/share/fonts/truetype") / folder / name).exists()
    ),
    None,
)
pytestmark = pytest.mark.skipif(
    FONT is None, reason="no font with Vietnamese letters (apt-get install fonts-dejavu-core)"
)
COLUMNS = ("STT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Thời hạn")
ROWS = [
    (str(number), f"Nạo vét đoạn kênh số {number} phục vụ tưới tiêu vụ đông xuân", "Phòng Kinh tế", "UBND xã", "Quý IV")
    for number in range(1, 61)
]
GRID = ("GRID", (0, 0), (-1, -1), 0.5, "black")


@pytest.fixture(scope="module", autouse=True)
def font() -> None:
    pdfmetrics.registerFont(TTFont("Plan", str(FONT)))


def table_pdf(path: Path, rows: Sequence[Sequence[str]], *styles: object, repeat: int = 1) -> Path:
    style = ParagraphStyle("cell", fontName="Plan", fontSize=10, leading=13)
    cells = [[Paragraph(cell, style) if cell else "" for cell in row] for row in rows]
    table = Table(cells, colWidths=(40, 300, 130, 130, 100), repeatRows=repeat, style=[GRID, *styles])
    SimpleDocTemplate(str(path), pagesize=landscape(A4)).build([table])
    return path


def tables(path: Path) -> list[tuple[tuple[str, ...], ...]]:
    return [item.rows for item in load(path).content if isinstance(item, FoundTable)]


def test_no_cell_of_a_table_over_several_pages_is_lost(tmp_path: Path) -> None:
    path = table_pdf(tmp_path / "long.pdf", [COLUMNS, *ROWS])
    assert load(path).pages > 2  # type: ignore[operator]
    assert tables(path) == [(COLUMNS, *ROWS)]
    (document,) = read(load(path), path.name)
    passages = [document.text[passage.start : passage.end] for passage in document.passages if passage.kind == "row"]
    assert passages == [" | ".join(row) for row in (COLUMNS, *ROWS)]
    assert sum(task.row for task in document.tasks) == len(ROWS)


def test_a_row_is_of_the_page_on_which_it_stands(tmp_path: Path) -> None:
    path = table_pdf(tmp_path / "long.pdf", [COLUMNS, *ROWS])
    with pypdfium2.PdfDocument(path) as drawn:
        texts = [" ".join(page.get_textpage().get_text_range().split()) for page in drawn]
    (document,) = read(load(path), path.name)
    found = {document.text[passage.start :].split(" | ")[0]: passage.page for passage in document.passages[1:]}
    assert found == {
        number: 1 + next(at for at, text in enumerate(texts) if f"số {number} phục vụ" in text) for number, *_ in ROWS
    }
    assert [page.number for page in document.pages] == list(range(1, len(texts) + 1))
    assert {task.page for task in document.tasks} == set(found.values())


def test_a_row_that_the_end_of_a_page_cuts_is_of_the_page_on_which_it_begins() -> None:
    first = Fragment(3, [[["STT"], ["Việc"], ["Hạn"]], [["1"], ["Nạo vét kênh"], ["Quý I"]]], (0, 500, 500, 800))
    then = Fragment(4, [[[], ["phục vụ tưới tiêu"], []], [["2"], ["Sửa cống"], ["Quý II"]]], (0, 50, 500, 300))
    pages = [PageText(()), PageText(()), PageText(()), PageText((), (first,)), PageText((), (then,))]
    [table] = joined_tables(pages)[id(first)]
    assert isinstance(table, FoundTable)
    assert table.rows[1:] == (("1", "Nạo vét kênh phục vụ tưới tiêu", "Quý I"), ("2", "Sửa cống", "Quý II"))
    assert table.pages == (4, 4, 5)


def test_merged_cells_stand_in_every_place_that_they_cover(tmp_path: Path) -> None:
    rows = [list(row) for row in (COLUMNS, *ROWS[:4])]
    rows[1] = ["I. CÔNG TRÌNH CẤP BÁCH", "", "", "", ""]
    rows[3][2] = ""
    path = table_pdf(tmp_path / "merged.pdf", rows, ("SPAN", (0, 1), (-1, 1)), ("SPAN", (2, 2), (2, 3)))
    (found,) = tables(path)
    assert found[1] == ("I. CÔNG TRÌNH CẤP BÁCH",) * 5
    assert found[3] == (ROWS[2][0], ROWS[2][1], "Phòng Kinh tế", *ROWS[2][3:])
    assert {len(row) for row in found} == {5}


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_table_on_a_turned_page_is_read_upright(tmp_path: Path, turn: int) -> None:
    path = table_pdf(tmp_path / "upright.pdf", [COLUMNS, *ROWS[:5]])
    document = pypdfium2.PdfDocument(path)
    document[0].set_rotation(turn)
    document.save(tmp_path / "turned.pdf")
    document.close()
    assert tables(tmp_path / "turned.pdf") == [(COLUMNS, *ROWS[:5])]


def lined(canvas: Canvas, x: float, y: float, to_x: float, to_y: float) -> None:
    canvas.line(x, y, to_x, to_y)


def filled(canvas: Canvas, x: float, y: float, to_x: float, to_y: float) -> None:
    canvas.rect(x, y, to_x - x or 0.5, to_y - y or 0.5, stroke=0, fill=1)


@pytest.mark.parametrize("rule", [lined, filled])
def test_borders_may_be_lines_or_filled_strips_and_a_cut_row_needs_none(
    tmp_path: Path, rule: Callable[[Canvas, float, float, float, float], None]
) -> None:
    canvas = Canvas(str(tmp_path / "strips.pdf"), pagesize=A4)
    canvas.setFont("Plan", 10)
    xs, ys = (60, 120, 320, 500), (700, 660, 620)
    for y in ys:
        rule(canvas, xs[0], y, xs[-1], y)
    for x in xs:
        rule(canvas, x, 580, x, ys[0])  # the last row has no rule below it
    for row, cells in enumerate(
        (("STT", "Nhiệm vụ", "Chủ trì"), ("1", "Phun thuốc", "Trạm Thú y"), ("2", "Tiêm chủng", "Trạm Y tế"))
    ):
        for column, text in enumerate(cells):
            canvas.drawString(xs[column] + 5, 680 - 40 * row, text)
    canvas.save()
    (found,) = tables(tmp_path / "strips.pdf")
    assert found == (
        ("STT", "Nhiệm vụ", "Chủ trì"),
        ("1", "Phun thuốc", "Trạm Thú y"),
        ("2", "Tiêm chủng", "Trạm Y tế"),
    )


def test_a_line_without_width_is_a_line() -> None:
    narrow = [Piece(text, 72.0, top, 72.0, top + 10) for text, top in (("Trồng cây", 100.0), ("phân tán.", 120.0))]
    assert [line.text for line in paragraphs(narrow) if line.text] == ["Trồng cây", "phân tán."]


def test_underlines_and_frames_are_no_tables(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "frame.pdf"), pagesize=A4)
    canvas.setFont("Plan", 12)
    canvas.rect(30, 30, 535, 780)
    canvas.drawString(60, 760, "KẾ HOẠCH")
    canvas.line(60, 757, 130, 757)
    canvas.drawString(60, 730, "Trồng cây phân tán trên đất công.")
    canvas.save()
    found = load(tmp_path / "frame.pdf").content
    assert [item.text for item in found if isinstance(item, Line) and item.text] == [
        "KẾ HOẠCH",
        "Trồng cây phân tán trên đất công.",
    ]
    assert not any(isinstance(item, FoundTable) for item in found)


def test_a_page_of_countless_pieces_of_text_is_left_alone(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "bomb.pdf"), pagesize=A4)
    for _ in range(50_001):
        canvas.drawString(50, 50, "a")
    canvas.save()
    with pytest.raises(UnreadableFile, match=r"Page 1 of bomb\.pdf"):
        load(tmp_path / "bomb.pdf")


def piece(text: str, left: float, right: float, row: int) -> Piece:
    return Piece(text, left, 20.0 * row, right, 20.0 * row + 12)


def test_a_line_with_room_for_the_next_word_ends_its_paragraph() -> None:
    pieces = [
        piece("Các phòng chuyên môn rà soát nhu cầu vật tư", 90, 540, 1),
        piece("của từng xã.", 60, 130, 2),
        piece("Trung tâm Dịch vụ nông nghiệp tổng hợp số", 60, 540, 3),
        piece("liệu hằng tuần.", 60, 150, 4),
    ]
    assert [line.text for line in paragraphs(pieces)].index("") == 2


def test_a_full_line_before_an_indented_one_ends_its_paragraph_and_a_cut_number_does_not() -> None:
    full = [piece(f"Dòng chữ đầy đủ bề ngang của trang thứ {row}", 60, 540, row) for row in range(4)]
    assert "" in [line.text for line in paragraphs([*full, piece("Đoạn mới thụt đầu dòng ở đây", 95, 540, 5)])]
    cut = [
        *full,
        piece("Thực hiện Thông báo số 12-", 60, 400, 5),
        piece("TB/HU của Huyện ủy về việc trên đây", 60, 540, 6),
    ]
    assert "" not in [line.text for line in paragraphs(cut)]


def test_a_name_of_the_state_broken_by_a_narrow_column_is_one_line(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "letterhead.pdf"), pagesize=A4)
    canvas.setFont("Plan", 11)
    for y, left, right in (
        (800, "ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA"),
        (785, "XÃ TÂN LẬP", "VIỆT NAM"),
        (770, "Số: 8/KH-UBND", "Độc lập - Tự do - Hạnh phúc"),
    ):
        canvas.drawCentredString(150, y, left)
        canvas.drawCentredString(430, y, right)
    canvas.drawCentredString(430, 750, "Tân Lập, ngày 3 tháng 2 năm 2023")
    canvas.drawCentredString(300, 720, "KẾ HOẠCH")
    canvas.drawString(60, 690, "Xã tổ chức ra quân làm thủy lợi nội đồng trong tháng Hai.")
    canvas.save()
    (document,) = read(load(tmp_path / "letterhead.pdf"), "letterhead.pdf")
    assert document.header.issuer == "Ủy ban nhân dân xã Tân Lập"
    assert document.header.number == "8/KH-UBND"
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in [block.text for block in clean(load(tmp_path / "letterhead.pdf"))]
