"""Public sets that others measure retrieval with, read from files that the user has; one module each.

The files are not part of this project: they have licences of their own, and some are large.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path

from corpus.errors import BadQuestion
from eval.benches import alqac, legal_qa, virhe4qa, xquad, xquad_r
from eval.benches.public_set import PublicSet

__all__ = ["BENCHES", "Bench", "PublicSet", "read"]


@dataclasses.dataclass(frozen=True)
class Bench:
    """A public set: ``files`` are what is named on the command line, in that order; further ones may be left away."""

    read: Callable[[Sequence[Path]], PublicSet]
    files: tuple[str, ...]
    optional: int = 0


#: By the name on the command line.
BENCHES: dict[str, Bench] = {
    "xquad": Bench(xquad.read, ("QUESTIONS.json", "PASSAGES.json"), optional=1),
    "xquad-r": Bench(xquad_r.read, ("QUESTIONS.json", "SENTENCES.json"), optional=1),
    "alqac": Bench(alqac.read, ("LAW.json", "QUESTIONS.json")),
    "alqac-asked": Bench(alqac.read_asked, ("LAW.json", "QUESTIONS.json")),
    "virhe4qa": Bench(virhe4qa.read, ("SET.csv",)),
    "legal-qa": Bench(legal_qa.read, ("PASSAGES.jsonl", "QUESTIONS.jsonl")),
}


def read(name: str, files: Sequence[Path]) -> PublicSet:
    """A public set from its files. Raises ``BadQuestion`` for another name or number of files, ``UnreadableFile``."""
    if name not in BENCHES:
        raise BadQuestion(f"There is no public set {name!r}.", f"Name one of: {', '.join(BENCHES)}.")
    bench = BENCHES[name]
    if not len(bench.files) - bench.optional <= len(files) <= len(bench.files):
        raise BadQuestion(
            f"{name} is read from other files than {' '.join(file.name for file in files)}.",
            f"Name them: kehoach eval bench {name} {' '.join(bench.files)}.",
        )
    return bench.read(files)
