"""Who may see what: files for everyone and internal ones, and a connection to which the internal ones do not exist.

``conceal`` puts temporary views before the tables of a connection: SQLite looks names up there first, so that every query of
the store, also one that is written later, sees rows of public files alone, and can change none of them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

#: What the public leaves behind without reading it: tables that a concealed connection may write to.
_LETTER_BOXES = frozenset(("unanswered", "feedback"))
_NOTHING = "0"


def conceal(db: sqlite3.Connection) -> None:
    """Make ``db`` see public rows alone: those that lead, by their foreign keys, to no internal file.

    A table that leads to no file at all is shown empty, for nobody has said what it holds. ``meta`` tells the public
    generation as if there were no other.
    """
    names = [row["name"] for row in db.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")]
    for name in names:
        if name not in _LETTER_BOXES and not name.startswith("sqlite_"):
            shown = (
                _META
                if name == "meta"
                else f"SELECT {_columns(db, name)} FROM main.{name} AS t WHERE {_shown(db, name)}"
            )
            db.execute(f"CREATE TEMP VIEW {name} AS {shown}")


def is_internal(db: sqlite3.Connection, key: str) -> bool | None:
    """Whether the file at ``key`` is internal; ``None`` where none is stored."""
    row = db.execute("SELECT internal FROM files WHERE key = ?", [key]).fetchone()
    return None if row is None else bool(row["internal"])


def tell(db: sqlite3.Connection, was: bool | None, now: bool | None) -> None:
    """Count a change of a file that was, and is, internal (``True``), public (``False``) or not stored (``None``)."""
    if was is not False and now is not False:
        return
    db.execute("UPDATE meta SET value = value + 1 WHERE name = 'public_generation'")
    if now:
        db.execute("UPDATE meta SET value = value + 1 WHERE name = 'withheld'")


_META = (
    "SELECT name, value FROM main.meta WHERE name NOT IN ('generation', 'public_generation')"
    " UNION ALL SELECT 'generation', value FROM main.meta WHERE name = 'public_generation'"
)


def _columns(db: sqlite3.Connection, table: str) -> str:
    """All columns; and the number of the row, which a view does not have, where it is no column already."""
    described = db.execute(f"PRAGMA main.table_info({table})").fetchall()
    keyed = any(row["pk"] for row in described)
    return "t.*" if keyed else "t.rowid AS rowid, t.*"


def _shown(db: sqlite3.Connection, table: str) -> str:
    """The condition on rows ``t`` of a table that everyone may see them."""
    if table == "files":
        return "t.internal = 0"
    return " AND ".join(_leads(db, table)) or _NOTHING


def _leads(db: sqlite3.Connection, table: str) -> Iterator[str]:
    for key in db.execute(f"PRAGMA main.foreign_key_list({table})").fetchall():
        if key["table"] in _LETTER_BOXES:
            yield _NOTHING
            continue
        # Names inside a temporary view are looked up among those views, too: a task's document in the view of documents.
        to = key["to"] or "rowid"
        yield f"(t.{key['from']} IS NULL OR EXISTS (SELECT 1 FROM {key['table']} AS p WHERE p.{to} = t.{key['from']}))"
