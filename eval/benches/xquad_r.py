"""XQuAD-R of LAReQA (Roy et al. 2020): which sentence of 240 paragraphs answers a question."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from pathlib import Path

from eval.benches.public_set import BenchPassage, PublicSet, asked, not_of, source_of
from eval.benches.xquad import language_of, paragraphs
from eval.questions import Question


def read(files: Sequence[Path]) -> PublicSet:
    """Questions of the first file over the sentences of the last, which is the same file or its translation.

    Every sentence is a passage by itself; the right one holds the beginning of the answer.
    """
    sentences: list[BenchPassage] = []
    right: dict[str, tuple[str, str]] = {}
    for paragraph in paragraphs(files[-1]):
        try:
            breaks: list[tuple[int, int]] = paragraph["sentence_breaks"]
        except KeyError as error:
            raise not_of(files[-1], "XQuAD-R", f"no {error}") from error
        first = len(sentences)
        for start, end in breaks:
            sentences.append(BenchPassage(source_of(len(sentences)), paragraph["context"][start:end]))
        for each in paragraph["qas"]:
            answer = each["answers"][0]
            place = bisect.bisect_right([start for start, _ in breaks], answer["answer_start"]) - 1
            right[each["id"]] = (source_of(first + place), answer["text"])
    found: list[Question] = []
    for paragraph in paragraphs(files[0]):
        for each in paragraph["qas"]:
            if each["id"] not in right:
                raise not_of(files[-1], f"the translation of {files[0].name}", f"it lacks the question {each['id']}")
            source, text = right[each["id"]]
            found.append(asked(each["id"], each["question"], [source], (text,), language_of(files[0])))
    return PublicSet("xquad-r", tuple(sentences), tuple(found))
