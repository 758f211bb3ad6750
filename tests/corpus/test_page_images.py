"""Pages as pictures: that the boxes lie over the words, that nothing old is shown, and what hostile files do."""

from __future__ import annotations

import collections
import concurrent.futures
import io
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from numpy.typing import NDArray
from PIL import Image

from corpus.documents import Line, Loaded, ScannedPage, ScannedWord
from corpus.errors import BadQuestion, Busy, KehoachError, NotFound, UnreadableFile
from corpus.loaders.office import converter
from corpus.loaders.pdf_encoding import Decoder
from corpus.page_images import Cache, MarkedPage, PageImages, is_pictured
from corpus.page_images.finding import letters
from corpus.page_images.images import _DRAWER as drawer
from corpus.page_images.words import words_of
from corpus.reader import read
from corpus.store import Store, StoredPassage
from tests.keeping import keep, keep_documents

PLAN = "ke-hoach-chuyen-doi-so-cao-loc-2025.pdf"
OTHER = "ke-hoach-phong-chong-ret-vat-nuoi-cao-loc-2023.pdf"
WORD = "ke-hoach-trong-tam-giao-duc-2024.docx"
#: What is under the boxes of a passage must be its words to this share, for so many of the passages.
EXACT, OF_PASSAGES = 0.95, 0.95
RTF = (
    r"{\rtf1\ansi\uc1 K\u7870? HO\u7840?CH\par "
    r"Ch\u7911? tr\u236? s\u7889? h\u243?a s\u7893? h\u7897? t\u7883?ch\par}"
)

needs_libreoffice = pytest.mark.skipif(
    converter() is None, reason="no LibreOffice (Debian: apt-get install libreoffice-writer-nogui)"
)


@pytest.fixture
def images(tmp_path: Path) -> PageImages:
    return PageImages(Store(tmp_path / "store.sqlite3"), tmp_path / "pages")


def drawn(images: PageImages, name: str, number: int, *boxes: tuple[float, float, float, float]) -> Image.Image:
    return Image.open(io.BytesIO(images.image(name, MarkedPage(number, boxes)))).convert("RGB")


def grey(picture: Image.Image) -> NDArray[np.float64]:
    return np.asarray(picture.convert("L"), dtype=np.float64)


def sampled(store: Store, name: str) -> list[StoredPassage]:
    """Every other passage: of each kind enough."""
    return list(store.passages(store.document(name).row))[::2]


def shares_under_boxes(images: PageImages, name: str, pdf: Path) -> list[float]:
    """For each passage, how well the letters that pdfium finds inside the boxes are those of the passage: F1, 0..1."""
    document = pypdfium2.PdfDocument(pdf)
    text = images.store.text(name)
    shares = []
    for stored in sampled(images.store, name):
        start, end = stored.passage.start, stored.passage.end
        under = ""
        for page in images.pages_of(name, start, end):
            sheet = document[page.number - 1]
            width, height = sheet.get_size()
            text_page = sheet.get_textpage()
            for left, top, right, bottom in page.boxes:
                under += text_page.get_text_bounded(
                    left * width - 1, height - bottom * height, right * width + 1, height - top * height
                )
        # As a bag: documents whose letters with marks are of another font hold them in an order of their own.
        wanted, found = collections.Counter(letters(text[start:end])), collections.Counter(letters(under))
        shares.append(2 * (wanted & found).total() / max(1, wanted.total() + found.total()))
    document.close()
    return shares


def most_are_exact(shares: list[float]) -> bool:
    return sum(share >= EXACT for share in shares) >= OF_PASSAGES * len(shares) > 0


# -- where the boxes lie


@pytest.mark.parametrize("plan", [PLAN, OTHER])
def test_under_the_boxes_are_the_words_of_the_passage(images: PageImages, samples: Path, plan: str) -> None:
    (name,) = keep(images.store, samples / plan)
    assert most_are_exact(shares_under_boxes(images, name, samples / plan))


@pytest.mark.parametrize("plan", ["000", "001_cairo", "001_gs", "001_nfd", "001_weasy", "001_charpos", "mixedfont/001"])
def test_under_the_boxes_are_the_words_whichever_program_made_the_pdf(
    images: PageImages, shared: Path, plan: str
) -> None:
    path = shared / "files" / f"{plan}.pdf"
    (name,) = keep(images.store, path)
    assert most_are_exact(shares_under_boxes(images, name, path))


