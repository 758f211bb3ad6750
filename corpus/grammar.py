"""The grammar of administrative documents: what starts an item, a letterhead line, a signature, a legal basis."""

from __future__ import annotations

import functools
import re
from pathlib import Path

DATA = Path(__file__).parent / "data"


def lines_of(path: Path) -> list[str]:
    """The lines of a data file without comments and blank lines."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


#: The capital letters of Vietnamese, for [...] of a regular expression; from U+1EA0 on every second one is small.
CAPITAL = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯ" + "".join(map(chr, range(0x1EA0, 0x1EFA, 2)))

#: A number, letter or bullet that starts an item of the outline.
ITEM_START = re.compile(
    r"^(?:[-–—+•▪●◦*✓]\s*\S"
    r"|(?:[IVX]{1,6})\s*[.\-)]\s*\S"
    r"|\d{1,2}(?:\.\d{1,2}){0,3}\.?\s*[.)\-]?\s(?=\S)(?<=[.)\-]\s)"
    r"|\d{1,2}(?:\.\d{1,2}){1,3}\.?\s+\S"
    r"|\d{1,2}[.)]\S"
    r"|[a-zđ]\d?(?:\)|[./](?=\s))\s*\S"
    r"|\(\d{1,2}\)\s*\S"
    r"|(?:Điều|ĐIỀU)\s+\d+\s*[.:]"
    r"|(?:Chương|CHƯƠNG|Mục|MỤC|Phần|PHẦN)\s+(?:[IVX]+|\d+|thứ)\b)"
)

#: Titles of offices as a signature block sets them, "PHÓ CHỦ TỊCH".
OFFICE = "|".join(line.upper() for line in lines_of(DATA / "offices.txt"))

#: Lines of the letterhead and the signature block; none of them goes on in the next line.
STANDALONE = re.compile(
    r"^(?:Số\s*:|Số\s+\d+\s*/|CỘNG HÒA|CỘNG HOÀ|ĐẢNG CỘNG SẢN|Độc lập\s*[-–]|Kính gửi|Nơi nhận|V/v\b"
    r"|KT\.|TM\.|T/M|TL\.|TUQ\.|Q\.|\([Đđ]ã k[ýí]|PHỤ LỤC|DANH MỤC|BIỂU|\(?(?:Ban hành kèm|Kèm) theo\b|\(kèm theo\b"
    rf"|(?:{OFFICE})\b.{{0,40}}$"
    rf"|[{CAPITAL}][\w .]{{1,40}}, ngày\b)"
)

#: A paragraph that states on what basis, or in fulfilment of what, the document is issued.
BASIS_START = re.compile(
    r"^(?:Căn cứ|Thực hiện|Theo đề nghị|Xét đề nghị|Theo Quyết định|Triển khai|Thi hành|Trên cơ sở)\b"
)

#: The line with place and date of a letterhead.
PLACE_DATE = re.compile(
    rf"^(?P<place>[{CAPITAL}][^,;:\d]{{1,45}}),\s*ngày\s*(?P<day>\d ?\d?)?"
    r"[\s.…_]*tháng\s*(?P<month>\d ?\d?)?[\s.…_]*năm\s*(?P<year>\d{4})\b"
)

#: The number of an issued text: "156/KH-UBND", "81/2025/QĐ-UBND", "51-KL/TW", "2924 /UBND-VX"; digits may be missing.
NUMBER = re.compile(
    r"(?P<digits>\d{1,6}[a-zA-Z]?)?\s*(?P<tail>(?:/\s*\d{4})?\s*/\s*[A-ZĐ][A-ZĐa-zđ0-9&]*(?:\s?[-–]\s?[A-ZĐ][A-ZĐa-z0-9&]*)*"
    r"|\s*[-–]\s*[A-ZĐ][A-ZĐa-z]*\s*/\s*[A-ZĐ][A-ZĐa-z]*)"
)

MOTTO = re.compile(r"CỘNG H(?:ÒA|OÀ)\b|CHỦ NGHĨA VIỆT NAM|ĐẢNG CỘNG SẢN VIỆT NAM|^Độc lập\s*[-–]", re.IGNORECASE)
NUMBER_LINE = re.compile(r"^Số\s*:?\s*(?P<rest>.*)$")

#: A number as it is cited in running text.
CITED_NUMBER = re.compile(
    r"\b\d{1,6}[a-zA-Z]?\s?(?:/\d{4})?/[A-ZĐ][A-ZĐa-zđ0-9&]*(?:-[A-ZĐ][A-ZĐa-z0-9&]*)*|\b\d{1,6}-\s?[A-ZĐ][A-ZĐa-z]{0,5}/[A-ZĐ]{2,}[a-z]*"
)


@functools.cache
def document_types() -> tuple[str, ...]:
    """The kinds of issued texts, as written: "Kế hoạch"."""
    return tuple(lines_of(DATA / "document_types.txt"))


@functools.cache
def boilerplate() -> re.Pattern[str]:
    """What lines of a web site around a document look like."""
    return re.compile("|".join(f"(?:{line})" for line in lines_of(DATA / "boilerplate.txt")), re.IGNORECASE)


#: The line that names the kind of document, alone on its line: "KẾ HOẠCH".
TYPE_TITLE = re.compile(
    "^(?:" + "|".join(sorted({name.upper() for name in document_types()}, key=len, reverse=True)) + r")\s*:?$"
)

#: Words after which no sentence ends: the next block is its second half.
_HANGING_WORDS = frozenset(lines_of(DATA / "hanging_words.txt"))
_CUT_NAME = re.compile(
    rf"(?:,|\b(?:với|giao|gửi|trình|mưu|đề nghị|yêu cầu))\s+(?:{'|'.join(lines_of(DATA / 'name_starts.txt'))})$"
    r"|\btổ quốc việt$|,$",
    re.IGNORECASE,
)


def hangs(text: str) -> bool:
    """Whether a text stops in the middle of a sentence: at a word that ends none, or in the name of a body."""
    word = text.rsplit(maxsplit=1)[-1]
    return word in _HANGING_WORDS or _CUT_NAME.search(text) is not None


def starts_letterhead(text: str) -> bool:
    """Whether a line belongs to a letterhead: motto, number, place and date, or the type's title."""
    return bool(
        MOTTO.search(text)
        and is_upper(text)
        or is_number_line(text)
        or PLACE_DATE.match(text)
        or TYPE_TITLE.match(text)
    )


def is_number_line(text: str) -> bool:
    """Whether a line states the number of a document, blank as it may be."""
    match = NUMBER_LINE.match(text)
    return bool(match and len(text) < 300 and (NUMBER.match(match["rest"].strip()) or text.rstrip().startswith("Số:")))


def is_upper(text: str) -> bool:
    """Whether the text is set in capitals, as titles and letterheads are."""
    return are_upper(*capitals(text))


def are_upper(letters: int, capitals: int) -> bool:
    """Whether so many ``capitals`` among ``letters`` are a text set in capitals."""
    return letters >= 2 and capitals >= 0.9 * letters


def capitals(text: str) -> tuple[int, int]:
    """How many letters stand in ``text``, and how many of them are capitals."""
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters), sum(map(str.isupper, letters))
