"""Questions about Vietnamese law as people ask them online, each with the passage that its answer quotes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from eval.benches.public_set import BenchPassage, PublicSet, asked, json_lines_of, not_of, source_of


def read(files: Sequence[Path]) -> PublicSet:
    """Passages of the first file, ``{"pid", "text"}`` a line; questions of the second, ``{"qid", "question", "pid"}``."""
    passages, questions = files
    try:
        texts = {line["pid"]: line["text"] for line in json_lines_of(passages)}
    except (KeyError, TypeError) as error:
        raise not_of(passages, "passages", f"no {error}") from error
    sources = {pid: source_of(number) for number, pid in enumerate(texts)}
    try:
        found = [asked(line["qid"], line["question"], [sources[line["pid"]]]) for line in json_lines_of(questions)]
    except (KeyError, TypeError) as error:
        raise not_of(questions, "questions over these passages", f"no {error}") from error
    stored = tuple(BenchPassage(sources[pid], text) for pid, text in texts.items())
    return PublicSet("legal-qa", stored, tuple(found))
