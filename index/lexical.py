"""The word index: passages that hold the question's words, by tantivy's BM25.

Every text is indexed in two forms, exact (accents kept, both tone styles made one) and folded (no accents), and in each as
syllables and as pairs of neighbouring syllables: a Vietnamese word is often two ("kế hoạch"), and the pair is what tells it
from its parts.
"""

from __future__ import annotations

import collections
import dataclasses
import functools
import itertools
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray

from corpus.syllables import fold, same_tone, syllables
from index import derived

NAME = "lexical"

# Weight of each field in the sum of BM25 scores.
BOOSTS = {
    "body": 1.0,
    "body_pairs": 1.0,
    "heading": 0.5,
    "heading_pairs": 0.5,
    "title": 0.3,
    "title_pairs": 0.3,
}
# The exact form beside the folded one (1.0): it decides between words that differ only in their accents.
EXACT_BOOST = 1.0

# Up to this many rowids a filter is part of the query; a longer one costs more to look up than to apply to the hits.
FILTER_IN_QUERY = 2_000

# What makes the files change: with it an index written by an older analysis is built again.
_ANALYSIS = "1"
_FORMS = ("exact", "folded")
# Possessive, and only from the start of a word: a line of 10,000 letters without a blank is read once.
_COMPOUND = re.compile(r"(?<![^\W_])[^\W_]++(?:[-–/.,][^\W_]++)++")
_WRITER_BYTES = 64_000_000


@dataclasses.dataclass(frozen=True)
class LexicalRow:
    """One passage to index: ``id`` is its rowid, ``heading`` its heading path joined."""

    id: int
    title: str
    heading: str
    body: str


def terms(text: str) -> list[str]:
    """Syllables in order, lower case in one tone style; after them each number or date with its signs ("32/nq-cp")."""
    return [*_words(text), *_compounds(text)]


def pairs(words: list[str]) -> list[str]:
    """Neighbouring words joined: ``["giao", "đất", "ở"]`` gives ``["giao_đất", "đất_ở"]``."""
    return [f"{left}_{right}" for left, right in itertools.pairwise(words)]


