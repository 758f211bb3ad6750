"""Questions that the documents did not answer, kept for the office: what is missing, and how often it is asked for."""

from __future__ import annotations

import dataclasses
import datetime
import json
import sqlite3
from collections.abc import Sequence
from typing import Literal

from corpus.errors import NotFound
from corpus.syllables import fold, syllables

#: The newest are kept; a public server must not grow without end.
MOST_KEPT = 10_000

State = Literal["open", "closed"]


@dataclasses.dataclass(frozen=True)
class Unanswered:
    """A question, however often and with whatever accents it was ``asked``.

    ``missing`` says why there was no answer, ``nearest`` are ids of the documents that came nearest. ``state`` is "open" or
    "closed"; a closed one that is asked in vain again is open again. Times are ISO 8601 in UTC.
    """

    id: int
    question: str
    language: str
    understood_as: str
    missing: str
    nearest: tuple[str, ...]
    asked: int
    first_at: str
    last_at: str
    state: str


def keep(
    db: sqlite3.Connection, question: str, language: str, understood_as: str, missing: str, nearest: Sequence[str]
) -> None:
    """Keep a question, or count it once more; the newest words for it stay."""
    # A command line may hold bytes that are no text, which SQLite does not take.
    question, understood_as = (text.encode(errors="replace").decode() for text in (question, understood_as))
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="microseconds")
    db.execute(
        "INSERT INTO unanswered (folded, question, language, understood_as, missing, nearest, asked, first_at, last_at, state)"
        " VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?, 'open') ON CONFLICT (folded) DO UPDATE SET question = excluded.question,"
        " language = excluded.language, understood_as = excluded.understood_as, missing = excluded.missing,"
        " nearest = excluded.nearest, asked = asked + 1, last_at = excluded.last_at, state = 'open'",
        [
            " ".join(syllables(fold(question))) or question,
            question,
            language,
            understood_as,
            missing,
            json.dumps(list(nearest)),
            now,
            now,
        ],
    )
    db.execute(
        "DELETE FROM unanswered WHERE id IN (SELECT id FROM unanswered ORDER BY last_at DESC, id DESC LIMIT -1 OFFSET ?)",
        [MOST_KEPT],
    )


def listed(db: sqlite3.Connection, state: str | None, limit: int | None, offset: int) -> list[Unanswered]:
    """The questions of a state, or all, the last asked first."""
    rows = db.execute(
        "SELECT * FROM unanswered WHERE ?1 IS NULL OR state = ?1 ORDER BY last_at DESC, id DESC LIMIT ?2 OFFSET ?3",
        [state, -1 if limit is None else limit, offset],
    )
    return [_unanswered(row) for row in rows]


def count(db: sqlite3.Connection, state: str | None) -> int:
    """How many questions there are of a state, or in all."""
    return int(db.execute("SELECT count(*) FROM unanswered WHERE ?1 IS NULL OR state = ?1", [state]).fetchone()[0])


def set_state(db: sqlite3.Connection, id: int, state: State) -> Unanswered:
    """Close a question, or open it again; it may be so already. Raises ``NotFound``."""
    db.execute("UPDATE unanswered SET state = ? WHERE id = ?", [state, id])
    row = db.execute("SELECT * FROM unanswered WHERE id = ?", [id]).fetchone()
    if row is None:
        raise _not_found(id)
    return _unanswered(row)


def remove(db: sqlite3.Connection, id: int) -> None:
    """Forget a question. Raises ``NotFound``."""
    if db.execute("DELETE FROM unanswered WHERE id = ?", [id]).rowcount == 0:
        raise _not_found(id)


def _not_found(id: int) -> NotFound:
    return NotFound(f"There is no unanswered question {id}.", "See `kehoach unanswered --all` for the numbers.")


def _unanswered(row: sqlite3.Row) -> Unanswered:
    fields = {name: row[name] for name in row.keys() if name != "folded"}  # noqa: SIM118 a Row iterates its values
    return Unanswered(**{**fields, "nearest": tuple(json.loads(row["nearest"]))})
