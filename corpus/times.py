"""Expressions of time in plans: days, quarters, years, school years, periods and rhythms."""

from __future__ import annotations

import re

from corpus.bodies import Span

_YEARLY = r"\s+(?:hằng|hàng)\s+năm"
_DAY = (
    r"(?:ngày\s+)?\d{1,2}(?:\s*/\s*\d{1,2}\s*/\s*\d{4}|\s+tháng\s+\d{1,2}(?:\s+năm\s+\d{4})?|\s*/\s*\d{1,2}(?!\s*/|\d))"
    rf"(?:{_YEARLY})?"
)
_DAY_OF_EACH = (
    r"ngày\s+\d{1,2}\s+(?:(?:hằng|hàng)\s+tháng"
    r"|(?:của\s+)?tháng\s+(?:đầu|cuối)\s+(?:của\s+)?(?:mỗi\s+|(?:hằng|hàng)\s+)?quý)"
)
_QUARTER = rf"qu[ýí]\s+(?:[IV]+|[1-4])(?:\s*[/\-–]\s*(?:năm\s+)?\d{{4}}|\s+năm\s+\d{{4}}|{_YEARLY})?"
_MONTH = rf"tháng\s+\d{{1,2}}(?!\d|\s+lần)(?:\s*/\s*\d{{4}}|\s+năm\s+\d{{4}}|{_YEARLY})?"
_SCHOOL_YEAR = r"năm\s+học\s+\d{4}\s*[-–]\s*\d{4}"
_SPAN = r"(?:giai\s+đoạn\s+)?(?:năm\s+)?\d{4}\s*[-–]\s*\d{4}"
_YEAR = r"năm\s+\d{4}"
#: "vào thứ Sáu hằng tuần", "trước 8 giờ mỗi ngày": a day of the week and an hour are times only where they come again.
_OF_EACH = r"\s*,?\s+(?:hằng|hàng|mỗi)\s+(?:tuần|ngày|tháng)"
_CLOCK = r"\d{1,2}(?::\d{2}|\s*(?:giờ|h)(?:\s*\d{1,2}(?:\s*phút)?)?)(?!\w)"
_WEEKDAY = (
    rf"(?:{_CLOCK}\s*,?\s+)?"
    r"(?:(?:sáng|chiều|tối)\s+)?(?:ngày\s+)?(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s+nhật)(?!\w)" + _OF_EACH
)
_HOUR = rf"(?:lúc\s+)?{_CLOCK}{_OF_EACH}"
_CONSTANTLY = r"thường\s+xuyên"
_RHYTHM = "|".join(
    (
        r"(?:định\s+kỳ\s+)?(?:\d{1,2}|hai|ba|sáu)\s+(?:tháng|tuần|năm|ngày)\s*/\s*(?:\d+\s+)?lần",
        r"\d+\s+lần\s*/\s*(?:năm|quý|tháng|tuần)",
        r"định\s+kỳ\s+(?:hằng|hàng|\d+)\s+(?:năm|quý|tháng|tuần|ngày)",
        r"mỗi\s+(?:năm|quý|tháng|tuần|ngày)\s+(?:\d{1,2}|một|hai|ba)\s+lần(?!\s*/)",
        r"(?<=cuối )mỗi\s+(?:năm|quý|tháng|tuần|ngày)(?!\s+\d)",
        r"(?:hằng|hàng)\s+(?:năm|quý|tháng|tuần|ngày)",
        _CONSTANTLY,
    )
)
#: "trước", "chậm nhất", "hoàn thành trong", "đến hết": what binds a time to a task.
_LEAD_IN = (
    r"(?:(?:hoàn\s+thành\s+)?(?:xong\s+)?(?:chậm\s+nhất\s+(?:là\s+)?)?"
    r"(?:trước|trong|đến|từ|vào|kể\s+từ|chậm\s+nhất|muộn\s+nhất|cho\s+đến)\s+)?"
    r"(?:hết\s+|cuối\s+|đầu\s+|giữa\s+)?"
)
#: "chậm nhất 10 ngày làm việc", "trong thời hạn 15 ngày": how long somebody has; a bare "10 ngày" counts days.
_WITHIN = (
    r"(?:(?:trước|ít\s+nhất|tối\s+thiểu)(?:\s+là)?\s+\d{1,3}\s+ngày\s+làm\s+việc"
    r"|(?:trong\s+(?:vòng|thời\s+hạn|thời\s+gian)|(?:chậm|muộn)\s+nhất(?:\s+(?:là|sau|trong))?|không\s+quá|tối\s+đa(?:\s+là)?)\s+"
    r"(?:\d{1,3}(?:\s*[-–]\s*\d{1,3})?|hai|ba|bảy|mười)\s*(?:\(\w+\)\s*)?(?:ngày\s+làm\s+việc|ngày|giờ|tuần|tháng)(?!\s+\d)"
    # A bare "trong 3 tháng" counts months of the year.
    r"|trong\s+\d{1,3}(?:\s*[-–]\s*\d{1,3})?\s*(?:ngày\s+làm\s+việc|ngày|giờ)(?!\s+(?:\d|tháng|qua|vừa|đầu|cuối)))"
)
#: "từ ngày ban hành Kế hoạch đến khi tổ chức thành công Đại hội".
_BETWEEN_EVENTS = (
    r"(?:kể\s+)?từ\s+(?:khi|ngày)\s+[^\W\d][^.;,:\n]{0,60}?\s+(?:cho\s+)?đến\s+(?:khi|hết|ngày)\s+[^.;,:\n]{3,120}"
)
_KINDS = "|".join((_WEEKDAY, _HOUR, _DAY_OF_EACH, _DAY, _QUARTER, _SCHOOL_YEAR, _MONTH, _SPAN, _YEAR, _RHYTHM))
#: "từ ngày 05/3 đến hết ngày 20/3", "từ 05 đến 20/3": one time with two ends.
_RANGE = (
    rf"từ\s+(?:{_KINDS}|(?:ngày\s+)?\d{{1,2}})(?:\s+đến\s+|\s*[-–]\s*)(?:hết\s+|cuối\s+|đầu\s+|giữa\s+)?(?:{_KINDS})"
)
_TIME = re.compile(rf"{_WITHIN}|{_BETWEEN_EVENTS}|{_RANGE}|{_LEAD_IN}(?:{_KINDS})", re.IGNORECASE)
_OFTEN = re.compile(_RHYTHM, re.IGNORECASE)
_SINGLE_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_ROUND_THE_CLOCK = re.compile(r"24\s*/\s*(?:7|24)")
#: "Kỷ niệm 80 năm ngày … (06/01/1946 - 06/01/2026)".
_ANNIVERSARY = re.compile(r"(\d{1,2}/\d{1,2})/\d{4}\s*[-–]\s*\1/\d{4}")
_ISSUED = re.compile(r"(?:/[A-ZĐ][\w&-]*|-[A-ZĐ]+/[A-ZĐ]+),?\s*$")


def times(text: str) -> list[Span]:
    """The expressions of time of a text, in order.

    Dates of cited documents ("32/NQ-CP ngày 20/3/2024") and anniversaries are left out.
    """
    anniversaries = [(m.start(), m.end()) for m in _ANNIVERSARY.finditer(text)]
    return [
        Span(m.start(), m.end(), m.group())
        for m in _TIME.finditer(text)
        if not (_ISSUED.search(text[: m.start()]) or _ROUND_THE_CLOCK.fullmatch(m.group()))
        and not any(start <= m.start() < end for start, end in anniversaries)
    ]


def years(text: str) -> tuple[int, ...]:
    """The years named in a text, each once, in order."""
    return tuple(dict.fromkeys(int(year) for year in _SINGLE_YEAR.findall(text)))


def says_how_often(time: str) -> bool:
    """Whether an expression of time names the interval at which something comes again; "thường xuyên" names none."""
    return any(not re.fullmatch(_CONSTANTLY, match.group(), re.IGNORECASE) for match in _OFTEN.finditer(time))