class LexicalIndex:
    """BM25 search; read-only once built, and safe to search from many threads."""

    def __init__(self, index: tantivy.Index, generation: int) -> None:
        self._schema = index.schema
        # The files never change under their manifest, so nothing has to watch them.
        index.config_reader("manual")
        self._searcher = index.searcher()
        self.generation = generation

    @classmethod
    def build(cls, folder: Path, rows: Iterable[LexicalRow], generation: int) -> LexicalIndex:
        """Index ``rows`` and make this the current word index under ``folder``."""
        target = derived.fresh(folder, NAME, generation)
        index = tantivy.Index(_schema(), path=str(target))
        _register(index)
        # One thread: the documents of a segment stay in the order of the rows, and equal scores with them.
        writer = index.writer(_WRITER_BYTES, 1)
        count = 0
        for row in rows:
            writer.add_document(_document(row))
            count += 1
        writer.commit()
        # A merge still running would change files that are about to be summed.
        writer.wait_merging_threads()
        derived.publish(target, NAME, generation, count, analysis=_ANALYSIS)
        return cls(tantivy.Index.open(str(target)), generation)

    @classmethod
    def open(cls, folder: Path, generation: int) -> LexicalIndex | None:
        """The current index; ``None`` where it is missing, of another generation or analysis, or damaged."""
        found = derived.current(folder, NAME, generation)
        if found is None:
            return None
        path, manifest = found
        if manifest.details.get("analysis") != _ANALYSIS:
            return None
        index = cls(tantivy.Index.open(str(path)), generation)
        return index if len(index) == manifest.count else None

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search(
        self, query_text: str, k: int, *, folded_only: bool = False, allowed: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """The ``k`` best (passage rowid, BM25 score above 0), best first; of ``allowed`` rowids only, where given.

        ``folded_only`` is for a question typed without accents: its words match no exact form but by accident.
        """
        if k < 1 or not len(self) or (allowed is not None and not len(allowed)):
            return []
        query = self._query(query_text, _FORMS[1:] if folded_only else _FORMS)
        if query is None:
            return []
        if allowed is None:
            return self._hits(query, k)
        if len(allowed) <= FILTER_IN_QUERY:
            inside = tantivy.Query.term_set_query(self._schema, "id", [int(rowid) for rowid in allowed])
            silent = tantivy.Query.const_score_query(inside, 0.0)
            return self._hits(
                tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, silent)]), k
            )
        return self._sifted(query, k, allowed)

    def frequency(self, term: str) -> int:
        """In about how many passages a folded syllable, or a pair joined as by ``pairs``, stands anywhere."""
        suffix = "_pairs_folded" if "_" in term else "_folded"
        return max(self._searcher.doc_freq(field + suffix, term) for field in ("body", "heading", "title"))

    def _sifted(self, query: tantivy.Query, k: int, allowed: NDArray[np.int64]) -> list[tuple[int, float]]:
        """Hits within ``allowed``: as many are fetched as should hold ``k`` of them, and more until they do."""
        inside = set(allowed.tolist())
        limit = min(len(self), 2 * k * max(1, len(self) // len(inside)))
        while True:
            hits = self._hits(query, limit)
            kept = [hit for hit in hits if hit[0] in inside]
            if len(kept) >= k or len(hits) < limit or limit >= len(self):
                return kept[:k]
            limit = min(len(self), 4 * limit)

    def _query(self, text: str, forms: Iterable[str]) -> tantivy.Query | None:
        words, compounds = _words(text), _compounds(text)
        parts: list[tuple[tantivy.Occur, tantivy.Query]] = []
        for form in forms:
            boost = EXACT_BOOST if form == "exact" else 1.0
            shaped = _shaped(words, compounds, form)
            for field, weight in BOOSTS.items():
                values = shaped[1] if field.endswith("_pairs") else shaped[0]
                for value, times in collections.Counter(values).items():
                    term = tantivy.Query.term_query(self._schema, f"{field}_{form}", value, "freq")
                    parts.append((tantivy.Occur.Should, tantivy.Query.boost_query(term, weight * boost * times)))
        return tantivy.Query.boolean_query(parts) if parts else None

    def _hits(self, query: tantivy.Query, k: int) -> list[tuple[int, float]]:
        hits = self._searcher.search(query, k, count=False).hits
        ids = self._searcher.fast_field_values("id", [address for _, address in hits])
        return [(int(rowid), float(score)) for rowid, (score, _) in zip(ids, hits, strict=True) if rowid is not None]


def _words(text: str) -> list[str]:
    return syllables(same_tone(unicodedata.normalize("NFC", text).lower()))


def _compounds(text: str) -> list[str]:
    found = _COMPOUND.findall(same_tone(unicodedata.normalize("NFC", text).lower()))
    return [compound.replace("–", "-") for compound in found if any(sign.isdigit() for sign in compound)]


def _shaped(words: list[str], compounds: list[str], form: str) -> tuple[list[str], list[str]]:
    if form == "folded":
        words, compounds = [_fold(word) for word in words], [_fold(compound) for compound in compounds]
    return [*words, *compounds], pairs(words)


def _document(row: LexicalRow) -> tantivy.Document:
    document = tantivy.Document()
    document.add_integer("id", row.id)
    for field, analysed in (
        ("title", _analysed_again(row.title)),
        ("heading", _analysed_again(row.heading)),
        ("body", _analysed(row.body)),
    ):
        for form, (single, paired) in zip(_FORMS, analysed, strict=True):
            document.add_text(f"{field}_{form}", single)
            document.add_text(f"{field}_pairs_{form}", paired)
    return document


def _analysed(text: str) -> list[tuple[str, str]]:
    words, compounds = _words(text), _compounds(text)
    shaped = (_shaped(words, compounds, form) for form in _FORMS)
    return [(" ".join(single), " ".join(paired)) for single, paired in shaped]


# A plan's title stands on each of its passages, a heading on each of its section's.
_analysed_again = functools.lru_cache(maxsize=1024)(_analysed)


# Few syllables make up all of Vietnamese; folding each anew was most of the time of a build.
_fold = functools.lru_cache(maxsize=50_000)(fold)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", indexed=True, fast=True)
    for field in BOOSTS:
        for form in _FORMS:
            builder.add_text_field(f"{field}_{form}", tokenizer_name="whitespace_only", index_option="freq")
    return builder.build()


def _register(index: tantivy.Index) -> None:
    # The analysis is done here, in Python, the same for rows and questions; tantivy only cuts at the blanks.
    index.register_tokenizer("whitespace_only", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
