"""English questions in Vietnamese search terms, by a glossary of the domain."""

from __future__ import annotations

import dataclasses
import functools
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from corpus.syllables import fold, same_tone, syllables
from qa.abbreviations import Abbreviations
from qa.accents import AccentModel
from qa.pieces import Piece, chosen, in_vietnamese_order
from qa.question_words import QuestionWords, Wanted
from qa.tables import DATA, rows, split

# A document number, then numbers with their separators ("2021-2025", "30/6/2024", "98,5%"), then words.
_TOKEN = re.compile(
    r"\d[^\W_]*(?:/[^\W_]+(?:[-&.][^\W_]+)*)+|\d+(?:[.,:/-]\d+)*%?(?![^\W_])|[^\W_]+(?:['’][^\W_]+)*|[^\w\s'’-]"
)
_ARTICLES = frozenset(("a", "an", "the"))
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)", re.IGNORECASE)
_LONGEST_NAME = 5
#: In syllables.
_LONGEST_TERM = 6
_T = TypeVar("_T")


@dataclasses.dataclass(frozen=True)
class Gloss:
    """An English question in Vietnamese search terms.

    ``terms`` pairs what was understood with its usual translation; ``options`` are all translations of each term
    that has several, the one taken first; ``unknown`` are the content words that no entry covers, in lower case.
    """

    vietnamese: str
    terms: tuple[tuple[str, str], ...]
    options: tuple[tuple[str, ...], ...]
    unknown: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Term:
    """An entry of the glossary; ``vietnamese`` has the most usual translation first."""

    english: str
    vietnamese: tuple[str, ...]
    topic: str

    @property
    def role(self) -> str:
        """``"name"``, ``"head"`` (a noun that precedes a name in Vietnamese: xã Bảo Lâm) or ``"word"``."""
        if self.topic == "place" and self.vietnamese[0][0].isupper():
            return "name"
        return "head" if self.topic in ("place", "body", "facility") else "word"


@dataclasses.dataclass(slots=True)
class Node:
    """A step of the dictionary of phrases: the entry that ends here, and the words that may follow."""

    term: Term | None = None
    next: dict[str, Node] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class _Token:
    text: str
    start: int
    end: int
    forms: tuple[str, ...]
    capital: bool
    joined: bool
    """Whether nothing but spaces and hyphens stands before it."""


