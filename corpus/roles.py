"""What a body does in a task: the Vietnamese roles, and the English words for them."""

from __future__ import annotations

from corpus.errors import BadQuestion
from corpus.grammar import DATA, lines_of
from corpus.syllables import fold

#: "chủ trì" to "lead", and so on, in the order of importance.
ENGLISH: dict[str, str] = {
    role.strip(): english.strip() for role, _, english in (line.partition("=") for line in lines_of(DATA / "roles.txt"))
}


def role_named(text: str) -> str:
    """The Vietnamese role for itself, with or without accents, or for its English word. Raises ``BadQuestion``."""
    wanted = " ".join(fold(text).split())
    for role, english in ENGLISH.items():
        if wanted in (fold(role), english):
            return role
    known = ", ".join(f"{english} ({role})" for role, english in ENGLISH.items())
    raise BadQuestion(f"{text!r} is no role.", f"Use one of: {known}.")
