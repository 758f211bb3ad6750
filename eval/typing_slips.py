"""Questions as people type them: without accents, with some, with telex keys left over, with spaces missed.

There is no public set of such questions; these are made from any set, the same ones every time.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Literal, get_args

from corpus.syllables import fold, spans
from eval.questions import Question

Typed = Literal["no-accents", "some-accents", "telex", "joined"]
TYPED: tuple[Typed, ...] = get_args(Typed)

#: Which share of the syllables lose their accents, or show the keys that were pressed; which share of the spaces is missed.
SHARES: dict[Typed, float] = {"no-accents": 1.0, "some-accents": 0.5, "telex": 0.2, "joined": 0.15}

#: Telex, the usual way to type Vietnamese: doubled letters and w for the vowels, a letter at the end for the tone.
_LETTERS = {"đ": "dd", "ă": "aw", "â": "aa", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw"}
_TONES = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_GAP = re.compile(r"(?<=[^\W\d_]) (?=[^\W\d_])")


def mistyped(questions: Sequence[Question], typed: Typed, seed: int = 0) -> tuple[Question, ...]:
    """A set with what it asks in Vietnamese typed so; questions in English are left out.

    What is drawn for a question depends on ``seed`` and its id, not on the questions beside it.
    """
    return tuple(
        question.model_copy(
            update={
                "id": f"{question.id}{'-' if ':' in question.id else ':'}{typed}",
                "form": f"{question.form}, {typed}",
                "question": mistype(question.question, typed, random.Random(f"{seed} {question.id}")),
            }
        )
        for question in questions
        if question.form != "en"
    )


def mistype(text: str, typed: Typed, chance: random.Random, share: float | None = None) -> str:
    """A text typed so, in NFC; ``share`` in [0, 1] is how much of it is affected, else that of ``SHARES``."""
    text = unicodedata.normalize("NFC", text)
    share = SHARES[typed] if share is None else share
    if typed == "joined":
        return _GAP.sub(lambda match: "" if chance.random() < share else match.group(), text)
    change = telex if typed == "telex" else without_accents
    return _each_syllable(text, lambda syllable: change(syllable) if chance.random() < share else syllable)


def without_accents(text: str) -> str:
    """A text without accents, its capitals kept: "Đắk" becomes "Dak"."""
    plain = "".join(fold(letter) or letter for letter in unicodedata.normalize("NFC", text))
    return "".join(p.upper() if letter.isupper() else p for p, letter in zip(plain, text, strict=True))


def telex(syllable: str) -> str:
    """The keys that a syllable takes: "đường" becomes "dduwowngf"; what has no accent stays as it is."""
    keys, tone = [], ""
    for letter in unicodedata.normalize("NFC", syllable):
        marks = unicodedata.normalize("NFD", letter)
        tone = next((_TONES[mark] for mark in marks if mark in _TONES), tone)
        bare = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
        key = _LETTERS.get(bare.lower(), bare)
        # Shift is let go after the first key, unless the whole syllable is in capitals.
        keys.append(key.capitalize() if bare.isupper() else key)
    typed = "".join(keys) + tone
    return typed.upper() if syllable.isupper() and len(syllable) > 1 else typed


def _each_syllable(text: str, change: Callable[[str], str]) -> str:
    out, at = [], 0
    for start, end in spans(text):
        out += [text[at:start], change(text[start:end])]
        at = end
    return "".join(out) + text[at:]
