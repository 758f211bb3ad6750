"""Question phrases classified: what kind of thing a "sở nào" or a "by when" asks for, told by the words around it."""

from __future__ import annotations

from qa.question_figures import figure_before, figure_kind
from qa.question_labels import OF_NOUNS, document_near, head_label, label_kind
from qa.question_phrases import Asking
from qa.question_table import Phrase, QuestionText

#: Kinds of question words that say it all.
_PLAIN = frozenset(("where", "why", "what", "list", "reference", "frequency"))
_TIMES = ("time", "day")


def kind(text: QuestionText, asking: Asking) -> str:
    """What a question phrase asks for."""
    match asking.means:
        case "how":
            return figure_before(text, asking) or "how"
        case "where" if _after_with(text, asking):
            return "coordinate"  # "phối hợp với những nơi nào"
        case means if means in _PLAIN:
            return means
        case "who":
            return _who(text, asking, "lead")
        case "when":
            return _time(text, asking, "deadline")
        case "long":
            return "frequency" if any(cue.start >= asking.end for cue in text.phrases("cue", "once")) else "deadline"
        case "far":
            return "target"
        case "source":
            return "money" if any(text.phrases("cue", "spend")) else "where"
        case "many" | "much":
            return figure_kind(text, asking)
        case "is":
            return _is(text, asking)
        case _:
            return _which(text, asking)


def _which(text: QuestionText, asking: Asking) -> str:
    means = asking.noun.means if asking.noun else ""
    if means == "body" and _founded(text, asking):
        return "what"
    if means in ("body", "person"):
        return _who(text, asking, "lead" if means == "body" else "person")
    if asking.noun and means in _TIMES:
        return _time(text, asking, _usual_time(asking.noun))
    if means == "place":
        within = text.ending(asking.start, "cue", "in")
        return "list" if asking.several or not within else "where"
    if means == "document":
        based = any(cue.end <= asking.start + 1 or cue.start >= asking.end for cue in text.phrases("cue", "basis"))
        if _has_number(text, asking) and not _approves(text, asking):
            return "number"
        return "list" if asking.several and not based else "reference"
    if means == "spot" and asking.several:
        return "list"
    if means in ("figure", "money", "number", "means", "reason", "task", "spot"):
        return OF_NOUNS[means]
    subject = None if means else _copula(text, asking)
    if subject:
        return subject
    if not means and text.starting(asking.end, "cue", "do"):
        # "What will it cost?", "What must the communes do?"
        if any(text.phrases("cue", "price")):
            return "money"
        if any(cue.start > asking.end for cue in text.phrases("cue", "doing")):
            return "list"
    return "list" if asking.several else "what"


def _founded(text: QuestionText, asking: Asking) -> bool:
    """Whether a body is asked for as a thing that somebody sets up: "phải thành lập hội đồng gì"."""
    if text.starting(asking.end, "cue", "do"):
        return any(cue.start > asking.end for cue in text.phrases("cue", "found"))  # "which council must they set up"
    return text.ending(asking.start, "cue", "found") is not None


def _has_number(text: QuestionText, asking: Asking) -> bool:
    """Whether a document's number is asked in so many words: "kế hoạch số mấy"."""
    return any(asking.start < noun.start < asking.end for noun in text.phrases("noun", "number"))


def _approves(text: QuestionText, asking: Asking) -> bool:
    """Whether "quyết định số nào" is meant for what it does or underlies, and not for its number alone."""
    before = text.ending(asking.start, "cue", "basis")
    return before is not None or text.starting(asking.end, "cue", "basis") is not None


def _who(text: QuestionText, asking: Asking, usual: str) -> str:
    if _after_with(text, asking):
        return "coordinate"
    told = _copula(text, asking) or _followed(text, asking, usual)
    if told:
        return told
    return "list" if asking.several else usual


def _after_with(text: QuestionText, asking: Asking) -> bool:
    at = asking.start
    while at > 0 and (text.ending(at, "plural") or text.ending(at, "cue", "fill")) and not _with(text, at):
        at -= 1
    if _with(text, at):
        return True
    # "Which board does X work with?", "Who does X coordinate with?"
    if text.starting(asking.end, "cue", "do") is None:
        return False
    ends = [cue for cue in text.phrases("cue", "with") if cue.start > asking.end + 1]
    return any(cue.end == len(text.words) or _no_object(text, cue.end) for cue in ends)


def _no_object(text: QuestionText, at: int) -> bool:
    """Whether a preposition stands alone before a word, its object being what is asked for."""
    return text.broken(at - 1, at) or text.starting(at, "cue", "prep", "and") is not None


def _with(text: QuestionText, at: int) -> bool:
    return text.ending(at, "cue", "with") is not None


