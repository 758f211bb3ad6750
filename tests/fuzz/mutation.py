"""Files changed where it matters: parts of a package, elements of a page, objects and streams of a PDF, lines of a text."""

from __future__ import annotations

import io
import random
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable

Bend = Callable[[bytes, random.Random], bytes]
"""Changes bytes without knowing what they are."""

_NUMBERS = (
    b"0",
    b"-1",
    b"1",
    b"2",
    b"7",
    b"99",
    b"65536",
    b"2147483648",
    b"-99999999999",
    b"1e400",
    b"0.0000001",
    b"nan",
    b"",
)
_ODD = (
    "\u0301", "\xad", "\u200b", "\ufeff", "\u202e", "\ud800", "𝐀", "\x00", "\x0b", "\x0c", "\r", "\u2028", "İ", "ß",
    "ǆ", "²", "١", "Ⅳ", "½", "½/½", "Đ", "đ", " ", "\u3000", "|", "||", "\t", "\t\t", "*", "**", "#", "\\", "`",
    "<br>", "...", "./.", "---",
)  # fmt: skip
_WORDS = (
    "Số:", "Số: 12/KH-UBND", "ngày 31 tháng 2 năm 2024", "ngày 00/00/0000", "ngày 30/6", "quý V năm 0",
    "quý IV/2024", "tháng 13/2024", "năm 99999", "Nơi nhận:", "- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH",
    "CHỦ TỊCH", "KẾ HOẠCH", "PHỤ LỤC", "Căn cứ", "I.", "II.", "XIV.", "1.", "1.1.", "1.1.1.1.", "a)", "đ)", "-",
    "+", "STT", "TT", "Nội dung", "Chủ trì", "Đơn vị chủ trì", "Phối hợp", "Thời hạn", "Thời gian thực hiện:",
    "Chủ trì, phối hợp với", "báo cáo", "trước ngày", "hằng tháng", "từ tháng 9 đến tháng 4",
    "giai đoạn 2030 - 2021", "Phòng", "UBND", "Sở", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc", "ỦY BAN NHÂN DÂN", "Kính gửi:", "(Ban hành kèm theo", "./.", "ThÞ trÊn",
)  # fmt: skip
_OPERATORS = (
    b"BT", b"ET", b"q", b"Q", b"cm", b"Tf", b"Td", b"Tj", b"TJ", b"re", b"f", b"S", b"Do", b"BI", b"ID", b"EI",
    b"R", b"obj", b"endobj", b"stream", b"endstream", b"<<", b">>", b"[", b"]", b"(", b")", b"null", b"true",
    b"/Rotate 45", b"/Rotate 90", b"/MediaBox[0 0 0 0]", b"/MediaBox[0 0 1e9 1e9]", b"/Kids[2 0 R]",
    b"/Count 999999", b"/Filter/FlateDecode", b"/Filter/LZWDecode", b"/Encrypt 4 0 R",
    b"/Contents[4 0 R 4 0 R 4 0 R]", b"/Length 9", b"/ToUnicode 4 0 R", b"/Subtype/Type3", b"/Parent 3 0 R",
)  # fmt: skip
_ATTRIBUTES = ("rowspan", "colspan", "start", "type", "class", "style", "role", "hidden", "charset", "id")
_TAGS = (
    "table",
    "tr",
    "td",
    "ol",
    "li",
    "p",
    "div",
    "br",
    "header",
    "main",
    "article",
    "form",
    "script",
    "svg",
    "math",
    "template",
    "pre",
)
#: What takes a second would be tried too seldom.
_MOST_BYTES = {"text": 1 << 15, "html": 1 << 15}
_MOST_OF_OTHERS = 1 << 18
_TELLING_PART = re.compile(r"document|numbering|styles|header|rels|content|notes")
_TAG = re.compile(rb"<[^<>]*>")
_VALUE = re.compile(rb'"[^"<>]*"')
_DIGITS = re.compile(rb"-?\d+(?:\.\d+)?")
_OBJECT = re.compile(rb"\d+ \d+ obj\b.*?\bendobj", re.DOTALL)
_STREAM = re.compile(rb"(stream\r?\n)(.*?)(\r?\nendstream)", re.DOTALL)
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1258", "latin-1", "utf-7")


def mutated(kind: str, data: bytes, seed: int, bend: Bend | None = None) -> bytes:
    """``data``, a file of ``kind``, changed in one to four places; the same for the same seed.

    ``bend`` changes bytes where no structure is known; by default single bytes are.
    """
    chance = random.Random(seed)
    for _ in range(chance.choice((1, 1, 2, 4))):
        data = _CHANGES[kind](data, chance, bend or bytes_changed)[: _MOST_BYTES.get(kind, _MOST_OF_OTHERS)]
    return data


def bytes_changed(data: bytes, chance: random.Random) -> bytes:
    """A byte or a stretch of bytes changed, dropped, repeated or moved."""
    at, to = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    way = chance.randrange(5)
    if way == 0:
        return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
    if way == 1:
        return data[:at] + data[min(to, at + 64) :]
    if way == 2:
        return data[:to] + data[at:to][:1024] * chance.choice((1, 2, 50)) + data[to:]
    if way == 3:
        return data[:at]
    return data[:at] + chance.randbytes(chance.choice((1, 4, 32))) + data[at:]


def _text(data: bytes, chance: random.Random, bend: Bend) -> bytes:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    way = chance.randrange(8)
    if way == 0:
        return bend(data, chance)
    text = data.decode(encoding, "replace")
    if way == 1:
        return text.encode(chance.choice(_ENCODINGS), "replace")
    return _words_changed(text, chance).encode(encoding, "surrogatepass")


def _words_changed(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    at, to = chance.randrange(len(lines)), chance.randrange(len(lines))
    way = chance.randrange(8)
    odd = chance.choice((*_ODD, *_WORDS, *_WORDS))
    if way == 0:
        lines.insert(at, odd)
    elif way == 1:
        lines[at : at + chance.choice((1, 3, 10))] = []
    elif way == 2:
        lines[at], lines[to] = lines[to], lines[at]
    elif way == 3:
        lines[at:at] = lines[to : to + 5] * chance.choice((1, 3, 200))
    elif way == 4:
        lines[at] = lines[at] * chance.choice((2, 30, 1000))
    elif way == 5:
        lines[at] = (odd + chance.choice(("", " ", "\n", "."))) * chance.choice((2, 40, 4000))
    elif way == 6:
        lines[at : at + 2] = ["".join(lines[at : at + 2])]
    if way == 7 or not lines:
        words = lines[min(at, len(lines) - 1)].split(" ") if lines else [""]
        words.insert(chance.randrange(len(words) + 1), odd)
        lines[at : at + 1] = [chance.choice((" ", "", "  ")).join(words)]
    return "\n".join(lines)


def _marked_up(data: bytes, chance: random.Random, bend: Bend) -> bytes:
    """A page or a part of XML: its tags, its numbers, its attributes and the text between them."""
    way = chance.randrange(9)
    tags = [found.span() for found in _TAG.finditer(data)]
    if way == 0 or not tags:
        return bend(data, chance)
    (start, end), (other, other_end) = chance.choice(tags), chance.choice(tags)
    if way == 1:
        return data[:start] + data[end:]
    if way == 2:
        return data[:end] + data[start:end] * chance.choice((1, 10, 3000)) + data[end:]
    if way == 3:  # a stretch of elements copied to another place
        first, last = min(start, other), max(end, other_end)
        place = chance.choice(tags)[0]
        return data[:place] + data[first:last][:4096] * chance.choice((1, 2, 40)) + data[place:]
    if way == 4:
        first, last = min(start, other), max(start, other)
        return data[:first] + data[min(last, first + 4096) :]
    if way == 5:
        values = [found.span() for pattern in (_VALUE, _DIGITS) for found in pattern.finditer(data)]
        if not values:
            return data
        start, end = chance.choice(values)
        number = chance.choice((*_NUMBERS, "²".encode(), "Ⅳ".encode(), b"&#x110000;", b"&#0;"))
        quoted = data[start : start + 1] == b'"'
        return data[:start] + (b'"' + number + b'"' if quoted else number) + data[end:]
    if way == 6:
        tag = chance.choice(_TAGS)
        attribute = f' {chance.choice(_ATTRIBUTES)}="{chance.choice((*_ODD, *_WORDS, "999999999", "-1", "menu"))}"'
        new = chance.choice((f"<{tag}{attribute}>", f"</{tag}>", f"<{tag}>" * chance.choice((3, 500))))
        return data[:end] + new.encode("utf-8", "replace") + data[end:]
    if way == 7:
        inner = chance.choice((*_ODD, *_WORDS)) * chance.choice((1, 1, 1000))
        return data[:end] + inner.encode("utf-8", "replace") + data[end:]
    return data[:start] + data[other:other_end] + data[end:]


def _page(data: bytes, chance: random.Random, bend: Bend) -> bytes:
    if chance.random() < 0.05:
        return data.decode("utf-8", "replace").encode(chance.choice(_ENCODINGS), "replace")
    return _marked_up(data, chance, bend)


def _package(data: bytes, chance: random.Random, bend: Bend) -> bytes:
    """A zip package: one of its parts changed, dropped, doubled or put in place of another; or the bytes of the package."""
    if chance.random() < 0.1:
        return bend(data, chance)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = [(info.filename, package.read(info)) for info in package.infolist()]
    except Exception:  # what an earlier change has damaged stays so
        return bend(data, chance)
    if not parts:
        return bend(data, chance)
    way = chance.randrange(20)
    telling = [at for at, (name, _) in enumerate(parts) if _TELLING_PART.search(name)]
    at = chance.choice(telling or range(len(parts)))
    name, content = parts[at]
    if way == 0:
        parts.pop(at)
    elif way == 1:
        parts.append((name, chance.choice(parts)[1]))
    elif way == 2:
        parts[at] = (
            chance.choice(("mimetype", "word/footnotes.xml", "word/header9.xml", "../a", "", name.upper())),
            content,
        )
    elif way == 3:
        parts[at] = (name, b'<!DOCTYPE a [<!ENTITY b "c">]>' + content)
    else:
        parts[at] = (name, _marked_up(content, chance, bend))
    target = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # doubled names are what is meant
        with zipfile.ZipFile(target, "w", chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as package:
            for name, content in parts:
                package.writestr(name or "x", content)
    return target.getvalue()


def _pdf(data: bytes, chance: random.Random, bend: Bend) -> bytes:
    """A PDF: its objects, its streams, packed or not, its numbers and its names."""
    way = chance.randrange(8)
    if way == 0:
        return bend(data, chance)
    if way in (1, 2):
        objects = [found.span() for found in _OBJECT.finditer(data)]
        if not objects:
            return bend(data, chance)
        (start, end), (other, other_end) = chance.choice(objects), chance.choice(objects)
        if way == 1:
            return data[:start] + data[other:other_end] + data[end:]
        number = data[start:end].split(b" ", 1)[0]
        body = data[other:other_end].split(b" ", 1)[1]
        return data[:end] + b"\n" + number + b" " + body + data[end:]
    if way in (3, 4):
        streams = list(_STREAM.finditer(data))
        if not streams:
            return bend(data, chance)
        found = chance.choice(streams)
        return data[: found.start(2)] + _stream_changed(found[2], chance, bend) + data[found.end(2) :]
    if way == 5:
        numbers = [found.span() for found in _DIGITS.finditer(data)]
        start, end = chance.choice(numbers) if numbers else (0, 0)
        return data[:start] + chance.choice(_NUMBERS) + data[end:]
    places = [found.start() for found in re.finditer(rb"[/\s<>\[\]]", data)] or [0]
    at = chance.choice(places)
    if way == 6:
        return data[:at] + b" " + chance.choice(_OPERATORS) + b" " + data[at:]
    other = chance.choice(places)
    return data[:at] + data[min(at, other) : max(at, other)][:512] + data[at:]


def _stream_changed(content: bytes, chance: random.Random, bend: Bend) -> bytes:
    try:
        plain = zlib.decompress(content)
    except zlib.error:
        return _operators_changed(content, chance, bend)
    return zlib.compress(_operators_changed(plain, chance, bend))


def _operators_changed(content: bytes, chance: random.Random, bend: Bend) -> bytes:
    words = content.split(b" ")
    at = chance.randrange(len(words))
    way = chance.randrange(4)
    if way == 0:
        return bend(content, chance)
    if way == 1:
        words[at] = chance.choice((*_NUMBERS, *_OPERATORS))
    elif way == 2:
        words[at:at] = words[at : at + 12] * chance.choice((1, 3, 200))
    else:
        words[at : at + chance.choice((1, 4))] = []
    return b" ".join(words)


def _office(data: bytes, chance: random.Random, bend: Bend) -> bytes:
    if data.startswith(b"PK"):
        return _package(data, chance, bend)
    return _marked_up(data, chance, bend) if data.lstrip().startswith(b"<") else bend(data, chance)


_CHANGES: dict[str, Callable[[bytes, random.Random, Bend], bytes]] = {
    "text": _text,
    "html": _page,
    "docx": _package,
    "pdf": _pdf,
    "office": _office,
    "scan": _pdf,
}
