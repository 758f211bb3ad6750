"""Clauses: where in a sentence of a plan a duty begins, and which body the sentence itself gives it to."""

from __future__ import annotations

import dataclasses
import functools
import re

from corpus.bodies import Span, bodies, body_list
from corpus.grammar import CAPITAL, DATA, lines_of
from corpus.labels import labels
from corpus.people import person
from corpus.sentences import sentences
from corpus.times import times


def phrases(*files: str) -> str:
    """The phrases of data files as alternatives of a regular expression, the longest first."""
    lines = {line for file in files for line in lines_of(DATA / file)}
    return "|".join(re.escape(line).replace(r"\ ", r"\s+") for line in sorted(lines, key=len, reverse=True))


OPENER = rf"(?:{phrases('duty_openers.txt')})(?!\w)"
VERB = rf"(?!giao\s+(?:dịch|lưu|thông|thương|tiếp)\b)(?:{phrases('task_verbs.txt', 'duty_verbs.txt')})(?!\w|\s+độ\b)"
INTERLUDE = rf"(?:{phrases('duty_interludes.txt')})(?!\w)"
#: A verb that is told of somebody ("được giao", "do Sở ban hành") or named as a thing ("công tác quản lý") begins no duty.
_NOT_TOLD = (
    r"(?<!được )(?<!công tác )(?<!việc )(?<!sự )(?<!bị )(?<!đã )(?<!cơ quan )(?<!đơn vị )(?<!khi có )"
    r"(?<!quan được giao )(?<!vị được giao )(?<!ngành được giao )(?<!phương được giao )"
)
_BASIS = rf"{INTERLUDE}[^;:]{{0,260}}?"
#: The verb after a phrase of basis or time: behind its comma, or behind a word like "chủ động"; else the first verb there is.
_STARTS = tuple(
    re.compile(rf"(?:\s*\([^)]*\))?[\s,:]*{lead}", re.IGNORECASE)
    for lead in (
        rf"(?P<verb>{OPENER}|{VERB})",
        rf"{_BASIS}(?-i:,\s*(?:thì\s+)?(?P<verb>{OPENER}|{VERB})|\s{_NOT_TOLD}(?P<opener>{OPENER}|chủ\s+trì\b))",
        rf"{_BASIS}(?-i:[\s,]{_NOT_TOLD}(?P<verb>{VERB}))",
    )
)
_LEADS = re.compile(r"chủ\s+trì(?!\w)", re.IGNORECASE)
#: What one asks of a higher body is no duty of it.
_ASKS = re.compile(r"(?:xem\s+xét|phê\s+duyệt|quyết\s+định|khen\s+thưởng|cho\s+phép|tặng|công\s+nhận)(?!\w)")
_GIVES = re.compile(
    r"(?<!\w)(?:giao|đề\s+nghị|yêu\s+cầu|khuyến\s+khích|phân\s+công|phê\s+bình\s+và\s+yêu\s+cầu)(?:\s+cho)?\s+(?:đồng\s+chí\s+)?(?=\S)",
    re.IGNORECASE,
)
#: "Giao các chỉ tiêu ...", "Phân công các nhiệm vụ ...": what is given, not to whom.
_GIVEN_THING = (
    r"(?:các\s+|những\s+)?(?:chỉ\s+tiêu|nhiệm\s+vụ|nội\s+dung|công\s+việc|khoản|nguồn|dự\s+toán|kế\s+hoạch)(?!\w)"
)
_ASKED = re.compile(
    rf"(?:Yêu cầu|Đề nghị|Khuyến khích|(?:Giao|Phân công)(?:\s+cho)?(?!\s+(?i:{_GIVEN_THING})))\s+"
    rf"(?P<name>(?:[{CAPITAL}]\w*|các|từng|mỗi|những|toàn thể|người|chủ|hộ)\s[^,;:.]{{2,80}}?)"
    rf"\s+(?=(?P<verb>(?i:{OPENER}|{VERB})))"
)
_ASSIGNS = re.compile(r"(?:Giao|Phân\s+công)(?:\s+cho)?\s+(?:đồng\s+chí\s+)?", re.IGNORECASE)
#: "Giao Trung tâm A dựng phóng sự": any word in small letters that is no thing or figure begins what it has to do.
_DOES_IT = re.compile(
    rf"\s+(?!{_GIVEN_THING}|là\s|và\s|được\s|thuộc\s|biên\s+chế|kinh\s+phí|vốn\s|khu\s|vùng\s|liên\s|chuyên\s|công\s+trình)(?=[^\W\d{CAPITAL}]\w*\s)"
)
_ANY_DAY = re.compile(
    r"(?:trước|chậm\s+nhất|xong|hoàn\s+thành)\s+(?:là\s+|trước\s+|trong\s+)?(?:ngày|tháng|quý|\d)", re.IGNORECASE
)
_KIND = rf"(?:{'|'.join(lines_of(DATA / 'groups_of_people.txt'))}|Doanh nghiệp|Cơ quan|Đơn vị|Tổ chức|Các)"
_RESPONSIBLE = re.compile(
    rf"(?P<name>{_KIND}(?!\w)(?:(?!\scó\s+quyền)[^,;:.()]){{3,120}}?)(?:\s+(?:phải|cần))?\s+"
    r"(?=(?:có\s+trách\s+nhiệm|chịu\s+trách\s+nhiệm|có\s+nghĩa\s+vụ)(?!\w))"
)
_ABOUT = re.compile(r"Đối\s+với\s+")
_MUST_DO = re.compile(r"\s+(?=(?:cần|phải|có\s+trách\s+nhiệm)(?!\w))")
#: "nếu có khó khăn, vướng mắc đề nghị các sở báo cáo": not all set it off.
_BEFORE_GIVEN = re.compile(r"(?:[,;:.]|khó\s+khăn|vướng\s+mắc|phát\s+sinh)\s*$", re.IGNORECASE)
_BY = re.compile(r"(?:\bdo|\()\s*(?=[A-ZĐUỦ])")
_INSIDE = re.compile(r",\s+(?:trong\s+đó|theo\s+đó),?\s+")
_LINK = re.compile(
    r"^(?:đồng\s+thời|ngoài\s+ra|bên\s+cạnh\s+đó|trong\s+đó|và|riêng|theo\s+đó|trước\s+mắt|cùng\s+với\s+đó|cùng\s+đó)\s*[,:]?\s*",
    re.IGNORECASE,
)
_MUST = r"có\s+trách\s+nhiệm|chịu\s+trách\s+nhiệm|phải|cần|chủ\s+động|khẩn\s+trương|căn\s+cứ"
#: What is told of a body between its name and its verb: "được giao ...", "ở địa phương".
_RELATIVE = re.compile(
    rf"\s+(?:được\s+(?:giao|phân\s+công)|có\s+(?:liên\s+quan|tên)|liên\s+quan|trực\s+tiếp|quy\s+định|nêu)[^,;:]{{0,120}}?\s(?=(?:{_MUST})(?!\w))"
    rf"|,\s+nhất\s+là\s[^;]{{0,120}}?\s(?=(?:{_MUST}|tiếp\s+tục|tập\s+trung|chủ\s+trì|phối\s+hợp)(?!\w))"
    rf"|\s+(?:ở|tại|trên\s+địa\s+bàn|từ|đóng)[^,;:]{{0,80}}?\s(?=(?:{_MUST}|tiếp\s+tục|tập\s+trung|chủ\s+trì|phối\s+hợp)(?!\w))"
    rf"|\s+ở(?:[^,;:]|,\s+(?:nghề|lĩnh\s+vực)){{0,80}}?\s(?={VERB})"
)
_RHYTHM = re.compile(r"(?:định\s+kỳ|hằng|hàng|trước|chậm\s+nhất|vào|quý|tháng)(?!\w)", re.IGNORECASE)
#: A body after one of these words has no duty here.
_DEPENDENT = re.compile(
    r"(?<!\w)(?:của|với|do|cho|về|tại|giữa|từ|bởi|trình|báo\s+cáo|gửi|giúp|qua|cùng|và|thuộc|theo|được|trong|là|tham\s+mưu|trước|đối\s+với)\s*$",
    re.IGNORECASE,
)
_COMRADE = re.compile(r"(?:các\s+)?đồng\s+chí\s+", re.IGNORECASE)
#: "các tỉnh: Khánh Hòa, Đắk Lắk", "các Bộ: Quốc phòng, Tài chính": names behind the colon belong to the body.
_PLURAL_END = re.compile(
    r"(?:tỉnh|thành phố|[Tt]rung ương|xã|phường|huyện|[Cc]ác [Bb]ộ|[Cc]ác [Ss]ở|[Cc]ác [Bb]ộ, cơ quan)$"
)
_NO_NAME = rf"{OPENER}|{VERB}|{INTERLUDE}"
_NAMED = rf"(?!(?i:{_NO_NAME})(?!,\s+[A-ZĐ]))[A-ZĐÀ-Ỹ]\w*(?:\s(?:và\s)?(?!{_NO_NAME})\w+){{0,4}}?"
_NAMED_PLACES = re.compile(
    rf"\s*:\s*{_NAMED}(?:\s*,\s*{_NAMED}|\s+và\s+{_NAMED})*(?=\s*[:;.]|\s*,?\s*(?:{OPENER}|{VERB}|{INTERLUDE}|và\s)|,?$)"
)
#: A longer list of bodies is read again at each of its clauses for seconds, and nobody writes it.
_LONGEST_LIST = 1000
#: "gồm: (1) Sở A ban hành ...; (2) Sở B rà soát ...".
_NUMBERED = re.compile(r"\(\d{1,2}\)\s+(?=\S)")
_AND_LATER = re.compile(r"\s+và\s+(?=(?:sơ\s+kết|tổng\s+kết|hoàn\s+thành|báo\s+cáo)\s+(?:vào|trước|trong)\b)")


