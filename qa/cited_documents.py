"""The documents that a sentence cites, and which of them a question means."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping

from corpus.grammar import CITED_NUMBER, document_types
from corpus.syllables import fold
from qa.understanding import Understanding
from qa.words import terms_of

#: How far behind a document's number its subject is looked for, and how many are told.
_ABOUT = 160
_MOST = 3


@dataclasses.dataclass(frozen=True)
class Cited:
    """The cited documents as they are written; ``fit``: the weights of the asked terms in what the best one is about."""

    names: str
    fit: float


@dataclasses.dataclass(frozen=True)
class _One:
    type: str | None
    name: str
    fit: float


def cited_documents(understanding: Understanding, text: str, weights: Mapping[str, float]) -> Cited | None:
    """Those of the kind that the question names and not the one that it names; ``weights`` are the question's terms."""
    asked = fold(understanding.text)
    kinds = [name for name in document_types() if re.search(rf"\b{re.escape(fold(name))}\b(?! nao trong)", asked)]
    named = {fold(number) for number in understanding.mentions.numbers}
    new = [one for one in _cited(text, weights) if not any(number in fold(one.name) for number in named)]
    chosen = (
        [one for one in new if one.type in kinds and _kind_is_asked(one.type or "", asked)]
        or [one for one in new if one.type in kinds]
        or new
    )
    if not chosen:
        return None
    best = max(one.fit for one in chosen)
    names = [one.name for one in chosen if understanding.wanted.several or one.fit == best]
    return Cited("; ".join(dict.fromkeys(names[:_MOST])), best)


def _cited(text: str, weights: Mapping[str, float]) -> Iterator[_One]:
    for match in re.finditer(rf"(?P<type>{'|'.join(document_types())})?\s*(?:số\s*)?(?:{CITED_NUMBER.pattern})", text):
        # What a document is about stands behind it: "Quyết định số 12/QĐ-UBND … phê duyệt Đề án …".
        behind = terms_of(re.split(r"[;\n]", text[match.end() :])[0][:_ABOUT])
        fit = sum(weight for term, weight in weights.items() if term in behind)
        yield _One(match.group("type"), match.group().strip(), fit)


def _kind_is_asked(kind: str, asked: str) -> bool:
    """Whether "which" stands beside this kind ("quyết định nào"), so that it is the one wanted and not the one named."""
    return bool(re.search(rf"\b{re.escape(fold(kind))}(?: so)? (?:nao|may|bao nhieu)\b", asked))
