"""The answer's words: typed values first, then the sentence that proves them, each with the marker of its citation."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from qa.answer import Citation, document_name
from qa.english_times import in_english
from qa.excerpt import shown
from qa.glossary import Glossary
from qa.kinds import FIGURE, MEASURES, measures, states_where
from qa.reading import Finding, shown_with
from qa.understanding import Understanding
from qa.words import folded_words

PHRASES = json.loads((Path(__file__).parent / "data" / "phrases.json").read_text(encoding="utf-8"))

#: Whose part a yes-or-no question is about: what stands before the part, in folded words.
_SUBJECT = re.compile(
    r"(?:co phai(?: la)? |lieu |co dung(?: la)? )?(?P<body>(?:(?!khong |chua ).)+?)"
    r"(?: (?:co|se|duoc giao|duoc|phai|la|don vi|co quan))* (?:chu tri|dau moi)(?!\w)"
)
#: The longest answer, and the longest that lists, in characters.
_LONGEST = 590
_LONGEST_LIST = 1480
#: Another finding this near in log odds to the first is shown beside it.
_CLOSE = 1.2
#: Room that a second statement needs to say anything.
_WORTH = 60


@dataclasses.dataclass(frozen=True)
class Composed:
    """An answer's text with the findings that its markers count from 1."""

    text: str
    findings: tuple[Finding, ...]


def compose(understanding: Understanding, findings: Sequence[Finding], glossary: Glossary) -> Composed:
    """The answer of the first finding; a second one is told too where it is nearly as likely and says something else."""
    several = understanding.asks == "list" or understanding.wanted.several
    room = _LONGEST_LIST if understanding.asks == "list" else _LONGEST
    text = _statement(understanding, findings[0], glossary, 1, room, whole=several)
    told = [findings[0]]
    for finding in findings[1:]:
        if len(told) == 2 or finding.rank < findings[0].rank - _CLOSE:
            break
        lead = _introduction(understanding, findings[0], finding)
        left = _LONGEST - len(text) - len(lead) - 1
        if (
            finding.typed < findings[0].typed
            or left < _WORTH
            or _says_the_same(understanding.asks, findings[0], finding)
        ):
            continue
        text += f"\n{lead}{_statement(understanding, finding, glossary, 2, left, whole=False)}"
        told.append(finding)
    return Composed(text, tuple(told))


def citation(finding: Finding, marker: int, text_of: Callable[[str], str]) -> Citation | None:
    """The citation of a finding; ``None``, should the quote not stand in the stored text."""
    hit = finding.candidate.hit
    quote = text_of(hit.document.id)[finding.start : finding.end]
    if not quote or quote not in hit.passage.text:
        return None
    return Citation(marker, hit, finding.start, finding.end, quote)


def nearest(understanding: Understanding, finding: Finding, marker: int) -> str:
    """What the nearest passage does say, for a reader whose question is not answered."""
    document = document_name(finding.candidate.hit.document)
    sentence = _excerpt(understanding, finding)
    words = PHRASES[understanding.language]
    return str(words["nearest"].format(document=document, sentence=sentence, marker=marker))


def _statement(
    understanding: Understanding, finding: Finding, glossary: Glossary, marker: int, room: int, *, whole: bool
) -> str:
    """A finding in words, at most ``room`` characters; ``whole`` shows its passage, not a sentence of it."""
    names = PHRASES[understanding.language]
    values = finding.values
    lines = [
        f"{names[kind]}: {_named(values[kind], kind, understanding, glossary)} [{marker}]"
        for kind in (*shown_with(understanding.asks), *understanding.wanted.also)
        if kind in values and kind in names
    ]
    lines = list(dict.fromkeys([*_agreed(understanding, finding, marker), *lines]))
    while lines and sum(map(len, lines)) + len(lines) > room:
        lines.pop()
    told = " ".join(lines)
    left = room - len(told) - 10
    text = finding.candidate.hit.passage.text if whole and finding.candidate.hit.passage.passage.kind != "row" else ""
    sentence = text if text and len(text) <= left else _excerpt(understanding, finding)
    if understanding.asks == "signer" and lines or finding.sentence.rstrip(" .;") in told or left < _WORTH:
        return "\n".join(lines)
    if len(sentence) > left:
        sentence = sentence[: left - 2].rsplit(" ", 1)[0] + " …"
    return "\n".join([*lines, f"“{sentence}” [{marker}]"])


def _agreed(understanding: Understanding, finding: Finding, marker: int) -> list[str]:
    """ "Yes" where it is asked whether a body leads and the plan says that it does."""
    lead = " ".join(folded_words(finding.values.get("lead", "")))
    if understanding.asks != "yesno" or "lead" not in understanding.wanted.also or not lead:
        return []
    # The body whose part is asked, and no other that the question names; a name goes on with the issuer's place alone.
    asked = _SUBJECT.match(" ".join(folded_words(understanding.text)))
    beyond = asked["body"].removeprefix(lead).removeprefix(" cua") if asked and asked["body"].startswith(lead) else None
    place = f" {' '.join(folded_words(finding.candidate.hit.document.header.issuer or ''))} "
    agrees = beyond is not None and (not beyond or f"{beyond} " in place)
    return [f"{PHRASES[understanding.language]['yes']} [{marker}]"] if agrees else []


def _excerpt(understanding: Understanding, finding: Finding) -> str:
    """The sentence of a finding, or of a long one the part with the value or figure that answers."""
    value = finding.values.get(understanding.asks, "")

    def answers(clause: str) -> bool:
        if understanding.asks == "where":
            return states_where(clause)
        if understanding.asks not in MEASURES:
            return bool(value) and value in clause
        return measures(understanding, clause, ()) if understanding.wanted.units else bool(FIGURE.search(clause))

    return shown(finding.sentence, understanding.words, answers)


def _introduction(understanding: Understanding, first: Finding, other: Finding) -> str:
    """How a second statement begins: with its document where that is another one."""
    names = PHRASES[understanding.language]
    document = other.candidate.hit.document
    if document.id == first.candidate.hit.document.id:
        return str(names["also"]) + " "
    return f"{names['according_to'].format(document=document_name(document))} "


def _says_the_same(asks: str, first: Finding, other: Finding) -> bool:
    def text(finding: Finding) -> str:
        return re.sub(r"\W+", " ", finding.sentence).strip().lower()

    if asks in first.values and first.values[asks] == other.values.get(asks):
        return True
    return text(first) in text(other) or text(other) in text(first)


def _named(value: str, kind: str, understanding: Understanding, glossary: Glossary) -> str:
    """A value, with the English of a body or a time beside it in an English answer."""
    value = re.sub(r"\s+", " ", value).strip(" ;,.")
    if understanding.language != "en":
        return value
    english = in_english(value) if kind in ("deadline", "date", "frequency") else None
    if kind in ("lead", "advise"):
        english = glossary.english(value)
    return f"{value} ({english})" if english else value