def begins_duty(text: str) -> bool:
    """Whether a text begins with what somebody has to do, or names somebody who has to do it."""
    return verb_at(text, 0) is not None or own_subject(text) is not None


def is_done_by(text: str) -> bool:
    """Whether a text is a body and, right behind it, the verb of what it does; not just a name."""
    span = subject(text)
    return bool(span and _STARTS[0].match(text, span.end))


def spoken_to(text: str) -> str | None:
    """The body that the end of a text asks or orders: "..., Thủ tướng Chính phủ yêu cầu Chủ tịch ...:"."""
    named = [span for given in _GIVES.finditer(text) if (span := subject(text, given.end()))]
    return named[-1].text if named else None


@dataclasses.dataclass(frozen=True)
class Subject:
    """Who is named in a sentence, and where in it what they have to do begins."""

    name: str
    verb: int


def opens_with(text: str, own: Subject) -> bool:
    """Whether a sentence begins with the body that it names: "Các phường rà soát …", "Giao Sở A lập …", "Căn cứ …, các xã …"."""
    given = _GIVES.match(text)
    basis = re.match(rf"{INTERLUDE}.*?,\s+(?={re.escape(own.name)})", text, re.IGNORECASE | re.DOTALL)
    return text.startswith(own.name, given.end() if given else basis.end() if basis else 0)


