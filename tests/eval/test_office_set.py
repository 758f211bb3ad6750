"""The office's own question set."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from corpus.errors import NotFound, UnreadableFile
from eval.candidates import Candidate
from eval.office import OfficeSet
from eval.questions import Question, load

BY_HAND = '{"id": "a:vi", "form": "vi", "type": "none", "question": "Giá vàng?", "source": "sổ tay"}'


def candidate(number: int, question: str = "Ai chủ trì việc {}?") -> Candidate:
    return Candidate(id=f"unanswered-{number}", form="vi", type="none", question=question.format(number), note="hỏi 3×")


def test_a_set_begins_with_its_first_question_and_is_what_evaluation_reads(tmp_path: Path) -> None:
    office = OfficeSet(tmp_path / "questions.jsonl")
    assert office.questions() == ()
    assert office.add(candidate(1))
    assert office.questions() == (candidate(1),)
    (read,) = load(office.path)
    assert (read.id, read.confirmed) == ("unanswered-1", False)


def test_the_same_question_is_kept_once(tmp_path: Path) -> None:
    office = OfficeSet(tmp_path / "questions.jsonl")
    assert office.add(candidate(1))
    assert not office.add(candidate(1))
    assert not office.add(candidate(2, "AI CHỦ TRÌ  việc 1?"))
    assert len(office.questions()) == 1


def test_lines_that_people_wrote_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(BY_HAND, encoding="utf-8")
    office = OfficeSet(path)
    office.add(candidate(1))
    office.replace(Question(id="unanswered-1", form="vi", type="none", question="Ai chủ trì?"))
    assert path.read_text(encoding="utf-8").startswith(BY_HAND + "\n")
    assert [question.confirmed for question in office.questions()] == [True, True]
    office.remove("unanswered-1")
    assert path.read_text(encoding="utf-8") == BY_HAND + "\n"
    office.remove("a:vi")
    assert office.questions() == () and not path.exists()


def test_a_question_that_is_gone_is_one_clear_error(tmp_path: Path) -> None:
    office = OfficeSet(tmp_path / "questions.jsonl")
    for change in (lambda: office.remove("x"), lambda: office.replace(candidate(1)), lambda: office.question("x")):
        with pytest.raises(NotFound):
            change()


def test_a_set_that_somebody_broke_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text("{not JSON\n", encoding="utf-8")
    with pytest.raises(UnreadableFile, match="line 1"):
        OfficeSet(path).add(candidate(1))
    assert path.read_text(encoding="utf-8") == "{not JSON\n"


def test_nobody_loses_a_question_when_many_add_at_once(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    threads = [threading.Thread(target=lambda n=n: OfficeSet(path).add(candidate(n))) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(OfficeSet(path).questions()) == 12
