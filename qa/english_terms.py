"""Vietnamese text with its terms in English, for a question that goes on in the other language."""

from __future__ import annotations

import functools

from corpus.syllables import same_tone
from qa.follow_ups import MARKS
from qa.glossary import Glossary

_LONGEST_TERM = 6


@functools.lru_cache(maxsize=2)
def english_terms(glossary: Glossary) -> dict[str, str]:
    """English by exact Vietnamese, small letters; of several names the first listed stands."""
    pairs = ((same_tone(form).lower(), term.english) for term in reversed(glossary.terms) for form in term.vietnamese)
    return dict(pairs)


def translated(text: str, glossary: Glossary) -> str:
    """A Vietnamese text with the terms that the glossary has in English, the longest first; names stay."""
    english = english_terms(glossary)
    words = same_tone(text).split()
    out: list[str] = []
    at = 0
    while at < len(words):
        for end in range(min(len(words), at + _LONGEST_TERM), at, -1):
            term = " ".join(words[at:end])
            name = end - at <= 3 and term.istitle() and at > 0
            found = english.get(term.lower().strip(MARKS))
            if found and not name:
                out.append(found)
                at = end
                break
        else:
            out.append(words[at])
            at += 1
    return " ".join(out)