def own_subject(text: str) -> Subject | None:
    """The body that a sentence gives its duty to, where it names one itself."""
    at = link.end() if (link := _LINK.match(text)) else 0
    for given in _GIVES.finditer(text):
        if given.start() <= at or _BEFORE_GIVEN.search(text[: given.start()]) or subject(text, at):
            found = _subject_at(text, given.end())
            if found and not _ASKS.match(text, found.verb):
                return found
        if given.start() > 300:
            break
    if found := _subject_at(text, at) or _spoken_about(text) or _responsible(text, at):
        return found
    for colon in re.finditer(r"(?<=\w):\s+(?=\S)", text[:150]):
        found = _subject_at(text, colon.end())
        if found:
            return found
    if re.match(INTERLUDE, text[at:], re.IGNORECASE) and not _STARTS[0].match(text, at):
        verb = verb_at(text, at)
        if verb is not None and _RHYTHM.match(text, at) and verb < text.find(",", at):
            return None
        # Behind a comma or "chủ động" the duty has begun: bodies from there on are spoken of, not to.
        begun = _STARTS[1].match(text, at)
        verb = verb if begun else None
        named = bodies(text[:500])
        # "... của các cơ quan, đơn vị, Văn phòng A phải": in a list of bodies only a name in capitals begins anew.
        places = {span.start for span in named} | {
            comma.end()
            for comma in re.finditer(r",\s+(?=(?:cơ quan )?(\w))", text[:400])
            if comma[1].isupper() or not any(span.start < comma.start() < span.end for span in named)
        }
        for place in sorted(places):
            if verb is not None and place > verb:
                break
            if not _DEPENDENT.search(text[:place]):
                found = _subject_at(text, place)
                if found:
                    return found
    for inside in _INSIDE.finditer(text):
        found = _subject_at(text, inside.end())
        if found:
            return found
    for by in _BY.finditer(text):
        found = _subject_at(text, by.end())
        if found and _LEADS.match(text, found.verb):
            return found
    return None


