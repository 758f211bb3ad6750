"""The question phrases of a question ("sở nào", "how many schools", "by which date"), each with its head noun."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from qa.question_table import Phrase, QuestionText

#: How many words may stand between a Vietnamese head noun and its "nào" ("trường đại học thể dục thể thao nào").
_VIETNAMESE_GAP = 4
#: How many words an English noun phrase may have before its head ("which provincial Party committee board").
_ENGLISH_GAP = 7


#: Kinds of nouns that what is asked for begins with, or has beside it.
_NAMED = frozenset(("body", "document", "place", "spot", "thing"))
#: Kinds of units that "some" things are not counted in.
_OF_MEASURE = frozenset(("money", "percent", "part", "measure", "time", "times"))
#: Of how many words a noun is that no table has: most words are of two syllables.
_UNKNOWN_NOUN = 2

#: "bao nhiêu một tháng" counts nothing.
_ONE = frozenset(("một", "mot", "1", "mỗi", "moi"))


@dataclasses.dataclass(frozen=True)
class Asking:
    """A question phrase, words ``[start, end)``: ``means`` is the kind of its question word, ``noun`` its known head.

    ``unit`` is what is counted or measured, ``things`` its words where no table has it; ``several`` is set where the
    phrase is a plural, ``relative`` where its word may also ask nothing ("a school which ...", "mấy" for "some").
    """

    means: str
    start: int
    end: int
    noun: Phrase | None = None
    unit: Phrase | None = None
    things: tuple[str, ...] = ()
    several: bool = False
    relative: bool = False


def askings(text: QuestionText, language: str) -> list[Asking]:
    """The question phrases in order; those that only set the scene are left out where another asks."""
    if language == "vi":
        found = list(_vietnamese(text))
        words = [noun for noun in text.phrases("noun") if noun.end - noun.start > 1]
        thens = (t for t in text.phrases("cue", "then") if not any(n.start <= t.start < n.end for n in words))
        then = next(thens, None)
        found = [each for each in found if not (each.relative and _is_some(text, each, found))] or found
        main = [each for each in found if then is None or each.start >= then.start]
        return main or found
    found = list(_english(text))
    main = [each for each in found if _asks(text, each, found)]
    return main or found


def head_noun(text: QuestionText, asking: Asking, language: str) -> list[str]:
    """The words of what is to be named: "hội đồng" of "hội đồng gì", "motto" of "what is the motto of ..."."""
    if asking.means not in ("which", "is", "what"):
        return []
    if asking.noun and asking.noun.end < asking.end - 1 and text.starting(asking.noun.start, "cue", "sort"):
        return text.words[asking.noun.end : asking.end - 1]  # "kiểu nhà nào": a house is to be named
    if asking.noun:
        # A time or a figure is seldom named as what it is.
        return text.words[asking.noun.start : asking.noun.end] if asking.noun.means in _NAMED else []
    if language == "vi":
        be = text.ending(asking.start, "cue", "be")
        if be is None and asking.means == "which":
            return text.words[max(0, asking.start - _UNKNOWN_NOUN) : asking.start]
        # "Phương châm … là gì": the subject begins its clause.
        at = text.clause(be.start - 1) if be and be.start else asking.start
        subject = text.starting(at, "noun", *_NAMED) if be else None
        return text.words[subject.start : subject.end] if subject else []
    if asking.means == "is":
        end = asking.end
        while end < min(asking.end + _ENGLISH_GAP, len(text.words)) and not text.broken(asking.start, end):
            if text.starting(end, "cue", "prep", "do", "be", "and") and end > asking.end:
                break
            end += 1
        return text.words[asking.end : end]
    return text.words[asking.start + 1 : asking.end]


def _vietnamese(text: QuestionText) -> Iterator[Asking]:
    for ask in text.phrases("ask"):
        if ask.means == "which":
            yield _noun_before(text, ask)
        elif ask.means.startswith(("many", "few")):
            asking = _counted_before_or_after(text, ask)
            if asking:
                yield dataclasses.replace(asking, relative=asking.means == "many" and ask.means.startswith("few"))
        elif ask.means in ("who", "spot"):
            several = text.ending(ask.start, "plural")
            yield Asking(ask.means, several.start if several else ask.start, ask.end, several=several is not None)
        elif ask.means != "^why" or ask.start in (0, text.clause(ask.start)):
            yield Asking(ask.means.removeprefix("^"), ask.start, ask.end)


def _is_some(text: QuestionText, asking: Asking, among: list[Asking]) -> bool:
    """Whether "mấy" only says "some": "mấy chỗ đọng nước phải dọn xong trong bao lâu", "mấy ngày tới phải làm gì"."""
    others = [each for each in among if each.start != asking.start]
    if asking.unit and asking.unit.means in _OF_MEASURE:
        return bool(others) and text.starting(asking.end, "cue", "near") is not None
    if text.ending(asking.start, "cue", "has"):
        return False  # "gồm mấy xã"
    return any(_same_clause(text, asking, each) for each in others)


def _same_clause(text: QuestionText, one: Asking, other: Asking) -> bool:
    first, last = sorted((one, other), key=lambda each: each.start)
    joined = any(first.end <= cue.start < last.start for cue in text.phrases("cue", "and"))
    return not joined and not text.broken(first.end - 1, last.start)


def _noun_before(text: QuestionText, ask: Phrase) -> Asking:
    after = max((be.end for be in text.phrases("cue", "be") if be.end <= ask.start), default=0)
    heads = [
        noun
        for noun in text.phrases("noun")
        if noun.means != "word" and noun.end <= ask.start <= noun.end + _VIETNAMESE_GAP and noun.start >= after
    ]
    heads = [noun for noun in heads if not _parted(text, noun.end, ask.start)]
    noun = max(heads, key=lambda each: each.end, default=None)
    # Of "UBND xã", "phó chủ tịch tỉnh" and "quyết định số" the first word says what the whole is.
    while noun and (left := text.ending(noun.start, "noun")) and _goes_before(text, left, noun):
        if text.broken(left.end - 1, noun.start):
            break
        noun = left if text.starting(noun.start, "cue", "directing") else dataclasses.replace(left, end=noun.end)
    start = noun.start if noun else ask.start
    plural = text.ending(start, "plural") or next(
        (
            p
            for p in text.phrases("plural")
            if not noun and max(after, start - _VIETNAMESE_GAP) <= p.start and p.end <= start
        ),
        None,
    )
    return Asking("which", min(start, plural.start) if plural else start, ask.end, noun, several=plural is not None)


def _parted(text: QuestionText, end: int, start: int) -> bool:
    """Whether a clause ends between a noun and a question word, or another verb begins: "cầu để theo dõi gì"."""
    return text.broken(end - 1, start) or any(text.starting(at, "cue", "apart") for at in range(end, start))


def _goes_before(text: QuestionText, left: Phrase, noun: Phrase) -> bool:
    if left.means == "document":
        of_document = text.starting(noun.start, "cue", "directing") is not None
        return of_document or any(n.span == noun.span for n in text.phrases("noun", "number"))
    if text.starting(left.start, "cue", "sort"):
        return True  # "loại phòng nào"
    return noun.means in ("body", "place") and left.means in ("body", "person", "source")


def _counted_before_or_after(text: QuestionText, ask: Phrase) -> Asking | None:
    before = text.ending(ask.start, "noun", "time", "day", "number", "ordinal")
    unit = _scaled(text, ask.end)
    if ask.means.endswith("?") and not unit and not before and ask.end < len(text.words):
        return None  # "bn" is short for a province too, and "may" is a machine.
    noun = text.starting(ask.end, "noun")
    if noun and any(0 <= which.start - noun.end <= 2 for which in text.phrases("ask", "which")):
        return None  # "mấy sở nào" asks which ones.
    if before and (not unit or before.means == "number") and ask.end - before.end <= 2:
        document = text.ending(before.start, "noun", "document")
        head = dataclasses.replace(document, end=before.end) if document else before
        return Asking("which", head.start, ask.end, head)
    if unit:
        return Asking("many", ask.start, unit.end, unit=unit)
    return Asking("many", ask.start, ask.end, things=_next_word(text, ask.end))


def _scaled(text: QuestionText, at: int) -> Phrase | None:
    """The unit at a word, that of "nghìn cây" being trees."""
    unit = text.starting(at, "unit")
    while scale := text.starting(at, "cue", "scale"):
        at = scale.end
        inner = text.starting(at, "unit")
        if inner and (unit is None or inner.end > unit.end):
            unit = inner
    return unit


def _next_word(text: QuestionText, at: int) -> tuple[str, ...]:
    if at >= len(text.words) or text.broken(at - 1, at) or text.words[at] in _ONE:
        return ()
    if text.starting(at, "cue") or text.starting(at, "ask"):
        return ()
    return (text.words[at],)


def _english(text: QuestionText) -> Iterator[Asking]:
    for ask in text.phrases("ask"):
        if ask.means in ("which", "which?"):
            yield dataclasses.replace(_noun_after(text, ask), relative=ask.means == "which?")
        elif ask.means in ("many", "much"):
            yield _counted_after(text, ask)
        else:
            yield Asking(ask.means, ask.start, ask.end, relative=ask.means in ("who", "when", "where"))


def _noun_after(text: QuestionText, ask: Phrase) -> Asking:
    be = text.starting(ask.end, "cue", "be")
    if be:
        return Asking("is", ask.start, be.end)
    at = ask.end
    noun: Phrase | None = None
    plain = -1
    while at < min(ask.end + _ENGLISH_GAP, len(text.words)) and not text.broken(ask.start, at):
        found = next((n for n in text.phrases("noun") if n.start == at and n.means != "word"), None)
        if found is None and text.starting(at, "cue", "aux", "be"):
            break
        if found and (noun is None or _goes_on(text, noun, found)):
            noun = found
        elif noun and noun.end <= at - 1:
            break
        plain = at
        at = found.end if found else at + 1
    end = noun.end if noun else max(plain + 1, ask.end)
    last = text.words[plain] if noun is None and plain >= ask.end else ""
    several = noun.plural if noun else last.endswith("s") and not last.endswith(("ss", "us", "is"))
    return Asking("which", ask.start, end, noun, several=several or text.starting(ask.end, "plural") is not None)


def _goes_on(text: QuestionText, noun: Phrase, found: Phrase) -> bool:
    """Whether a noun still belongs to the phrase that another began: "Prime Minister's decision", "committee board"."""
    if noun.end - 1 in text.owners:
        return found.start - noun.end <= 2
    # "Which agencies work", "which agency plans": what follows is the verb.
    verb = noun.plural != found.plural and noun.means == "body" and found.means in ("document", "task", "person")
    return found.start == noun.end and not verb


def _counted_after(text: QuestionText, ask: Phrase) -> Asking:
    for at in range(ask.end, min(ask.end + 5, len(text.words))):
        if text.broken(ask.start, at):
            break
        unit = text.starting(at, "unit")
        if unit:
            return Asking("many" if ask.means == "many" else "much", ask.start, unit.end, unit=unit)
        if text.starting(at, "cue", "aux", "be", "prep"):
            break
    else:
        at = min(ask.end + 5, len(text.words))
    return Asking(ask.means, ask.start, at, things=tuple(text.words[ask.end : at]))


def _asks(text: QuestionText, asking: Asking, among: list[Asking]) -> bool:
    """Whether an English phrase asks, and is no "which" of a clause nor the "when" of a scene before a comma."""
    if not asking.relative or asking.means == "is":
        return True
    start = asking.start
    if start == 0:
        scene = asking.means in ("when", "where")
        return not (scene and any(other.start > 0 and text.broken(0, other.start) for other in among))
    if start in text.breaks:
        return asking.means != "which" or asking.noun is not None
    return text.ending(start, "cue", "prep", "tell", "and", "with", "by", "since") is not None
