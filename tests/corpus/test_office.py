"""Old documents through LibreOffice; without it only what needs none is tested."""

from __future__ import annotations

import os
import socket
import stat
import threading
import time
import zipfile
from pathlib import Path

import docx
import pytest

from corpus.documents import Line, Table
from corpus.errors import EncryptedFile, UnreadableFile, UnsupportedFile
from corpus.loaders import READER, SUFFIXES, load, office

needs_libreoffice = pytest.mark.skipif(
    office.converter() is None, reason="LibreOffice is not installed (apt-get install libreoffice-writer-nogui)"
)
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def lines(path: Path) -> list[str]:
    return [item.text for item in load(path).content if isinstance(item, Line)]


def rtf(body: str) -> str:
    escaped = "".join(letter if letter.isascii() else f"\\u{ord(letter)}?" for letter in body)
    return "{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Times New Roman;}}\\f0 " + escaped + "}"


@needs_libreoffice
@pytest.mark.parametrize("name", ["001.doc", "003.doc", "001.rtf", "001.odt"])
def test_an_old_document_is_read_as_its_docx(shared: Path, name: str) -> None:
    old = load(shared / "files" / name).content
    new = load(shared / "files" / f"{name[:3]}.docx").content
    assert [item.text for item in old if isinstance(item, Line)] == [
        item.text for item in new if isinstance(item, Line)
    ]
    assert [item.rows for item in old if isinstance(item, Table)] == [
        item.rows for item in new if isinstance(item, Table)
    ]


@needs_libreoffice
def test_rtf_is_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.RTF"
    path.write_text(rtf("Trạm Y tế xã khám sức khỏe cho học sinh.\\par Hạn: 15/9."), "ascii")
    assert lines(path) == ["Trạm Y tế xã khám sức khỏe cho học sinh.", "Hạn: 15/9."]


@needs_libreoffice
def test_a_document_that_links_to_a_server_reaches_none(tmp_path: Path) -> None:
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        port = server.getsockname()[1]
        done = threading.Event()

        def listen() -> None:
            while not done.is_set():
                try:
                    asked.append(server.accept()[0].recv(1000))
                except TimeoutError:
                    continue

        thread = threading.Thread(target=listen)
        thread.start()
        picture = f'{{\\field{{\\*\\fldinst INCLUDEPICTURE "http://127.0.0.1:{port}/a.png" \\\\d}}{{\\fldrslt x}}}}'
        path = tmp_path / "linked.rtf"
        path.write_text(rtf("Kế hoạch trồng rừng.\\par ")[:-1] + picture + "}", "ascii")
        found = lines(path)
        done.set()
        thread.join()
    assert found[0] == "Kế hoạch trồng rừng."
    assert asked == []


@needs_libreoffice
def test_what_libreoffice_cannot_open_is_one_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "cut.doc"
    path.write_bytes(OLE + bytes(4000))
    with pytest.raises(UnreadableFile, match=r"cut\.doc"):
        load(path)


@pytest.mark.parametrize("suffix", [".doc", ".rtf", ".odt"])
def test_a_file_that_is_none_of_these_is_refused_unopened(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"\x7fELF and so on")
    with pytest.raises(UnreadableFile, match="first bytes"):
        load(path)


def test_a_doc_that_is_a_web_page_or_a_docx_is_read_as_what_it_is(tmp_path: Path) -> None:
    page = tmp_path / "page.doc"
    page.write_text("<html><body><p>Kế hoạch tiêm phòng cho gia súc.</p></body></html>", "utf-8")
    assert lines(page) == ["Kế hoạch tiêm phòng cho gia súc."]
    document = docx.Document()
    document.add_paragraph("Kế hoạch sửa đường liên thôn.")
    document.save(str(tmp_path / "new.docx"))
    (tmp_path / "new.docx").rename(tmp_path / "new.doc")
    assert lines(tmp_path / "new.doc") == ["Kế hoạch sửa đường liên thôn."]


def test_a_protected_document_says_so(tmp_path: Path) -> None:
    word = bytearray(OLE + bytes(2000))
    word[512:514], word[523] = bytes.fromhex("eca5"), 0x01
    (tmp_path / "a.doc").write_bytes(word)
    with zipfile.ZipFile(tmp_path / "b.odt", "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    for name in ("a.doc", "b.odt"):
        with pytest.raises(EncryptedFile, match=name):
            load(tmp_path / name)


def test_without_libreoffice_the_error_names_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / "a.rtf"
    path.write_text(rtf("x"), "ascii")
    with pytest.raises(UnsupportedFile) as refusal:
        office.load(path)
    assert "a.rtf" in refusal.value.message
    assert "libreoffice-writer" in refusal.value.remedy
    assert {".doc", ".rtf", ".odt"} <= set(SUFFIXES)


def test_a_converter_that_hangs_ends_with_the_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nexec sleep 60\n", "ascii")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    READER.stop()
    path = tmp_path / "a.rtf"
    path.write_text(rtf("x"), "ascii")
    with pytest.raises(UnreadableFile, match=r"a\.rtf could not be read within"):
        load(path, time_s=5.0)
    running = int((tmp_path / "pid").read_text())
    give_up = time.monotonic() + 5
    while _is_alive(running) and time.monotonic() < give_up:
        time.sleep(0.05)
    assert not _is_alive(running)
    READER.stop()


def _is_alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