class Glossary:
    """The tables of ``folder``, indexed once; the methods keep no state and never raise on any text."""

    def __init__(self, folder: Path = DATA) -> None:
        self.terms = tuple(Term(english, split(vi), topic) for english, vi, topic in rows(folder / "glossary.tsv", 3))
        self.abbreviations = Abbreviations(folder)
        self.question_words = QuestionWords(folder, self._translations)
        self._stop_words = frozenset((folder / "english_stop_words.txt").read_text("utf-8").split())
        self._inflections = tuple(
            (ending, replacement) for ending, replacement in rows(folder / "english_inflections.tsv", 2, blank=True)
        )
        self._keys = [(_key(term.english), term) for term in self.terms]
        self._vocabulary = frozenset(word for words, _ in self._keys for word in words)
        self._forms: Callable[[str], tuple[str, ...]] = functools.lru_cache(maxsize=20_000)(self._forms_of)
        self._root = self._trie()

    def gloss(self, question: str, corpus: AccentModel | None = None) -> Gloss:
        """``question`` (English) in Vietnamese terms, the longest known phrase first from left to right.

        With ``corpus``, what is indexed decides between the translations of a term and on their order, and gives names
        their accents.
        """
        text = unicodedata.normalize("NFC", question)
        tokens = self._tokens(text)
        pieces: list[Piece] = []
        unknown: list[str] = []
        position, joined = 0, True
        while position < len(tokens):
            token = tokens[position]
            joined = joined and token.joined
            end, term = self._longest(tokens, position)
            if term and _is_short_form(token.text) and not (text.isupper() or term.english.isupper()):
                end, term = position, None  # STEAM is no steam
            if corpus and (name := self._spelt(tokens, position, end, corpus)):
                pieces.append(Piece((name[1],), "name", joined))
                joined, position = True, name[0]
                continue
            if term is not None:
                english = _bare(text[token.start : tokens[end - 1].end])
                pieces.append(Piece(term.vietnamese, term.role, joined, english))
                joined, position = True, end
                continue
            position += 1
            if kept := self._name(tokens, position - 1):
                pieces.append(Piece((kept,), "name", joined))
                joined = True
                continue
            joined = False
            if token.text.lower() not in self._stop_words:
                unknown.append(token.text.lower())
        if corpus:
            pieces = chosen(pieces, corpus)
        terms = [(piece.english, piece.text) for piece in pieces if piece.english]
        options = [piece.options for piece in pieces if len(piece.options) > 1]
        vietnamese = " ".join(in_vietnamese_order(pieces, corpus))
        return Gloss(vietnamese, _unique(terms), _unique(options), _unique(unknown))

    def english(self, vietnamese: str) -> str | None:
        """The English name of a Vietnamese term, as the table spells it first, or ``None``."""
        return self._english.get(fold(vietnamese))

    def named(self, vietnamese: str) -> tuple[tuple[str, ...], ...]:
        """The terms of several syllables that a Vietnamese text names, the longest first from left to right, folded."""
        words = _syllables(vietnamese)
        found: list[tuple[str, ...]] = []
        start = 0
        while start < len(words):
            longest = range(min(_LONGEST_TERM, len(words) - start), 1, -1)
            end = next((start + size for size in longest if words[start : start + size] in self._vietnamese), None)
            if end is not None:
                found.append(tuple(map(fold, words[start:end])))
            start = end or start + 1
        return tuple(found)

    def expand(self, question: str, corpus: AccentModel | None = None, plain: bool = False) -> str:
        """See ``Abbreviations.expand``."""
        return self.abbreviations.expand(question, corpus, plain)

    def asks(self, question: str, language: str) -> str:
        """See ``QuestionWords.asks``."""
        return self.question_words.asks(question, language)

    def wanted(self, question: str, language: str) -> Wanted:
        """See ``QuestionWords.wanted``."""
        return self.question_words.wanted(question, language)

    def _translations(self, english: str) -> tuple[str, ...]:
        """The translations of a phrase, the most usual first; none where it has unknown words alone."""
        gloss = self.gloss(english)
        if len(gloss.terms) == 1 and gloss.options:
            return gloss.options[0]
        return (gloss.vietnamese,) if gloss.vietnamese else ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every term in Vietnamese."""
        return tuple(form for term in self.terms for form in term.vietnamese)

    @functools.cached_property
    def _english(self) -> dict[str, str]:
        # Of several English names the first listed stands for the term.
        return {fold(form): term.english for term in reversed(self.terms) for form in reversed(term.vietnamese)}

    @functools.cached_property
    def _vietnamese(self) -> frozenset[tuple[str, ...]]:
        return frozenset(map(_syllables, self.spellings))

    def _trie(self) -> Node:
        root = Node()
        for words, term in self._keys:
            _insert(root, words, term)
        # Plural keys answer to their singular too ("farmers' union", "farmer's union"), after every key as listed.
        singular = {
            word: word[:-1] for word in self._vocabulary if word.endswith("s") and word[:-1] in self._vocabulary
        }
        for words, term in self._keys:
            if not singular.keys().isdisjoint(words):
                _insert(root, tuple(singular.get(word, word) for word in words), term)
        return root

    def _tokens(self, text: str) -> list[_Token]:
        tokens: list[_Token] = []
        joined = True
        for match in _TOKEN.finditer(text):
            word = _bare(match.group())
            if not any(letter.isalnum() for letter in word):
                # "Education & Training" is one term; any other mark parts two.
                if word == "&":
                    tokens.append(_Token("and", *match.span(), ("and",), False, joined))
                else:
                    joined = False
                continue
            # "An" of "An Giang" is no article; at the beginning it may be one, and the next word decides nothing.
            if word in _ARTICLES or (not tokens and word.lower() in _ARTICLES and word != "An"):
                continue
            tokens.append(_Token(word, *match.span(), self._forms(word.lower()), word[0].isupper(), joined))
            joined = True
        return tokens

    def _forms_of(self, word: str) -> tuple[str, ...]:
        """``word`` and what it may be an inflection of, as far as the glossary knows them, the nearest first."""
        # "For" is no American "four".
        found = [word]
        for _ in range(0 if word in self._stop_words else 2):
            found += [
                form
                for known in found
                for ending, replacement in self._inflections
                if known.endswith(ending) and len(form := known.removesuffix(ending) + replacement) > 2
            ]
            found = list(dict.fromkeys(found))
        return tuple(form for form in found if form in self._vocabulary)

    def _longest(self, tokens: list[_Token], start: int) -> tuple[int, Term | None]:
        best: tuple[int, Term | None] = (start, None)
        front = [self._root]
        for position in range(start, len(tokens)):
            front = [node.next[form] for node in front for form in tokens[position].forms if form in node.next]
            if not front:
                break
            if term := next((node.term for node in front if node.term), None):
                best = (position + 1, term)
        return best

    def _is_term(self, token: _Token) -> bool:
        return any(node.term for form in token.forms if (node := self._root.next.get(form)))

    def _spelt(self, tokens: list[_Token], start: int, end: int, corpus: AccentModel) -> tuple[int, str] | None:
        """The end and the spelling of a name typed without accents, where it is longer than the term up to ``end``."""
        if start == 0 and tokens[0].text.lower() in self._stop_words:
            return None
        last = start
        while last < len(tokens) and last - start < _LONGEST_NAME:
            token = tokens[last]
            if not (token.text.istitle() and (token.joined or last == start)):
                break
            last += 1
        for stop in range(last, max(start + 1, end), -1):
            typed = " ".join(token.text for token in tokens[start:stop])
            if name := corpus.name(typed):
                return stop, name if typed.isascii() else typed
        run = tokens[start:last]
        plain = all(token.text.isascii() and not self._is_term(token) for token in run)
        if len(run) > 1 and plain and self._stop_words.isdisjoint(token.text.lower() for token in run):
            spelt = corpus.restore(" ".join(token.text for token in run))
            return (last, spelt) if corpus.attested(spelt) else None
        return None

    def _name(self, tokens: list[_Token], position: int) -> str | None:
        """The text to keep where the token is a number, a Vietnamese word, an abbreviation or a proper name."""
        token = tokens[position]
        if ordinal := _ORDINAL.fullmatch(token.text):
            return ordinal[1]
        if any(letter.isdigit() for letter in token.text) or not token.text.isascii():
            return token.text
        if not token.capital or (position == 0 and token.text.lower() in self._stop_words):
            return None
        if meaning := self.abbreviations.meaning(token.text):
            return meaning
        if len(token.text) > 1 and token.text.isupper():
            return token.text
        beside = [tokens[near] for near in (position - 1, position + 1) if 0 <= near < len(tokens)]
        in_a_name = any(
            near.capital and not self._is_term(near) and near.text.lower() not in self._stop_words for near in beside
        )
        # The capital of the first word, or of a word in a headline, proves nothing by itself.
        doubtful = position == 0 or token.text.lower() in self._stop_words
        return token.text if in_a_name or not doubtful else None


@functools.cache
def glossary() -> Glossary:
    """The glossary that ships with the package, loaded once."""
    return Glossary()


def _is_short_form(word: str) -> bool:
    return len(word) > 1 and word.isalpha() and word.isupper()


def _bare(word: str) -> str:
    """``word`` without the possessive ending."""
    return re.sub(r"['’]s$", "", word, flags=re.IGNORECASE)


def _syllables(vietnamese: str) -> tuple[str, ...]:
    return tuple(syllables(same_tone(vietnamese.lower())))


def _key(english: str) -> tuple[str, ...]:
    if english.replace(" ", "").isalpha():  # nearly all, and an eighth of the time
        return tuple(word.lower() for word in english.split() if word not in _ARTICLES)
    words = (_bare(match.group()) for match in _TOKEN.finditer(english))
    return tuple(word.lower() for word in words if word[0].isalnum() and word not in _ARTICLES)


def _insert(root: Node, words: tuple[str, ...], term: Term) -> None:
    node = root
    for word in words:
        node = node.next.setdefault(word, Node())
    node.term = node.term or term


def _unique(items: list[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(items))
