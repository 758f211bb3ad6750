"""Scans are drawn from the sample plans: pages as pictures, tilted, with grain and a red stamp, bound into a PDF again."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFilter
from reportlab.pdfgen.canvas import Canvas

from corpus.documents import Document, Line, Loaded, ScannedPage, ScannedWord, Table, Vectors
from corpus.errors import NeedsOCR, UnreadableFile
from corpus.loaders import load, pdf, tesseract
from corpus.loaders.scan import Placing
from corpus.loaders.scan_grid import ruled
from corpus.loaders.scan_numerals import mended
from corpus.loaders.scan_picture import despeckled, ink_of, is_blank, on_white, sharpened, tilt_of, turned
from corpus.loaders.scan_vote import voted
from corpus.loaders.tesseract import Word
from corpus.page_images.finding import Quote, found_words
from corpus.page_images.words import PlacedWord
from corpus.reader import read
from corpus.scans import packed, unpacked
from corpus.settings import Settings
from corpus.store import Store
from index.doctor import examine

PLAN = "ke-hoach-chuyen-doi-so-cao-loc-2025.pdf"
DPI = 200
LETTERHEAD, SIGNATURE, TABLE = 0, 2, 3

needs_tesseract = pytest.mark.skipif(
    tesseract.missing() is not None, reason=f"scans need Debian's {tesseract.missing()}"
)


def picture_of(path: Path, page: int, tilt: float = 0.0, grain: float = 0.0, stamp: bool = False) -> Image.Image:
    """A page as a scanner gives it."""
    document = pypdfium2.PdfDocument(path)
    picture: Image.Image = document[page].render(scale=DPI / 72).to_pil().convert("RGB")
    document.close()
    if stamp:
        draw = ImageDraw.Draw(picture)
        x, y = picture.width * 0.72, picture.height * 0.3
        for radius in (150, 140):
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=(225, 60, 60), width=5)
    picture = picture.rotate(tilt, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    noise = np.random.default_rng(page).normal(0, grain, (picture.height, picture.width, 1)) if grain else 0
    return Image.fromarray(np.clip(np.asarray(picture) * 0.95 + noise, 0, 255).astype(np.uint8))


def bound(path: Path, pictures: list[Image.Image]) -> Path:
    """A PDF of pictures."""
    pictures[0].save(path, save_all=True, append_images=pictures[1:], resolution=DPI)
    return path


@pytest.fixture(scope="module")
def plan(samples: Path) -> Path:
    return samples / PLAN


@pytest.fixture(scope="module")
def truth(plan: Path) -> Loaded:
    return load(plan)


@pytest.fixture(scope="module")
def scan(plan: Path, tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """Three pages of the plan read back from a scan: letterhead and text, signatures under a stamp, a table."""
    pictures = [
        picture_of(plan, LETTERHEAD, tilt=0.7, grain=8),
        picture_of(plan, SIGNATURE, tilt=-0.5, stamp=True),
        picture_of(plan, TABLE, tilt=0.4, grain=5),
    ]
    return load(bound(tmp_path_factory.mktemp("scan") / "scan.pdf", pictures))


@pytest.fixture(scope="module")
def document(scan: Loaded) -> Document:
    return read(scan, "scan.pdf")[0]


def words(loaded: Loaded, page: int) -> list[str]:
    return " ".join(item.text for item in loaded.content if isinstance(item, Line) and item.page == page).split()


def rows(loaded: Loaded) -> list[tuple[str, ...]]:
    return [row for item in loaded.content if isinstance(item, Table) for row in item.rows]


@needs_tesseract
@pytest.mark.parametrize(("scanned", "drawn"), [(1, LETTERHEAD + 1), (2, SIGNATURE + 1)])
def test_the_words_of_a_tilted_grainy_and_stamped_scan_are_those_of_the_plan(
    scan: Loaded, truth: Loaded, scanned: int, drawn: int
) -> None:
    matcher = difflib.SequenceMatcher(None, words(scan, scanned), words(truth, drawn), autojunk=False)
    assert matcher.ratio() > 0.97


@needs_tesseract
def test_a_scanned_table_keeps_its_rows_and_columns(scan: Loaded, truth: Loaded) -> None:
    drawn, scanned = rows(truth), rows(scan)
    assert [len(row) for row in scanned] == [len(row) for row in drawn][: len(scanned)]
    pairs = [pair for row, true in zip(scanned, drawn, strict=False) for pair in zip(row, true, strict=True)]
    assert len(scanned) >= 10
    assert sum(one == other for one, other in pairs) >= 0.95 * len(pairs)


@needs_tesseract
def test_the_letterhead_of_a_scan_is_read(document: Document, truth: Loaded) -> None:
    header, true = document.header, read(truth, PLAN)[0].header
    assert (header.number, header.issuer, header.date) == (true.number, true.issuer, true.date)


@needs_tesseract
def test_each_scanned_page_says_how_sure_it_is(scan: Loaded, document: Document) -> None:
    assert [page.number for page in scan.scans] == [1, 2, 3]
    assert all(0.85 < page.sure < 1 for page in scan.scans)
    assert [page.sure for page in document.pages] == [page.sure for page in scan.scans]


@needs_tesseract
def test_the_words_of_a_quote_are_found_on_the_tilted_page(document: Document, scan: Loaded, plan: Path) -> None:
    ink = np.asarray(picture_of(plan, LETTERHEAD, tilt=0.7).convert("L")) < 128
    quote = next(line for line in document.text.split("\n") if len(line) > 150)
    words = [PlacedWord(word.text, 1, (word.box,)) for word in scan.scans[0].words]
    found = found_words(Quote(quote), words)
    assert len(found) > 0.9 * len(quote.split())
    for left, top, right, bottom in (words[at].boxes[0] for at in found):
        area = ink[
            int(top * ink.shape[0]) : int(bottom * ink.shape[0]), int(left * ink.shape[1]) : int(right * ink.shape[1])
        ]
        assert area.mean() > 0.08


@needs_tesseract
def test_a_page_on_its_side_is_read(plan: Path, truth: Loaded, tmp_path: Path) -> None:
    page = picture_of(plan, LETTERHEAD).crop((0, 0, 1654, 900)).rotate(90, expand=True)
    found = load(bound(tmp_path / "side.pdf", [page]))
    assert set(words(truth, 1)[:60]) - set(words(found, 1)) <= {"-"}
    left, top, right, bottom = next(word.box for word in found.scans[0].words if word.text == "NAM")
    assert right - left < bottom - top


@needs_tesseract
def test_scanned_pages_between_pages_of_text_are_read_too(plan: Path, tmp_path: Path) -> None:
    bound(tmp_path / "second.pdf", [picture_of(plan, SIGNATURE)])
    mixed = pypdfium2.PdfDocument.new()
    mixed.import_pages(pypdfium2.PdfDocument(plan), [0])
    mixed.import_pages(pypdfium2.PdfDocument(tmp_path / "second.pdf"))
    mixed.save(tmp_path / "mixed.pdf")
    found = load(tmp_path / "mixed.pdf")
    assert [page.number for page in found.scans] == [2]
    assert "Nơi nhận:" in " ".join(words(found, 2))
    assert [page.sure is None for page in read(found, "mixed.pdf")[0].pages] == [True, False]


@needs_tesseract
@pytest.mark.parametrize("layer", ["Signed by: UBND huyện", "xqzt wvbk zzrt qwrtx " * 60])
def test_a_signature_or_a_bad_text_layer_on_a_scan_does_not_stand_for_its_text(
    plan: Path, tmp_path: Path, layer: str
) -> None:
    page = Canvas(str(tmp_path / "layer.pdf"), pagesize=(595, 842))
    page.drawInlineImage(picture_of(plan, SIGNATURE), 0, 0, 595, 842)
    text = page.beginText(50, 800)
    text.setTextRenderMode(3)
    for start in range(0, len(layer), 80):
        text.textLine(layer[start : start + 80])
    page.drawText(text)
    page.save()
    found = load(tmp_path / "layer.pdf")
    assert "Lý Minh Quân" in [item.text for item in found.content if isinstance(item, Line)]
    assert "xqzt" not in words(found, 1) and len(found.scans) == 1


@needs_tesseract
def test_a_scan_of_nothing_but_grain_is_read_at_once_and_holds_nothing(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).normal(235, 25, (2339, 1654))
    page = Image.fromarray(np.clip(noise, 0, 255).astype(np.uint8))
    assert is_blank(page, DPI)
    assert not any(item.text for item in load(bound(tmp_path / "grain.pdf", [page])).content if isinstance(item, Line))


@needs_tesseract
def test_an_immense_page_is_drawn_small_enough(tmp_path: Path) -> None:
    path = tmp_path / "immense.pdf"
    picture = Image.new("L", (400, 400), 255)
    picture.save(path, resolution=2)  # 200 inches on each side
    assert [page.words for page in load(path).scans] == [()]


def test_without_tesseract_a_scan_is_refused_with_what_to_install(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = bound(tmp_path / "scan.pdf", [picture_of(plan, SIGNATURE)])
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NeedsOCR, match="tesseract") as refusal:
        pdf.load(path)
    assert "apt-get install tesseract-ocr tesseract-ocr-vie" in refusal.value.remedy


def test_the_doctor_says_what_scans_need(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    findings = examine(Settings(data=tmp_path, cache=Path(__file__)))
    found = next(finding for finding in findings if finding.name == "tesseract")
    assert found.status == "note" and "tesseract-ocr-vie" in found.remedy


@pytest.mark.parametrize("tilt", [-2.3, -0.4, 0.0, 1.1])
def test_the_tilt_of_a_page_is_found(plan: Path, tilt: float) -> None:
    assert tilt_of(ink_of(picture_of(plan, LETTERHEAD, tilt=tilt))) == pytest.approx(-tilt, abs=0.06)


def test_a_stamp_is_no_ink(plan: Path) -> None:
    clean, stamped = (np.asarray(ink_of(picture_of(plan, SIGNATURE, stamp=stamp))) for stamp in (False, True))
    assert ((stamped < 160) != (clean < 160)).sum() < 50


def test_grey_paper_becomes_white_and_ink_stays() -> None:
    page = np.full((600, 600), 150, np.uint8)
    page[:, 300:] = 210
    page[100:110, 50:550] = 40
    lit = np.asarray(on_white(Image.fromarray(page)))
    assert lit[300, 50] > 240 and lit[300, 550] > 240 and lit[105, 100] < 90


def test_specks_go_and_strokes_of_one_pixel_stay() -> None:
    page = np.full((60, 60), 230, np.uint8)
    page[10, 5:55] = page[20:50, 30] = 60
    specked = page.copy()
    specked[40, 10] = specked[40, 50] = specked[52, 52] = specked[52, 53] = 0
    cleaned = np.asarray(despeckled(Image.fromarray(specked))).astype(int)
    assert cleaned[40, 10] == cleaned[40, 50] == cleaned[52, 52] == cleaned[52, 53] == 230
    assert np.array_equal(cleaned[10, 6:54], page[10, 6:54]) and np.array_equal(cleaned[21:49, 30], page[21:49, 30])


@pytest.mark.parametrize("dpi", [200, 300])
def test_a_blurred_line_is_narrow_again(dpi: int) -> None:
    page = Image.new("L", (301, 200), 255)
    ImageDraw.Draw(page).line((150, 0, 150, 200), fill=0, width=3)
    blurred = page.filter(ImageFilter.GaussianBlur(1.8 * dpi / 300))
    sharp = sharpened(blurred, dpi)
    assert sharp.size == page.size

    def wrong(picture: Image.Image) -> float:
        return float(np.abs(np.asarray(picture).astype(int) - np.asarray(page))[40:160].mean())

    assert wrong(sharp) < 0.85 * wrong(blurred)


def test_merged_cells_of_a_drawn_table_are_one() -> None:
    page = Image.new("L", (1200, 900), 255)
    draw = ImageDraw.Draw(page)
    for y in (100, 250, 400, 550):
        draw.line((100, y, 1000, y), width=3)
    for x in (100, 300, 1000):
        draw.line((x, 100, x, 550), width=3)
    draw.line((600, 100, 600, 250), width=3)
    draw.rectangle((110, 240, 290, 260), fill=255)
    ((grid,), bare) = ruled(page, DPI)
    assert [round(place, -1) for place in (*grid.rows, *grid.columns)] == [100, 250, 400, 550, 100, 300, 600, 1000]
    assert set(grid.spans) == {(0, 0, 1, 0), (0, 1, 0, 1), (0, 2, 0, 2), (1, 1, 1, 2), (2, 0, 2, 0), (2, 1, 2, 2)}
    assert np.asarray(bare)[395:406, 320:980].min() > 200


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("tilt", [0.0, 2.0])
def test_a_box_on_the_turned_picture_is_found_on_the_page(turn: int, tilt: float) -> None:
    page = Image.new("L", (600, 800), 255)
    ImageDraw.Draw(page).rectangle((100, 200, 160, 220), fill=0)
    upright = page.rotate(turn, expand=True)
    ink = np.argwhere(np.asarray(turned(upright, tilt)) < 128)
    (top, left), (bottom, right) = ink.min(axis=0), ink.max(axis=0)
    width, height = upright.size
    box = left / width, top / height, right / width, bottom / height
    found = Placing(turn, tilt, width, height).on_page(box)
    assert found == pytest.approx((100 / 600, 200 / 800, 160 / 600, 220 / 800), abs=0.008)


def line(text: str, sure: float = 0.9) -> tuple[Word, ...]:
    return tuple(Word(word, (0, 0, 1, 1), sure) for word in text.split())


@pytest.mark.parametrize(
    ("readings", "text"),
    [
        (("kiểm định chất", "kiếm định chất", "kiểm định chất"), "kiểm định chất"),
        (("năm 2024 -", "năm 2024", "năm 2024"), "năm 2024"),
        (("năm 2024", "trong năm 2024", "trong năm 2024"), "trong năm 2024"),
        (("quý II", "quý III", "quý I"), "quý II"),
        (("", "", "LH"), ""),
    ],
)
def test_what_most_readings_of_a_cell_have_stands(readings: tuple[str, ...], text: str) -> None:
    lines = [[line(reading, 0.9 - number / 100)] if reading else [] for number, reading in enumerate(readings)]
    assert " ".join(word.text for line in voted(lines) for word in line) == text


def test_a_word_that_the_surest_reading_lost_stands_on_its_own_line_again() -> None:
    lost, whole = [line("- UBND tỉnh;", 0.95), line("Sở Nội vụ;", 0.95)], [line("- UBND tỉnh;"), line("- Sở Nội vụ;")]
    assert [[word.text for word in found] for found in voted([lost, whole, whole])] == [
        ["-", "UBND", "tỉnh;"],
        ["-", "Sở", "Nội", "vụ;"],
    ]


@pytest.mark.parametrize(
    ("read_as", "mended_as"),
    [
        (["IL.", "H.", "HI.", "1V.", "V."], ["I.", "II.", "III.", "IV.", "V."]),
        (["I.", "II.", "II.", "IV."], ["I.", "II.", "III.", "IV."]),
        (["VI.", "VII.", "VII.", "IX."], ["VI.", "VII.", "VIII.", "IX."]),
        (["I.", "H.", "II."], ["I.", "II.", "III."]),
        (["I.", "II.", "IV.", "V."], ["I.", "II.", "IV.", "V."]),
        (["1.", "2.", "3."], ["1.", "2.", "3."]),
        (["I.", "II.", "I.", "II."], ["I.", "II.", "I.", "II."]),
    ],
)
def test_a_numeral_is_mended_where_its_sequence_leaves_one_possibility(
    read_as: list[str], mended_as: list[str]
) -> None:
    assert [text.split()[0] for text in mended([f"{numeral} NHIỆM VỤ" for numeral in read_as])] == mended_as


def test_words_come_out_of_the_store_as_they_went_in(tmp_path: Path, document_of: Callable[..., Document]) -> None:
    pages = (ScannedPage(1, 0.91, (ScannedWord("Số:", (0.1, 0.2, 0.3, 0.4), 0.5),)), ScannedPage(2, 0.0, ()))
    store = Store(tmp_path / "store.sqlite3")
    (name,) = store.replace(
        "/a.pdf", "a.pdf", b"", "1", "m", [(document_of(pages), Vectors(np.zeros((0, 4), np.float32)))]
    )
    assert [(page.number, page.sure) for page in store.scans(name)] == [(1, 0.91), (2, 0.0)]
    (word,) = store.scans(name)[0].words
    assert word.text == "Số:" and word.sure == 0.5 and word.box == pytest.approx((0.1, 0.2, 0.3, 0.4), abs=1e-4)


@pytest.fixture
def document_of() -> Callable[..., Document]:
    def make(scans: tuple[ScannedPage, ...]) -> Document:
        document = read(Loaded((Line("KẾ HOẠCH", 1), Line("Nội dung.", 1))), "a.pdf")[0]
        return dataclasses.replace(document, passages=(), tasks=(), scans=scans)

    return make


def test_packing_keeps_every_word() -> None:
    many = tuple(ScannedWord(f"từ{n}", (n / 500, 0, 1, 1), n / 499) for n in range(500))
    blob = packed(many)
    assert [word.text for word in unpacked(blob)] == [word.text for word in many]
    assert len(blob) < 12 * len(many)


def test_too_many_scanned_pages_are_refused(tmp_path: Path) -> None:
    from corpus.loaders import pdf_scanned

    if tesseract.missing() is not None:
        pytest.skip("scans need tesseract")
    with pytest.raises(UnreadableFile, match="at most 500"):
        pdf_scanned.read_scanned(tmp_path / "a.pdf", range(501), "is a scan")
