"""Question sets: what a file may hold, and what is told where it does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.errors import UnreadableFile
from eval.questions import Proof, Question, digest, dump, load

GOOD: dict[str, object] = {
    "id": "land:vi",
    "form": "vi",
    "type": "lead",
    "question": "Ai chủ trì?",
    "doc": "001_",
    "evidence": "Chủ trì việc giao đất",
    "answers": [["Phòng Tài nguyên", "TNMT"]],
}
NONE: dict[str, object] = {
    "id": "no:vi",
    "form": "vi",
    "type": "none",
    "question": "Ngân sách?",
    "doc": None,
    "answers": [],
}


def written(folder: Path, *lines: object) -> Path:
    path = folder / "set.jsonl"
    path.write_text("\n".join(x if isinstance(x, str) else json.dumps(x) for x in lines), encoding="utf-8")
    return path


def test_a_set_is_read_with_blank_lines_and_fields_of_others(tmp_path: Path) -> None:
    land, no = load(written(tmp_path, GOOD, "", {**NONE, "note": "made up"}))
    assert land.answerable and not no.answerable
    assert land.fact == "land"
    assert land.answers == (("Phòng Tài nguyên", "TNMT"),)
    assert land.proofs == (Proof(doc="001_", evidence="Chủ trì việc giao đất"),)
    assert no.proofs == ()


def test_a_set_from_a_windows_editor_is_read(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(GOOD).encode() + b"\r\n" + json.dumps(NONE).encode() + b"\r\n")
    assert [question.id for question in load(path)] == ["land:vi", "no:vi"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"question": None}, "“question”: input should be a valid string"),
        ({"question": "  "}, "“question”: it is empty"),
        ({"answers": "Phòng"}, "“answers”: input should be a valid tuple"),
        ({"answers": [["Phòng"], []]}, "“answers”: a group or a wording of it is empty"),
        ({"answers": [[""]]}, "“answers”: a group or a wording of it is empty"),
        ({"answers": [["a", 5]]}, "“answers.0.1”: input should be a valid string"),
        ({"also": [{"doc": "002_", "evidnce": "x"}]}, "“also.0.evidnce”: extra inputs"),
        ({"doc": None}, "without “doc” the question has no answer, yet it has “evidence”"),
    ],
)
def test_a_wrong_line_is_told_with_file_line_and_field(tmp_path: Path, change: dict[str, object], told: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        load(written(tmp_path, NONE, {**GOOD, **change}))
    assert caught.value.message.startswith("set.jsonl, line 2: ")
    assert told in caught.value.message


def test_a_missing_field_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="line 1: field “form”: field required"):
        load(written(tmp_path, {name: value for name, value in GOOD.items() if name != "form"}))


def test_a_mistyped_optional_field_is_not_taken_for_one_of_others(tmp_path: Path) -> None:
    slipped = {**GOOD, "awnsers": GOOD["answers"]}
    del slipped["answers"]
    with pytest.raises(UnreadableFile, match=r"line 1: field “awnsers” is unknown\. Write “answers”"):
        load(written(tmp_path, slipped))


@pytest.mark.parametrize("line", ['{"id": "a"', "[1]", "7"])
def test_a_line_that_is_no_object_is_told(tmp_path: Path, line: str) -> None:
    with pytest.raises(UnreadableFile, match=r"set\.jsonl, line 2: not"):
        load(written(tmp_path, GOOD, line))


def test_an_id_stands_once(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="line 3: field “id”: 'land:vi' stands in line 1 already"):
        load(written(tmp_path, GOOD, NONE, GOOD))


def test_a_file_without_questions_or_not_of_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="holds no question"):
        load(written(tmp_path, "", " "))
    (tmp_path / "set.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(UnreadableFile, match="not UTF-8"):
        load(tmp_path / "set.jsonl")


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    questions = tuple(
        Question.model_validate(fields)
        for fields in (GOOD, {**NONE, "kind": "outside"}, {**GOOD, "id": "x", "also": [{"doc": "2"}]})
    )
    (tmp_path / "set.jsonl").write_text(dump(questions), encoding="utf-8")
    assert load(tmp_path / "set.jsonl") == questions


def test_the_digest_is_of_the_questions_and_not_of_their_file(tmp_path: Path) -> None:
    one = digest(load(written(tmp_path, GOOD, NONE)))
    assert digest(load(written(tmp_path, NONE, json.dumps(GOOD, indent=None, sort_keys=True)))) == one
    assert digest(load(written(tmp_path, {**GOOD, "question": "Ai phối hợp?"}, NONE))) != one


def test_the_acceptance_sets_are_sets(shared: Path) -> None:
    assert len(load(shared / "acceptance" / "seeds.jsonl")) == 116
    assert len(load(shared / "acceptance" / "plans.jsonl")) == 429
