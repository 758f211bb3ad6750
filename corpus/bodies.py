"""Names of bodies in running text: agencies, committees, schools, associations, and lists of them."""

from __future__ import annotations

import dataclasses
import functools
import re

from corpus.grammar import DATA, lines_of

_LABEL = re.compile(r"^Điều \d+\s*[.:]\s*|^(?:[IVX]+|\d{1,2}(?:\.\d{1,2})*|[a-zđ])\s*[./)\-]\s*|^\(\d+\)\s*|^[-–+•]\s*")
_ADDRESSED = re.compile(
    r"^(?:(?:Giao|Phân công)(?: cho)?|Đề nghị|Yêu cầu|Khuyến khích|Trách nhiệm(?: của)?|Đối với|Nhiệm vụ của)\s+(?:đồng chí\s+)?"
)
_WORD = re.compile(r"[^\W_]+(?:[&.][^\W_]+)*")
_JOINT = re.compile(r"\s*(?:[,;&]|\s[-–]\s|\bvà\b|\bcùng\b)\s*")
#: Words that join to something; a name that ends with one has been cut too late.
_LOOSE_END = re.compile(r"\s+(?:và|các|của|thuộc|có|tổ chức|sở|ban)$")
#: No such word, with what tells that it is none, is longer.
_LOOSE_WITHIN = 40

#: Levels of the state, which some write with a capital; no small syllable belongs to them.
_LEVELS = ("Tỉnh", "Huyện", "Xã", "Phường", "Quận")
#: "tổ chức" is a body in lists of bodies, else the verb of their task.
_ORGANISATION = re.compile(
    r"tổ chức(?:,| và| có liên quan| liên quan| khác| chính trị| hành chính| xã hội| đoàn thể| thành viên| hội)"
)
_SEPARATOR = re.compile(r"\s*;\s*|\s*,\s*(?:và\s+)?|\s+(?:và|cùng)\s+")
#: Names in small letters that stand beside others in a list, and the kinds of bodies that one list names together.
_SMALL_NAME = re.compile(r"(?:trường|nhà trường) (?=[A-ZĐ])|nhà trường\b|UBND\b")
_COLLECTIVE = re.compile(
    r"(?:[Cc]ác\s+)?(?:cơ quan|đơn vị|[Ss]ở|ban|ngành|tổ chức|địa phương|đoàn thể|bộ|Cơ quan|Đơn vị)\b"
)
_OFFICE_OF_TWO = re.compile(r"Văn phòng (?:HĐND|Hội đồng nhân dân|(?:Đoàn )?ĐBQH)$")
_COMMITTEE = re.compile(
    r"(?:UBND|[UỦ][yỷ] ban nhân dân|Chủ tịch UBND|HĐND)(?=\s+(?:xã|phường|thị trấn|huyện)\s+[A-ZĐ])"
)
_PLACE = re.compile(r"(?:xã|phường|thị trấn|huyện|thị xã|thành phố)\s+[A-ZĐ]")


@dataclasses.dataclass(frozen=True)
class Span:
    """A slice ``[start, end)`` of a text, and what stands there."""

    start: int
    end: int
    text: str


@functools.cache
def _first_words() -> re.Pattern[str]:
    named = [line.rstrip("!") for line in lines_of(DATA / "bodies.txt")]
    names = sorted({*named, *lines_of(DATA / "offices.txt")}, key=len, reverse=True)
    # "các phòng", "Các Phòng" stand inside sentences; names of single bodies begin with a capital.
    alternatives = [
        f"[Cc]ác [{name[4].upper()}{name[4]}]{re.escape(name[5:])}" if name.startswith("Các ") else re.escape(name)
        for name in names
    ]
    spelled = "|".join(alternatives).replace("Ủy", "[UỦ][yỷ]").replace("ủy", "(?:ủy|uỷ)")
    return re.compile(rf"(?<!\w)(?:{spelled})(?!\w)")


@functools.cache
def _complete() -> frozenset[str]:
    """First words that are a name by themselves ("Nhà trường"); "Đơn vị" alone names nobody."""
    names = (line.rstrip("!") for line in lines_of(DATA / "bodies.txt") if line.endswith("!"))
    return frozenset((*names, *(office for office in lines_of(DATA / "offices.txt") if " " in office)))


@functools.cache
def _phrases(file: str) -> re.Pattern[str]:
    phrases = sorted(lines_of(DATA / file), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, phrases))})(?!\w)")


@functools.cache
def _expressions(file: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(lines_of(DATA / file))})(?!\w)")


def _small_word(text: str, at: int) -> re.Match[str] | None:
    """A word in small letters of a body's name; "hội nghị" is none, though "hội" is."""
    return None if _expressions("not_bodies.txt").match(text, at) else _phrases("body_words.txt").match(text, at)


def begins_task(text: str) -> bool:
    """Whether a text, its bullet and commas apart, begins with the verb of a task, in letters of any size."""
    return bool(_phrases("task_verbs.txt").match(text.lstrip(" -–+•,").lower()))


