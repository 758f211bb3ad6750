"""Whose duties stand below a heading, in a list, or in the points of a directive."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from corpus.blocks import Block
from corpus.bodies import body_of_heading
from corpus.clauses import begins_duty, own_subject, spoken_to, subject
from corpus.documents import Header
from corpus.duties import Owner, duties
from corpus.grammar import DATA, lines_of
from corpus.outline import Node, heading_path
from corpus.people import behind_title, is_work, post_or_person

#: The number or bullet that a paragraph begins with.
ITEM = re.compile(
    r"^(?:(?:[IVX]+|[A-H])\s*[.)\-]\s*|\d{1,2}(?:\.\d{1,2}){0,3}\s*[.)\-]?\s+|\d{1,2}(?:\.\d{1,2}){0,3}[.)]\s*"
    r"|[a-zđ]\d?(?:\)\s*|[./]\s+)|\(\d{1,2}\)\.?\s*|(?:Điều|ĐIỀU)\s+\d+\s*[.:]\s*|[-–—+•▪●○◦*]\s*)+"
)
_ADDRESSED = re.compile(
    r"^(?:(?:Giao|Phân công)(?:\s+cho)?|Đề nghị|Yêu cầu|Khuyến khích|(?P<about>Đối với)|(?:Trách nhiệm|Nhiệm vụ) của)"
    r"(?:\s+|(?<=của))(?:đồng chí\s+)?"
)
_HEADS = re.compile(r"\s*(?:\([^)]*\)\s*)?:\s*")
_COLON = re.compile(r"\s*:(?:\s+|$)")
_BEFORE_COLON = re.compile(r"(?P<name>[^:;.()]{3,150}):\s+(?=\S)")
#: "..., phối hợp thực hiện các hoạt động sau:" leads a list in; what is given to do stands before it.
_FOLLOWS = re.compile(r"(?:\s+như)?\s+sau(?:\s+đây)?\s*:\s*$")
#: Texts whose numbered points are all duties; a plan has aims and measures too.
_DIRECTIVES = ("Công điện", "Chỉ thị", "Công văn", None)
_DOES = re.compile(r"(?:chủ trì|phối hợp|trách nhiệm|chủ động|tiếp tục|thực hiện)(?!\w)")
_ASSIGNS = re.compile(r"tổ chức (?:thực hiện|triển khai)|phân công|trách nhiệm", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)?\s*$")
_ADDED = re.compile(
    r",?\s+(?:trong đó|nhất là|đặc biệt|theo|căn cứ|trên cơ sở|(?:có|chịu) trách nhiệm|có n(?:hiệm|ghĩa) vụ|thực hiện)(?!\w).*",
    re.DOTALL,
)
#: A longer heading is a sentence.
_LONGEST_NAME = 200
#: So much of a long paragraph is read for the body that it names.
_LEAD_IN = 600


class Owners:
    """The bodies of one document's sections and lists, found as its blocks are read in order."""

    def __init__(self, blocks: Sequence[Block], nodes: Sequence[Node], header: Header, first: int) -> None:
        """``first`` is the position of the first numbered heading."""
        self._blocks, self._nodes, self._header = blocks, nodes, header
        self._node_at = {node.block: position for position, node in enumerate(nodes)}
        #: By position of the node; ``None`` where what stands below a section is a list of things.
        self._sections: dict[int, Owner | None] = {}
        #: The sections whose body a sentence names that has a duty itself.
        self._spoken: set[int] = set()
        #: By position of the block: the items that a sentence without number leads in.
        self._listed: dict[int, Owner] = {}
        self._addressed = self._spoken_to(first)

    def of(self, position: int, section: int | None) -> Owner | None:
        """The body whose duties the block at ``position`` below ``section`` states."""
        return self._listed.get(position) or self.of_section(section) or self._addressed

    def of_section(self, section: int | None) -> Owner | None:
        """The body of a section, or of the nearest one above that has any."""
        while section is not None:
            if section in self._sections:
                return self._sections[section]
            section = self._nodes[section].parent
        return None

    def known(self, section: int) -> bool:
        """Whether it is settled for the section itself whose duties stand below it."""
        return section in self._sections

    def is_spoken_of(self, section: int | None) -> bool:
        """Whether the section's own sentence gives its body a duty."""
        return section in self._spoken

    def named_by(self, text: str, at: int, section: int | None, node: int | None) -> tuple[int, Owner] | None:
        """Where the duties begin in a text that opens with a body and a colon, or is nothing but a body.

        Where work is distributed, posts and persons are named so as well: "Giáo viên chủ nhiệm: ...".

        That body is the one of the section, where the text heads one.
        """
        found = self._named_by(text, at, node) or self._named_post(text, at, section, node)
        if found is not None and node is not None:
            self._sections[node] = found[1]
        return found

    def lead_in(self, text: str, at: int, position: int, section: int | None, node: int | None) -> bool:
        """Give what stands below a text to the body that it names; whether the text says no more than that."""
        if text.rstrip().endswith(":"):
            items = self.lists_duties(position)
            below = self._leads_in(text, at, self.of(position, self._above(section, node))) if items else None
            if node is not None and (below or not items and begins_duty(text[at:])):
                self._sections[node] = below
            elif node is None and below:
                self._listed |= dict.fromkeys(self._items_below(position, section), below)
            return items or not begins_duty(text[at:])
        if node is None:
            return False
        if below := self._leads_in(text, at, None):
            self._sections[node] = below
            self._spoken.add(node)
            return False
        # A heading over its own items is no task; they are.
        return self._nodes[node].alone and self.has_below(node)

    def lists_duties(self, position: int) -> bool:
        """Whether the items below a text are duties, and no list of things: most of the first ones begin with a verb."""
        node = self._node_at.get(position)
        end = self._nodes[node].end if node is not None else len(self._blocks)
        items = [bare(block.text) for block in self._blocks[position + 1 : min(end, position + 5)]]
        items = items if node is not None else items[:1]
        return bool(items) and 2 * sum(map(begins_duty, items)) >= len(items)

    def has_below(self, node: int) -> bool:
        """Whether a section has anything below its heading."""
        below = self._nodes[node].block + 1
        return self._nodes[node].end > below and below < len(self._blocks)

    def assigns(self, section: int | None, node: int | None) -> bool:
        """Whether a sentence here may hold several duties: in the part that assigns them, not among aims and measures."""
        path = heading_path(self._nodes, self._above(section, node))
        return not path or any(_ASSIGNS.search(heading) for heading in path)

    def _above(self, section: int | None, node: int | None) -> int | None:
        return section if node is None else self._nodes[node].parent

    def _named_by(self, text: str, at: int, node: int | None) -> tuple[int, Owner] | None:
        given = _ADDRESSED.match(text, at) or _ADDRESSED.match(text[at:])
        begin = at + given.end() if given else at
        span = subject(text, begin)
        if span:
            colon = _HEADS.match(text, span.end)
            if colon or not text[span.end :].strip(" ,;:."):
                return colon.end() if colon else len(text), Owner(text[span.start : span.end])
            # "Cục Bản quyền tác giả: Chủ trì ...": a longer name than is known, set off from its duty.
            named = _BEFORE_COLON.match(text, begin)
            if named and begins_duty(text[named.end() :]) and own_subject(named["name"]) is None:
                return named.end(), Owner(named["name"])
            # "Chủ tịch các tỉnh từ A đến B, trong đó trọng tâm là C:" over its duties.
            heads = node is not None and text.rstrip().endswith(":") and own_subject(text[at:]) is None
            if heads and node is not None and self.lists_duties(self._nodes[node].block):
                return len(text), Owner(_ADDED.sub("", text[span.start :].rstrip(" :")))
        whole = len(text) <= _LONGEST_NAME and body_of_heading(text)
        if whole and _IN_BRACKETS.sub("", text.rstrip(" :.")).endswith(whole):
            return len(text), Owner(whole)
        if node is None or text[-1] in ".;:" or _DOES.search(text) or not self.lists_duties(self._nodes[node].block):
            return None
        if given and not given["about"]:
            return len(text), Owner(text[begin:])
        alone = self._nodes[node].alone and self.has_below(node)
        # "Thủ trưởng các cơ quan tham mưu thuộc Bộ" over its duties is a name, verbs and all.
        if span is not None and alone and self.assigns(None, node):
            return len(text), Owner(_IN_BRACKETS.sub("", text[span.start :]))
        people = begins_with("groups_of_people.txt").match(text, begin) and len(text) <= _LONGEST_NAME
        if alone and people and self._stands_among_bodies(node):
            return len(text), Owner(_IN_BRACKETS.sub("", text[begin:]))
        return None

    def _named_post(self, text: str, at: int, section: int | None, node: int | None) -> tuple[int, Owner] | None:
        path = heading_path(self._nodes, self._above(section, node))
        if not any(_ASSIGNS.search(heading) for heading in path):
            return None
        colon = _COLON.search(text, behind_title(text, at))
        heads = node is not None and self.has_below(node)
        if colon is None and (not heads or text[-1] in ".;"):
            return None
        end = colon.start() if colon else len(text)
        name = None if _DOES.search(text, at, end) else post_or_person(text[at:end])
        if name is None or not (heads if colon is None or colon.end() == len(text) else is_work(text[colon.end() :])):
            return None
        return (colon.end() if colon else len(text)), Owner(name)

    def _stands_among_bodies(self, node: int) -> bool:
        """Whether most of the sections beside this one are headed by a body."""
        parent = self._nodes[node].parent
        beside = [other for place, other in enumerate(self._nodes) if other.parent == parent and place != node]
        named = sum(subject(_ADDRESSED.sub("", bare(other.heading))) is not None for other in beside)
        return named >= 2 and 3 * named >= 2 * len(beside)

    def _leads_in(self, text: str, at: int, owner: Owner | None) -> Owner | None:
        """The body of a numbered sentence, which also has what is listed below it; its role where the list goes on with it."""
        heads = text.rstrip().endswith(":")
        said = _FOLLOWS.sub("", text) if heads else text
        first = next(iter(duties(said[:_LEAD_IN], owner, self._header.year, at)), None)
        if first is None:
            return None
        names = (first.lead,) if first.lead else first.coordinating
        role = first.roles[0] if heads and first.roles[0] in ("chủ trì", "phối hợp") else None
        partners = (
            tuple(body for part, body in first.others if part == "phối hợp") if not first.lead else first.coordinating
        )
        return Owner(", ".join(names), role, partners if role else ())

    def _items_below(self, position: int, section: int | None) -> range:
        """The positions of the list right below a paragraph: what is set off like its first item, and parts of that."""
        first = position + 1
        end = self._nodes[section].end if section is not None else first
        mark = ITEM.match(self._blocks[first].text) if first < end else None
        last = first
        while mark and last < end and (item := ITEM.match(self._blocks[last].text)):
            if item.group()[0].isalnum() and not mark.group()[0].isalnum():
                break
            last += 1
        return range(first, last)

    def _spoken_to(self, first: int) -> Owner | None:
        """The body that the opening of a directive speaks to, "yêu cầu Chủ tịch …:", where its points name nobody."""
        if self._header.type not in _DIRECTIVES or not first:
            return None
        text = self._blocks[first - 1].text
        tops = [self._blocks[node.block].text for node in self._nodes if node.parent is None]
        named = sum(subject(ITEM.sub("", top)) is not None for top in tops)
        if not text.endswith(":") or named > len(tops) / 2 or len(tops) < len(self._nodes):
            return None
        name = spoken_to(text)
        return Owner(name) if name else None


def bare(text: str) -> str:
    """A paragraph or heading without its number or bullet and its end."""
    return ITEM.sub("", text).strip(" :;.(")


@functools.cache
def begins_with(file: str) -> re.Pattern[str]:
    """What a text begins with that opens like a line of a data file."""
    return re.compile(rf"(?:{'|'.join(lines_of(DATA / file))})(?!\w)")
