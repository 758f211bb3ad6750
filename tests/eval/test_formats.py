from __future__ import annotations

from pathlib import Path

from eval.formats import MEASURES, answers, seeds_of, whole_text
from eval.questions import load


def test_a_plan_answers_alike_from_word_pdf_and_text(shared: Path, tmp_path: Path) -> None:
    folder = shared / "files"
    others, _ = seeds_of(folder)
    text = tmp_path / "text.txt"
    text.write_text(whole_text(folder), "utf-8")
    questions = load(shared / "acceptance" / "seeds.jsonl")
    plain, *filed = answers(others, [text, folder / "001.docx", folder / "001.pdf"], questions, tmp_path)
    assert len(plain.outcomes) > 40
    assert plain.scores["hit@5"] > 90
    for each in filed:
        assert {name: abs(each.scores[name] - plain.scores[name]) <= 1 for name in MEASURES} == dict.fromkeys(
            MEASURES, True
        ), (each.name, each.scores, plain.scores)
