"""What is open to whom with these settings and this store, for `kehoach doctor`: docs/operation.md tells the same in general."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from corpus.errors import KehoachError
from corpus.settings import Settings
from corpus.store import Store
from index.doctor import Finding

_LOOPBACK = frozenset(("localhost", "127.0.0.1", "[::1]"))
_PASSWORD = "Set KEHOACH_STAFF_PASSWORD"


def examine_access(settings: Settings, surroundings: Mapping[str, str] = os.environ) -> Iterator[Finding]:
    """Who is staff, what the public sees, which sites may ask, who is counted, and what is kept of questions."""
    yield _staff(settings)
    if settings.api_keys:
        yield _keys(settings)
    yield from _documents(settings)
    yield _sites(settings)
    yield _counting(settings, surroundings)
    yield _kept(settings)


def _staff(settings: Settings) -> Finding:
    if settings.staff_password:
        return Finding("staff", "good", "who gives the password, or has a key; everyone else sees what is public")
    found = "whoever reaches the server directly, without a password; what a proxy passes on is the public's"
    if settings.allowed_origins:
        return Finding(
            "staff",
            "wrong",
            f"{found}. Visitors of {', '.join(settings.allowed_origins)} reach it, too",
            f"{_PASSWORD}: where no proxy stands between, each of them may upload, remove, and read the inbox.",
        )
    return Finding("staff", "good", f"{found}. Others than those at this machine must not reach its port")


def _keys(settings: Settings) -> Finding:
    found = f"{', '.join(settings.api_keys)}, each with the rights of staff"
    if settings.staff_password:
        return Finding("keys", "good", found)
    return Finding(
        "keys", "note", f"{found}, and so has everyone without one", f"{_PASSWORD}, or the keys keep nobody out."
    )


def _documents(settings: Settings) -> Iterator[Finding]:
    if not settings.store_path.exists():
        return
    try:
        documents = Store(settings.store_path).documents()
    except (KehoachError, sqlite3.DatabaseError):
        return  # told as a fault of the store
    internal = sum(document.internal for document in documents)
    found = f"may ask, search, rate answers, and read {len(documents) - internal} of {len(documents)} documents and their tasks"
    if not internal:
        yield Finding("public", "good", f"{found}; none is internal")
    elif settings.staff_password:
        yield Finding("public", "good", f"{found}; the office's alone: {internal}")
    else:
        yield Finding(
            "public",
            "note",
            f"{found}; the office's alone: {internal}, and its password is not set",
            f"{_PASSWORD} where others than the office's people can reach the port, or they read these, too.",
        )


def _sites(settings: Settings) -> Finding:
    origins = settings.allowed_origins
    if not origins:
        return Finding("sites", "good", "no page of another site may ask")
    found = f"pages of {', '.join(origins)} may ask, search, rate, and show pages of public documents"
    open_ = [each for each in origins if urlsplit(each).scheme == "http" and _host(each) not in _LOOPBACK]
    if open_:
        return Finding(
            "sites",
            "note",
            found,
            f"What goes over {', '.join(open_)} can be read and changed on its way: serve it with https.",
        )
    return Finding("sites", "good", found)


def _host(origin: str) -> str:
    return urlsplit(origin).netloc.rpartition(":")[0] or urlsplit(origin).netloc


def _counting(settings: Settings, surroundings: Mapping[str, str]) -> Finding:
    if not settings.counts_addresses:
        return Finding("limits", "good", "addresses are not counted, since neither a password nor a site is set")
    found = f"{settings.rate_per_minute} questions a minute of one address"
    if "*" in surroundings.get("FORWARDED_ALLOW_IPS", "").split(","):
        return Finding(
            "limits",
            "wrong",
            f"{found}, and every caller may say which is its own (FORWARDED_ALLOW_IPS is *)",
            "Set FORWARDED_ALLOW_IPS to the address of the proxy.",
        )
    return Finding("limits", "good", found)


def _kept(settings: Settings) -> Finding:
    log = {
        "off": "no log",
        "anonymous": f"an anonymous log for {settings.log_days} days",
        "full": f"a log with addresses and conversations for {settings.log_days} days",
    }[settings.log_questions]
    # Where the log is anonymous, what is kept of them is so, too.
    whole = settings.keep_unanswered and settings.log_questions != "anonymous"
    unanswered = f"those without an answer {'as they were asked' if whole else 'without numbers and addresses'}"
    found = f"{log}; {unanswered if settings.keep_unanswered else 'none for want of an answer'}; those that were rated"
    if settings.log_questions == "off" and not (whole and settings.allowed_origins):
        return Finding("questions kept", "good", found)
    return Finding(
        "questions kept",
        "note",
        found,
        "Questions may name persons: tell visitors what is kept, or keep less (KEHOACH_LOG_QUESTIONS, KEHOACH_KEEP_UNANSWERED).",
    )
