"""What is missing, in words, where a question is not answered: the place, the year, the number, the name, the detail."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.store import StoredDocument
from corpus.syllables import fold, syllables
from qa.composing import PHRASES
from qa.premises import Premises
from qa.reading import Finding
from qa.understanding import Understanding


def what_is_missing(
    understanding: Understanding,
    finding: Finding | None,
    premises: Premises,
    documents: Sequence[StoredDocument],
) -> str:
    """Why there is no answer, in the language of the question."""
    words = PHRASES[understanding.language]
    # As typed where it was: restored accents are a guess, and names guessed wrong read as other names.
    typed = {fold(word): word for text in (understanding.text, understanding.question) for word in syllables(text)}
    lines = [words["abstain"]]
    if premises.places:
        places = ", ".join(_as_typed(place, typed) for place in premises.places)
        lines.append(words["no_place"].format(places=places))
    if premises.years:
        newest = max((d.header.year for d in documents if d.header.year), default=None)
        if finding is not None and not premises.places:
            newest = _newest_alike(finding, documents) or newest
        years = ", ".join(map(str, premises.years))
        lines.append(words["no_year"].format(years=years, newest=newest))
    if premises.numbers:
        lines.append(words["no_number"].format(numbers=", ".join(premises.numbers).upper()))
    strangers = dict.fromkeys((*premises.bodies, *(_as_typed(name, typed) for name in premises.persons)))
    if premises.events and len(lines) == 1:
        lines.append(words["no_event"].format(events=", ".join(premises.events)))
    if strangers:
        lines.append(words["unheard"].format(words=", ".join(strangers)))
    elif premises.words and len(lines) == 1:
        lines.append(words["unheard"].format(words=", ".join(premises.words)))
    if len(lines) == 1 and finding is not None and not finding.typed and understanding.asks in words["asked"]:
        lines.append(words["not_stated"].format(asked=words["asked"][understanding.asks]))
    return " ".join(lines)


def _newest_alike(finding: Finding, documents: Sequence[StoredDocument]) -> int | None:
    """The year of the newest document of the issuer of the nearest one."""
    issuer = finding.candidate.hit.document.header.issuer
    years = [d.header.year for d in documents if d.header.year and issuer and d.header.issuer == issuer]
    return max(years, default=None)


def _as_typed(place: str, typed: dict[str, str]) -> str:
    """A folded place in the letters of the question, each word with a capital."""
    return " ".join(typed.get(word, word).capitalize() for word in place.split())
