"""Figures: whether "bao nhiêu" or "how many" asks for a target, a count, money or a rhythm, and in which unit."""

from __future__ import annotations

from qa.question_labels import OF_NOUNS, is_label
from qa.question_phrases import Asking
from qa.question_table import Phrase, QuestionText


def figure_kind(text: QuestionText, asking: Asking) -> str:
    """What a question phrase with a number in it asks for."""
    unit = asking.unit.means if asking.unit else ""
    now = any(text.phrases("cue", "now")) or asking.start == 1 and text.ending(1, "cue", "fill") is not None
    goal = not now and any(text.phrases("cue", "goal"))
    if unit == "money":
        return "money"
    if unit in ("percent", "part", "measure"):
        return "target"
    if unit == "times":
        return _times(text, asking)
    if unit == "time":
        again = any(cue.start >= asking.end and cue.end - cue.start > 1 for cue in text.phrases("cue", "once"))
        return "frequency" if again or text.starting(asking.end, "cue", "once") else "deadline"
    if unit == "count":
        return "target" if goal else "count"
    if asking.means == "much":
        grows = any(text.starting(at, "cue", "grow") for at in range(asking.end - len(asking.things), asking.end + 12))
        return "target" if grows and not any(text.phrases("cue", "spend")) else "money"
    label = figure_before(text, asking) or _figure_label(text, asking)
    if label:
        return label
    if any(text.phrases("cue", "spend")) and not asking.things:
        return "money"
    return "target" if goal else "count"


def figure_before(text: QuestionText, asking: Asking) -> str | None:
    """What the noun right before a question word says: "giá thế nào", "dưới mức bao nhiêu"."""
    noun = text.ending(asking.start, "noun", "money", "figure")
    return OF_NOUNS[noun.means] if noun else None


def measured(text: QuestionText, asking: Asking, asks: str) -> tuple[str, ...]:
    """The folded words that should stand beside the figure that is asked for."""
    if asking.unit:
        return asking.unit.units
    if asks not in ("target", "money", "count"):
        return ()
    if asking.things:
        return asking.things
    beside = (unit for unit in text.phrases("unit", "money", "percent", "measure") if _stands_alone(text, unit))
    return next((unit.units for unit in beside), ())


def _stands_alone(text: QuestionText, unit: Phrase) -> bool:
    """Whether a unit is said for itself ("(nghìn USD)", "in tonnes") and belongs to no figure ("chỉ tiêu 30%")."""
    before = text.words[unit.start - 1] if unit.start else ""
    told = unit.means == "percent" or unit.end - unit.start > 1 or unit.start in text.breaks or before == "in"
    return told and not before[-1:].isdigit()


def _times(text: QuestionText, asking: Asking) -> str:
    """ "Gấp mấy lần" and "how many times GRDP" ask for a figure, "mấy lần một năm" for a rhythm."""
    multiple = text.ending(asking.start, "cue", "multiple") or text.starting(asking.end, "cue", "multiple")
    return "target" if multiple else "frequency"


def _figure_label(text: QuestionText, asking: Asking) -> str | None:
    """What the noun that a bare "bao nhiêu" belongs to says: the first of its clause, else the first of all."""
    clause = text.clause(asking.start)
    found = [
        label
        for label in text.phrases("label", "target", "money", "count", "number", "deadline", "date")
        if label.end <= asking.start and is_label(text, label)
    ]
    own = [label for label in found if label.start >= clause]
    chosen = next(iter(own or found), None)
    return chosen.means if chosen else None
