"""English questions in Vietnamese search terms, by a glossary of the domain."""

from __future__ import annotations

import dataclasses
import functools
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from corpus.syllables import fold
from qa.abbreviations import Abbreviations
from qa.question_words import QuestionWords
from qa.tables import DATA, rows, split

# A document number, then numbers with their separators ("2021-2025", "30/6/2024", "98,5%"), then words.
_TOKEN = re.compile(
    r"\d[^\W_]*(?:/[^\W_]+(?:[-&.][^\W_]+)*)+|\d+(?:[.,:/-]\d+)*%?(?![^\W_])|[^\W_]+(?:['’][^\W_]+)*|[^\w\s'’-]"
)
_ARTICLES = frozenset(("a", "an", "the"))
_T = TypeVar("_T")


@dataclasses.dataclass(frozen=True)
class Gloss:
    """An English question in Vietnamese search terms.

    ``terms`` pairs what was understood with its usual translation; ``alternatives`` are the less usual translations of the
    same terms; ``unknown`` are the content words that no entry covers, in lower case.
    """

    vietnamese: str
    terms: tuple[tuple[str, str], ...]
    alternatives: tuple[str, ...]
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


@dataclasses.dataclass
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


@dataclasses.dataclass(frozen=True)
class _Piece:
    text: str
    role: str
    joined: bool


class Glossary:
    """The tables of ``folder``, indexed once; the methods keep no state and never raise on any text."""

    def __init__(self, folder: Path = DATA) -> None:
        self.terms = tuple(Term(english, split(vi), topic) for english, vi, topic in rows(folder / "glossary.tsv", 3))
        self.abbreviations = Abbreviations(folder)
        self.question_words = QuestionWords(folder)
        self._stop_words = frozenset((folder / "english_stop_words.txt").read_text("utf-8").split())
        self._inflections = tuple(
            (ending, replacement) for ending, replacement in rows(folder / "english_inflections.tsv", 2, blank=True)
        )
        self._vocabulary = frozenset(word for term in self.terms for word in _key(term.english))
        self._forms: Callable[[str], tuple[str, ...]] = functools.lru_cache(maxsize=20_000)(self._forms_of)
        self._root = self._trie()
        # Of several English names the first listed stands for the term.
        self._english = {
            fold(form): term.english for term in reversed(self.terms) for form in reversed(term.vietnamese)
        }

    def gloss(self, question: str) -> Gloss:
        """``question`` (English) in Vietnamese terms, the longest known phrase first from left to right."""
        text = unicodedata.normalize("NFC", question)
        tokens = self._tokens(text)
        pieces: list[_Piece] = []
        terms: list[tuple[str, str]] = []
        alternatives: list[str] = []
        unknown: list[str] = []
        position, joined = 0, True
        while position < len(tokens):
            token = tokens[position]
            joined = joined and token.joined
            end, term = self._longest(tokens, position)
            if term is not None:
                pieces.append(_Piece(term.vietnamese[0], term.role, joined))
                terms.append((_bare(text[token.start : tokens[end - 1].end]), term.vietnamese[0]))
                alternatives.extend(term.vietnamese[1:])
                joined, position = True, end
                continue
            position += 1
            if name := self._name(tokens, position - 1):
                pieces.append(_Piece(name, "name", joined))
                joined = True
                continue
            joined = False
            if token.text.lower() not in self._stop_words:
                unknown.append(token.text.lower())
        vietnamese = " ".join(_in_vietnamese_order(pieces))
        return Gloss(vietnamese, _unique(terms), _unique(alternatives), _unique(unknown))

    def english(self, vietnamese: str) -> str | None:
        """The English name of a Vietnamese term, as the table spells it first, or ``None``."""
        return self._english.get(fold(vietnamese))

    def expand(self, question: str) -> str:
        """See ``Abbreviations.expand``."""
        return self.abbreviations.expand(question)

    def alternatives(self, question: str) -> tuple[str, ...]:
        """See ``Abbreviations.alternatives``."""
        return self.abbreviations.alternatives(question)

    def asks(self, question: str, language: str) -> str:
        """See ``QuestionWords.asks``."""
        return self.question_words.asks(question, language)

    def _trie(self) -> Node:
        root = Node()
        for term in self.terms:
            words = _key(term.english)
            _insert(root, words, term)
        # Plural keys answer to their singular too ("farmers' union", "farmer's union"), after every key as listed.
        for term in self.terms:
            words = _key(term.english)
            _insert(
                root,
                tuple(word[:-1] if word.endswith("s") and word[:-1] in self._vocabulary else word for word in words),
                term,
            )
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
        found = [word]
        for _ in range(2):
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

    def _name(self, tokens: list[_Token], position: int) -> str | None:
        """The text to keep where the token is a number, a Vietnamese word, an abbreviation or a proper name."""
        token = tokens[position]
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
            near.capital and not near.forms and near.text.lower() not in self._stop_words for near in beside
        )
        # The capital of the first word, or of a word in a headline, proves nothing by itself.
        doubtful = position == 0 or token.text.lower() in self._stop_words
        return token.text if in_a_name or not doubtful else None


@functools.cache
def glossary() -> Glossary:
    """The glossary that ships with the package, loaded once."""
    return Glossary()


def _bare(word: str) -> str:
    """``word`` without the possessive ending."""
    return re.sub(r"['’]s$", "", word, flags=re.IGNORECASE)


def _key(english: str) -> tuple[str, ...]:
    words = (_bare(match.group()) for match in _TOKEN.finditer(english))
    return tuple(word.lower() for word in words if word[0].isalnum() and word not in _ARTICLES)


def _insert(root: Node, words: tuple[str, ...], term: Term) -> None:
    node = root
    for word in words:
        node = node.next.setdefault(word, Node())
    node.term = node.term or term


def _in_vietnamese_order(pieces: list[_Piece]) -> list[str]:
    """The pieces with "Cao Lộc | district | People's Committee" turned round: in Vietnamese the head comes first."""
    ordered: list[str] = []
    run: list[str] = []
    previous = "word"
    for piece in pieces:
        goes_on = piece.joined and (piece.role == "head" and previous != "word" or piece.role == previous == "name")
        if not goes_on:
            ordered += reversed(run)
            run = []
        if goes_on and piece.role == "name":
            run[-1] += f" {piece.text}"
        else:
            run.append(piece.text)
        previous = piece.role
    return ordered + run[::-1]


def _unique(items: list[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(items))
