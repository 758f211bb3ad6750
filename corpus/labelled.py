"""Tasks told line by line, "Đơn vị chủ trì: …", "Đơn vị phối hợp: …", "Thời gian: …": the lines that belong together."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from corpus.bodies import separate
from corpus.clauses import VERB, is_done_by, subject
from corpus.deadlines import deadline
from corpus.duties import Duty, duties
from corpus.labels import Label

_PERSON = re.compile(r"^(?:Đồng chí|Ông|Bà|Đ/c)\s+", re.IGNORECASE)
#: What the body of "Đơn vị chủ trì thực hiện" does.
_DONE = re.compile(rf"{VERB}.*")
_ADDED = re.compile(r"\s+(?:theo|trong phạm vi|căn cứ|tùy|trên cơ sở)(?!\w)")
#: A longer line "Thời gian" is no time but tells of several.
_LONGEST_TIME = 80


@dataclasses.dataclass
class Group:
    """Labelled lines that speak about one task, with the positions of their blocks, and what stands above them.

    ``section`` is the position of the section that they stand in; ``content`` the first of ``contents`` paragraphs there.
    """

    section: int | None
    content: str = ""
    contents: int = 0
    found: list[tuple[Label, int]] = dataclasses.field(default_factory=list)

    def has(self, *kinds: str) -> bool:
        """Whether one of the lines is of one of these kinds, and says something."""
        return any(label.kind in kinds and label.value for label, _ in self.found)

    def value(self, kind: str) -> str | None:
        """What the first line of a kind says."""
        return next((label.value for label, _ in self.found if label.kind == kind and label.value), None)

    def time(self, year: int | None) -> str | None:
        """What the line "Thời gian" says; of a long one, the time in it."""
        value = self.value("time")
        return (deadline(value, year, ()) or value) if value and len(value) > _LONGEST_TIME else value


def labelled_duties(group: Group, what: str, stated: str | None, year: int | None) -> Iterator[tuple[Duty, int]]:
    """The duties of a group, each with the position of the block that states who has it.

    ``what`` is to be done; ``stated`` is the time of the whole document, for lines without one.
    """
    when = group.time(year) or deadline(what, year, ()) or stated
    for label, position in group.found:
        if label.kind not in ("lead", "with", "head") or not label.value:
            continue
        told = duties(label.value, None, year) if label.kind == "lead" and is_done_by(label.value) else []
        yield from ((_told(duty, place, label, group, what, when), position) for place, duty in enumerate(told))
        if told:
            continue
        duty = dataclasses.replace(
            _named(label, group, what),
            start=label.start,
            end=label.end,
            deadline=when,
            product=group.value("product"),
            place=group.value("place"),
        )
        yield duty, position


def _named(label: Label, group: Group, what: str) -> Duty:
    """The duty of a line that only names a body or a person."""
    partners = separate(group.value("with") or "")
    spoken = label.name.lower()
    action = verb.group() if (verb := _DONE.search(spoken)) else spoken
    if label.kind == "with":
        others = tuple(("phối hợp", body) for body in separate(group.value("lead") or ""))
        return Duty(0, 0, ("phối hợp",), None, separate(label.value), others, action, what, None)
    name = _alone(_PERSON.sub("", label.value))
    if label.kind == "head":
        role = "chỉ đạo" if "chỉ đạo" in spoken else "phụ trách"
        return Duty(0, 0, (role,), name, (), (), action, what, None)
    roles = [role for role in ("chủ trì", "tham mưu", "phụ trách") if role in spoken] or ["thực hiện"]
    return Duty(0, 0, tuple(roles[:2]), name, partners, (), action, what, None)


def _alone(name: str) -> str:
    """A body without what its line adds to it: "Các sở, ngành theo chức năng, nhiệm vụ được giao"."""
    found = subject(name)
    return found.text if found and _ADDED.match(name, found.end) else name


def _told(duty: Duty, place: int, label: Label, group: Group, what: str, when: str | None) -> Duty:
    """A duty that the line states in a sentence of its own: "Cơ quan thực hiện: Sở Nội vụ chủ trì, phối hợp với …".

    The first of a line is proved by the label too, any other (``place`` from 1) by its own sentence.
    """
    bare = duty.object in ("", label.value) or len(duty.object) < 4
    start, end = (label.at + duty.start, label.at + duty.end) if label.at is not None else (label.start, label.end)
    if end >= label.end - 2:
        end = label.end
    return dataclasses.replace(
        duty,
        start=start if place else label.start,
        end=end,
        coordinating=duty.coordinating or separate(group.value("with") or ""),
        object=what if bare else duty.object,
        deadline=duty.deadline or when,
        product=group.value("product"),
    )
