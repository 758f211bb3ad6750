"""Header fields: what the letterhead, the opening and the signature block of a document state.

A field that is not stated is ``None``; nothing is inferred from other documents. Where a page of a web site around the
document lists the same fields, they fill the gaps that the document leaves, and never overrule it.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Sequence

from corpus.agency import agency_name
from corpus.casing import as_written
from corpus.documents import Header
from corpus.grammar import (
    BASIS_START,
    DATA,
    ITEM_START,
    MOTTO,
    NUMBER,
    NUMBER_LINE,
    OFFICE,
    PLACE_DATE,
    TYPE_TITLE,
    document_types,
    is_upper,
    lines_of,
    starts_letterhead,
)

_ABOUT = re.compile(r"^(?:V/v|Về việc|Về)\s*:?\s+", re.IGNORECASE)
_SUBJECT_LETTER = re.compile(r"\bV/v\s*:?\s*(?P<subject>.*)$", re.IGNORECASE)
_SIGNS_FOR = re.compile(r"^(?:KT|TM|T/M|TL|TUQ|Q)\b[./]?")
_OFFICE = re.compile(rf"^(?:Q\.\s*)?(?:{OFFICE})\b")
_OFFICE_INSIDE = re.compile(OFFICE)
_RANK = re.compile(
    rf"^(?:{'|'.join(map(re.escape, sorted(lines_of(DATA / 'ranks.txt'), key=len, reverse=True)))})\s*(?<=[\s.])(?=\w)"
)
_NAME = re.compile(r"^[^\W\d_]+(?: [^\W\d_]+){1,4}$")
_RECIPIENTS = re.compile(r"^Nơi nhận\s*:?\s*(?P<rest>.*)$", re.IGNORECASE)
_PORTAL_FIELD = re.compile(
    r"(?P<name>Số (?:ký )?hiệu|Loại văn bản|Nơi ban hành|Cơ quan ban hành|Người ký|Ngày ban hành|Ngày hiệu lực"
    r"|Ngày công báo|Số công báo|Tình trạng|Lĩnh vực|Ngày hết hiệu lực|Trích yếu)\s*:\s*"
)


def read_header(front: Sequence[str], body: Sequence[str]) -> Header:
    """The header of one document: ``body`` are its blocks, ``front`` those of a web page before it."""
    title = next((i for i, text in enumerate(body[:40]) if TYPE_TITLE.match(text)), None)
    opening = _opening(body, title)
    top = body[:opening]
    portal = _portal_fields(front)
    number, kind_of_number = _number(top)
    kind = _type(body, title, top)
    date, year, place = _place_date(top)
    signer, signer_title = _signer(body)
    subject = _subject(body, title, opening)
    header = Header(
        number=number,
        type=kind,
        issuer=_issuer(top, body, place, kind_of_number),
        place=place,
        date=date,
        year=year,
        subject=as_written(_ABOUT.sub("", subject), body) if subject else None,
        legal_bases=_legal_bases(body, title, opening),
        signer=signer,
        signer_title=signer_title,
        recipients=_recipients(body),
    )
    return _fill(header, portal)


def starts_signature(text: str) -> bool:
    """Whether a block begins a signature block or the list of recipients."""
    return bool(_RECIPIENTS.match(text) or _SIGNS_FOR.match(text) or _is_office(text) or _office_and_name(text))


def is_name(text: str) -> bool:
    """Whether a block can be a person's name alone on its line."""
    text = _RANK.sub("", text)
    return (
        bool(_NAME.match(text))
        and not is_upper(text)
        and len(text) <= 40
        and all(part[:1].isupper() for part in text.split())
    )


def _opening(body: Sequence[str], title: int | None) -> int:
    """The position after the letterhead: where the title, or in a letter the address, begins."""
    if title is not None:
        return title
    for position, text in enumerate(body[:40]):
        if text.startswith("Kính gửi") or ITEM_START.match(text) and not text.startswith("-") or len(text) > 300:
            return position
    return min(len(body), 12)


def _number(top: Sequence[str]) -> tuple[str | None, str | None]:
    """The document's number, and the letters of its tail even where the digits are blank ("Số: /KH-UBND")."""
    for text in top:
        line = NUMBER_LINE.match(text)
        found = NUMBER.match(line["rest"].strip()) if line else None
        if found:
            tail = re.sub(r"\s", "", found["tail"]).replace("–", "-")
            return (found["digits"] + tail if found["digits"] else None), tail
    return None, None


def _type(body: Sequence[str], title: int | None, top: Sequence[str]) -> str | None:
    if title is not None:
        named = body[title].rstrip(": ").casefold()
        return next(name for name in document_types() if name.casefold() == named)
    if any(_SUBJECT_LETTER.search(text) for text in top) or any(text.startswith("Kính gửi") for text in body[:40]):
        return "Công văn"
    return None


def _place_date(top: Sequence[str]) -> tuple[datetime.date | None, int | None, str | None]:
    for text in top:
        match = PLACE_DATE.match(text)
        if not match:
            continue
        year = int(match["year"])
        try:
            month, day = ((match[name] or "").replace(" ", "") for name in ("month", "day"))
            date = datetime.date(year, int(month), int(day)) if month and day else None
        except ValueError:
            date = None
        return date, year, match["place"].strip()
    return None, None, None


def _issuer(top: Sequence[str], body: Sequence[str], place: str | None, tail: str | None) -> str | None:
    lines = []
    for text in top:
        if MOTTO.search(text) or NUMBER_LINE.match(text) or PLACE_DATE.match(text):
            continue
        if is_upper(text) and not TYPE_TITLE.match(text):
            lines.append(text)
        elif lines:
            break
    return agency_name(lines, body, place, tail)


