"""Question phrases classified: what kind of thing a "sở nào" or a "by when" asks for, told by the words around it."""

from __future__ import annotations

from qa.question_addressees import is_addressed, no_object
from qa.question_figures import figure_before, figure_kind
from qa.question_labels import OF_NOUNS, document_near, head_label, label_kind
from qa.question_phrases import Asking
from qa.question_table import Phrase, QuestionText

#: Kinds of question words that say it all.
_PLAIN = frozenset(("where", "why", "what", "list", "reference", "frequency"))
_TIMES = ("time", "day")
#: Within how many words what a verb is about follows.
_NEAR = 4


def kind(text: QuestionText, asking: Asking) -> str:
    """What a question phrase asks for."""
    match asking.means:
        case "how":
            return figure_before(text, asking) or "how"
        case "where" | "spot" | "source" if _drawn(text, asking):
            return "what"  # "kinh phí lấy từ đâu": a budget, of which no amount need be told
        case "where" if _after_with(text, asking):
            return "coordinate"
        case "spot":
            return _spot(text, asking)
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
            return "where"
        case "many" | "much":
            if asking.unit and text.starting(asking.unit.start, "cue", "clock"):
                return _time(text, asking, figure_kind(text, asking))
            return figure_kind(text, asking)
        case "is":
            return _is(text, asking)
        case _:
            return _which(text, asking)


def _drawn(text: QuestionText, asking: Asking) -> bool:
    """Whether money is asked where it comes from."""
    purses = list(text.phrases("cue", "purse"))
    if asking.means == "source":
        return bool(purses)
    if any(purse.end == asking.start for purse in purses):
        return asking.end - asking.start == 1  # "tiền đâu", but "nộp tiền ở đâu"
    return bool(purses) and any(cue.start >= asking.end for cue in text.phrases("cue", "draw"))


def _spot(text: QuestionText, asking: Asking) -> str:
    """A "nơi nào" that does something is a body, any other a place."""
    if _after_with(text, asking):
        return "coordinate"  # "phối hợp với những nơi nào"
    if not text.ending(asking.start, "cue", "in") and _acts(text, asking.end, "answers", "charge", "advise"):
        return _who(text, asking, "lead")
    return "list" if asking.several else "where"


def _acts(text: QuestionText, at: int, *means: str) -> bool:
    """Whether a verb of any of these kinds follows, with nothing but auxiliaries before it."""
    while not text.starting(at, "cue", *means):
        filler = text.starting(at, "cue", "fill")
        if filler is None or text.broken(at - 1, at):
            return False
        at = filler.end
    return not text.broken(at - 1, at)


def _which(text: QuestionText, asking: Asking) -> str:
    means = asking.noun.means if asking.noun else ""
    if means == "body" and _founded(text, asking):
        return "list" if asking.several else "what"
    if means in ("body", "person"):
        return _who(text, asking, "lead" if means == "body" else "person")
    if asking.noun and means in _TIMES:
        return _time(text, asking, _usual_time(asking.noun))
    if means == "place" and not asking.several and _is_charged(text, asking):
        return _who(text, asking, "lead")
    if means == "place":
        within = text.ending(asking.start, "cue", "in")
        return "list" if asking.several or not within else "where"
    if means == "document":
        based = any(cue.end <= asking.start + 1 or cue.start >= asking.end for cue in text.phrases("cue", "basis"))
        if _has_number(text, asking) and not _approves(text, asking):
            return "number"
        return "list" if asking.several and not based else "reference"
    if asking.several and (means in ("spot", "means") or _listed(text, asking)):
        return "list"
    if means == "money" and _acts(text, asking.end, "pays") or means == "number" and _subject(text, asking) == "what":
        return "what"
    if means in ("figure", "money", "source", "number", "means", "reason", "task", "spot"):
        return OF_NOUNS[means]
    if means == "thing" and text.starting(asking.end, "cue", "benefit"):
        return "list"
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


def _listed(text: QuestionText, asking: Asking) -> bool:
    """Whether several figures are asked for by what they are of: "phải báo cáo những con số gì"."""
    return asking.noun is not None and text.starting(asking.noun.start, "cue", "data") is not None


def _is_charged(text: QuestionText, asking: Asking) -> bool:
    """Whether a place is asked for as a body: "do xã nào quản lý", "xã nào chịu trách nhiệm"."""
    return text.ending(asking.start, "cue", "agent") is not None or _acts(text, asking.end, "answers")


def _founded(text: QuestionText, asking: Asking) -> bool:
    """Whether a body is asked for as a thing set up or called upon: "phải thành lập hội đồng gì", "nhờ lực lượng nào"."""
    means = ("found", "employ")
    if text.starting(asking.end, "cue", "do"):
        return any(cue.start > asking.end for cue in text.phrases("cue", *means))  # "which council must they set up"
    return text.ending(asking.start, "cue", *means) is not None


def _has_number(text: QuestionText, asking: Asking) -> bool:
    """Whether a document's number is asked in so many words: "kế hoạch số mấy"."""
    return any(asking.start < noun.start < asking.end for noun in text.phrases("noun", "number"))


def _approves(text: QuestionText, asking: Asking) -> bool:
    """Whether "quyết định số nào" is meant for what it does or underlies, and not for its number alone."""
    before = text.ending(asking.start, "cue", "basis")
    return before is not None or text.starting(asking.end, "cue", "basis") is not None


def _who(text: QuestionText, asking: Asking, usual: str) -> str:
    if usual == "lead" and is_addressed(text, asking):
        return "where"
    if _after_with(text, asking):
        return "coordinate"
    if asking.means == "who" and _is_object(text, asking):
        return "what"
    told = _copula(text, asking) or _followed(text, asking, usual)
    if told:
        return usual if told == "lead" else told  # "which leader is in charge": a person all the same
    return "list" if asking.several else usual


def _is_object(text: QuestionText, asking: Asking) -> bool:
    """Whether those are asked for who pay ("ai trả tiền") or are called upon ("whom must they mobilise")."""
    return _acts(text, asking.end, "pays") or bool(text.starting(asking.end, "cue", "do")) and _founded(text, asking)


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
    return any(no_object(text, cue.end) for cue in ends)


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
        bare = asking.noun is None or asking.noun.means == "person"
        acts = text.starting(at, "cue", "acts")
        heads, leads = text.starting(at, "cue", "heads"), text.starting(at, "cue", "lead")
        # Who heads a body is a person; "đứng đầu việc" is to lead.
        of_body = heads is not None and (leads is None or leads.end <= heads.end)
        chairs = text.starting(at, "cue", "chairs") is not None and _body_near(text, at + 1)
        if direct and bare and (of_body or chairs or acts and text.starting(acts.end, "noun", "person")):
            return "person"
        if direct and usual != "person" and (helped := text.starting(at, "cue", "help", "benefit")):
            if any(text.starting(near, "cue", "advise") for near in range(helped.end, helped.end + _NEAR)):
                return "advise"  # "giúp huyện tham mưu"
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


def _body_near(text: QuestionText, at: int) -> bool:
    return any(text.starting(near, "noun", "body") for near in range(at, at + _NEAR))


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
    if not _charged(text, asking.end) and any(cue.end == len(text.words) for cue in text.phrases("cue", "purpose")):
        return "why"  # "What is the sensor for?"
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
