"""The person whom a question means, among those whom a text names with title or office."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping

from corpus.grammar import DATA as OFFICES
from corpus.grammar import lines_of
from corpus.header import is_name
from qa.tables import DATA
from qa.words import terms_of

_OFFICES = "|".join(lines_of(OFFICES / "offices.txt"))
_TITLES = "|".join(sorted(map(re.escape, lines_of(DATA / "titles.txt")), key=len, reverse=True))
_TITLED = re.compile(
    rf"(?<!\w)(?:{_OFFICES}|(?i:{_TITLES}))\s+"
    rf"(?P<name>[^\W\d_]+(?: [^\W\d_]+){{1,4}})(?P<office>\s*[-–,]\s*(?:{_OFFICES}|Ủy viên)[^,;.()]{{0,60}})?"
)
_CLAUSE = re.compile(r"[;.\n]")


@dataclasses.dataclass(frozen=True)
class Person:
    """A person with name, the office said behind it, and ``fit``: the weights of the asked terms said of this one."""

    name: str
    office: str
    fit: float


def persons(text: str, weights: Mapping[str, float]) -> list[Person]:
    """The persons named in a text, in order; ``weights`` are the question's terms.

    What is said of one stands from the title before the name up to the next person or the end of the clause.
    """
    named = list(_named(text))
    found = []
    for at, (start, end, name, office) in enumerate(named):
        until = named[at + 1][0] if at + 1 < len(named) else len(text)
        stop = _CLAUSE.search(text, end, until)
        said = terms_of(text[start : stop.start() if stop else until])
        found.append(Person(name, office, sum(weight for term, weight in weights.items() if term in said)))
    return found


def _named(text: str) -> Iterator[tuple[int, int, str, str]]:
    for match in _TITLED.finditer(text):
        words = match["name"].split()
        name = " ".join(words[: next((i for i, word in enumerate(words) if not word[:1].isupper()), len(words))])
        if is_name(name):
            yield match.start(), match.end(), name, match["office"] or ""
