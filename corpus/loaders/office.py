""".doc, .rtf and .odt: LibreOffice turns them into .docx, which is read as such; and into pages, as which they are shown.

What a file is tells its first bytes: many a .doc is a web page, RTF or .docx under that name, and is read as what it is.
"""

from __future__ import annotations

import functools
import re
import resource
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from corpus.documents import Loaded
from corpus.errors import EncryptedFile, UnreadableFile, UnsupportedFile
from corpus.loaders import docx, html

#: Of a file, enough to tell what it is.
START_BYTES = 1024
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
#: Where most writers of .doc put the first stream, with the mark of Word and its flags behind that.
_STREAM, _WORD, _FLAGS, _ENCRYPTED = 512, bytes.fromhex("eca5"), 10, 0x0100
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.text"
_HTML = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|body|\?xml)", re.IGNORECASE)
_MOST_WRITTEN_BYTES = 512 * 1024 * 1024
_SAVE = "Open it in Word or LibreOffice, save it again as .docx, and ingest that."
_UNLOCK = "Save it without a password and ingest it again."


def load(path: Path) -> Loaded:
    """What the document holds. Raises ``UnreadableFile``, ``EncryptedFile``, ``UnsupportedFile`` without LibreOffice."""
    with path.open("rb") as file:
        start = file.read(START_BYTES)
    form = form_of(start)
    if start.startswith(b"PK"):
        return _load_package(path)
    if start.startswith(_OLE):
        _check_password(path)
    if form is not None:
        return _converted(path, form)
    if _HTML.match(start):
        return html.load(path)
    raise UnreadableFile(f"{path.name} is damaged or no document: its first bytes are none of {path.suffix}.", _SAVE)


def print_pages(question: dict[str, Any]) -> dict[str, Any]:
    """Write the Word document ``path`` as a PDF to ``made``: its pages as LibreOffice sets them.

    Raises ``UnreadableFile``, ``UnsupportedFile`` without LibreOffice.
    """
    path = Path(question["path"])
    with path.open("rb") as file:
        start = file.read(START_BYTES)
    form = form_of(start)
    if form is None:
        raise UnreadableFile(f"{path.name} has no pages: it is no document of Word or LibreOffice.", _SAVE)
    if start.startswith(b"PK"):
        with zipfile.ZipFile(path) as package:
            docx.check_size(package, path.name)
            form = "writer8" if _is_open(package) else form
    with tempfile.TemporaryDirectory() as folder:
        shutil.copyfile(_written(path, form, "pdf", Path(folder)), question["made"])
    return {}


def form_of(start: bytes) -> str | None:
    """LibreOffice's name for what a file is that begins so (``START_BYTES`` of it), ``None`` for what is no document."""
    if start.startswith(b"PK"):
        return "MS Word 2007 XML"
    if start.startswith(_OLE):
        return "MS Word 97"
    return "Rich Text Format" if start.lstrip().startswith(b"{\\rtf") else None


def converter() -> str | None:
    """The program that converts old documents, ``None`` where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def _load_package(path: Path) -> Loaded:
    try:
        with zipfile.ZipFile(path) as package:
            docx.check_size(package, path.name)
            is_open = _is_open(package)
            if is_open and b"encryption-data" in package.read("META-INF/manifest.xml"):
                raise EncryptedFile(f"{path.name} is protected by a password.", _UNLOCK)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, KeyError) as error:
        raise UnreadableFile(f"{path.name} is damaged ({error}).", _SAVE) from None
    return _converted(path, "writer8") if is_open else docx.load(path)


def _is_open(package: zipfile.ZipFile) -> bool:
    return "mimetype" in package.namelist() and package.read("mimetype").startswith(_OPEN_DOCUMENT)


def _check_password(path: Path) -> None:
    data = path.read_bytes()
    word = data[_STREAM:]
    flags = int.from_bytes(word[_FLAGS : _FLAGS + 2], "little")
    if "EncryptedPackage".encode("utf-16-le") in data or (word.startswith(_WORD) and flags & _ENCRYPTED):
        raise EncryptedFile(f"{path.name} is protected by a password.", _UNLOCK)


def _converted(path: Path, filter_name: str) -> Loaded:
    with tempfile.TemporaryDirectory() as folder:
        return docx.load(_written(path, filter_name, "docx", Path(folder)), path.name)


def _written(path: Path, filter_name: str, suffix: str, folder: Path) -> Path:
    """The document in another format, in ``folder``. Raises ``UnsupportedFile``, ``UnreadableFile``."""
    program = converter()
    if program is None:
        raise UnsupportedFile(
            f"{path.name} is of a kind that only LibreOffice opens ({path.suffix}), which is not installed.",
            "Install it (Debian: apt-get install libreoffice-writer-nogui), or save the file as .docx and ingest that.",
        )
    # The name of the file is not ours: as an argument it could pass for an option.
    source = folder / f"document{path.suffix.lower()}"
    shutil.copyfile(path, source)
    # No time limit of its own: the process in which loaders run ends with all that it started.
    done = subprocess.run(
        [
            program,
            *("--headless", "--norestore", "--nolockcheck"),
            f"-env:UserInstallation={_profile().as_uri()}",
            f"--infilter={filter_name}",
            *("--convert-to", suffix, "--outdir", str(folder), str(source)),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        preexec_fn=_limit,
    )
    made = source.with_suffix(f".{suffix}")
    if not made.exists():
        said = done.stdout.decode("utf-8", "replace").strip().splitlines()
        reason = said[-1].removeprefix("Error: ") if said else f"it ended with {done.returncode}"
        raise UnreadableFile(
            f"{path.name} is damaged, or protected by a password: LibreOffice could not open it ({reason}).", _SAVE
        )
    return made


@functools.cache
def _profile() -> Path:
    """LibreOffice's settings, made once a process: with the user's own it would wait for a window that is open."""
    folder = Path(tempfile.mkdtemp(prefix="libreoffice-"))
    (folder / "user").mkdir()
    shutil.copyfile(Path(__file__).with_name("libreoffice.xcu"), folder / "user" / "registrymodifications.xcu")
    return folder


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MOST_WRITTEN_BYTES, _MOST_WRITTEN_BYTES))
