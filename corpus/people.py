"""Persons, posts and groups inside one organisation, to whom a plan of a school or an office gives its work."""

from __future__ import annotations

import functools
import re

from corpus.bodies import Span, body_list
from corpus.grammar import CAPITAL, DATA, lines_of

_SYLLABLE = rf"[{CAPITAL}]\w*"
_TITLE = re.compile(r"(?:(?:các\s+)?đồng\s+chí|đ[/.]c|ông|bà|thầy(?:\s+giáo)?|cô(?:\s+giáo)?)\s*:?\s+", re.IGNORECASE)
_TITLED = re.compile(rf"{_SYLLABLE}(?:\s+{_SYLLABLE}){{1,4}}")
_OFFICE = re.compile(r"\s*(?P<sign>[,(]|\s[-–]\s?)\s*(?=\S)")
#: Whoever stands before a colon is not named at greater length.
_LONGEST_NAME = 120
#: What stands behind the colon of a list of members or a count of heads, and no duty.
_NO_WORK = re.compile(r"\d|\(|(?:có|gồm|đủ|là|tổng|khoảng|không quá|tối đa|tối thiểu|nêu trên)(?!\w)", re.IGNORECASE)


def person(text: str, start: int = 0) -> Span | None:
    """The person named at ``start``, with the office that stands behind the name: "Lê Thị Lan, Phó Hiệu trưởng".

    Without a title before it or an office behind it, a name may be a place's.
    """
    title = _TITLE.match(text, start)
    at = title.end() if title else start
    name = (_TITLED if title else _untitled()).match(text, at)
    # "đồng chí Phó Chủ tịch UBND": an office is a body's, not a person's name.
    if name is None or title and (body_list(text, at) or _posts().match(text, at)):
        return None
    end = name.end()
    sign = _OFFICE.match(text, end)
    office = _office(text, sign.end()) if sign else None
    if sign and office:
        end = office + (sign["sign"] == "(" and text[office : office + 1] == ")")
    elif not title:
        return None
    return Span(at, end, text[at:end])


def behind_title(text: str, at: int) -> int:
    """Where the name begins behind a title like "Đồng chí", "Đ/c:" at ``at``; ``at`` where there is none."""
    title = _TITLE.match(text, at)
    return title.end() if title else at


def post_or_person(text: str) -> str | None:
    """The whole of a text as the name of a post, a group or a person, without a title; ``None`` where it is none."""
    text = text.strip(" :;.")
    if len(text) > _LONGEST_NAME:
        return None
    named = person(text)
    if named:
        return text[named.start :]
    title = _TITLE.match(text)
    begin = title.end() if title and (text[title.end()].isupper() or title.group()[0] in "Đđ") else 0
    return text[begin:] if _posts().match(text) else None


def is_work(text: str) -> bool:
    """Whether what stands behind a name and its colon can be work: no count, and no list of persons or bodies."""
    return not (_NO_WORK.match(text) or _TITLE.match(text) or person(text)) and len(text.split()) > 1


def _office(text: str, at: int) -> int | None:
    """Where an office or post that begins at ``at`` ends: before the next comma, dash, bracket or colon, or as bodies end."""
    if body := body_list(text, at):
        return body.end
    post = _posts().match(text, at)
    return post.end() if post else None


@functools.cache
def _untitled() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(lines_of(DATA / 'family_names.txt'))})(?:\s+{_SYLLABLE}){{1,4}}(?!\w)")


@functools.cache
def _posts() -> re.Pattern[str]:
    spelled = "|".join(lines_of(DATA / "posts.txt"))
    return re.compile(rf"(?:{spelled})(?!\w)", re.IGNORECASE)
