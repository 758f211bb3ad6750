"""Bytes of a text file -> str in NFC: Unicode, Windows-1258 or an encoding of the years before, else a clear refusal."""

from __future__ import annotations

import codecs
import unicodedata

from corpus.errors import UnreadableFile
from corpus.legacy import to_unicode
from corpus.syllable_grammar import garbled_share

# Clean text of any of the real plans stays under .014, TCVN3, VNI and VIQR lie above .59, texts that mix them above .3.
GARBLED_LIMIT = 0.15
_SAVE_AS_UTF8 = (
    "Open it in the program that wrote it, convert the text to Unicode (UniKey's toolbox does this for TCVN3 and VNI), "
    "save it with the encoding UTF-8 and ingest it again."
)
_WINDOWS_1252 = {code: bytes([code]).decode("cp1252", "replace") for code in range(0x80, 0xA0)}
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def decode(data: bytes, name: str) -> str:
    """The text of ``data`` in NFC; raises ``UnreadableFile`` naming ``name`` where no encoding gives readable words."""
    if data.startswith(codecs.BOM_UTF8):
        return _checked(_strict(data[3:], "utf-8", name), name)
    for mark, encoding in _UTF16.items():
        if data.startswith(mark):
            return _checked(_strict(data[2:], encoding, name), name)
    guess = _utf16_without_mark(data)
    if guess is not None:
        return _checked(_strict(data, guess, name), name)
    if b"\0" in data:
        raise UnreadableFile(f"{name} is not a text file: it holds zero bytes.", _SAVE_AS_UTF8)
    try:
        return _checked(data.decode("utf-8"), name)
    except UnicodeDecodeError as broken:
        lines = [_eight_bits(line) for line in data.split(b"\n")]
        text = "\n".join(to_unicode(lines, (_windows_1258,)))
        if is_garbled(text):
            raise _unknown(name, broken) from None
        return unicodedata.normalize("NFC", text)


def is_garbled(text: str) -> bool:
    """Whether the words are those of a legacy font or a wrong encoding, not Vietnamese or any plain ASCII text."""
    return garbled_share(text) > GARBLED_LIMIT


def check_words(text: str, name: str) -> None:
    """Raises ``UnreadableFile`` where the words of ``text``, read from the file ``name``, are garbled."""
    if is_garbled(text):
        raise UnreadableFile(
            f"{name} is in an unknown encoding: its words are not Vietnamese as they stand (an old font such as "
            ".VnTime or VNI-Times, or a damaged text layer).",
            _SAVE_AS_UTF8,
        )


def _checked(text: str, name: str) -> str:
    text = unicodedata.normalize("NFC", "\n".join(to_unicode(text.split("\n"))))
    check_words(text, name)
    return text


def _eight_bits(line: bytes) -> str:
    """A line of UTF-8, or its bytes as the letters of Windows-1252, in whose place the old encodings put theirs."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("latin-1").translate(_WINDOWS_1252)


def _windows_1258(line: str) -> str:
    return unicodedata.normalize("NFC", line.encode("cp1252", "replace").decode("cp1258", "replace"))


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as broken:
        raise _unknown(name, broken) from None


def _unknown(name: str, broken: UnicodeDecodeError) -> UnreadableFile:
    return UnreadableFile(
        f"{name} is in an unknown encoding: byte {broken.start} is not {broken.encoding}, and read as Windows-1258, "
        "TCVN3 or VNI the words are not Vietnamese.",
        _SAVE_AS_UTF8,
    )


def _utf16_without_mark(data: bytes) -> str | None:
    """Half of the letters and all spaces and digits of Vietnamese have a zero high byte; no 8-bit text has any."""
    sample = data[:4096]
    if len(sample) < 4 or len(data) % 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    if odd > 0.3 * half and even < 0.02 * half:
        return "utf-16-le"
    if even > 0.3 * half and odd < 0.02 * half:
        return "utf-16-be"
    return None
