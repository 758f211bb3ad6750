"""What `kehoach doctor` says of who may do what, and the combinations that it warns of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from corpus.settings import Settings
from corpus.store import Store
from index.doctor import Finding, examine
from index.library import Library
from qa.assistant import Assistant
from tests.running import Run
from web.exposure import examine_access

PORTAL = "https://www.example.gov.vn"
PASSWORD: dict[str, Any] = {"staff_password": SecretStr("khoa-cua-van-phong")}
KEYS: dict[str, Any] = {"keys": SecretStr("archive:0123456789abcdef")}


def found(data: Path, surroundings: dict[str, str] | None = None, **set_: Any) -> dict[str, Finding]:
    findings = list(examine_access(Settings(data=data, **set_), surroundings or {}))
    assert all(finding.remedy for finding in findings if finding.status != "good")
    return {finding.name: finding for finding in findings}


def withhold(data: Path) -> None:
    store = Store(data / "kehoach.sqlite3")
    store.set_internal(next(each.id for each in store.documents() if each.source.endswith(".md")), True)


def warned(findings: dict[str, Finding]) -> dict[str, str]:
    return {name: finding.status for name, finding in findings.items() if finding.status != "good"}


def test_one_machine_alone_is_told_what_is_open_and_warned_of_nothing(data: Path) -> None:
    findings = found(data)
    assert warned(findings) == {}
    assert findings["staff"].found.startswith("whoever reaches the server directly")
    assert "8 of 8 documents" in findings["public"].found
    assert "no page of another site" in findings["sites"].found
    assert "not counted" in findings["limits"].found
    assert findings["questions kept"].found.startswith("no log; those without an answer as they were asked")


def test_an_office_with_a_password_is_told_who_gives_it_and_what_everyone_else_sees(data: Path) -> None:
    withhold(data)
    findings = found(data, **PASSWORD, **KEYS)
    assert warned(findings) == {}
    assert "password" in findings["staff"].found and "archive" in findings["keys"].found
    assert "0123456789abcdef" not in str(findings) and "khoa-cua-van-phong" not in str(findings)
    assert "7 of 8 documents" in findings["public"].found and "the office's alone: 1" in findings["public"].found
    assert "60 questions a minute" in findings["limits"].found


@pytest.mark.parametrize(
    ("set_", "warnings"),
    [
        ({"origins": PORTAL}, {"staff": "wrong", "questions kept": "note"}),
        ({"origins": PORTAL, "keep_unanswered": False} | PASSWORD, {}),
        ({"origins": PORTAL} | PASSWORD, {"questions kept": "note"}),
        ({"origins": "http://www.example.gov.vn", "keep_unanswered": False} | PASSWORD, {"sites": "note"}),
        ({"origins": "http://localhost:8080", "keep_unanswered": False} | PASSWORD, {}),
        (KEYS, {"keys": "note"}),
        ({"log_questions": "full"}, {"questions kept": "note"}),
        ({"log_questions": "anonymous"} | PASSWORD, {"questions kept": "note"}),
    ],
)
def test_combinations_that_open_more_than_one_may_think_are_warned_of(
    tmp_path: Path, set_: dict[str, Any], warnings: dict[str, str]
) -> None:
    assert warned(found(tmp_path, **set_)) == warnings


def test_internal_documents_without_a_password_are_warned_of(data: Path) -> None:
    withhold(data)
    assert warned(found(data)) == {"public": "note"}


def test_a_proxy_that_anyone_may_claim_to_be_is_a_fault_where_addresses_are_counted(tmp_path: Path) -> None:
    assert warned(found(tmp_path, {"FORWARDED_ALLOW_IPS": "*"}, **PASSWORD)) == {"limits": "wrong"}
    assert warned(found(tmp_path, {"FORWARDED_ALLOW_IPS": "10.0.0.7"}, **PASSWORD)) == {}


def test_the_doctor_looks_at_the_publics_own_indexes_while_something_is_internal(
    assistant: Assistant, data: Path
) -> None:
    settings = Settings(data=data)

    def told() -> list[str]:
        return [finding.status for finding in examine(settings) if finding.name == "indexes of the public"]

    assert told() == []
    library = Library(settings, assistant.library.embedder)
    library.set_internal(library.documents()[0].id, True)
    assert told() == ["note"]
    Assistant(library).for_everyone().warm_up()
    assert told() == ["good"]


def test_the_command_says_who_may_do_what_and_ends_with_a_fault(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEHOACH_ORIGINS", PORTAL)
    ran = run("doctor", "--data", data)
    assert ran.code == 1
    [staff] = [line for line in ran.out.splitlines() if " staff: " in line]
    assert staff.startswith("wrong") and PORTAL in staff
    assert "KEHOACH_STAFF_PASSWORD" in ran.out
    monkeypatch.setenv("KEHOACH_STAFF_PASSWORD", "khoa-cua-van-phong")
    ran = run("doctor", "--data", data)
    assert ran.code == 0
    assert "khoa-cua-van-phong" not in ran.out
