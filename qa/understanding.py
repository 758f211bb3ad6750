"""What a question asks: its language, its words made ready for the indexes, what kind of answer, about what."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

from corpus.grammar import CITED_NUMBER, lines_of
from corpus.store import Filters
from corpus.syllables import fold, spans
from corpus.times import years
from index.query import Query
from qa.accents import AccentModel
from qa.glossary import Glossary
from qa.language import accented_share, has_accents, language
from qa.place_initials import written_out
from qa.places import Places
from qa.question_words import Wanted
from qa.words import Choice, content_text, folded_words

#: Share of the embedding in the fusion. English questions share few words with the plans; in Vietnamese ones the words
#: are exact, and typed without accents the embedding sees a guess.
_DENSE_WEIGHT = {"vi": 0.4, "noacc": 0.35, "en": 0.5}
#: The least share of accented words at which a question was typed with all of its accents, and none is to be guessed.
_MOST_ACCENTS = 0.5
#: Numbers with their signs ("32/NQ-CP"), which the word index also knows whole.
_NUMBERS = re.compile(r"\d\S*[/-]\S*\w")
_NUMBER_SPOKEN = re.compile(
    rf"(?<!\w)(?:{'|'.join(lines_of(Path(__file__).parent / 'data' / 'number_words.txt'))})\s+"
    r"(?:số\s+|no\.?\s*)?(?P<digits>\d{1,6})(?![\d/%])",
    re.IGNORECASE,
)


@dataclasses.dataclass(frozen=True)
class Mentions:
    """What a question names that singles out documents: places of issuers, numbers (whole, or digits alone), years."""

    places: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    years: tuple[int, ...] = ()


@dataclasses.dataclass(frozen=True)
class Understanding:
    """A question understood.

    ``text`` is the question in Vietnamese terms, with accents and without abbreviations; ``words`` are its content words,
    folded, and ``terms`` the terms of the field that it names; ``unknown`` are content words of an English question that the
    glossary lacks, and ``choices`` its terms that have several translations, ``None`` where nothing was translated. ``asks``
    is what is asked for in the first place.
    """

    question: str
    language: str
    form: str
    text: str
    wanted: Wanted
    words: tuple[str, ...]
    terms: tuple[tuple[str, ...], ...]
    unknown: tuple[str, ...]
    mentions: Mentions
    query: Query
    choices: tuple[Choice, ...] | None = None

    @property
    def asks(self) -> str:
        return self.wanted.asks


def understand(
    question: str, accents: AccentModel, glossary: Glossary, places: Places, filters: Filters
) -> Understanding:
    """Understand a question against the documents that there are."""
    spoken = language(question, accents.knows)
    unknown: tuple[str, ...] = ()
    choices: tuple[Choice, ...] | None = None
    if spoken == "en":
        gloss = glossary.gloss(question, accents)
        form, text, unknown = "en", gloss.vietnamese, gloss.unknown
        choices = tuple(Choice(folded_words(o[0]), tuple(map(folded_words, o[1:]))) for o in gloss.options)
        # The model reads both languages, and each says what the other's words leave open.
        meaning = f"{text} {question}"
    else:
        form = "vi" if has_accents(question) else "noacc"
        whole = question if accented_share(question) >= _MOST_ACCENTS else accents.restore(question)
        plain = form == "noacc"
        whole = whole if plain else _names_kept(question, whole)
        whole = written_out(whole, places, glossary.abbreviations, accents, plain)
        text = glossary.expand(whole, accents, plain)
        meaning = text
    wanted = glossary.wanted(question, spoken)
    content = content_text(text)
    query = Query(
        meaning=meaning,
        words=" ".join([content, *_NUMBERS.findall(text), *unknown]),
        dense_weight=_DENSE_WEIGHT[form],
        folded=form != "vi",
        filters=filters,
    )
    words, mentions = folded_words(content), _mentions(question, text, places)
    # Role names and question words are terms too, and say nothing of what the question is about.
    terms = tuple(term for term in glossary.named(text) if not set(term).isdisjoint(words))
    return Understanding(question, spoken, form, text, wanted, words, terms, unknown, mentions, query, choices)


def _names_kept(question: str, restored: str) -> str:
    """A half-accented question with its accents restored, but for words with a capital: "Lê Minh Hoan" is a name."""
    kept, at = [], 0
    for (start, end), (first, last) in zip(spans(question), spans(restored), strict=True):
        word = question[start:end] if question[start].isupper() else restored[first:last]
        kept += [question[at:start], word]
        at = end
    return "".join(kept) + question[at:]


def _mentions(question: str, text: str, places: Places) -> Mentions:
    numbers = [fold(re.sub(r"\s", "", match)) for match in CITED_NUMBER.findall(question.upper())]
    # With accents put back, too: "ke hoach 141".
    numbers += [match["digits"] for match in _NUMBER_SPOKEN.finditer(f"{question} ; {text}")]
    return Mentions(places.named_in(f"{question} ; {text}"), tuple(dict.fromkeys(numbers)), years(question))
