"""Addressees: whether a question asks to whom or through whom something goes: "gửi cho sở nào", "who do they report to"."""

from __future__ import annotations

from qa.question_phrases import Asking
from qa.question_table import Phrase, QuestionText


def is_addressed(text: QuestionText, asking: Asking) -> bool:
    """Whether what is asked for receives what is sent, rather than does it."""
    to = text.ending(asking.start, "cue", "to")
    after = [verb for verb in _verbs(text) if verb.start >= asking.end]
    if text.starting(asking.end, "cue", "do"):
        # "To which ministry do they report?", "Who do they report to?"
        ends = [cue for cue in text.phrases("cue", "to") if cue.start > asking.end and no_object(text, cue.end)]
        named = to is not None or bool(ends)
        called = any(no_object(text, cue.end) for cue in text.phrases("cue", "contact") if cue.start > asking.end)
        return called or named and bool(after) and all(verb.means == "send" for verb in after)
    if to:
        clause = text.clause(asking.start - 1)
        before = [verb for verb in _verbs(text) if clause <= verb.start < to.end]
        return bool(before) and max(before, key=lambda verb: verb.start).means == "send"
    return text.ending(asking.start, "cue", "send", "contact") is not None and no_object(text, asking.end)


def no_object(text: QuestionText, at: int) -> bool:
    """Whether a preposition or a verb stands alone before a word, its object being what is asked for."""
    return (
        at >= len(text.words) or text.broken(at - 1, at) or text.starting(at, "cue", "prep", "and", "halt") is not None
    )


def _verbs(text: QuestionText) -> list[Phrase]:
    """The verbs of sending and of giving; none is half of another word ("chương trình")."""
    longer = [noun for noun in text.phrases("noun") if noun.end - noun.start > 1]
    return [
        verb
        for verb in text.phrases("cue", "send", "give")
        if not any(
            noun.start <= verb.start < noun.end and noun.end - noun.start > verb.end - verb.start for noun in longer
        )
    ]
