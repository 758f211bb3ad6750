"""The time that a sentence states for what is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from corpus.bodies import Span
from corpus.sentences import sentences
from corpus.times import times, years
from qa.words import terms_of

#: Words before a time that say no more than the label of the answer.
_IN_TIME = re.compile(r"^(?:hoàn thành\s+)?(?:xong\s+)?(?:(?:trong|vào)\s+)?", re.IGNORECASE)
_BOUND_TIME = re.compile(
    r"^(?:hoàn|xong|chậm|trước|trong|đến|hết|cuối|muộn)|tháng/|lần|định kỳ|thường xuyên", re.IGNORECASE
)
_YEARS_ALONE = re.compile(
    r"(?:(?:từ|đến|trong|hết|cuối)\s+)*(?:giai đoạn\s+)?(?:năm\s+(?:học\s+)?)?\d{4}(?:\s*[-–]\s*\d{4})?"
    r"|thường xuyên.*|(?:trong|hằng|hàng) năm",
    re.IGNORECASE,
)
_COUNTED_TIME = re.compile(r"\d{1,3}\s*(?:\(\w+\)\s*)?(?:ngày làm việc|ngày|giờ|tháng|tuần)(?!\s*\d)")
_STATES_TIME = re.compile(r"[-–+•\s]*(?:Thời gian|Thời hạn|Hoàn thành|Xong|Định kỳ|Tiến độ)", re.IGNORECASE)


def stated_time(
    text: str, part: Span, named: Sequence[int], weights: Mapping[str, float], *, counted: bool
) -> str | None:
    """The time that a sentence of a passage states, else one stated right after it.

    ``named`` are the years of the question, which are no answer to "when"; ``weights`` are its terms. ``counted``: a number of
    days is asked for, not a day.
    """
    after = next((span for span in sentences(text[part.end :])), None)
    near = [part.text] + ([after.text] if after is not None and _STATES_TIME.match(after.text) else [])
    for sentence in near:
        new = [time for time in times(sentence) if not _is_named(time.text, named)]
        bound = [time for time in new if _BOUND_TIME.search(time.text)]
        days = _COUNTED_TIME.search(sentence) if counted else None
        if days:
            return days.group()
        if bound or new:
            return _IN_TIME.sub("", _meant(bound or new, sentence, weights).text)
    return None


def is_vague(time: str) -> bool:
    """Whether a time is a bare year, a span of years or a rhythm: a poor deadline."""
    return _YEARS_ALONE.fullmatch(time) is not None


def _is_named(time: str, named: Sequence[int]) -> bool:
    return is_vague(time) and bool(years(time)) and set(years(time)) <= set(named)


def _meant(found: Sequence[Span], sentence: str, weights: Mapping[str, float]) -> Span:
    """Of several times that behind which most of the question is said: "nộp trước 20/6, trả lời trước 30/6"."""
    if len(found) == 1:
        return found[0]
    starts = [0, *(time.end for time in found[:-1])]

    def said(at: int) -> float:
        terms = terms_of(sentence[starts[at] : found[at].start])
        return sum(weight for term, weight in weights.items() if term in terms)

    return found[max(range(len(found)), key=said)]
