"""Kinds of evidence: whether a text holds the kind of thing that a question asks for."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from corpus.bodies import bodies, body_of_heading
from corpus.grammar import CITED_NUMBER
from corpus.syllables import fold
from corpus.times import times
from qa.tables import DATA, rows, split
from qa.understanding import Understanding

#: Kinds of questions that a figure answers.
MEASURES = frozenset(("target", "count", "money"))
#: Behind these a number says which one it is, not how many: "lớp 1", "khoản 2", "tháng 12".
_NUMBERED = (
    "lớp",
    "khối",
    "điều",
    "khoản",
    "mục",
    "tháng",
    "ngày",
    "quý",
    "năm",
    "kỳ",
    "thứ",
    "khóa",
    "chương",
    "phụ lục",
)
_NOT_NUMBERED = "".join(f"(?<!(?i:{word}) )" for word in _NUMBERED)
#: A number of something; a year is none.
FIGURE = re.compile(
    rf"{_NOT_NUMBERED}(?<![\d/.,])(?!(?:19|20)\d{{2}}(?![\d.,]))\d+(?:[.,]\d+)*(?![\d/])\s*(?:%|‰|(?!tháng|năm học|/)[^\W\d])"
)
MONEY = re.compile(r"\d\s*(?:đồng|triệu|tỷ|tỉ|nghìn|ngàn|USD)|\(?(?:triệu|tỷ|nghìn) (?:đồng|USD)\)?", re.IGNORECASE)
#: "bao nhiêu tiền", "bao nhiêu đồng": any unit of money will do.
_ANY_MONEY = frozenset(("dong", "tien"))
#: "chiếm bao nhiêu phần GRDP".
_SHARES = frozenset(("phan", "phan tram", "ty le"))
_NUMERAL = re.compile(r"\d[\d .]{3,}\d")
_ROLES = ("chủ trì", "đầu mối", "thường trực", "chịu trách nhiệm", "phụ trách", "tham mưu")
_TOGETHER = re.compile(r"phối hợp|cùng với|chia sẻ|cung cấp", re.IGNORECASE)
_PERSON = re.compile(r"đồng chí|ông |bà |Chủ tịch|CHỦ TỊCH|Giám đốc|GIÁM ĐỐC|Phó Thủ tướng|THỦ TƯỚNG|BỘ TRƯỞNG")
#: "do" before a body says who does it.
_CAUSE = re.compile(
    r"(?<!\w)(?i:do(?! (?:các|cơ quan|đơn vị|đồng chí|ông|bà) )(?! (?-i:[A-ZĐỦ]))"
    r"|vì|bởi|nguyên nhân|lý do|xuất phát|trước tình hình)(?!\w)"
)
_PURPOSE = re.compile(r"(?<!\w)(?:nhằm|để|mục đích|mục tiêu)(?!\w)", re.IGNORECASE)
#: A question asks for a purpose where it says so: "để làm gì", "nhằm mục đích gì", "what for".
_ASKS_PURPOSE = re.compile(r"(?<!\w)(?:de lam gi|nham|muc dich|muc tieu|purpose|aim|what for|goal)(?!\w)")
#: A place or an address, and what stands before the body to whom something goes: "về Ủy ban nhân dân huyện (qua …)".
_WHERE = re.compile(
    r"(?<!\w)(?:[Đđ]ịa (?:chỉ|điểm)|[Tt]rụ sở|website|https?|www)(?!\w)|@|(?<!\w)(?:[Tt]ại|[Ởở]) (?:hội trường|[A-ZĐ])"
)
_TO = re.compile(r"(?<!\w)(?:về|đến|cho|tới|qua|[Gg]ửi|trình|tại)(?: các)?[\s(]+$")
_ANY_BODY = re.compile(r"(?:các|những|mọi|từng|cơ quan|đơn vị|tổ chức|thủ trưởng)(?!\w)", re.IGNORECASE)
_IN_WORDS = re.compile(
    r"(?<!\w)(?:một|hai|ba|bốn|sáu|bảy|tám|chín|mười|toàn bộ|tất cả|một nửa|gấp đôi|mỗi)\s+(?!\d)\w", re.IGNORECASE
)
_CELL = re.compile(r"(?:^|\| )[\d.,]+(?: \||$)")


def holds(understanding: Understanding, text: str, path: Sequence[str], row: bool = False) -> float:
    """How well a passage or sentence holds the kind of thing that is asked for, from 0 to 1; ``row`` is a table row."""
    # What a row gives out is told by the columns' names, which are the last heading above it.
    columns = path[-1] if row and path else ""
    if understanding.asks in ("lead", "advise"):
        return _role(understanding.text, f"{columns} {text}", path)
    if understanding.asks == "coordinate" and _TOGETHER.search(columns):
        return 1.0
    return float(_holds(understanding.asks, text, row))


def measures(understanding: Understanding, text: str, path: Sequence[str]) -> bool:
    """Whether a figure stands beside one of the units that the question asks in, or in a column of that unit."""
    folded = fold(text)
    about = fold(" ".join(path))
    for unit in understanding.wanted.units:
        if unit in _ANY_MONEY and (MONEY.search(text) or _CELL.search(text) and MONEY.search(" ".join(path))):
            return True
        if unit in _SHARES and "%" in text:
            return True
        word = re.escape(unit)
        if re.search(rf"\d\s*(?:\w+ ){{0,2}}{word}(?!\w)|{word}\D{{0,30}}\d", folded):
            return True
        if re.search(rf"(?<!\w){word}(?!\w)", f"{folded} {about}") and (FIGURE.search(text) or _CELL.search(text)):
            return True
    return False


def states_amount(understanding: Understanding, text: str) -> bool:
    """Whether an amount of money stands there, or a share of one where no unit is asked for: "mức phụ cấp … 70%"."""
    return bool(MONEY.search(text)) or "%" in text and not understanding.wanted.units


def states_figure(text: str) -> bool:
    """Whether a figure stands there that is no year, date or document number, in digits or words."""
    return bool(FIGURE.search(text) or _CELL.search(text) or _IN_WORDS.search(text))


def is_measured(understanding: Understanding) -> bool:
    """Whether the unit asked for is one of measure ("tỷ đồng", "ha"), which has no other word, not a thing counted."""
    return any(unit in _units_of_measure() for unit in understanding.wanted.units)


@functools.cache
def _units_of_measure() -> frozenset[str]:
    table = rows(DATA / "question_units.tsv", 4, True)
    return frozenset(unit for *_, means, units in table if means != "count" for unit in split(units))


def is_any_body(name: str) -> bool:
    """Whether a name is that of bodies in general: "các cơ quan, đơn vị"."""
    return bool(_ANY_BODY.match(name))


def states_reason(understanding: Understanding, text: str) -> bool:
    """Whether a text gives a reason, or a purpose where the question asks for one."""
    purpose = _ASKS_PURPOSE.search(fold(f"{understanding.question} {understanding.text}"))
    return bool(_CAUSE.search(text) or purpose and _PURPOSE.search(text))


def states_where(text: str) -> bool:
    """Whether a text names a place, an address or to whom something goes."""
    return bool(_WHERE.search(text)) or any(_TO.search(text[: body.start]) for body in bodies(text))


def _role(question: str, text: str, path: Sequence[str]) -> float:
    """1 where the role that the question names is given out, less for another role or a body's heading alone."""
    lower = text.lower()
    there = [role for role in _ROLES if role in lower]
    if any(role in question.lower() for role in there):
        return 1.0
    if there or any(body_of_heading(heading) for heading in path[-2:]):
        return 0.7
    return 0.4 if bodies(text) else 0.0


@functools.lru_cache(maxsize=32768)
def _holds(asks: str, text: str, row: bool) -> bool:
    if asks in ("deadline", "date", "frequency"):
        return bool(times(text))
    if asks in ("target", "count"):
        return bool(FIGURE.search(text) or row and _CELL.search(text))
    if asks == "money":
        return bool(MONEY.search(text) or FIGURE.search(text) or row and _CELL.search(text))
    if asks == "coordinate":
        return bool(_TOGETHER.search(text))
    if asks == "number":
        return bool(CITED_NUMBER.search(text) or _NUMERAL.search(text))
    if asks == "reference":
        return bool(CITED_NUMBER.search(text))
    if asks == "where":
        return states_where(text)
    if asks == "why":
        return bool(_CAUSE.search(text) or _PURPOSE.search(text))
    if asks == "signer":
        return False  # the signature block states it, which ranking knows
    if asks == "person":
        return bool(_PERSON.search(text))
    return True
