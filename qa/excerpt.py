"""A sentence as an answer shows it: whole, or the part of it that answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from corpus.bodies import Span
from qa.words import folded_words

#: A sentence longer than this is shown around what was asked.
SHOWN = 300


def shown(sentence: str, words: Sequence[str], answers: Callable[[str], bool] = lambda clause: False) -> str:
    """A sentence as an answer shows it: whole, or its part with most of the words asked for and with what ``answers``."""
    text = re.sub(r"^[-–+•*]\s*", "", sentence.strip())
    if len(text) <= SHOWN:
        return text
    clauses = [Span(m.start(), m.end(), m.group()) for m in re.finditer(r"(?:[^,;]|,(?=\d))+[,;]?", text)]
    wanted = set(words)
    shared = [len(wanted & set(folded_words(clause.text))) for clause in clauses]
    about = max(range(len(clauses)), key=lambda i: shared[i])
    told = [i for i, clause in enumerate(clauses) if answers(clause.text)]
    best = max(told, key=lambda i: shared[i], default=about)
    start = end = best
    while True:
        grown = [
            (s, e)
            for s, e in ((start - 1, end), (start, end + 1))
            if s >= 0 and e < len(clauses) and clauses[e].end - clauses[s].start <= SHOWN
        ]
        if not grown:
            break
        # First towards what the question speaks of, then on to the right.
        start, end = grown[0] if about < start else grown[-1]
    part = text[clauses[start].start : clauses[end].end].strip(" ,")
    return ("… " if start else "") + part + (" …" if end < len(clauses) - 1 else "")