@pytest.mark.parametrize("plan", ["001_tcvn3", "001_vni", "001_rot90", "001_rotflag", "001_twocol"])
def test_quotes_of_old_fonts_turned_pages_and_columns_are_found(images: PageImages, shared: Path, plan: str) -> None:
    path = shared / "files" / f"{plan}.pdf"
    (name,) = keep(images.store, path)
    text = images.store.text(name)
    document, decoder = pypdfium2.PdfDocument(path), Decoder()
    words = {number: words_of(document[number - 1], number, decoder) for number in range(1, len(document) + 1)}
    shares = []
    for stored in images.store.passages(images.store.document(name).row):
        start, end = stored.passage.start, stored.passage.end
        under = [
            word.text
            for page in images.pages_of(name, start, end)
            for word in words[page.number]
            for left, top, right, bottom in page.boxes
            if left <= sum(word.boxes[0][::2]) / 2 <= right and top <= sum(word.boxes[0][1::2]) / 2 <= bottom
        ]
        wanted, found = collections.Counter(letters(text[start:end])), collections.Counter(letters("".join(under)))
        shares.append(2 * (wanted & found).total() / (wanted.total() + found.total()))
    assert most_are_exact(shares)


def test_a_row_far_down_a_table_is_shown_on_its_own_page(images: PageImages, samples: Path) -> None:
    (name,) = keep(images.store, samples / PLAN)
    text = images.store.text(name)
    start = text.index("14 | ")
    end = text.index("\n", start)
    (stated,) = {
        stored.passage.page
        for stored in images.store.passages(images.store.document(name).row)
        if stored.passage.start == start
    }
    found = images.page_of(name, start, end)
    assert (stated, found.number) == (5, 5)
    tops, bottoms = {round(box[1], 1) for box in found.boxes}, {round(box[3], 1) for box in found.boxes}
    assert max(bottoms) - min(tops) <= 0.1


def test_a_box_is_seen_in_grey_and_covers_no_ink(images: PageImages, samples: Path) -> None:
    (name,) = keep(images.store, samples / PLAN)
    start = images.store.text(name).index("Chủ trì, phối hợp")
    page = images.page_of(name, start, start + 200)
    plain, marked = grey(drawn(images, name, page.number)), grey(drawn(images, name, page.number, *page.boxes))
    assert plain.shape == marked.shape and plain.size <= 3_000_000
    assert (marked[plain < 90] < 110).all()
    height, width = plain.shape
    assert len(page.boxes) >= 2
    for left, top, right, bottom in page.boxes:
        middle = marked[int((top + bottom) / 2 * height)]
        edge = middle[max(0, int(left * width) - 10) : int(left * width)]
        assert edge.min() < 90
        inside = plain[int(top * height) : int(bottom * height), int(left * width) : int(right * width)]
        assert (inside < 128).mean() > 0.05
    assert marked[: int(page.boxes[0][1] * height) - 10].mean() == pytest.approx(
        plain[: int(page.boxes[0][1] * height) - 10].mean(), abs=1
    )


def test_a_page_on_its_side_is_shown_upright(images: PageImages, samples: Path, tmp_path: Path) -> None:
    document = pypdfium2.PdfDocument(samples / PLAN)
    for page in document:
        page.set_rotation(90)
    document.save(tmp_path / "turned.pdf")
    (straight,), (turned,) = keep(images.store, samples / PLAN), keep(images.store, tmp_path / "turned.pdf")
    one, other = grey(drawn(images, straight, 1)), grey(drawn(images, turned, 1))
    assert one.shape == other.shape
    assert abs(one - other).mean() < 5


def test_only_what_is_shown_of_a_page_counts(images: PageImages, samples: Path, tmp_path: Path) -> None:
    document = pypdfium2.PdfDocument(samples / PLAN)
    for page in document:
        left, bottom, right, top = page.get_mediabox()
        page.set_cropbox(left + 40, bottom + 30, right - 10, top - 20)
    document.save(tmp_path / "cropped.pdf")
    (name,) = keep(images.store, tmp_path / "cropped.pdf")
    start = images.store.text(name).index("Chủ trì, phối hợp")
    page = images.page_of(name, start, start + 200)
    plain = grey(drawn(images, name, page.number))
    height, width = plain.shape
    for left, top, right, bottom in page.boxes:
        inside = plain[int(top * height) : int(bottom * height), int(left * width) : int(right * width)]
        assert (inside < 128).mean() > 0.05


