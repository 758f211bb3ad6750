"""What a question asks: its language, its words made ready for the indexes, what kind of answer, about what."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

from corpus.grammar import CITED_NUMBER, lines_of
from corpus.store import Filters
from corpus.syllables import fold
from corpus.times import years
from index.query import Query
from qa.accents import AccentModel
from qa.glossary import Glossary
from qa.language import has_accents, language
from qa.places import Places
from qa.question_words import Wanted
from qa.words import content_text, folded_words

#: Share of the embedding in the fusion. English questions share few words with the plans; in Vietnamese ones the words
#: are exact, and typed without accents the embedding sees a guess.
_DENSE_WEIGHT = {"vi": 0.4, "noacc": 0.35, "en": 0.5}
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
    folded; ``unknown`` are content words of an English question that the glossary lacks. ``asks`` is what is asked for in the
    first place.
    """

    question: str
    language: str
    form: str
    text: str
    wanted: Wanted
    words: tuple[str, ...]
    unknown: tuple[str, ...]
    mentions: Mentions
    query: Query

    @property
    def asks(self) -> str:
        return self.wanted.asks


def understand(
    question: str, accents: AccentModel, glossary: Glossary, places: Places, filters: Filters
) -> Understanding:
    """Understand a question against the documents that there are."""
    spoken = language(question, accents.knows)
    unknown: tuple[str, ...] = ()
    if spoken == "en":
        gloss = glossary.gloss(question, accents)
        form, text, unknown = "en", gloss.vietnamese, gloss.unknown
        meaning = question
    else:
        form = "vi" if has_accents(question) else "noacc"
        text = glossary.expand(question if form == "vi" else accents.restore(question), accents)
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
    mentions = _mentions(question, text, places)
    return Understanding(question, spoken, form, text, wanted, folded_words(content), unknown, mentions, query)


def _mentions(question: str, text: str, places: Places) -> Mentions:
    numbers = [fold(re.sub(r"\s", "", match)) for match in CITED_NUMBER.findall(question.upper())]
    numbers += [match["digits"] for match in _NUMBER_SPOKEN.finditer(question)]
    return Mentions(places.named_in(f"{question} ; {text}"), tuple(dict.fromkeys(numbers)), years(question))