def asked_subject(text: str) -> Subject | None:
    """Whoever a sentence asks that begins with that, under whatever name: "Yêu cầu từng hộ nuôi ký cam kết"."""
    asked = _ASKED.match(text)
    if asked and not re.search(rf"\s{_GIVEN_THING}", asked["name"]):
        return Subject(asked["name"], asked.start("verb"))
    given = _ASSIGNS.match(text)
    span = subject(text, given.end()) if given else None
    begun = _DOES_IT.match(text, span.end) if span else None
    return Subject(span.text, begun.end()) if span and begun else None


def is_assignment(text: str) -> bool:
    """Whether a text gives a body a duty in so many words, "Giao Sở A lập ..."; what it only asks for needs a time as well."""
    given = _GIVES.match(text)
    own = own_subject(text) if given else None
    if not given or not own or not opens_with(text, own):
        return False
    return bool(_ASSIGNS.match(text)) or bool(_ANY_DAY.search(text) and times(text))


def subject(text: str, start: int = 0) -> Span | None:
    """The body, or list of bodies, that stands at ``start`` of a text as its subject."""
    if named_person := person(text, start):
        return named_person
    if comrade := _COMRADE.match(text, start):
        start = comrade.end()
    small = _small_names().match(text, start)
    read = text[:start] + text[start : start + 1].upper() + text[start + 1 :] if small else text
    span = body_list(read, start)
    if span is None:
        return None
    named = _NAMED_PLACES.match(text, span.end) if _PLURAL_END.search(span.text) else None
    following = re.compile(r"\s*;\s*").match(text, named.end() if named else span.end)
    if following and (more := subject(text, following.end())):
        return Span(span.start, more.end, text[span.start : more.end])
    end = named.end() if named else span.end
    if named and (joint := re.compile(r"\s+và\s+").match(text, end)) and (more := subject(text, joint.end())):
        end = more.end
    return Span(span.start, end, text[span.start : end])


def verb_at(text: str, at: int) -> int | None:
    """Where the verb of a duty stands, at ``at`` or behind a phrase of basis or time that begins there."""
    plain, basis, other = _STARTS
    # "định kỳ 3 tháng/lần báo cáo ..." has no comma before its verb.
    rhythm = _RHYTHM.match(text, at + len(text[at:]) - len(text[at:].lstrip(" ,")))
    for pattern in (plain, other, basis) if rhythm else (plain, basis, other):
        found = pattern.match(text, at)
        if found:
            return max(found.start(group) for group in pattern.groupindex)
    return None