def _subject(body: Sequence[str], title: int | None, opening: int) -> str | None:
    if title is None:
        for position, text in enumerate(body[: opening + 1]):
            match = _SUBJECT_LETTER.search(text)
            if match:
                parts = [match["subject"]]
                for more in body[position + 1 : opening]:
                    if starts_letterhead(more) or is_upper(more) or more.startswith("Kính gửi"):
                        break
                    parts.append(more)
                return " ".join(part for part in parts if part) or None
        return None
    parts = []
    for text in body[title + 1 : title + 5]:
        if ITEM_START.match(text) or text.startswith("Kính gửi") or _OPENS_TEXT.match(text) and parts:
            break
        qualified = len(parts) == 1 and _is_qualifier(parts[0])
        if parts and not (qualified or text.startswith("(") or is_upper(text) and is_upper(parts[0])):
            break
        if _OPENS_TEXT.match(text) and text.endswith((";", ".", ":")):
            break
        parts.append(text)
    if len(parts) > 1 and _is_qualifier(parts[0]) and not is_upper(parts[1]):
        parts[0] = parts[0].capitalize()
    return " ".join(parts) or None


def _is_qualifier(text: str) -> bool:
    """Whether it only says more of the kind of document: "LIÊN NGÀNH" under "KẾ HOẠCH"."""
    return text.lower() in lines_of(DATA / "title_qualifiers.txt")


_OPENS_TEXT = re.compile(
    BASIS_START.pattern
    + r"|^(?:Ngày|Trong|Để|Thời gian qua|Nhằm|Hiện nay)\b|^(?:THỦ TƯỚNG|CHỦ TỊCH|ỦY BAN|UỶ BAN|BỘ TRƯỞNG)\b"
)


def _legal_bases(body: Sequence[str], title: int | None, opening: int) -> tuple[str, ...]:
    bases = []
    start = title + 2 if title is not None else opening
    for text in body[start : start + 40]:
        if ITEM_START.match(text) and not text.startswith("-"):
            break
        if BASIS_START.match(text.lstrip("- ")):
            bases.append(text.rstrip(";").strip())
    return tuple(bases)


def _signer(body: Sequence[str]) -> tuple[str | None, str | None]:
    """Name and office of who signed: the first name after the lines of the office, "KT. CHỦ TỊCH / PHÓ CHỦ TỊCH"."""
    for position, text in enumerate(body):
        together = _office_and_name(text)
        if together:
            return together
        if not (_is_office(text) or _SIGNS_FOR.match(text)) or len(text) > 80:
            continue
        office = text
        for line in body[position + 1 : position + 8]:
            if _is_office(line):
                office = line
            elif is_name(line) and _is_office(office):
                return _RANK.sub("", line), _office_name(office)
            elif len(line) > 80:
                break
    return None, None


def _is_office(text: str) -> bool:
    return len(text) <= 80 and is_upper(text) and bool(_OFFICE.match(text))


def _office_and_name(text: str) -> tuple[str, str] | None:
    """Name and office from one line that holds both: "TRƯỞNG BAN PHÓ THỦ TƯỚNG Nguyễn Thiện Nhân"."""
    words = text.split()
    capitals = next((i for i, word in enumerate(words) if not is_upper(word + word)), len(words))
    office, name = " ".join(words[:capitals]), " ".join(words[capitals:])
    offices = list(_OFFICE_INSIDE.finditer(office))
    if not offices or not is_name(name):
        return None
    return _RANK.sub("", name), _office_name(offices[-1].group())


def _office_name(office: str) -> str:
    """ "PHÓ CHỦ TỊCH" as people write it: "Phó Chủ tịch"."""
    words = office.lower().split()
    if words and words[0] == "phó" and len(words) > 1:
        words[1] = words[1].capitalize()
    return " ".join(words)[:1].upper() + " ".join(words)[1:]


def _recipients(body: Sequence[str]) -> tuple[str, ...]:
    for position, text in enumerate(body):
        match = _RECIPIENTS.match(text)
        if not match:
            continue
        found = [match["rest"]] if match["rest"] else []
        for line in body[position + 1 : position + 40]:
            if not re.match(r"^[-–+]\s*\S", line):
                break
            found.append(line)
        return tuple(line.lstrip("-–+ ").rstrip("; .,") for line in found)
    return ()


def _portal_fields(front: Sequence[str]) -> dict[str, str]:
    """Field name to value from a web page's table of properties, on one line or one cell a line."""
    text = "\n".join(front)
    marks = list(_PORTAL_FIELD.finditer(text))
    fields: dict[str, str] = {}
    for position, mark in enumerate(marks):
        end = marks[position + 1].start() if position + 1 < len(marks) else len(text)
        value = text[mark.end() : end].strip().split("\n")[0].strip()
        if value and value not in ("Đã biết", "Đang cập nhật", "Đang cập nhập"):
            fields.setdefault(mark["name"], value)
    return fields


def _fill(header: Header, portal: dict[str, str]) -> Header:
    date = header.date
    stated = re.match(r"(\d{1,2})/(\d{1,2})/(\d{4})", portal.get("Ngày ban hành", ""))
    if date is None and stated:
        date = datetime.date(int(stated[3]), int(stated[2]), int(stated[1]))
    known = set(document_types())
    kind = portal.get("Loại văn bản")
    return dataclasses.replace(
        header,
        number=header.number or portal.get("Số hiệu") or portal.get("Số ký hiệu"),
        type=header.type or (kind if kind in known else None),
        issuer=header.issuer or portal.get("Nơi ban hành") or portal.get("Cơ quan ban hành"),
        date=date,
        year=header.year or (date.year if date else None),
        signer=header.signer or portal.get("Người ký"),
        subject=header.subject or portal.get("Trích yếu"),
    )
