"""What a question asks for, told by its question phrases or, where it has none, by the labels that stand for them."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from corpus.syllables import fold
from qa.question_figures import measured
from qa.question_kinds import kind
from qa.question_labels import is_label, label_kind
from qa.question_phrases import Asking, askings, head_noun
from qa.question_table import Phrase, QuestionTable, QuestionText
from qa.tables import DATA

#: Nouns that "nào" usually follows. With "số nào" among them every "so nao" would lose its "sở".
_CHOSEN_FROM = frozenset(("body", "time", "day", "document", "person", "place", "thing", "task", "means", "reason"))
#: "Ngôi trường", "các tỉnh", "loại phòng": what a text calls "trường", "tỉnh" and "phòng".
_WITHOUT_CLASSIFIER = re.compile(r"^(?:ngoi|cai|chiec|cac|nhung|moi|cuoc|loai|kieu|dang|hang)(?= )\s")
_MEASURED = frozenset(("target", "count", "money"))
_OF_BODIES = frozenset(("lead", "coordinate", "advise", "where"))


@dataclasses.dataclass(frozen=True)
class Wanted:
    """What a question wants: ``asks`` is the kind, ``also`` are further kinds asked in the same question.

    ``units`` are folded words of what is counted or measured ("ty dong", "%", "truong"), any of which should stand
    beside the figure; ``several`` is set where more than one thing is wanted. ``things`` are folded names of what the
    question word asks to choose from ("hoi dong" of "hội đồng gì"), any of which should stand in the answer.
    """

    asks: str
    also: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    several: bool = False
    things: tuple[str, ...] = ()


class QuestionWords:
    """The tables of ``folder``; ``translations`` gives the Vietnamese of an English noun, the most usual first, or none."""

    def __init__(
        self, folder: Path = DATA, translations: Callable[[str], tuple[str, ...]] = lambda english: ()
    ) -> None:
        self._table = QuestionTable(folder)
        self._translations = translations
        #: Vietnamese phrases as people type them.
        self.phrases = tuple(_typed(self._table))

    def asks(self, question: str, language: str) -> str:
        """What is asked for ("lead", "deadline", ...); ``language`` is "vi" or "en", else always "what"."""
        return self.wanted(question, language).asks

    def wanted(self, question: str, language: str) -> Wanted:
        """All that is asked for, as far as question words tell."""
        text = self._table.read(question, language)
        found = self._wanted(text, language)
        if found is None and language == "vi":
            found = self._wanted(self._table.read(question, language, folded=True), language)
        return found or Wanted("what")

    def _wanted(self, text: QuestionText, language: str) -> Wanted | None:
        found = [(kind(text, asking), asking) for asking in askings(text, language)]
        order = text.starting(0, "list")
        if order and (order.means == "start" or not found):
            return Wanted("list", tuple(dict.fromkeys(k for k, _ in found if k != "list")), (), True)
        if _closed(text, language) and all(asking.means == "what" for _, asking in found):
            # "Phòng Nội vụ có chủ trì … không" is answered by who does.
            led = any(not label.weak for label in text.phrases("label", "lead"))
            return Wanted("yesno", ("lead",) if led else ())
        if not found:
            return _labelled(text)
        counted = _counted(text, found)
        kinds = [*counted, *_led(text, found[0][1]), *(asks for asks, _ in found)]
        asks = kinds[0]
        also = tuple(dict.fromkeys(each for each in kinds[1:] if each != "what" and not _same(each, asks)))
        units = () if counted else next((u for k, a in found if (u := self._units(text, a, k, language))), ())
        several = asks == "list" or any(asking.several for _, asking in found)
        # An English "department" that leads is any of five kinds of body.
        named = [a for k, a in found if k == asks and (language == "vi" or asks not in _OF_BODIES)]
        things = next((t for a in named if (t := self._things(text, a, language))), ())
        return Wanted(asks, also, units, several, things)

    def _things(self, text: QuestionText, asking: Asking, language: str) -> tuple[str, ...]:
        named = " ".join(head_noun(text, asking, language))
        found = (named,) if language == "vi" else self._translations(named)
        return tuple(dict.fromkeys(bare for each in found if (bare := _WITHOUT_CLASSIFIER.sub("", fold(each)))))

    def _units(self, text: QuestionText, asking: Asking, asks: str, language: str) -> tuple[str, ...]:
        units = measured(text, asking, asks)
        if language == "vi" and asking.things and units == asking.things:
            return ()  # one syllable is half a word: the "thời" of "bao nhiêu thời gian" stands beside no figure
        if language == "en" and asking.things and units == asking.things:
            translated = self._translations(" ".join(units)) or self._translations(units[-1])
            return tuple(map(fold, translated[:1]))
        return tuple(dict.fromkeys(map(fold, units)))


def _same(one: str, other: str) -> bool:
    """Whether two kinds are no two wishes: "từ ngày nào đến ngày nào" is one time."""
    return one == other or {one, other} <= {"deadline", "date"}


def _closed(text: QuestionText, language: str) -> bool:
    """Whether yes or no answers it."""
    if language == "en":
        return any(each.start == 0 for each in text.phrases("yesno"))
    whole = any(text.phrases("yesno", "whole"))
    return whole or any(each.end == len(text.words) for each in text.phrases("yesno", "end"))


def _counted(text: QuestionText, found: list[tuple[str, Asking]]) -> list[str]:
    """What is asked where a list tells the number too: "gồm mấy bước", "có mấy nhóm, là những nhóm nào"."""
    asking = found[0][1]
    if asking.unit is None or asking.unit.means != "count":
        return []
    named = any(asks == "list" and _of_counted(text, asking.unit, other) for asks, other in found[1:])
    return ["list", found[0][0]] if named or text.starting(asking.unit.start, "cue", "steps") else []


def _of_counted(text: QuestionText, unit: Phrase, asking: Asking) -> bool:
    """Whether a list is asked of what was counted, "là những bước nào", and not of another: "ở những tỉnh nào"."""
    same = asking.noun is not None and text.words[asking.noun.start] == text.words[unit.start]
    return same or asking.means == "list" or text.ending(asking.start, "cue", "be") is not None


def _led(text: QuestionText, asking: Asking) -> list[str]:
    """What a label before "và" adds: "hạn nộp và gửi cho ai"."""
    both = next((cue for cue in text.phrases("cue", "and") if cue.start < asking.start), None)
    label = text.starting(0, "label")
    if both is None or label is None or label.weak or label.end > both.start or both.start - label.end > 3:
        return []
    return [label_kind(label)]


def _labelled(text: QuestionText) -> Wanted | None:
    labels = [label for label in text.phrases("label") if is_label(text, label)]
    heads = [label for label in labels if label.means != "document" and label.start in (0, text.clause(label.start))]
    strong = [label for label in labels if not label.weak]
    documents = [label for label in labels if label.means == "document" and label.start == 0]
    numbers = [label for label in labels if label.means == "count" and text.starting(label.end, "unit", "count")]
    chosen = next(
        iter([*(heads and sorted(heads, key=lambda label: label.start)), *numbers, *strong, *documents]), None
    )
    if chosen is None:
        return None
    rest = [
        label_kind(label)
        for label in labels
        if label.start > chosen.start and text.ending(label.start, "cue", "and") and label_kind(label) != chosen.means
    ]
    asks = label_kind(chosen)
    units = _labelled_units(text, chosen) if asks in _MEASURED else ()
    return Wanted(asks, tuple(dict.fromkeys(rest)), tuple(map(fold, units)), asks == "list")


def _labelled_units(text: QuestionText, label: Phrase) -> tuple[str, ...]:
    counted = text.starting(label.end, "unit") or text.starting(label.start + 1, "unit", "count")
    if label.means == "count" and counted:
        return counted.units
    return measured(text, Asking("which", label.start, label.end), label.means)


def _typed(table: QuestionTable) -> Iterator[str]:
    for each in table.typed:
        if each.language != "vi" or not _is_written_out(each.phrase):
            continue
        if each.role == "ask":
            yield each.phrase
        elif each.role == "noun" and each.means in _CHOSEN_FROM:
            yield f"{each.phrase} nào"
        elif each.role == "unit":
            yield f"bao nhiêu {each.phrase}"


def _is_written_out(phrase: str) -> bool:
    """Whether every word has a vowel: "cq chủ trì" is no way to spell."""
    return all(re.search(r"[aeiouy]", fold(word)) for word in phrase.split())
