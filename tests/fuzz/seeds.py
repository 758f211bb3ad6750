"""Small good files of every kind that is read, for mutations to begin from."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable

import docx
from PIL import Image, ImageDraw
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.corpus.test_pdf import FONT

_TONES = "\u0300\u0301\u0303\u0309\u0323"
PLAN = """ỦY BAN NHÂN DÂN
HUYỆN YÊN LẬP

Số: 45/KH-UBND

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Yên Lập, ngày 12 tháng 3 năm 2024

KẾ HOẠCH
Trồng cây phân tán năm 2024

Căn cứ Quyết định số 12/QĐ-UBND ngày 05/01/2024 của Ủy ban nhân dân tỉnh;

I. MỤC ĐÍCH, YÊU CẦU
1. Mục đích
- Trồng 5.000 cây trên đất công, hoàn thành trước ngày 30/6/2024.
+ Mỗi xã chọn ít nhất 02 tuyến đường.
a) Cây giống do Trạm Khuyến nông cấp trong quý II năm 2024.

II. TỔ CHỨC THỰC HIỆN
1. Phòng Nông nghiệp
Chủ trì, phối hợp với Phòng Tài chính và UBND các xã trồng và chăm sóc cây, báo cáo hằng tháng.
1.1. Thời gian thực hiện: từ tháng 4 đến tháng 9/2024

Nơi nhận:
- UBND tỉnh;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Đỗ Văn Bình
"""
ROWS = (
    ("STT", "Nội dung", "Chủ trì", "Thời hạn"),
    ("I", "Việc chung", "", ""),
    ("1", "Chọn cây giống", "Trạm Khuyến nông", "Quý I"),
    ("2", "Trồng cây", "UBND các xã", "Tháng 6"),
)


def seeds(kind: str) -> list[bytes]:
    """The good files of a kind: ``text``, ``html``, ``docx``, ``pdf``, ``office`` or ``scan``."""
    return [make() for make in _SEEDS[kind]]


def _text() -> bytes:
    bars = "\n".join("| " + " | ".join(row) + " |" for row in (ROWS[0], ("---",) * 4, *ROWS[1:]))
    return f"{PLAN}\n{bars}\n".encode()


def _tabs() -> bytes:
    return (PLAN + "\n".join("\t".join(row) for row in ROWS)).encode("utf-16")


def _flattened() -> bytes:
    cells = "\n|\n|\n".join("\n|\n".join(row) for row in ROWS)
    return f"PHỤ LỤC\n|\n{cells}\n|\n\nHết.".encode()


def _stacked() -> bytes:
    text = PLAN + "\n".join(cell for row in (ROWS[0], *ROWS[2:]) for cell in row)
    return "".join(map(_with_tone_apart, text)).encode("cp1258")


def _with_tone_apart(letter: str) -> str:
    """As Windows-1258 writes it: the vowel with its shape, then the tone."""
    marks = unicodedata.normalize("NFD", letter)
    tone = "".join(mark for mark in marks if mark in _TONES)
    return unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES)) + tone


def _viqr() -> bytes:
    return b"U?y ban nha^n da^n huye^.n Ye^n La^.p\nKe^' hoa.ch tro^`ng ca^y na(m 2024\n"


def _tcvn3() -> bytes:
    return "ñy ban nh©n d©n huyÖn Yªn LËp\nKÕ ho¹ch trång c©y n¨m 2024\nSè: 12/KH-UBND\n".encode("latin-1")


def _page() -> bytes:
    table = "".join("<tr>" + "".join(f"<td rowspan=1>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
    body = "".join(f"<p>{line}</p>" for line in PLAN.splitlines())
    return (
        '<html><head><meta charset="utf-8"></head><body><header>Cổng</header><div class="menu">Trang chủ</div>'
        f"<article>{body}<ol type='a' start='2'><li>Một<li>Hai</ol><table>{table}</table>"
        "<table><tr><td><p>Nơi nhận:<br>- Lưu</td></tr></table></article><form>Tìm</form></body></html>"
    ).encode()


def _word() -> bytes:
    document = docx.Document()
    for line in PLAN.splitlines():
        document.add_paragraph(line, style="List Number" if line.startswith("-") else None)
    table = document.add_table(len(ROWS), len(ROWS[0]))
    for row, cells in zip(table.rows, ROWS, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.cell(1, 1).merge(table.cell(1, 3))
    document.sections[0].header.paragraphs[0].text = "Bản thảo"
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _pdf() -> bytes:
    font = "Helvetica"
    if FONT is not None:
        pdfmetrics.registerFont(TTFont("Plan", str(FONT)))
        font = "Plan"
    target = io.BytesIO()
    canvas = Canvas(target, pageCompression=0)
    canvas.setFont(font, 11)
    for number, line in enumerate(PLAN.splitlines()):
        canvas.drawString(70, 800 - 15 * number, line)
    canvas.showPage()
    canvas.setFont(font, 11)
    for y, row in enumerate(ROWS):
        for x, cell in enumerate(row):
            canvas.rect(60 + 120 * x, 700 - 30 * y, 120, 30)
            canvas.drawString(65 + 120 * x, 710 - 30 * y, cell)
    canvas.save()
    return target.getvalue()


def _short_pdf() -> bytes:
    """Written by hand, so that most mutations meet something that matters."""
    content = (
        b"BT /F 12 Tf 72 700 Td (Ke hoach trong cay) Tj 0 -20 Td [(Tram) -250 (Khuyen nong)] TJ ET 60 600 m 300 600 l S"
    )
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Rotate 0/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    return data + head + table + b"trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(data)


def _rtf() -> bytes:
    return b"{\\rtf1\\ansi{\\fonttbl{\\f0 Times;}}\\f0 K\\u7871?  ho\\u7841?ch \\b Vi\\b0\\par Hai\\par}"


def _scan() -> bytes:
    picture = Image.new("RGB", (620, 400), "white")
    draw = ImageDraw.Draw(picture)
    draw.text((40, 40), "KE HOACH TRONG CAY NAM 2024", fill="black", font_size=24)
    for y in (120, 170, 220):
        draw.line((40, y, 560, y), fill="black", width=2)
    for x in (40, 200, 560):
        draw.line((x, 120, x, 220), fill="black", width=2)
    draw.text((60, 130), "STT", fill="black", font_size=24)
    draw.text((240, 130), "Noi dung", fill="black", font_size=24)
    target = io.BytesIO()
    picture.save(target, "pdf", resolution=100)
    return target.getvalue()


_SEEDS: dict[str, tuple[Callable[[], bytes], ...]] = {
    "text": (_text, _tabs, _flattened, _stacked, _viqr, _tcvn3),
    "html": (_page,),
    "docx": (_word,),
    "pdf": (_pdf, _short_pdf),
    "office": (_rtf, _page, _word),
    "scan": (_scan,),
}
