"""XQuAD (Artetxe, Ruder and Yogatama 2020): which of 240 paragraphs answers a question, in its own or another language."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.benches.public_set import BenchPassage, PublicSet, asked, json_of, not_of, source_of
from eval.questions import Question


def read(files: Sequence[Path]) -> PublicSet:
    """Questions of the first file over the paragraphs of the last, which is the same file or its translation.

    The answers of a translation are the paragraph's own, found by the questions' ids. Titles are left out: they are
    English in every language.
    """
    questions, passages = paragraphs(files[0]), paragraphs(files[-1])
    spans = {answered["id"]: answered["answers"] for paragraph in passages for answered in paragraph["qas"]}
    found: list[Question] = []
    for number, paragraph in enumerate(questions):
        for each in paragraph["qas"]:
            if each["id"] not in spans:
                raise not_of(files[-1], f"the translation of {files[0].name}", f"it lacks the question {each['id']}")
            texts = tuple(dict.fromkeys(answer["text"] for answer in spans[each["id"]]))
            found.append(asked(each["id"], each["question"], [source_of(number)], texts, language_of(files[0])))
    texts_of = (BenchPassage(source_of(number), each["context"]) for number, each in enumerate(passages))
    return PublicSet("xquad", tuple(texts_of), tuple(found))


def paragraphs(path: Path) -> list[dict[str, Any]]:
    """The paragraphs of all articles in a file of SQuAD's form. Raises ``UnreadableFile``."""
    try:
        found = [paragraph for article in json_of(path)["data"] for paragraph in article["paragraphs"]]
        for paragraph in found:
            for each in paragraph["qas"]:
                each["id"], each["question"], [answer["text"] for answer in each["answers"]]
            paragraph["context"]
    except (KeyError, TypeError) as error:
        raise not_of(path, "SQuAD's form", f"no {error}") from error
    return found


def language_of(path: Path) -> str:
    """The language in a name such as ``xquad.en.json`` or ``en.json``; Vietnamese where it says none."""
    return "en" if "en" in path.name.split(".") else "vi"
