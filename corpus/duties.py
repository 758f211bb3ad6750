"""Duties: what a sentence of a plan gives a body to do, in which role, with whom, for whom and by when."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Sequence

from corpus.bodies import Span, separate
from corpus.clauses import INTERLUDE, OPENER, VERB, asked_subject, opens_with, own_subject, pieces_of, subject, verb_at
from corpus.deadlines import deadline
from corpus.grammar import CAPITAL, DATA, lines_of
from corpus.labels import Label, labels


@dataclasses.dataclass(frozen=True)
class Owner:
    """The body that a heading names; ``role`` and ``partners`` where it also says "chủ trì, phối hợp với ...:"."""

    body: str
    role: str | None = None
    partners: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class Duty:
    """One duty at ``[start, end)`` of the text that was read; the other fields as in ``Task``."""

    start: int
    end: int
    roles: tuple[str, ...]
    lead: str | None
    coordinating: tuple[str, ...]
    others: tuple[tuple[str, str], ...]
    action: str
    object: str
    deadline: str | None
    product: str | None = None
    place: str | None = None


_OPENERS = re.compile(rf"(?:[\s,]*(?:và\s+)?{OPENER})+[\s,]*", re.IGNORECASE)
#: Verbs joined to the first are written small: "Ban hành Quyết định" is a verb and a thing.
_CHAIN = re.compile(
    rf"{VERB}(?-i:(?:\s*,\s*|\s+và\s+|\s+){VERB}|\s+(?:có\s+)?hiệu\s+quả|\s+tốt(?!\w)|\s+nghiêm(?:\s+túc)?(?!\w))*",
    re.IGNORECASE,
)
_LEADS = re.compile(r"chủ\s+trì(?!\w)", re.IGNORECASE)
_WITH = re.compile(
    r"(?:tăng\s+cường\s+|chủ\s+động\s+|tiếp\s+tục\s+)*(?:công\s+tác\s+)?phối(?:\s+|-)hợp(?:\s+(?:chặt\s+chẽ|thường\s+xuyên|cùng|với|đồng\s+bộ))*(?!\w)",
    re.IGNORECASE,
)
_TOGETHER = re.compile(r"(?<!\w)phối\s+hợp(?:\s+chặt\s+chẽ)?(?:,\s+\w+\s+\w+)?\s+(?:với|cùng)\s+", re.IGNORECASE)
_ADVISES = re.compile(
    r"(?:tham\s+mưu|giúp(?:\s+việc)?)(?:\s+(?:trực\s+tiếp|kịp\s+thời|giúp|cho|với|để))*(?!\w)", re.IGNORECASE
)
_LATER = {
    "tham mưu": re.compile(
        r"(?:^|,|\bvà|\bđể|\bđồng thời|\bthời|\d|\bhợp)\s+(?:có trách nhiệm\s+|kịp thời\s+|chủ động\s+)?tham\s+mưu(?!\w)",
        re.IGNORECASE,
    ),
    "báo cáo": re.compile(
        r"(?:,|\bvà|\blần|\bthời|\bkỳ|\bnăm|\btrách nhiệm|\bhợp,?|(?<!để )tổng hợp,?)\s+"
        r"(?:có trách nhiệm\s+|kịp thời\s+|định kỳ\s+|thông tin,?\s+|gửi\s+|tổng hợp,?\s+)*"
        r"(?<!để tổng hợp )(?<!để tổng hợp, )báo\s+cáo(?!\w|\s+viên)"
        r"|(?<!\w)báo\s+cáo\s+(?:với\s+|lên\s+|về\s+)?(?:Ủy|Uỷ|UBND|Bộ|Sở|Chủ tịch|Thủ tướng|Thường trực|Tỉnh|Chính phủ|cấp có)",
        re.IGNORECASE,
    ),
}
_NO_VERB = re.compile(
    rf"^(?:{INTERLUDE}|trên|dưới)(?!\w)|:|\blà\b|\bđã\b|\bgồm\b|^(?-i:[A-ZĐ]\w*,? [A-ZĐ])", re.IGNORECASE
)
#: "Các điểm sạt lở, khẩn trương rào chắn": what is to be done stands behind what it is done to.
_VERB_LATER = re.compile(rf",\s+(?={OPENER}|{VERB})", re.IGNORECASE)
#: "...; khuyến khích các hội viên tham gia": in a list of duties the verb of the one whose list it is.
_ENCOURAGES = re.compile(r"khuyến\s+khích(?!\w)")
#: "Cán bộ, lãnh đạo địa phương phải ...": somebody else is told what to do.
_OTHERS_DUTY = re.compile(
    r"^[^,;.]{2,60}(?:,[^,;.]{2,40})?\s(?:phải|cần|có\s+trách\s+nhiệm|chịu\s+trách\s+nhiệm|được)(?!\w)"
)
_CITED_PURPOSE = re.compile(
    r"để\s+(?:\w+\s+){0,3}tổng\s+hợp,?\s*(?:chung,?\s*)?(?:và\s+)?(?:trình|báo\s+cáo|tham\s+mưu)?", re.IGNORECASE
)
_ROLES = (
    ("báo cáo", re.compile(r"(?<!\w)(?:báo\s+cáo|phản\s+ánh)(?!\w)", re.IGNORECASE)),
    ("chỉ đạo", re.compile(r"(?<!\w)(?:chỉ\s+đạo|lãnh\s+đạo)(?!\w)", re.IGNORECASE)),
    ("tham mưu", re.compile(r"(?<!\w)tham\s+mưu(?!\w)", re.IGNORECASE)),
    ("phụ trách", re.compile(r"(?<!\w)phụ\s+trách(?!\w)", re.IGNORECASE)),
)
_HIGHER = r"(?:các )?cấp (?:có )?thẩm quyền|cấp trên|cơ quan có thẩm quyền|Thủ tướng Chính phủ|Chính phủ|Quốc hội"
_TOWARDS = re.compile(
    r"(?<!\w)(?P<part>trình|gửi(?:\s+kết\s+quả)?|báo\s+cáo|tham\s+mưu(?:\s+trực\s+tiếp|\s+kịp\s+thời)?|giúp|đề\s+xuất|kiến\s+nghị|qua|thông\s+qua|xin\s+ý\s+kiến|về|với)"
    r"(?:\s+(?:cho|về|với|lên|đến|tới|giúp))*\s+(?=\S)",
    re.IGNORECASE,
)
_AREA = r"(?:xã|phường|huyện|tỉnh|thành\s+phố|Thành\s+phố|thị\s+trấn|thị\s+xã|quận|đặc\s+khu)"
_AREA_NAME = rf"(?:[{CAPITAL}]\w*(?:\s+[{CAPITAL}]\w*)*)"
_PLACE = re.compile(
    rf"(?<!\w)(?:tại|trên\s+địa\s+bàn)\s+(?:các\s+)?{_AREA}"
    rf"(?:\s*:?\s+{_AREA_NAME}(?:(?:\s*,\s*|\s+và\s+)(?:{_AREA}\s+)?{_AREA_NAME})*)?"
)
_DEADLINE_SENTENCE = re.compile(
    r"^(?:thời\s+(?:gian|hạn)\b|tiến\s+độ\s+|(?:hoàn\s+thành|xong)\s+(?:trước|trong|xong|chậm|vào|quý|tháng|năm)\b|chậm\s+nhất)",
    re.IGNORECASE,
)
_NOT_HERE = re.compile(
    r"thi\s+hành\s+(?:Quyết\s+định|Nghị\s+quyết|Thông\s+tư|Nghị\s+định|Chỉ\s+thị|Luật)\s+này|trách\s+nhiệm\s+thi\s+hành\W*$|thông\s+báo\s+để\s.{5,300}\sbiết",
    re.IGNORECASE,
)
#: What a sentence ends with that only leads in what others say.
_LEADS_IN = ("như sau:", "sau:", "sau đây:")
#: "Về nguồn vật liệu: bố trí các mỏ ...": what a duty is about stands before it.
_TOPIC = re.compile(r"Về\s[^:;.]{3,120}:\s+")
#: Between a body and its verb, and before the first part of a list: "tập trung: (i) Rà soát ...".
_GAP = re.compile(r"[ ,]*(?::\s*\((?:[ivx]+|\d{1,2})\)\s*)?")
_BEFORE_VERB = re.compile(rf"[\s,]+(?:để\s+|trong\s+việc\s+|trong\s+)?(?={VERB})")
_NAME_LENGTH = 60
#: Fewer words without a verb that is known are a name or a heading.
_SHORTEST = 5


def duties(text: str, owner: Owner | None, year: int | None, start: int = 0, clauses: bool = False) -> list[Duty]:
    """The duties that ``text[start:]`` gives, in order.

    Under an ``owner`` every sentence with a verb is one, and so is every clause after ";"; without one only sentences that
    name their body themselves are, whole unless ``clauses``. Years before ``year`` are no deadlines.
    """
    found: list[Duty] = []
    last: Owner | None = None
    opened = False
    for piece in pieces_of(text, start, clauses or owner is not None):
        said = piece.text
        # "Giao Sở A lập hồ sơ. Theo dõi tiến độ.": the next sentence goes on with the body of the first.
        after = text[: piece.start].rstrip().endswith(";") or clauses and owner is None and verb_at(said, 0) is not None
        goes_on = (after or opened) and last is not None
        stated = labels(said)
        if found and (stated or _DEADLINE_SENTENCE.match(said)):
            found[-1] = _with_more(found[-1], piece, stated, year)
            continue
        duty = _duty(piece, last if goes_on else owner, year)
        own = own_subject(said)
        # "Các phường rà soát. Đồng thời, lập danh sách.": a paragraph that opens with a body goes on with it.
        opened = opened if own is None else not found and opens_with(said, own)
        last = Owner(own.name) if own and duty else last if goes_on else None
        if duty:
            found.append(duty)
    return found


def _with_more(duty: Duty, piece: Span, stated: Sequence[Label], year: int | None) -> Duty:
    """A duty with what the next sentence says about it: "Hoàn thành trong quý II.", "Sản phẩm: Kế hoạch."."""
    kinds = {label.kind: label.value for label in stated}
    if not stated:
        kinds["time"] = deadline(piece.text, year, ()) or ""
    return dataclasses.replace(
        duty,
        end=piece.end,
        deadline=kinds.get("time") or duty.deadline,
        product=kinds.get("product") or duty.product,
        coordinating=separate(kinds["with"]) if "with" in kinds and duty.lead else duty.coordinating,
    )


@functools.cache
def _starts(file: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(lines_of(DATA / file))})(?!\w)", re.IGNORECASE)


def _duty(piece: Span, owner: Owner | None, year: int | None) -> Duty | None:
    said = piece.text
    if _NOT_HERE.search(said) or said.rstrip().endswith(_LEADS_IN) and owner is None:
        return None
    own = None if owner and _ENCOURAGES.match(said) else own_subject(said)
    own = asked_subject(said) if own is None and owner is None else own
    if own is None and (owner is None or _starts("no_duties.txt").match(said)):
        return None
    verb = own.verb if own else 0
    if own is None:
        topic = _TOPIC.match(said)
        begins = verb_at(said, topic.end() if topic else 0)
        unlikely = (
            len(said.split()) < _SHORTEST or said[-1] not in ".;…" or _NO_VERB.search(said) or _OTHERS_DUTY.search(said)
        )
        if begins is None and unlikely:
            return None
        later = _VERB_LATER.search(said) if begins is None else None
        verb = begins if begins is not None else later.end() if later else 0
    name = own.name if own else owner.body if owner else ""
    reading = _reading(said, verb)
    if own is None and owner and owner.role and not reading.roles:
        reading = dataclasses.replace(reading, roles=(owner.role,), partners=owner.partners)
    roles = _roles(said, verb, reading)
    helps = roles[0] == "phối hợp"
    if not helps and not reading.partners and (together := _TOGETHER.search(said, reading.rest)):
        named = subject(said, together.end())
        reading = dataclasses.replace(reading, partners=separate(named.text) if named else ())
    others = _others(said)
    if helps:
        others = tuple(dict.fromkeys([*(("phối hợp", partner) for partner in reading.partners), *others]))
    place = _PLACE.search(said)
    return Duty(
        piece.start,
        piece.end,
        roles,
        None if helps else name,
        separate(name) if helps else reading.partners,
        others,
        reading.action,
        said[reading.rest :].strip(" ,;:.") or said.strip(" ;:."),
        deadline(said, year, roles),
        place=place.group() if place else None,
    )


@dataclasses.dataclass(frozen=True)
class _Reading:
    """What stands after the subject: roles said outright, partners, the action and where its object begins."""

    roles: tuple[str, ...]
    partners: tuple[str, ...]
    action: str
    verb: int
    rest: int


def _reading(text: str, at: int) -> _Reading:
    roles: list[str] = []
    partners: tuple[str, ...] = ()
    action = opener = ""
    verb = at
    for _ in range(8):
        at = gap.end() if (gap := _GAP.match(text, at)) else at
        if match := re.compile(r"(?:và|để|trong\s+việc|trong\s+công\s+tác)\s+").match(text, at):
            at = match.end() if roles else at
        if match := _LEADS.match(text, at):
            roles.append("chủ trì")
            action, at = action or match.group(), match.end()
        elif (match := _WITH.match(text, at)) and "phối" in match.group().lower():
            roles.append("phối hợp")
            named = _partners(text, match.end())
            partners = separate(named.text) if named else partners
            action, at = action or match.group(), named.end if named else match.end()
        elif (match := _ADVISES.match(text, at)) and "chủ động" not in match.group():
            if match.group().lower().startswith("tham"):
                roles.append("tham mưu")
            named = _addressed(text, match.end())
            action, at = action or match.group(), named.end if named else match.end()
        elif match := _OPENERS.match(text, at):
            opener, at = match.group().strip(" ,"), match.end()
            # "là cơ quan thường trực Ban Chỉ đạo, có trách nhiệm ...": of whom it is one is no action.
            of = subject(text, at) if opener.startswith("là ") else None
            at = of.end if of else at
        else:
            break
    chain = _CHAIN.match(text, at)
    if chain:
        action, verb, at = chain.group(), chain.start(), chain.end()
    elif not action:
        # "Chịu trách nhiệm về ...", "Là cơ quan thường trực": nothing else is to be done.
        opener = opener if "nhiệm" in opener or not text[at:].strip(" ,;:.") else ""
        action = opener or " ".join(text[at:].split(" ")[:2]).strip(" ,;:.")
        at += 0 if opener else len(action)
    return _Reading(tuple(dict.fromkeys(roles)), partners, action, verb, min(at, len(text)))


def _addressed(text: str, at: int) -> Span | None:
    at += len(text[at:]) - len(text[at:].lstrip())
    higher = re.compile(_HIGHER).match(text, at)
    return Span(at, higher.end(), higher.group()) if higher else subject(text, at)


def _partners(text: str, at: int) -> Span | None:
    """Who stands after "phối hợp với": bodies, or whatever comes before the next verb."""
    at += len(text[at:]) - len(text[at:].lstrip())
    named = subject(text, at)
    if named:
        more = re.compile(r"\s*\([^)]*\)|(?:(?<=cơ quan)|(?<=đơn vị))\s+chủ\s+trì(?![\w,])").match(text, named.end)
        return Span(named.start, more.end() if more else named.end, named.text)
    if not text[:at].rstrip().endswith(("với", "cùng")):
        return None
    verb = _BEFORE_VERB.search(text, at, at + _NAME_LENGTH)
    return Span(at, verb.start(), text[at : verb.start()]) if verb else None


def _roles(text: str, verb: int, reading: _Reading) -> tuple[str, ...]:
    said = [role for role in reading.roles if role != "phối hợp" or reading.roles[0] == "phối hợp"]
    if "chủ trì" in said:
        said = ["chủ trì", *(role for role in said if role not in ("chủ trì", "phối hợp"))]
    head = " ".join((text[verb : reading.verb], reading.action)) if not said else ""
    if not said:
        said = [role for role, pattern in _ROLES if pattern.search(head)][:1] or ["thực hiện"]
    rest = _CITED_PURPOSE.sub("", text[reading.rest :])
    for role, pattern in _LATER.items():
        if role not in said and pattern.search(rest):
            said.append(role)
    return tuple(said[:2])


def _others(text: str) -> tuple[tuple[str, str], ...]:
    """To whom the outcome goes: ("trình", "UBND huyện"), ("báo cáo", "Sở Giáo dục và Đào tạo")."""
    found: list[tuple[str, str]] = []
    part = ""
    for match in _TOWARDS.finditer(text):
        word = (
            re.sub(r"\s+", " ", match["part"].lower())
            .removesuffix(" kết quả")
            .removesuffix(" trực tiếp")
            .removesuffix(" kịp thời")
        )
        if word in ("về", "với"):
            word = part if word == "về" and part in ("gửi", "báo cáo") else ""
        elif word == "thông qua":
            word = "qua"
        part = word or part
        named = _addressed(text, match.end())
        if word and named:
            found += [(word, name) for name in separate(named.text)]
    return tuple(dict.fromkeys(found))
