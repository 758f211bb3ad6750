"""Deadlines as plans write them: the time in a sentence by which its duty has to be done."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.bodies import Span
from corpus.clauses import OPENER, VERB
from corpus.times import times

_BOUND = re.compile(
    r"^(?:hoàn|xong|chậm|muộn|trước|đến|hết|cuối|định|hằng|hàng|quý|trong\s+quý|trong\s+tháng|vào)|/|lần|thường\s+xuyên|tháng",
    re.IGNORECASE,
)
_LAST_DAY = re.compile(r"(?:hoàn\s+thành|xong|chậm\s+nhất|muộn\s+nhất|trước)(?!\w)", re.IGNORECASE)
_RHYTHM = re.compile(r"hằng|hàng|định\s+kỳ|lần", re.IGNORECASE)
_LOOSE_TIME = re.compile(
    r"(?:sau\s+khi\s+kết\s+thúc|khi\s+kết\s+thúc)\s+[^,;.]{3,60}|theo\s+từng\s+kỳ(?:,\s+từng\s+giai\s+đoạn)?|từng\s+năm(?:\s+học)?"
    r"|(?<!\w)trong\s+năm(?!\s*\d)(?!\w)|đúng\s+tiến\s+độ(?:\s+theo\s+kế\s+hoạch)?|kịp\s+thời\s+khi\s+có\s+[^,;.]{3,40}?(?=\s+hoặc|[,;.]|$)"
    r"|(?<!\w)định\s+kỳ(?!\w)|(?<!\w)hằng\s+năm|(?<!\w)hàng\s+năm",
    re.IGNORECASE,
)
_DONE = re.compile(r"\([^()]*\bđã\b[^()]*\)")
_BY_RULE = re.compile(r"theo\s+(?:đúng\s+)?(?:quy\s+định|yêu\s+cầu)(?!\s+(?:của|tại|pháp))", re.IGNORECASE)
_OFTEN = re.compile(rf"thường\s+xuyên\s*,?\s*(?:{OPENER}|{VERB}|$|[;.])", re.IGNORECASE)


def deadline(text: str, year: int | None, roles: Sequence[str]) -> str | None:
    """When the duty of a sentence is due, as written: a time that binds, else a year or a period, else a loose one."""
    # "(năm 2025, Sở đã tổ chức 2 lớp)" tells what has been.
    text = _DONE.sub(lambda done: " " * len(done.group()), text)
    named = [
        span
        for span in times(text)
        if not _is_past(span.text, year)
        and not text[: span.start].rstrip().lower().endswith("nhiệm kỳ")
        and (span.text.lower() != "thường xuyên" or _OFTEN.match(text, span.start))
    ]
    bound = [span for span in named if _BOUND.search(span.text)]
    if bound:
        return _binding(text, bound)
    loose = _LOOSE_TIME.search(text)
    if loose:
        return loose.group().strip()
    if named:
        return named[0].text
    rule = _BY_RULE.search(text) if "báo cáo" in roles else None
    return rule.group() if rule else None


def _binding(text: str, bound: Sequence[Span]) -> str:
    """The time that binds most: a last day more than a period, a rhythm together with the day that stands beside it."""
    first = bound[0]
    last_day = next((span for span in bound if _LAST_DAY.match(span.text)), None)
    if last_day is None or last_day.start <= first.start:
        return first.text
    if not _RHYTHM.search(first.text):
        return last_day.text
    beside = re.fullmatch(r"[\s,]*\(?\s*", text[first.end : last_day.start])
    return text[first.start : last_day.end] + ")" * ("(" in beside.group()) if beside else first.text


def _is_past(text: str, year: int | None) -> bool:
    named = [int(y) for y in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text)]
    return bool(named and year and max(named) < year)