def _copula(text: QuestionText, asking: Asking) -> str | None:
    """What the other side of "là" or "is" says: "trưởng ban là ai", "who are the coordinating bodies"."""
    subject = _subject(text, asking)
    if subject:
        return subject
    after = text.starting(asking.end, "cue", "be")
    if after is None or asking.means == "which" and asking.noun is None:
        return None
    for at in range(after.end, min(after.end + 6, len(text.words))):
        if text.broken(after.end, at) or at > after.end and text.starting(at, "cue", "prep", "do", "and"):
            break
        label = text.starting(at, "label")
        noun = text.starting(at, "noun")
        if noun and noun.means == "person" and (label is None or label.end <= noun.end):
            return "person"
        if label and label.means in ("lead", "coordinate", "advise", "signer", "person"):
            return label.means
    return None


def _subject(text: QuestionText, asking: Asking) -> str | None:
    """What stands before the "là" of a question phrase."""
    be = text.ending(asking.start, "cue", "be")
    return head_label(text, be.start) if be else None


def _followed(text: QuestionText, asking: Asking, usual: str) -> str | None:
    """What the verb after the phrase makes of it."""
    at = asking.end
    steps = 0
    while steps < 5 and at < len(text.words) and not text.broken(asking.end - 1, at):
        direct = steps == 0
        acts = text.starting(at, "cue", "acts")
        heads, leads = text.starting(at, "cue", "heads"), text.starting(at, "cue", "lead")
        # Who heads a body is a person; "đứng đầu việc" is to lead.
        of_body = heads is not None and (leads is None or leads.end <= heads.end)
        if direct and (of_body or acts and text.starting(acts.end, "noun", "person")):
            return "person"
        if direct and usual != "person" and (helped := text.starting(at, "cue", "help", "benefit")):
            return "coordinate" if helped.means == "help" else "list"
        if text.starting(at, "cue", "sign"):
            return "signer"
        if text.starting(at, "cue", "advise"):
            return "advise"
        if text.starting(at, "cue", "join"):
            return None if usual == "person" or _arranges(text, at) else "coordinate"
        if leads:
            advises = direct and any(text.starting(near, "cue", "advise") for near in (leads.end, leads.end + 1))
            if asking.several and usual == "lead" and text.starting(at, "label", "lead"):
                return "lead"  # "những đơn vị nào chủ trì": several bodies of one task
            return "advise" if advises else None
        issue = text.starting(at, "cue", "issue")
        if direct and issue and document_near(text, issue.end):
            return "signer"
        filler = text.starting(at, "cue", "fill") or text.starting(at, "cue", "be")
        if filler:
            at = filler.end
        else:
            at, steps = at + 1, steps + 1
    return None


def _arranges(text: QuestionText, at: int) -> bool:
    """Whether "coordinates" has an object, as in "coordinates the supply": who does that leads."""
    verb = text.starting(at, "cue", "arrange")
    if verb is None or verb.end >= len(text.words) or text.broken(at, verb.end):
        return False
    return text.starting(verb.end, "cue", "prep", "with", "and") is None


def _usual_time(noun: Phrase) -> str:
    return "date" if noun.means == "day" else "deadline"


def _time(text: QuestionText, asking: Asking, usual: str) -> str:
    label = _subject(text, asking)
    if label in ("deadline", "date", "frequency"):
        return label
    at = asking.start
    while at > 0 and text.ending(at, "cue", "fill") and not text.ending(at, "cue", "by", "since"):
        at -= 1
    if text.ending(at, "cue", "by") or text.starting(at, "cue", "by"):
        return "deadline"
    if text.ending(at, "cue", "since"):
        return "date"
    happens = text.starting(asking.end, "cue", "event") if asking.means == "when" else None
    if happens and not any(text.phrases("cue", "due")):
        return "date"

    def distance(cue: Phrase) -> int:
        return min(abs(cue.start - asking.end), abs(asking.start - cue.end))

    due = min(map(distance, text.phrases("cue", "due")), default=99)
    event = min(map(distance, text.phrases("cue", "event")), default=99)
    if due == event == 99:
        return usual
    return "deadline" if due <= event else "date"


def _is(text: QuestionText, asking: Asking) -> str:
    """What the noun after "what is" says."""
    end = min(asking.end + 8, len(text.words))
    for at in range(asking.end, end):
        if text.broken(asking.end, at) or text.starting(at, "cue", "prep", "do") and at > asking.end:
            break
        label = text.starting(at, "label")
        noun = text.starting(at, "noun")
        if label and (noun is None or label.end >= noun.end):
            return "number" if label.means == "count" and document_near(text, label.end) else label_kind(label)
        if noun and noun.means in _TIMES:
            return _time(text, Asking("which", asking.start, noun.end, noun), _usual_time(noun))
        if noun and noun.means in ("body", "person") and _charged(text, noun.end):
            return "list"
        if noun and noun.means in OF_NOUNS:
            return "list" if noun.plural and noun.means in ("thing", "body") else OF_NOUNS[noun.means]
    return "list" if _charged(text, asking.end) else "what"


def _charged(text: QuestionText, at: int) -> bool:
    """ "What is the board responsible for?" asks for its tasks."""
    return any(cue.start >= at for cue in text.phrases("cue", "charged"))
