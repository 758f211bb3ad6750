"""Labels: the words that name what is wanted where no question word does ("hạn nộp ...", "the signer of ... is")."""

from __future__ import annotations

from qa.question_table import Phrase, QuestionText

#: What head nouns ask for that say it all: they give a kind to "là gì", "là bao nhiêu", "what is".
OF_NOUNS = {
    "money": "money",
    "source": "what",
    "figure": "target",
    "number": "number",
    "document": "reference",
    "task": "list",
    "spot": "where",
    "means": "how",
    "reason": "why",
    "person": "person",
    "body": "lead",
    "thing": "what",
}


def head_label(text: QuestionText, before: int) -> str | None:
    """What the label says that a "là" stands for: at the beginning of its clause, or of the question."""
    found = [label for label in text.phrases("label") if label.end <= before and is_label(text, label)]
    clause = text.clause(before - 1) if before else 0
    at_head = [label for label in found if label.start in (0, clause)]
    strong = [label for label in found if not label.weak]
    chosen = next(iter(at_head or strong), None)
    return label_kind(chosen) if chosen else None


def label_kind(label: Phrase) -> str:
    """The kind of a label; a document that is named as one asks for its number."""
    return "reference" if label.means == "document" else label.means


def is_label(text: QuestionText, label: Phrase) -> bool:
    """Whether a label names what is wanted, not a thing that has its figure: "hạn nộp", but not "kế hoạch 12"."""
    following = text.words[label.end] if label.end < len(text.words) else ""
    return not following[:1].isdigit() or label.means == "deadline" or label.end - label.start > 1


#: Within how many words a document follows: "the number of | the Ministry of Construction decision".
_TO_DOCUMENT = 6


def document_near(text: QuestionText, at: int) -> bool:
    """Whether a document is named at a word or close behind it, or nothing is."""
    return at >= len(text.words) or any(
        text.starting(near, "noun", "document") for near in range(at, at + _TO_DOCUMENT)
    )
