"""Who has a task and who helps, as a sentence, its label or the heading above states it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.bodies import begins_task, bodies, body_list, body_of_heading

#: "Trung tâm Kiểm soát bệnh tật tỉnh chủ trì …": whoever stands before the verb, known as a body or not.
_SUBJECT = re.compile(
    r"^[-–+•*\s]*(?:\w{1,2}[.)]\s+)?(?:Giao\s+)?(?P<lead>[^\W\d_][^.;:,()]{4,90}?)\s+"
    r"(?:chủ trì|làm đầu mối|là cơ quan|là đơn vị)(?!\w)"
)
#: A numbered heading that stands in the line of the sentence before it.
_INLINE_NUMBER = re.compile(r"(?<=[.;])\s+(?=\d{1,2}\.\s+[^\W\d_a-z])")
_LONGEST_HEADING = 90
#: Who assigns a task does not have it.
_ASSIGNS = re.compile(r"\s*(?:đã\s+)?(?:giao|phân công|yêu cầu|đề nghị)(?!\w)")
_ASIDE = re.compile(r"^\s*\([^)]*\)")
_TOGETHER = re.compile(r"(?:phối hợp(?: chặt chẽ)?(?: với| cùng)?|cùng với)\s+(?=\S)", re.IGNORECASE)
_LEAD_LABEL = re.compile(r"(?:Cơ quan|Đơn vị)\s+(?:chủ trì|thực hiện|đầu mối)[^:]{0,30}:\s*", re.IGNORECASE)
_WITH_LABEL = re.compile(r"(?:Cơ quan|Đơn vị)\s+phối hợp[^:]{0,30}:\s*", re.IGNORECASE)


def lead(text: str, above: str | None, path: Sequence[str]) -> str | None:
    """Who has the task: named with a role in the sentence, after a label, or in the heading ``above``, else of the path."""
    label = _LEAD_LABEL.search(text)
    if label:
        named = body_list(text, label.end())
        if named:
            return named.text
    above = above or body_of_path(path)
    if above and begins_task(text):
        return above
    subject = _SUBJECT.match(text)
    if subject and subject["lead"][:1].isupper():
        return subject["lead"]
    for named in bodies(text):
        before = text[: named.start].rstrip(" -–+•").lower()
        # "… và các tổ chức có liên quan thực hiện …" are those whom the sentence is about, not its subject.
        aside = bool(before) and named.text.startswith("các ")
        if (
            begins_task(_ASIDE.sub("", text[named.end :]))
            and not aside
            and not _ASSIGNS.match(text, named.end)
            and not before.endswith(("với", "cùng", "cho", "của", "về", "từ"))
        ):
            return named.text
        if re.search(r"(?:^|\s)(?:giao(?: cho)?|đề nghị|yêu cầu|phân công)$", before):
            return named.text
    return above


def body_of_path(path: Sequence[str]) -> str | None:
    """The body that the nearest of the headings of a section names."""
    return next((body for heading in reversed(path) if (body := body_of_heading(heading))), None)


def body_above(text: str) -> str | None:
    """The body of the last line that is a heading of its own: "Trách nhiệm của Sở Nội vụ", "… 3. Vụ Kế hoạch"."""
    for line in reversed(text.split("\n")):
        heading = _INLINE_NUMBER.split(line)[-1].strip()
        if len(heading) > _LONGEST_HEADING or heading.startswith(("-", "+", "•")):
            continue
        body = body_of_heading(heading)
        if body:
            named = heading[heading.index(body) :].rstrip(" :;.")
            # "Vụ Kế hoạch, Tài chính" is one name where the line ends with it.
            return named if named == body or re.fullmatch(r", [^\W\d_a-z][^,.;:]*", named[len(body) :]) else None
    return None


def together(text: str) -> str | None:
    """The bodies after "phối hợp với", or after the label that says so."""
    label = _WITH_LABEL.search(text) or _TOGETHER.search(text)
    if not label:
        return None
    named = body_list(text, label.end())
    return named.text if named else None
