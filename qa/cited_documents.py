"""The documents that a sentence cites, and which of them a question means."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping

from corpus.cited import Cited, cited
from corpus.grammar import document_types
from corpus.syllables import fold
from qa.understanding import Understanding
from qa.words import terms_of

#: How far behind a document's number its subject is looked for, and how many are told.
_ABOUT = 160
_MOST = 3


@dataclasses.dataclass(frozen=True)
class CitedNames:
    """The cited documents as they are written; ``fit``: the weights of the asked terms in what the best one is about."""

    names: str
    fit: float


def cited_documents(understanding: Understanding, text: str, weights: Mapping[str, float]) -> CitedNames | None:
    """Those of the kind that the question names and not the one that it names; ``weights`` are the question's terms."""
    asked = fold(understanding.text)
    kinds = [name for name in document_types() if re.search(rf"\b{re.escape(fold(name))}\b(?! nao trong)", asked)]
    named = {fold(number) for number in understanding.mentions.numbers}
    new = [one for one in cited(text) if not any(number in fold(_name(one, text)) for number in named)]
    chosen = (
        [one for one in new if one.type in kinds and _kind_is_asked(one.type or "", asked)]
        or [one for one in new if one.type in kinds]
        or new
    )
    if not chosen:
        return None
    fits = [_fit(text[one.number_end :], weights) for one in chosen]
    best = max(fits)
    several = understanding.wanted.several
    names = [_name(one, text) for one, fit in zip(chosen, fits, strict=True) if several or fit == best]
    return CitedNames("; ".join(dict.fromkeys(names[:_MOST])), best)


def _name(one: Cited, text: str) -> str:
    """The citation up to its number; without "Số:", which stands in letterheads alone."""
    words = text[one.start : one.number_end]
    return words if one.type else words.rpartition(":")[2].strip()


def _fit(behind: str, weights: Mapping[str, float]) -> float:
    """The weights of the terms in what a document is about, which stands behind it: "Quyết định số … phê duyệt Đề án …"."""
    about = terms_of(re.split(r"[;\n]", behind)[0][:_ABOUT])
    return sum(weight for term, weight in weights.items() if term in about)


def _kind_is_asked(kind: str, asked: str) -> bool:
    """Whether "which" stands beside this kind ("quyết định nào"), so that it is the one wanted and not the one named."""
    return bool(re.search(rf"\b{re.escape(fold(kind))}(?: so)? (?:nao|may|bao nhieu)\b", asked))
