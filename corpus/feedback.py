"""What people say of answers, a thumb up or down and a comment, kept for the office and for evaluation."""

from __future__ import annotations

import dataclasses
import datetime
import sqlite3
from typing import Literal

from corpus.errors import NotFound

#: The newest are kept; a public server must not grow without end.
MOST_KEPT = 10_000

Rating = Literal["up", "down"]
State = Literal["open", "closed"]


@dataclasses.dataclass(frozen=True)
class Feedback:
    """One person's word on one answer. ``state`` is "open" or "closed", ``at`` ISO 8601 in UTC."""

    id: int
    question: str
    answer: str
    rating: str
    comment: str
    at: str
    state: str


def keep(db: sqlite3.Connection, question: str, answer: str, rating: Rating, comment: str) -> Feedback:
    """Keep a rating; the oldest make room."""
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="microseconds")
    row = db.execute(
        "INSERT INTO feedback (question, answer, rating, comment, at, state) VALUES (?, ?, ?, ?, ?, 'open') RETURNING *",
        [question, answer, rating, comment, now],
    ).fetchone()
    db.execute(
        "DELETE FROM feedback WHERE id IN (SELECT id FROM feedback ORDER BY at DESC, id DESC LIMIT -1 OFFSET ?)",
        [MOST_KEPT],
    )
    return Feedback(**row)


def listed(
    db: sqlite3.Connection, rating: Rating | None, state: str | None, limit: int | None, offset: int
) -> list[Feedback]:
    """The ratings of a kind and a state, or all, the newest first."""
    rows = db.execute(
        "SELECT * FROM feedback WHERE (?1 IS NULL OR rating = ?1) AND (?2 IS NULL OR state = ?2)"
        " ORDER BY at DESC, id DESC LIMIT ?3 OFFSET ?4",
        [rating, state, -1 if limit is None else limit, offset],
    )
    return [Feedback(**row) for row in rows]


def count(db: sqlite3.Connection, rating: Rating | None, state: str | None) -> int:
    """How many ratings there are of a kind and a state."""
    where = "(?1 IS NULL OR rating = ?1) AND (?2 IS NULL OR state = ?2)"
    return int(db.execute(f"SELECT count(*) FROM feedback WHERE {where}", [rating, state]).fetchone()[0])


def set_state(db: sqlite3.Connection, id: int, state: State) -> Feedback:
    """Mark a rating as dealt with, or not; it may be so already. Raises ``NotFound``."""
    row = db.execute("UPDATE feedback SET state = ? WHERE id = ? RETURNING *", [state, id]).fetchone()
    if row is None:
        raise _not_found(id)
    return Feedback(**row)


def remove(db: sqlite3.Connection, id: int) -> None:
    """Forget a rating. Raises ``NotFound``."""
    if db.execute("DELETE FROM feedback WHERE id = ?", [id]).rowcount == 0:
        raise _not_found(id)


def _not_found(id: int) -> NotFound:
    return NotFound(f"There is no feedback {id}.", "GET /api/feedback?state=all lists them with their numbers.")
