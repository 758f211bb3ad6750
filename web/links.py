"""Addresses of pages: a path with its parameters, of which a link changes one or two and keeps the others."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from urllib.parse import quote, urlencode


@dataclasses.dataclass(frozen=True)
class Address:
    """A path and its parameters in their order; empty ones are left out of every link."""

    path: str
    parameters: Mapping[str, str]

    def changed(self, **changes: object) -> str:
        """The link with some parameters set, or left out where the value is empty or ``None``."""
        values = {**self.parameters, **{name: "" if value is None else str(value) for name, value in changes.items()}}
        query = urlencode({name: value for name, value in values.items() if value})
        return f"{self.path}?{query}" if query else self.path

    def at(self, path: str) -> Address:
        """The same parameters at another path."""
        return Address(path, self.parameters)


def in_path(name: str) -> str:
    """A name as one part of a path: a body's may hold a slash."""
    return quote(name, safe="")
