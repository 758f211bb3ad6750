"""What a document ends or changes: the clauses that replace, repeal or amend another one, or a part of it.

Only the wording that has this effect counts. "Kế hoạch này thay thế Kế hoạch số 12/KH-UBND" replaces; "thay thế bệnh án giấy" and
"Luật … được sửa đổi, bổ sung bởi Luật số …", the history of the cited law, do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.bases import is_basis
from corpus.cited import citation_types, cited, cited_at
from corpus.comparable import comparable
from corpus.documents import Header
from corpus.grammar import TYPE_TITLE
from corpus.related import (
    KINDS,
    SENTENCE_END,
    TITLE_LINES,
    WORDS,
    Kind,
    Line,
    Relation,
    any_of,
    lines_of,
    organ,
    relation_to,
    title_of,
    together,
)

#: How far behind the words of effect the target may stand, in characters.
_REACH = 260
#: Bodies that are one kind by their first word; of others two words tell ("ủy ban", "hội đồng").
_ONE_WORD_BODIES = frozenset(("bo", "so", "phong", "cuc", "tong"))

_MARKER = re.compile(r"(?:(?:[-–+•*]|\(?\d{1,2}[.)]|[a-zđ]\)|\(\w\))\s*)?(?:(?i:Điều)\s+\d+\s*[.:]\s*)?")
_ACTS = "|".join(f"(?P<{kind}>{any_of(words)})" for kind, words in WORDS["acts"].items())
_ACT = re.compile(rf"(?<!\w)(?i:{_ACTS})\s+(?i:(?:(?:{any_of(WORDS['whole'])})\s+)*)")
_THIS = re.compile(rf"(?<!\w){citation_types().pattern}\s+này(?!\w)")
_ENDS = "|".join(f"(?P<{kind}>{any_of(words)})" for kind, words in WORDS["ends"].items())
_END = re.compile(rf"(?<!\w)(?i:{_ENDS})(?!\w)")
_SINCE = re.compile(r"(?i:kể từ|từ)\s+(?i:ngày|thời điểm)\s[^;\n]{0,100}?hiệu lực[^,;\n]{0,60},\s*")
_PREVENTS = re.compile(rf"(?<!\w)(?i:{any_of(WORDS['prevents'])})(?!\w)")
_PART = re.compile(rf"(?i:{any_of(WORDS['parts'])})(?!\w)")
_ANNEXED = re.compile(rf"(?<!\w)(?i:{any_of(WORDS['annexed'])})\s*$")
_JOINS = re.compile(rf"(?:\s+(?i:{any_of(WORDS['joins'])}))+\s*$")
_LISTED = re.compile(rf"(?:(?i:các)\s+)?(?i:{any_of(WORDS['listed'])})\s+(?i:{any_of(WORDS['lists'])})(?!\w)")
_ALL_OF = re.compile(r"(?:(?i:các|những|toàn bộ)\s+)+")
_ARTICLE = re.compile(r"(?i:Điều)(?:\s+\d+|$)")
#: What a title changes stands first in it: "Về việc sửa đổi, bổ sung một số nội dung của Kế hoạch số …".
_TITLE_ACT = re.compile(
    r"(?:(?i:về việc|về|v/v)\s*:?\s+)?(?:(?i:ban hành)\s+(?:(?i:quy định|quy chế|kế hoạch|quyết định)\s+)?)?(?:(?i:việc)\s+)?"
)
_IN_BRACKETS = re.compile(r"\(\s*(?=(?i:thay thế)\s)")


def effects(text: str, header: Header) -> Iterator[Relation]:
    """The clauses with effect; on documents of another body than that of ``header`` they have none."""
    lines = lines_of(text)
    titled = title_of(lines)
    article = False
    for at, line in enumerate(lines):
        if TYPE_TITLE.match(line.text):
            article = False
        article = article or bool(_ARTICLE.match(line.text))
        in_title = titled is not None and titled < at <= titled + TITLE_LINES and not is_basis(line.text)
        for relation in _line_acts(text, line, header, in_title=in_title, article=article):
            if _may_change(header, relation):
                yield relation


def _line_acts(text: str, line: Line, header: Header, *, in_title: bool, article: bool) -> Iterator[Relation]:
    for start, end in _sentences(line):
        ended = list(_ended(text, start, end))
        if ended:
            yield from ended
            continue
        this = _THIS.search(text, start, end)
        act = _ACT.search(text, this.end(), end) if this else None
        if this and act and not _PREVENTS.search(text[this.end() : act.start()]):
            yield from _targets(text, act, end)
            continue
        if in_title:
            opening = _TITLE_ACT.match(text, start, end)
            act = _ACT.match(text, opening.end() if opening else start, end)
            bracket = _IN_BRACKETS.search(text, start, end)
            act = act or (_ACT.match(text, bracket.end(), end) if bracket else None)
            if act:
                yield from _targets(text, act, end)
                continue
        marker = _MARKER.match(text, start, end)
        act = _ACT.match(text, marker.end() if marker else start, end)
        if act and act[0][:1].isupper():
            for relation in _targets(text, act, end):
                # "Sửa đổi Nghị định số …" in the body of a plan is work to do, not a clause with effect.
                if article or header.type is not None and relation.type == header.type:
                    yield relation


def _targets(text: str, act: re.Match[str], end: int) -> Iterator[Relation]:
    """The documents that words of effect are about, with the part that they touch."""
    kind = _kind(act)
    start = act.end()
    if _LISTED.match(text, start, end):
        yield from _listed(text, kind, end)
        return
    first = cited_at(text, start, end)
    part = None
    if first is None:
        first = next((each for each in cited(text, start, min(end, start + _REACH)) if each.type), None)
        if first is None:
            return
        between = text[start : first.start]
        if _PART.match(between):
            part = _part(between)
        elif not _ANNEXED.search(between) or re.search(r"[;:]", between):
            return
    for target in together(text, first, end):
        yield relation_to(kind, target, part)


def _part(words: str) -> str:
    """The part of a document that the words before its citation name, without what joins them to it."""
    return re.sub(r"\s+", " ", _JOINS.sub("", words)).strip(" ,:")


def _ended(text: str, start: int, end: int) -> Iterator[Relation]:
    """ "Quyết định số 5/QĐ-UBND … hết hiệu lực": the document is named first, and what becomes of it afterwards."""
    over = _END.search(text, start, end)
    if over is None:
        return
    kind = _kind(over)
    begin = start
    for opening in (_MARKER, _SINCE):
        passed = opening.match(text, begin, end)
        begin = passed.end() if passed else begin
    if _LISTED.match(text, begin, end):
        yield from _listed(text, kind, end)
        return
    several = _ALL_OF.match(text, begin, end)
    begin = several.end() if several else begin
    part = None
    first = cited_at(text, begin, over.start())
    if first is None and _PART.match(text, begin, over.start()):
        first = next((each for each in cited(text, begin, over.start()) if each.type), None)
        if first is not None:
            part = _part(text[begin : first.start])
    if first is None or _PREVENTS.search(text[first.end : over.start()]) and kind == "replaces":
        return
    for target in together(text, first, over.start()):
        yield relation_to(kind, target, part)


def _listed(text: str, kind: Kind, at: int) -> Iterator[Relation]:
    """The items below the line at ``at``, which ends in "các văn bản sau", as long as each begins with a document."""
    while (start := text.find("\n", at) + 1) > 0:
        at = end if (end := text.find("\n", start)) >= 0 else len(text)
        marker = _MARKER.match(text, start, at)
        target = cited_at(text, marker.end() if marker else start, at)
        if target is None:
            return
        yield relation_to(kind, target)
        if text[start:at].rstrip(" /").endswith("."):
            return


def _may_change(header: Header, relation: Relation) -> bool:
    """Whether the body that issued this document can change that one: it is of its own kind, or was its forerunner."""
    if relation.issuer and header.issuer and _rank(relation.issuer) == _rank(header.issuer):
        return True
    if header.number and relation.number:
        return organ(header.number) == organ(relation.number)
    return relation.issuer is None or header.issuer is None


def _rank(issuer: str) -> tuple[str, ...]:
    words = re.sub(r"^ (?:chu tich|bo truong|giam doc) (?=\w+ \w+)", " ", comparable(issuer)).split()
    return tuple(words[:1] if words[0] in _ONE_WORD_BODIES else words[:2]) if words else ()


def _kind(match: re.Match[str]) -> Kind:
    return next(kind for kind in KINDS if match.groupdict().get(kind))


def _sentences(line: Line) -> Iterator[tuple[int, int]]:
    """Where the sentences of a line stand in the text; a number such as "Điều 2." ends none."""
    start = 0
    for end in SENTENCE_END.finditer(line.text):
        if end.start() < start or _MARKER.fullmatch(line.text, start, end.end()):
            continue
        yield line.start + start, line.start + end.start()
        start = end.end()
        while start < len(line.text) and line.text[start] in " /.":
            start += 1
    if start < len(line.text):
        yield line.start + start, line.end