def test_a_scan_is_boxed_by_the_words_that_were_read_from_it(images: PageImages, samples: Path, tmp_path: Path) -> None:
    plan = pypdfium2.PdfDocument(samples / PLAN)
    words = words_of(plan[1], 2, Decoder())
    plan[1].render(scale=2).to_pil().save(tmp_path / "scan.pdf", resolution=144)
    scan = ScannedPage(1, 0.9, tuple(ScannedWord(word.text, word.boxes[0], 0.9) for word in words))
    lines = tuple(
        Line(line, 1, whole=True) for line in ("KẾ HOẠCH", "Bố trí kinh phí ngay từ đầu năm", "Trạm Y tế khám bệnh.")
    )
    documents = read(Loaded(lines, 1, (scan,)), "scan.pdf")
    (name,) = keep_documents(images.store, "scan.pdf", (tmp_path / "scan.pdf").read_bytes(), documents)
    start = images.store.text(name).index("Bố trí")
    found = images.page_of(name, start, start + len("Bố trí kinh phí ngay từ đầu năm"))
    (box,) = found.boxes
    ink = grey(drawn(images, name, 1)) < 128
    height, width = ink.shape
    row = ink[int(box[1] * height) : int(box[3] * height)]
    assert row[:, int(box[0] * width) : int(box[2] * width)].mean() > 0.08
    # What is not on the scan as it was read: the page is known all the same.
    away = images.store.text(name).index("Trạm")
    assert images.page_of(name, away, away + 20) == MarkedPage(1, ())


# -- Word documents


@needs_libreoffice
def test_a_word_document_is_shown_as_libreoffice_sets_it(images: PageImages, samples: Path) -> None:
    (name,) = keep(images.store, samples / WORD)
    assert images.store.pages(name) == []
    start = images.store.text(name).index("giúp trường Mầm non")
    page = images.page_of(name, start, start + 100)
    assert page.number > 1 and page.boxes
    assert drawn(images, name, page.number, *page.boxes).height > 1000
    (printed,) = images.cache.folder.glob("*.pdf")
    assert most_are_exact(shares_under_boxes(images, name, printed))
    with pytest.raises(NotFound, match="no page 99"):
        images.image(name, MarkedPage(99, ()))


@needs_libreoffice
@pytest.mark.parametrize("plan", ["001.doc", "001.odt", "001.rtf", "001_autonum.docx"])
def test_under_the_boxes_are_the_words_of_older_formats_and_numbered_lists(
    images: PageImages, shared: Path, plan: str
) -> None:
    (name,) = keep(images.store, shared / "files" / plan)
    images.pages_of(name, 0, 10)
    (printed,) = images.cache.folder.glob("*.pdf")
    assert most_are_exact(shares_under_boxes(images, name, printed))


@needs_libreoffice
def test_many_who_ask_at_once_start_libreoffice_once(
    images: PageImages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho run >> {tmp_path}/runs\nexec {converter()} "$@"\n', "ascii")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    documents = read(
        Loaded((Line("KẾ HOẠCH", None, whole=True), Line("Chủ trì số hóa sổ hộ tịch", None, whole=True))), "a.rtf"
    )
    (name,) = keep_documents(images.store, "a.rtf", RTF.encode("ascii"), documents)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    drawer.stop()
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: images.page_of(name, 9, 20), range(8)))
        pictures = set(pool.map(lambda page: images.image(name, page), found))
    assert len(set(found)) == len(pictures) == 1 and found[0].boxes
    drawer.stop()
    assert (tmp_path / "runs").read_text().count("run") == 1


def test_what_has_no_pages_says_where_its_text_is(
    images: PageImages, samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (text,) = keep(images.store, next(samples.glob("*.txt")))
    page = tmp_path / "page.doc"
    page.write_text(
        "<html><head><meta charset=utf-8></head><body><p>KẾ HOẠCH</p><p>Chủ trì số hóa sổ hộ tịch.</p></body></html>",
        "utf-8",
    )
    (web,) = keep(images.store, page)
    (word,) = keep(images.store, samples / WORD)
    monkeypatch.setenv("PATH", str(tmp_path))  # without LibreOffice
    for name in (text, web, word):
        assert not is_pictured(images.store.document(name))
        with pytest.raises(NotFound, match="no pictures"):
            images.page_of(name, 0, 5)
        with pytest.raises(NotFound, match="no pictures"):
            images.image(name, MarkedPage(1, ()))


# -- what is asked wrongly, and hostile files


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 4), (-3, 5), (0, 10**9)])
def test_a_range_that_is_none_of_the_text_is_refused(images: PageImages, samples: Path, start: int, end: int) -> None:
    (name,) = keep(images.store, samples / PLAN)
    with pytest.raises(BadQuestion):
        images.pages_of(name, start, end)


def test_there_is_no_page_before_the_first_or_behind_the_last(images: PageImages, samples: Path) -> None:
    (name,) = keep(images.store, samples / PLAN)
    for number in (-1, 0, 6, 10**12):
        with pytest.raises(NotFound, match=f"{PLAN} has no page"):
            images.image(name, MarkedPage(number, ()))
    with pytest.raises(NotFound):
        images.page_of("nothing", 0, 5)