def pieces_of(text: str, start: int, cut: bool) -> list[Span]:
    """The sentences after ``start``; with ``cut``, also clauses that begin with a verb of their own."""
    pieces: list[Span] = []
    enumerates = False
    for span in sentences(text):
        if span.end <= start:
            continue
        at = max(span.start, start)
        at += len(text[at : span.end]) - len(text[at : span.end].lstrip(" -–+•:"))
        at = numbered.end() if (numbered := _NUMBERED.match(text, at)) else at
        if at >= span.end:
            continue
        said = text[at : span.end]
        clause = bool(pieces) and text[pieces[-1].end - 1] == ";"
        begins = verb_at(said, 0) is not None or bool(own_subject(said))
        if clause and pieces[-1].text.count("(") > pieces[-1].text.count(")"):
            pieces[-1] = Span(pieces[-1].start, span.end, text[pieces[-1].start : span.end])
            continue
        # What follows a colon up to the full stop are the parts of one duty.
        if clause and labels(said):
            pieces.append(Span(at, span.end, said))
            continue
        # Asked first, so that a list of a thousand clauses is not read anew at each of them.
        listed = clause and subject(said) and _ends_list(pieces[-1].text)
        if listed or clause and (enumerates or not (cut and begins)) and not own_subject(said):
            pieces[-1] = Span(pieces[-1].start, span.end, text[pieces[-1].start : span.end])
        else:
            pieces.append(Span(at, span.end, said))
            enumerates = False
        enumerates = (enumerates or ":" in said[:-1]) and not said.endswith(".")
    return [half for piece in pieces for half in (_halves(piece) if cut else [piece])]


def _spoken_about(text: str) -> Subject | None:
    """ "Đối với các nhà thầu cần dọn dẹp mặt bằng": the body has the duty where its verb follows right away."""
    about = _ABOUT.match(text)
    span = subject(text, about.end()) if about else None
    begun = _MUST_DO.match(text, span.end) if span else None
    return Subject(span.text, begun.end()) if span and begun else None


def _responsible(text: str, at: int) -> Subject | None:
    """ "Chủ sở hữu công trình dùng chung có trách nhiệm ...": whoever it is, what they are called stands before these words."""
    found = _RESPONSIBLE.match(text, at)
    return Subject(found["name"], found.end()) if found else None


def _subject_at(text: str, at: int) -> Subject | None:
    span = subject(text, at)
    if span is None:
        return None
    relative = _RELATIVE.match(text, span.end)
    end = relative.end() if relative else span.end
    verb = verb_at(text, end)
    return None if verb is None else Subject(text[span.start : end].strip(" ,:"), verb)


@functools.cache
def _small_names() -> re.Pattern[str]:
    return re.compile(rf"(?:{phrases('collective_words.txt')})(?!\w)")


def _ends_list(text: str) -> bool:
    """Whether a clause ends inside a list of bodies: it is nothing else, or a verb that speaks to them stands before it."""
    if len(text) > _LONGEST_LIST:
        return False
    said = text.rstrip(" ;")
    last = next(reversed(bodies(said)), None)
    if last is None or last.end != len(said):
        return False
    before = said[: last.start].rstrip()
    return not before or bool(re.search(r"(?:yêu cầu|đề nghị|giao|giao cho|với|;|đồng chí)$", before, re.IGNORECASE))


def _halves(piece: Span) -> list[Span]:
    """ "sơ kết sau năm học 2022 - 2023 và tổng kết vào năm 2025" as two."""
    joint = _AND_LATER.search(piece.text)
    if not joint or not times(piece.text[: joint.start()]) or not times(piece.text[joint.end() :]):
        return [piece]
    middle, after = piece.start + joint.start(), piece.start + joint.end()
    return [Span(piece.start, middle, piece.text[: joint.start()]), Span(after, piece.end, piece.text[joint.end() :])]