def _ends_name(text: str, at: int) -> bool:
    return bool(_phrases("task_verbs.txt").match(text, at) or _phrases("name_ends.txt").match(text, at))


def body_of_heading(heading: str) -> str | None:
    """The body that a heading names ("4. Phòng Tài nguyên và Môi trường", "Giao Sở Nội vụ"), or ``None``."""
    name = _ADDRESSED.sub("", _LABEL.sub("", heading)).strip(" :;.")
    # "Trường X chủ trì ..." is a heading and a sentence; the name ends where it stops being one.
    found = body_list(name, 0)
    if found is None or not _first_words().match(name):
        return None
    rest = name[found.end :].strip(" ,;:.")
    if rest and not (begins_task(rest) or rest.startswith(("là ", "("))):
        return None
    return found.text


def bodies(text: str) -> list[Span]:
    """Every body, or list of bodies joined by commas and "và", that a text names, in order."""
    found: list[Span] = []
    at = 0
    while match := _first_words().search(text, at):
        span = body_list(text, match.start())
        if span is None:
            at = match.end()
            continue
        found.append(span)
        at = span.end
    return found


def separate(names: str) -> tuple[str, ...]:
    """A list of bodies as single names, "UBND xã Thụy Hùng và xã Bảo Lâm" as two full ones; collective names stay whole."""
    found: list[str] = []
    for part in _parted(names.strip(" ,;:.")):
        place = _PLACE.match(part)
        committee = _COMMITTEE.match(found[-1]) if found else None
        found.append(f"{committee.group()} {part}" if place and committee else part)
    return tuple(dict.fromkeys(found))


def _parted(names: str) -> list[str]:
    parts, start = [], 0
    for joint in _SEPARATOR.finditer(names):
        before, after = names[start : joint.start()].strip(), names[joint.end() :]
        starts_name = _first_words().match(after) and not after.startswith(("các", "Các", "Cơ quan", "Đơn vị"))
        collective = _COLLECTIVE.match(before)
        wide = joint.group().strip() != ","
        if _OFFICE_OF_TWO.search(before):
            continue
        if before and (
            joint.group().strip() == ";"
            or starts_name
            or _PLACE.match(after)
            and _COMMITTEE.match(before)
            or after.startswith(("các ", "Các ", "những ", "một số "))
            or _SMALL_NAME.match(after)
            or wide
            and not collective
            and _COLLECTIVE.match(after)
        ):
            parts.append(before)
            start = joint.end()
    return [part for part in [*parts, names[start:].strip()] if part]


def body_list(text: str, start: int) -> Span | None:
    """The body or list of bodies that starts at ``start``.

    Names are made of words with a capital, each with at most one small syllable behind it ("Giáo dục và Đào tạo"), and of the
    small words of ``body_words.txt``; the name ends before a verb of ``task_verbs.txt`` and before what is none of these.
    """
    first = _first_words().match(text, start)
    if not first:
        return None
    end = at = first.end()
    capitals = 0
    small_allowed = False
    while at < len(text):
        joint = _JOINT.match(text, at)
        if joint:
            if not _goes_on(text, joint.end(), joint.group()):
                break
            at = joint.end()
            capitals, small_allowed = 0, False
            continue
        if text[at].isspace():
            at += 1
            continue
        inner = _expressions("name_parts.txt").match(text, at) or _first_words().match(text, at)
        if inner:
            end = at = inner.end()
            capitals, small_allowed = 0, False
            continue
        word = _WORD.match(text, at)
        if not word:
            break
        small = _small_word(text, at)
        if word.group()[:1].isupper():
            capitals += 1
            small_allowed = word.group() not in _LEVELS
            end = at = word.end()
        elif small and not (
            small.group() == "tổ chức" and not _ORGANISATION.match(text, at) and not text[:at].rstrip().endswith("các")
        ):
            end = at = small.end()
            capitals, small_allowed = 0, False
        elif small_allowed and capitals == 1 and not _ends_name(text, at):
            end = at = word.end()
            small_allowed = False
            capitals = 0
        else:
            break
    while loose := _LOOSE_END.search(text[max(start, end - _LOOSE_WITHIN) : end]):
        end -= len(loose.string) - loose.start()
    if (
        end == first.end()
        and re.sub(r"^[Cc]ác (\w)", lambda m: "Các " + m[1].lower(), first.group()) not in _complete()
    ):
        return None
    return Span(start, end, text[start:end]) if end > start else None


def _goes_on(text: str, after: int, joint: str) -> bool:
    """Whether a list of bodies, or a name ("Văn hóa, Thể thao và Du lịch"), goes on after a comma, dash or "và"."""
    if _first_words().match(text, after) or _small_word(text, after):
        return True
    if joint.strip() == ";":
        return False
    word = _WORD.match(text, after)
    if not word or not word.group()[:1].isupper():
        return False
    # "Giáo dục và Đào tạo" is a name; ", Đào tạo ..." would be the next task.
    return joint.strip() != "," or not _phrases("task_verbs.txt").match(text[after:].lower())