@pytest.fixture
def fake(images: PageImages, samples: Path) -> Iterator[str]:
    """A document whose file is no more what it was read from."""
    documents = read(Loaded((Line("KẾ HOẠCH", 1, whole=True), Line("Chủ trì số hóa", 1, whole=True)), 1), "a.pdf")
    (name,) = keep_documents(images.store, "a.pdf", (samples / PLAN).read_bytes()[:9000], documents)
    yield name


def test_a_damaged_file_is_one_clear_error_and_not_tried_again_at_once(images: PageImages, fake: str) -> None:
    with pytest.raises(UnreadableFile, match=r"a\.pdf is a damaged PDF"):
        images.image(fake, MarkedPage(1, ()))
    with pytest.raises(UnreadableFile, match=r"a\.pdf is a damaged PDF"):
        images.page_of(fake, 0, 5)
    drawer.stop()
    with pytest.raises(UnreadableFile):
        images.image(fake, MarkedPage(1, ()))
    assert drawer._process is None
    assert list(images.cache.folder.iterdir()) == []


def test_a_huge_page_is_a_small_picture(images: PageImages, tmp_path: Path) -> None:
    document = pypdfium2.PdfDocument.new()
    for size in ((14_400, 14_400), (14_400, 3), (3, 14_400), (200_000, 200_000)):
        document.new_page(*size)
    document.save(tmp_path / "huge.pdf")
    documents = read(Loaded((Line("KẾ HOẠCH", 1, whole=True),), 4), "huge.pdf")
    (name,) = keep_documents(images.store, "huge.pdf", (tmp_path / "huge.pdf").read_bytes(), documents)
    for number in range(1, 5):
        picture = drawn(images, name, number, (0.1, 0.1, 5.0, 0.2), (0.9, 0.9, 0.1, 0.1))
        assert picture.width * picture.height <= 3_100_000
        assert max(picture.size) <= 4_001


def test_every_hostile_file_ends_in_a_picture_or_one_clear_error(images: PageImages, shared: Path) -> None:
    for path in sorted((shared / "files" / "bad").glob("*.pdf")):
        documents = read(Loaded((Line("KẾ HOẠCH", 1, whole=True),), 1), path.name)
        (name,) = keep_documents(images.store, path.name, path.read_bytes(), documents)
        for act in (
            lambda name=name: images.image(name, images.page_of(name, 0, 5)),
            lambda name=name: images.pages_of(name, 0, 8),
        ):
            try:
                act()
            except KehoachError as error:
                assert path.name in error.message and error.remedy


def test_more_who_wait_than_the_server_has_room_for_are_sent_away(images: PageImages, samples: Path) -> None:
    (name,) = keep(images.store, samples / PLAN)
    kept = images.image(name, MarkedPage(1, ()))
    while images._waiting.acquire(blocking=False):
        pass
    assert images.image(name, MarkedPage(1, ())) == kept
    with pytest.raises(Busy):
        images.image(name, MarkedPage(2, ()))


# -- what is kept


def test_a_replaced_file_never_shows_what_it_was(images: PageImages, samples: Path, tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    shutil.copy(samples / PLAN, path)
    (name,) = keep(images.store, path)
    page = MarkedPage(1, ())
    tag, before = images.tag(name, page), images.image(name, page)
    shutil.copy(samples / OTHER, path)
    assert keep(images.store, path) == [name]
    assert images.tag(name, page) != tag
    after = images.image(name, page)
    assert after != before
    # And when the library has brought it in, nothing of the old file is left.
    images.cache.keep(images.store.content_hashes())
    hashes = {kept.name.partition("-")[0] for kept in images.cache.folder.iterdir()}
    assert hashes == images.store.content_hashes()
    shutil.copy(samples / PLAN, path)
    keep(images.store, path)
    assert images.image(name, page) == before
    assert images.tag(name, page) == tag


def test_the_folder_is_bounded_and_what_was_read_last_stays(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "pages", most_bytes=2500)
    for at in range(4):
        with cache.draft() as folder:
            (folder / "made").write_bytes(bytes(1000))
            cache.put(f"hash-{at}.png", folder / "made")
        os.utime(cache.folder / f"hash-{at}.png", (at, at))
        if at:
            cache.get("hash-0.png")
    assert {path.name for path in cache.folder.iterdir()} == {"hash-0.png", "hash-3.png"}
    cache.keep({"other"})
    assert list(cache.folder.iterdir()) == []
    assert cache.get("hash-0.png") is None
