"""The log of questions: what stands in it, what does not, and how it is removed."""

from __future__ import annotations

import dataclasses
import datetime
import json
import stat
import threading
from pathlib import Path

import pytest

from corpus.masking import masked
from corpus.settings import Settings
from corpus.store import Store
from index.library import Library
from qa.answer import Answer
from qa.assistant import Assistant
from qa.question_log import Asker, QuestionLog, clear, logged
from tests.running import Run

NOW = datetime.datetime(2026, 3, 5, 14, 37, 21, tzinfo=datetime.UTC)
ASKER = Asker(False, "203.0.113.7", None, "c0ffee")
CALL = "số 0912 345 678 của ông Hoàng Văn Bảo, thư a.b@xa.gov.vn: ai chủ trì giao đất?"


@pytest.fixture(scope="module")
def answer(assistant: Assistant) -> Answer:
    answer = assistant.ask("ai chủ trì hồ sơ giao đất cho trường học ở xã Bảo Lâm?")
    return dataclasses.replace(answer, question=CALL, understood_as=CALL)


def lines(settings: Settings) -> list[dict[str, object]]:
    return [json.loads(line) for line in logged(settings.log_path)]


def test_nothing_is_logged_unless_the_operator_wants_it(answer: Answer, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    QuestionLog(settings).record(answer, ASKER, NOW)
    assert list(tmp_path.iterdir()) == []


def test_a_full_log_holds_the_question_who_asked_and_what_became_of_it(answer: Answer, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, log_questions="full")
    QuestionLog(settings).record(answer, ASKER, NOW)
    assert lines(settings) == [
        {
            "time": "2026-03-05T14:37:21+00:00",
            "question": CALL,
            "understood_as": CALL,
            "language": "vi",
            "abstained": False,
            "confidence": answer.confidence,
            "documents": [answer.citations[0].hit.document.id],
            "total_ms": answer.timing_ms["total"],
            "staff": False,
            "address": "203.0.113.7",
            "key": None,
            "conversation": "c0ffee",
        }
    ]
    [file] = settings.log_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and file.name == "2026-03-05.jsonl"


def test_an_anonymous_log_leads_to_nobody(answer: Answer, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, log_questions="anonymous")
    QuestionLog(settings).record(answer, ASKER, NOW)
    [line] = lines(settings)
    assert line["time"] == "2026-03-05T14:00:00+00:00"
    assert not {"address", "key", "conversation"} & line.keys()
    text = json.dumps(line, ensure_ascii=False)
    assert "345" not in text and "@" not in text and "203.0" not in text and "ai chủ trì giao đất?" in text


def test_what_is_kept_for_the_office_is_as_anonymous_as_the_log(assistant: Assistant, tmp_path: Path) -> None:
    asked = "giá vàng hôm nay, gọi 0912345678"
    for kind, kept in (("anonymous", "giá vàng hôm nay, gọi […]"), ("off", asked)):
        settings = assistant.library.settings.model_copy(update={"data": tmp_path / kind, "log_questions": kind})
        library = Library(settings, assistant.library.embedder)
        (tmp_path / "a.txt").write_text("KẾ HOẠCH\nTrồng cây năm 2031\n1. Hội Nông dân\nChủ trì trồng cây.\n")
        library.ingest([tmp_path / "a.txt"])
        assert Assistant(library).ask(asked).abstained
        [unanswered] = Store(settings.store_path).unanswered()
        assert unanswered.question == kept


@pytest.mark.parametrize(
    "text",
    [
        "0912345678",
        "+84 912 345 678",
        "(0205) 3812 345",
        "0912.345.678",
        "020 095 001 234",
        "020095001234",
        "123456789",
        "an.nguyen+1@langson.gov.vn",
        "(+84)912-345-678",
    ],
)
def test_numbers_and_addresses_of_persons_are_masked(text: str) -> None:
    assert masked(f"hỏi {text} nhé") == "hỏi […] nhé"


@pytest.mark.parametrize(
    "text",
    [
        "ngày 05/02/2031",
        "2024-06-30",
        "30.6.2024",
        "giai đoạn 2021-2025 và 2026-2030",
        "450.000.000 đồng",
        "1.234.567.890 đồng",
        "số 15/KH-UBND",
        "1990 - 2015 là 100%",
    ],
)
def test_dates_years_amounts_and_numbers_of_plans_are_not(text: str) -> None:
    assert masked(text) == text


def test_old_days_are_forgotten_by_themselves_and_on_command(answer: Answer, tmp_path: Path, run: Run) -> None:
    settings = Settings(data=tmp_path, log_questions="anonymous", log_days=2)
    for day in (1, 2, 3):
        QuestionLog(settings).record(answer, ASKER, NOW.replace(day=day))
    assert len(lines(settings)) == 3
    log = QuestionLog(settings)
    log.record(answer, ASKER, NOW.replace(day=4))
    assert [str(line["time"])[:10] for line in lines(settings)] == ["2026-03-02", "2026-03-03", "2026-03-04"]
    (settings.log_path / "notes.txt").write_text("not of the log")
    assert len(run("log", "show", "--data", tmp_path).out.splitlines()) == 3
    ran = run("log", "clear", "--before", "3/3/2026", "--yes", "--data", tmp_path, "--json")
    assert ran.json == {"removed": ["2026-03-02"]}
    assert run("log", "clear", "--yes", "--data", tmp_path).out == "removed 2 days\n"
    assert clear(settings.log_path) == [] and [p.name for p in settings.log_path.iterdir()] == ["notes.txt"]


def test_many_may_write_at_once(answer: Answer, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, log_questions="full")
    logs = [QuestionLog(settings) for _ in range(2)]
    threads = [
        threading.Thread(target=lambda log=log: [log.record(answer, ASKER, NOW) for _ in range(50)]) for log in logs * 2
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(lines(settings)) == 200


def test_a_log_that_cannot_be_written_costs_no_answer(
    answer: Answer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "log").write_text("a file where the folder should be")
    QuestionLog(Settings(data=tmp_path, log_questions="full")).record(answer, ASKER, NOW)
    assert "could not be logged" in caplog.text and CALL not in caplog.text
