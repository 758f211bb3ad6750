"""ViRHE4QA (Do et al. 2024): which article of a university's regulations answers a student's question."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from corpus.errors import UnreadableFile
from eval.benches.public_set import BenchPassage, PublicSet, asked, not_of, source_of
from eval.questions import Question

_CONTEXT, _QUESTION, _ANSWER = "context", "question", "extractive answer"


def read(files: Sequence[Path]) -> PublicSet:
    """Every different context as a passage, every row as a question, as ViRE (Nguyen and Quan 2026) has them."""
    (path,) = files
    sources: dict[str, str] = {}
    found: list[Question] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(csv.DictReader(file)):
                source = sources.setdefault(row[_CONTEXT], source_of(len(sources)))
                answers = (row[_ANSWER],) if row[_ANSWER].strip() else ()
                found.append(asked(f"{number:05d}", row[_QUESTION], [source], answers))
    except KeyError as error:
        raise not_of(path, "ViRHE4QA", f"no column {error}") from error
    except (csv.Error, UnicodeDecodeError) as error:
        raise UnreadableFile(f"{path.name} is not CSV in UTF-8: {error}.", "Fetch the file anew.") from error
    if not found:
        raise not_of(path, "ViRHE4QA", "no row")
    return PublicSet("virhe4qa", tuple(BenchPassage(source, text) for text, source in sources.items()), tuple(found))
