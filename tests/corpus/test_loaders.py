from __future__ import annotations

import json
import re
import threading
import time
import unicodedata
import zipfile
from pathlib import Path

import pytest

from corpus.blocks import clean
from corpus.documents import Line, Loaded, Table
from corpus.errors import EncryptedFile, FileTooLarge, NotFound, UnreadableFile, UnsupportedFile
from corpus.loaders import load
from eval.reading import edits_within


def flat(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def gold(shared: Path, number: str) -> tuple[str, list[tuple[str, ...]]]:
    truth = json.loads((shared / "files" / "gold" / f"{number}.gold.json").read_text("utf-8"))
    return flat(" ".join(truth["body"])), [tuple(map(flat, row)) for row in truth["table"]]


def body(loaded: Loaded) -> str:
    lines = [item.text for item in loaded.content if isinstance(item, Line)]
    return flat(" ".join(line for line in lines if not line.isdigit() and lines.count(line) < 3))


def rows(loaded: Loaded) -> list[tuple[str, ...]]:
    return [tuple(map(flat, row)) for item in loaded.content if isinstance(item, Table) for row in item.rows]


@pytest.mark.parametrize("name", ["000.docx", "001.docx", "001_autonum.docx", "001_nfd.docx", "003.docx"])
def test_a_docx_is_read_exactly(shared: Path, name: str) -> None:
    text, table = gold(shared, name[:3])
    loaded = load(shared / "files" / name)
    assert text in body(loaded)
    assert rows(loaded) == table
    assert all(item.whole for item in loaded.content if isinstance(item, Line))


@pytest.mark.parametrize("name", ["001_portal.html", "001_portal_ent.html"])
def test_a_portal_page_is_read_without_its_furniture(shared: Path, name: str) -> None:
    text, table = gold(shared, "001")
    loaded = load(shared / "files" / name)
    assert text in body(loaded)
    assert rows(loaded) == table
    assert not re.search("Trang chủ|Lượt truy cập|Chia sẻ|hotline|Tin mới", body(loaded))


@pytest.mark.parametrize("name", ["001_nfc.txt", "001_nfd.txt", "001_bom.txt", "001_utf16.txt", "001_cp1258.txt"])
def test_a_text_file_is_read_exactly_in_every_encoding(shared: Path, name: str) -> None:
    assert gold(shared, "001")[0] in body(load(shared / "files" / name))


@pytest.mark.parametrize(
    ("name", "most_edits"),
    [
        ("001_tcvn3.txt", 1),
        ("001_tcvn3_utf8.txt", 1),
        ("001_tcvn3.docx", 1),
        ("001_vni.txt", 0),
        ("001_vni_utf8.txt", 0),
        ("001_vni.docx", 0),
        ("001_vni.pdf", 0),
        ("001_viqr.txt", 6),
    ],
)
def test_an_old_encoding_is_read(shared: Path, name: str, most_edits: int) -> None:
    text, _ = gold(shared, "001")
    assert (
        edits_within(text, flat(" ".join(block.text for block in clean(load(shared / "files" / name))))) <= most_edits
    )


@pytest.mark.parametrize("name", ["001.pdf", "001_nfd.pdf", "001_rot90.pdf", "002.pdf", "mixedfont/003.pdf"])
def test_a_pdf_is_read_exactly_with_its_table_over_several_pages(shared: Path, name: str) -> None:
    text, table = gold(shared, Path(name).name[:3])
    loaded = load(shared / "files" / name)
    assert edits_within(text, flat(" ".join(block.text for block in clean(loaded)))) <= len(text) // 5_000
    assert rows(loaded) == table
    assert loaded.pages is not None
    pages = [page for item in loaded.content for page in ([item.page] if isinstance(item, Line) else item.pages)]
    assert set(pages) == set(range(1, loaded.pages + 1))


def test_the_columns_of_a_letterhead_do_not_interleave(shared: Path) -> None:
    lines = [item.text for item in load(shared / "files" / "001.pdf").content if isinstance(item, Line)]
    assert lines[:3] == ["ỦY BAN NHÂN DÂN", "HUYỆN CAO LỘC", "Số: /KH-UBND"]
    assert lines[4] == "Độc lập - Tự do - Hạnh phúc"


@pytest.mark.parametrize(
    "name", ["001_charpos.pdf", "001_wordpos.pdf", "001_rotflag.pdf", "001_twocol.pdf", "001_weasy.pdf"]
)
def test_a_pdf_with_odd_placing_is_read_in_order(shared: Path, name: str) -> None:
    text = gold(shared, "001")[0]
    # As blocks, because a number that a line's end cuts at its hyphen is joined there.
    assert text in flat(" ".join(block.text for block in clean(load(shared / "files" / name))))


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("bomb.docx", UnreadableFile),
        ("bomb_flate2x.pdf", UnreadableFile),
        ("bomb_ops.pdf", UnreadableFile),
        ("bomb_xobject.pdf", UnreadableFile),
        ("deep_content.pdf", UnreadableFile),
        ("enc_user.pdf", EncryptedFile),
        ("html_as.pdf", UnreadableFile),
        ("huge_count.pdf", UnreadableFile),
        ("page_loop.pdf", UnreadableFile),
        ("truncated60.pdf", UnreadableFile),
        ("xxe.docx", UnreadableFile),
        ("zero_pages.pdf", UnreadableFile),
        ("zeros.pdf", UnreadableFile),
    ],
)
def test_a_hostile_file_is_one_clear_error(shared: Path, name: str, error: type[Exception]) -> None:
    with pytest.raises(error, match=re.escape(name)):
        load(shared / "files" / "bad" / name)


