"""The SQLite file: how it is opened, and its schema brought up to date by numbered migrations."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from corpus.errors import StoreError
from corpus.syllables import fold

MIGRATIONS = Path(__file__).parent / "migrations"
#: How long one process waits for another that writes.
_WAIT_S = 60.0


def connect(path: Path) -> sqlite3.Connection:
    """A connection to the file, which knows ``folded(text)``: SQLite itself folds the case of ASCII alone."""
    connection = sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.create_function("folded", 1, lambda text: fold(text or ""), deterministic=True)
    return connection


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Apply the migrations that the file lacks, all or none. Raises ``StoreError`` for the file of a newer version."""
    give_up = time.monotonic() + _WAIT_S
    while True:
        try:
            return _migrate(connection, path)
        except sqlite3.OperationalError as error:
            # SQLite itself does not wait for another process that makes the same file, or closes it, at this moment.
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(0.02)


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    files = sorted(MIGRATIONS.glob("*.sql"))
    newest = int(files[-1].name[:4])
    if _version(connection) == newest:
        return
    # Readers go on while one writes; the mode is kept in the file.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection)
        if version > newest:
            raise StoreError(
                f"The store {path} has schema {version}, and this version of kehoach knows {newest}.",
                "Install the newer version of kehoach that made it.",
            )
        for file in files[version:]:
            for statement in _statements(file.read_text(encoding="utf-8")):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {newest}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _statements(script: str) -> list[str]:
    """The statements of a migration; comments are dropped so that a semicolon inside one ends nothing."""
    lines = [line.split("--", 1)[0] for line in script.splitlines()]
    return [statement for statement in "\n".join(lines).split(";") if statement.strip()]
