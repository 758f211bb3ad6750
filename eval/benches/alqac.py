"""ALQAC 2024 (Nguyen et al. 2024), task 1: which articles of seventeen laws a legal question is answered by."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from eval.benches.public_set import BenchPassage, PublicSet, asked, json_of, not_of, source_of
from eval.questions import Question


def read(files: Sequence[Path]) -> PublicSet:
    """Every article of the laws (first file) as a passage under its law's name, the questions of the second file.

    Choices of a question are not part of what is asked. A question whose articles the file of laws lacks is left out.
    """
    laws, questions = files
    passages: list[BenchPassage] = []
    sources: dict[tuple[str, str], str] = {}
    try:
        for law in json_of(laws):
            for article in law["articles"]:
                sources[law["id"], article["id"]] = source_of(len(passages))
                passages.append(BenchPassage(source_of(len(passages)), article["text"], law["id"]))
    except (KeyError, TypeError) as error:
        raise not_of(laws, "ALQAC's laws", f"no {error}") from error
    found: list[Question] = []
    try:
        for each in json_of(questions):
            articles = [(one["law_id"], one["article_id"]) for one in each["relevant_articles"]]
            right = [sources[article] for article in articles if article in sources]
            if right:
                language = "en" if questions.stem.endswith("_en") else "vi"
                found.append(
                    asked(each["question_id"], each["text"], right, language=language, type=each["question_type"])
                )
    except (KeyError, TypeError) as error:
        raise not_of(questions, "ALQAC's questions", f"no {error}") from error
    return PublicSet("alqac", tuple(passages), tuple(found))


def read_asked(files: Sequence[Path]) -> PublicSet:
    """Only the articles that any question is answered by, as ViRE (Nguyen and Quan 2026) has them: an easier set."""
    whole = read(files)
    needed = {proof.doc for question in whole.questions for proof in question.proofs}
    passages = tuple(passage for passage in whole.passages if passage.source in needed)
    return dataclasses.replace(whole, name="alqac-asked", passages=passages)