@pytest.mark.parametrize("name", ["enc_owner_aes256.pdf", "junkheader.pdf", "badxref.pdf", "huge_mediabox.pdf"])
def test_a_strange_but_readable_pdf_is_read(shared: Path, name: str) -> None:
    assert gold(shared, "001")[0][:500] in body(load(shared / "files" / "bad" / name))


def test_a_file_after_one_that_ended_the_reader_is_read(shared: Path) -> None:
    with pytest.raises(UnreadableFile):
        load(shared / "files" / "bad" / "bomb_flate2x.pdf")
    assert load(shared / "files" / "001.docx").content


def test_a_file_that_takes_too_long_is_given_up(shared: Path) -> None:
    start = time.monotonic()
    with pytest.raises(UnreadableFile, match=r"within 1 second"):
        load(shared / "files" / "bad" / "p500.pdf", time_s=1.0)
    assert time.monotonic() - start < 5


def test_threads_do_not_swap_their_answers(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.txt" for number in range(40)]
    for number, path in enumerate(paths):
        path.write_text(f"Kế hoạch số {number}", "utf-8")
    seen: dict[int, str] = {}

    def read(number: int) -> None:
        (line,) = load(paths[number]).content
        assert isinstance(line, Line)
        seen[number] = line.text

    threads = [threading.Thread(target=read, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {number: f"Kế hoạch số {number}" for number in range(40)}


def test_a_file_is_checked_before_it_is_read(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        load(tmp_path / "none.txt")
    with pytest.raises(UnreadableFile, match="not a file"):
        load(tmp_path)
    for name, data, error in (("a.xls", b"x", UnsupportedFile), ("a.txt", b"", UnreadableFile)):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(error, match=name):
            load(tmp_path / name)
    (tmp_path / "big.txt").write_bytes(b"a" * 101)
    with pytest.raises(FileTooLarge, match=r"big\.txt"):
        load(tmp_path / "big.txt", max_bytes=100)


def test_a_docx_that_is_none_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    for data, error in (
        (b"plain", UnreadableFile),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), EncryptedFile),
    ):
        path.write_bytes(data)
        with pytest.raises(error, match=r"a\.docx"):
            load(path)
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("hello.txt", "x")
    with pytest.raises(UnreadableFile, match=r"a\.docx"):
        load(path)
