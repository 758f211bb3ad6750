"""The command line: what is printed, where, and with which exit code."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import json
import os
import re
import shlex
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pypdf
import pytest

import cli
from corpus.settings import Settings
from corpus.store import Store

LAND = "Phòng nào chủ trì hồ sơ giao đất cho trường Mầm non Thụy Hùng?"
TEXT_SAMPLE = "ke-hoach-nghi-quyet-32-chuong-trinh-sach-giao-khoa-2024.txt"
MARKDOWN_SAMPLE = "ke-hoach-nang-cao-chat-luong-giao-duc-muong-la-2022.md"
COMMANDS = [
    "",
    "ingest",
    "ask",
    "search",
    "tasks",
    "unanswered",
    "docs list",
    "docs show",
    "docs remove",
    "serve",
    "doctor",
]


@dataclasses.dataclass(frozen=True)
class Ran:
    """A finished command."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs a command line in this process, where the model's libraries are loaded already."""

    def run(*arguments: object) -> Ran:
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main([str(argument) for argument in arguments])
        printed = capfd.readouterr()
        code = ended.value.code
        return Ran(code if isinstance(code, int) else 0, printed.out, printed.err)

    return run


@pytest.fixture
def data(sample_settings: Settings, tmp_path: Path) -> Path:
    """A copy of the ingested samples, to change at will."""
    data = Path(shutil.copytree(sample_settings.data, tmp_path / "data", ignore=shutil.ignore_patterns("*.sqlite3*")))
    # Not by copying the file: a second reader in this process that closes it would take SQLite's locks away.
    with contextlib.closing(sqlite3.connect(sample_settings.store_path)) as store:
        store.execute("VACUUM INTO ?", [str(data / sample_settings.store_path.name)])
    return data


def one_line_error(ran: Ran, code: int) -> str:
    """The message of a command that failed as it should: one line, and nothing on stdout."""
    assert ran.code == code, ran
    assert ran.out == ""
    assert re.fullmatch(r"kehoach: [^\n]+\n", ran.err), ran.err
    return ran.err


# -- help


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_tells_the_exit_codes(run: Run, command: str) -> None:
    ran = run(*command.split(), "--help")
    assert ran.code == 0
    assert "Exit codes: 0 done" in ran.out


@pytest.mark.parametrize("command", [command for command in COMMANDS if command not in ("", "serve")])
def test_the_example_of_every_help_runs(run: Run, command: str, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    example = run(*command.split(), "--help").out.partition("Example:\n")[2].splitlines()[0].strip()
    words = shlex.split(example)
    assert words[0] == "kehoach"
    first = Store(data / "kehoach.sqlite3").documents()[0].id
    monkeypatch.chdir(Path(__file__).resolve().parents[1])
    ran = run(*(first if word == "0a1b2c3d4e5f" else word for word in words[1:]), "--data", data)
    assert ran.code == 0, ran
    assert ran.out.strip()


def test_the_version_is_printed(run: Run) -> None:
    assert run("--version").out == f"kehoach {cli.VERSION}\n"


# -- answers


def test_an_answer_is_printed_with_its_place_and_its_quote(run: Run, sample_settings: Settings) -> None:
    ran = run("ask", LAND, "--data", sample_settings.data)
    assert ran.code == 0
    answer, place, quote = ran.out.partition("\n[1] ")[0], *ran.out.partition("\n[1] ")[2].split("\n", 1)
    assert "Phòng Tài nguyên và Môi trường [1]" in answer
    assert place.startswith("Kế hoạch") and place.endswith("> 4. Phòng Tài nguyên và Môi trường")
    assert answer.splitlines()[-1].startswith("(Ủy ban nhân dân huyện Cao Lộc") and answer.endswith(")")
    assert quote.startswith("    “Chủ trì, phối hợp với Phòng Giáo dục và Đào tạo")


@pytest.mark.parametrize("question", [LAND, "nhà máy điện hạt nhân đặt ở đâu?"])
def test_an_answer_as_json_is_what_the_http_api_answers(
    run: Run, sample_settings: Settings, server: str, question: str
) -> None:
    ran = run("ask", question, "--data", sample_settings.data, "--json")
    assert ran.code == 0
    there = httpx.post(f"{server}/api/ask", json={"question": question}, timeout=60).json()
    here = ran.json
    assert here.keys() == there.keys()
    assert {**here, "timing_ms": 0, "citations": 0} == {**there, "timing_ms": 0, "citations": 0}
    assert [c["quote"] for c in here["citations"]] == [c["quote"] for c in there["citations"]]


def test_a_search_lists_as_many_passages_as_asked_for(run: Run, sample_settings: Settings) -> None:
    ran = run("search", "thời hạn báo cáo", "--data", sample_settings.data, "--top-k", 3, "--json")
    assert [set(result) for result in ran.json["results"]] == 3 * [
        {"document_id", "document", "section", "page", "start", "end", "text", "score"}
    ]
    assert run("search", "thời hạn báo cáo", "--data", sample_settings.data, "--top-k", 3).out.startswith("1. ")


def test_filters_leave_the_documents_that_match(run: Run, sample_settings: Settings) -> None:
    options = ("--issuer", "duyen hai", "--data", sample_settings.data, "--json")
    results = run("search", "giáo dục", *options).json["results"]
    assert results and all("Duyên Hải" in result["document"]["issuer"] for result in results)


@pytest.mark.parametrize("question", ["", "   ", "x" * 10_000, "谁负责土地分配"])
def test_a_question_that_cannot_be_asked_is_refused(run: Run, sample_settings: Settings, question: str) -> None:
    one_line_error(run("ask", question, "--data", sample_settings.data), 2)


def test_a_limit_out_of_range_is_a_usage_error(run: Run, sample_settings: Settings) -> None:
    assert run("ask", LAND, "--top-k", 0, "--data", sample_settings.data).code == 2
    assert run("ask", LAND, "--no-such-option").code == 2


# -- documents


def test_documents_as_json_are_those_of_the_http_api(run: Run, sample_settings: Settings, server: str) -> None:
    documents = run("docs", "list", "--data", sample_settings.data, "--json").json
    assert documents == httpx.get(f"{server}/api/documents").json()
    first = documents["documents"][0]["id"]
    details = run("docs", "show", first, "--data", sample_settings.data, "--json").json
    assert details == httpx.get(f"{server}/api/documents/{first}").json()
    text = run("docs", "show", first, "--text", "--data", sample_settings.data, "--json").json
    assert text == httpx.get(f"{server}/api/documents/{first}/text").json()


def test_listing_documents_loads_no_model_library(sample_settings: Settings) -> None:
    script = (
        "import sys, cli\n"
        "try: cli.main(sys.argv[1:])\n"
        "except SystemExit as ended: assert not ended.code\n"
        "loaded = {'torch', 'transformers', 'sentence_transformers', 'faiss'} & set(sys.modules)\n"
        "assert not loaded, loaded\n"
    )
    command = [sys.executable, "-c", script, "docs", "list", "--data", str(sample_settings.data)]
    ran = subprocess.run(command, capture_output=True, text=True, env=environment())
    assert ran.returncode == 0, ran.stderr
    assert len(ran.stdout.splitlines()) == 8


def test_a_document_is_removed_only_after_a_yes(run: Run, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    letter, plan = (d.id for d in Store(data / "kehoach.sqlite3").documents() if d.source.startswith("cong-van"))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"n\n")))
    assert run("docs", "remove", letter, "--data", data).code == 1
    assert run("docs", "show", letter, "--data", data).code == 0
    assert run("docs", "remove", letter, "--data", data, "--yes", "--json").json == {"removed": [letter, plan]}
    assert letter in one_line_error(run("docs", "show", letter, "--data", data), 4)
    assert letter in one_line_error(run("docs", "remove", letter, "--data", data, "--yes"), 4)


# -- the task register


def test_tasks_as_json_are_those_of_the_http_api(run: Run, sample_settings: Settings, server: str) -> None:
    options = ("--body", "phong giao duc", "--role", "lead")
    here = run("tasks", *options, "--data", sample_settings.data, "--format", "json").json
    params = {"body": "phong giao duc", "role": "lead", "limit": "1000"}
    assert here == httpx.get(f"{server}/api/tasks", params=params).json()
    assert here["total"] > 0
    assert run("tasks", *options, "--data", sample_settings.data, "--json").json == here


def test_tasks_are_a_table_with_their_count_on_top(run: Run, sample_settings: Settings) -> None:
    whole = run("tasks", "--data", sample_settings.data, "--limit", 1000)
    total = run("tasks", "--data", sample_settings.data, "--json").json["total"]
    assert whole.out.startswith(f"{total} tasks, showing all\n")
    assert max(map(len, whole.out.splitlines())) <= 140
    short = run("tasks", "--data", sample_settings.data, "--limit", 2).out
    assert short.startswith(f"{total} tasks, showing the first 2 (--limit shows more)\n")
    assert run("tasks", "--data", sample_settings.data, "--body", "Ban Không Đâu").out == "no tasks\n"


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ics", "json", "table"])
def test_tasks_are_written_into_a_file_of_each_kind(
    run: Run, sample_settings: Settings, server: str, tmp_path: Path, kind: str
) -> None:
    by_suffix, named = tmp_path / f"tasks.{kind}", tmp_path / "tasks.out"
    for output, options in ((by_suffix, []), (named, ["--format", kind])):
        ran = run("tasks", "--data", sample_settings.data, "--role", "lead", "--output", output, *options)
        assert ran.code == 0 and output.name in ran.out
    assert by_suffix.read_bytes()[:100] == named.read_bytes()[:100]
    if kind in ("csv", "ics"):
        there = httpx.get(f"{server}/api/tasks.{kind}", params={"role": "lead"}).content
        assert named.read_bytes() == there


def test_a_table_of_tasks_can_be_piped_into_a_spreadsheet(run: Run, sample_settings: Settings) -> None:
    ran = run("tasks", "--data", sample_settings.data, "--format", "csv", "--lang", "en")
    assert ran.out.startswith("\ufeffNumber,Document,Issuer,")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--role", "boss"], "'boss' is no role"),
        (["--from", "31/2/2024"], "'31/2/2024' is no date"),
        (["--until", "soon"], "'soon' is no date"),
        (["--from", "2024-02-01", "--until", "2024-01-01"], "hold no day"),
        (["--body", "?!"], "names nothing"),
        (["--format", "xlsx"], "--output tasks.xlsx"),
    ],
)
def test_a_filter_of_tasks_that_cannot_be_used_is_one_line(
    run: Run, sample_settings: Settings, options: list[str], told: str
) -> None:
    assert told in one_line_error(run("tasks", *options, "--data", sample_settings.data), 2)


def test_listing_tasks_loads_no_model_library(sample_settings: Settings, tmp_path: Path) -> None:
    script = (
        "import sys, cli\n"
        "try: cli.main(sys.argv[1:])\n"
        "except SystemExit as ended: assert not ended.code\n"
        "loaded = {'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)\n"
        "assert not loaded, loaded\n"
    )
    command = [sys.executable, "-c", script, "tasks", "--data", str(sample_settings.data)]
    for options in ([], ["--output", str(tmp_path / "tasks.xlsx")]):
        ran = subprocess.run([*command, *options], capture_output=True, text=True, env=environment())
        assert ran.returncode == 0, ran.stderr


# -- questions that were not answered


def test_unanswered_questions_are_listed_and_closed(run: Run, tmp_path: Path) -> None:
    store = Store(tmp_path / "kehoach.sqlite3")
    assert run("unanswered", "--data", tmp_path).out == "0 unanswered questions\n"
    for question in ("Ai trồng hoa đào?", "ai trồng hoa đào", "Ai tưới cây?"):
        store.keep_unanswered(question, "vi", question, "Không văn bản nào nêu việc này.")
    listed = run("unanswered", "--data", tmp_path).out.splitlines()
    assert listed[0] == "2 unanswered questions"
    assert re.fullmatch(r"\d+  Ai tưới cây\?  \(\d{4}-\d\d-\d\d, asked 1×\)", listed[1])
    assert listed[2] == "    Không văn bản nào nêu việc này."
    assert "asked 2×" in listed[3]
    assert run("unanswered", "--close", 1, "--data", tmp_path).out == "closed 1: ai trồng hoa đào\n"
    assert run("unanswered", "--data", tmp_path).out.startswith("1 unanswered question\n")
    assert "asked 2×, closed" in run("unanswered", "--all", "--data", tmp_path).out
    shown = run("unanswered", "--all", "--data", tmp_path, "--json").json
    assert (shown["total"], [each["state"] for each in shown["unanswered"]]) == (2, ["open", "closed"])
    assert "question 9" in one_line_error(run("unanswered", "--close", 9, "--data", tmp_path), 4)


# -- ingesting


def test_a_second_ingest_changes_nothing_and_is_quick(run: Run, data: Path, samples: Path) -> None:
    before = Store(data / "kehoach.sqlite3").generation
    started = time.process_time()
    ran = run("ingest", samples, "--data", data, "--json")
    assert time.process_time() - started < 2
    assert ran.code == 0
    assert {file["status"] for file in ran.json["files"]} == {"unchanged"}
    assert (ran.json["unchanged"], ran.json["stored"], ran.json["generation"]) == (7, 0, before)


def test_a_changed_file_replaces_its_former_content(run: Run, samples: Path, tmp_path: Path) -> None:
    data, plan = tmp_path / "data", tmp_path / MARKDOWN_SAMPLE
    text = (samples / MARKDOWN_SAMPLE).read_text(encoding="utf-8")
    plan.write_text(text, encoding="utf-8")
    first = run("ingest", plan, "--data", data, "--json").json["files"][0]
    plan.write_text(text.replace("Mường La", "Mường Thanh"), encoding="utf-8")
    second = run("ingest", plan, "--data", data, "--json").json["files"][0]
    assert (second["status"], second["documents"]) == ("stored", first["documents"])
    assert len(run("docs", "list", "--data", data).out.splitlines()) == 1
    shown = run("docs", "show", second["documents"][0], "--text", "--data", data).out
    assert "Mường Thanh" in shown and "Mường La" not in shown


def encrypted_pdf(samples: Path) -> bytes:
    writer = pypdf.PdfWriter(clone_from=samples / "ke-hoach-chuyen-doi-so-cao-loc-2025.pdf")
    writer.encrypt("secret", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


BAD: dict[str, Callable[[Path], bytes]] = {
    "locked.pdf": encrypted_pdf,
    "empty.docx": lambda samples: b"",
    "no-zip.docx": lambda samples: b"Word would not open this either",
    "cut.pdf": lambda samples: (samples / "ke-hoach-chuyen-doi-so-cao-loc-2025.pdf").read_bytes()[:2000],
    "noise.txt": lambda samples: bytes(range(128, 256)) * 40,
    "large.txt": lambda samples: b"\xc4\x90\n" * 700_000,
    "table.xlsx": lambda samples: b"PK",
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_named_in_one_line_and_the_others_are_stored(
    run: Run, data: Path, samples: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEHOACH_MAX_FILE_MB", "1")
    bad = tmp_path / name
    bad.write_bytes(BAD[name](samples))
    ran = run("ingest", bad, samples / TEXT_SAMPLE, "--data", data, "--json")
    assert ran.code == 3
    assert re.fullmatch(rf"kehoach: [^\n]*{name}[^\n]+\n", ran.err), ran.err
    assert [file["status"] for file in ran.json["files"]] == ["failed", "unchanged"]
    error = ran.json["files"][0]["error"]
    assert name in error["message"] and error["remedy"]


def test_a_path_that_is_missing_fails_and_a_folder_without_plans_is_refused(run: Run, tmp_path: Path) -> None:
    ran = run("ingest", tmp_path / "nowhere", "--data", tmp_path / "data")
    assert ran.code == 3
    assert "nowhere does not exist" in ran.err
    (tmp_path / "pictures").mkdir()
    assert "pictures" in one_line_error(run("ingest", tmp_path / "pictures", "--data", tmp_path / "data"), 3)


def test_an_ingest_that_was_killed_leaves_a_store_that_answers_and_is_completed(
    run: Run, samples: Path, tmp_path: Path
) -> None:
    data, plans = tmp_path / "data", tmp_path / "plans"
    for copy in range(10):
        (plans / str(copy)).mkdir(parents=True)
        shutil.copy(samples / TEXT_SAMPLE, plans / str(copy))
        shutil.copy(samples / MARKDOWN_SAMPLE, plans / str(copy))
    command = [sys.executable, "-m", "cli", "ingest", str(plans), "--data", str(data)]
    with subprocess.Popen(command, env=environment(), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None and not (data / "kehoach.sqlite3").exists():
            time.sleep(0.02)
        store = Store(data / "kehoach.sqlite3")
        while process.poll() is None and store.generation == 0:
            time.sleep(0.005)
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert run("ask", "Nghị quyết 32/NQ-CP do ai ban hành?", "--data", data).code == 0
    ran = run("ingest", plans, "--data", data, "--json")
    assert ran.code == 0
    assert ran.json["unchanged"] >= 1 and ran.json["stored"] >= 1
    assert ran.json["unchanged"] + ran.json["stored"] == 20
    assert run("doctor", "--data", data).code == 0


# -- what stands in the way


def test_a_folder_without_a_store_is_told_and_left_alone(run: Run, tmp_path: Path) -> None:
    missing = tmp_path / "mistyped"
    for command in (["ask", LAND], ["search", "đất"], ["docs", "list"], ["tasks"], ["unanswered"]):
        assert "mistyped" in one_line_error(run(*command, "--data", missing), 4)
    assert not missing.exists()


def test_a_damaged_store_is_an_error_with_its_remedy(run: Run, tmp_path: Path) -> None:
    (tmp_path / "kehoach.sqlite3").write_bytes(b"not a database, whatever its name says\n" * 200)
    assert "Restore it from a backup" in one_line_error(run("docs", "list", "--data", tmp_path), 5)
    assert run("doctor", "--data", tmp_path).code == 1


def test_a_setting_that_is_wrong_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEHOACH_MAX_FILE_MB", "many")
    assert "KEHOACH_MAX_FILE_MB='many'" in one_line_error(run("docs", "list"), 2)


def test_a_data_folder_that_cannot_be_made_is_one_line(run: Run, samples: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert "file" in one_line_error(run("ingest", samples, "--data", tmp_path / "file" / "data"), 1)


def test_a_model_that_is_missing_is_an_error_with_its_remedy(
    run: Run, sample_settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KEHOACH_MODEL", str(tmp_path / "no-model"))
    assert "no-model" in one_line_error(run("ask", LAND, "--data", sample_settings.data), 5)


# -- doctor


def test_the_doctor_finds_nothing_wrong_with_a_good_store(run: Run, sample_settings: Settings) -> None:
    ran = run("doctor", "--data", sample_settings.data, "--json")
    assert ran.code == 0, ran.out
    assert ran.json["healthy"]
    names = {finding["name"] for finding in ran.json["findings"]}
    assert {"Python", "disk", "processor", "model", "store", "vectors", "index of meanings"} <= names


def test_the_doctor_tells_a_damaged_index_and_a_question_mends_it(run: Run, data: Path) -> None:
    damaged = next((data / "index").glob("vectors-*/index.faiss"))
    damaged.write_bytes(damaged.read_bytes()[:-100])
    ran = run("doctor", "--data", data, "--json")
    assert ran.code == 1
    wrong = [finding for finding in ran.json["findings"] if finding["status"] == "wrong"]
    assert [finding["name"] for finding in wrong] == ["index of meanings"]
    assert "next question" in wrong[0]["remedy"]
    assert run("ask", LAND, "--data", data).code == 0
    assert run("doctor", "--data", data).code == 0


def test_every_fault_that_the_doctor_tells_has_a_remedy(run: Run, tmp_path: Path) -> None:
    findings = run("doctor", "--data", tmp_path / "none", "--json").json["findings"]
    assert all(finding["remedy"] for finding in findings if finding["status"] != "good")
    assert not (tmp_path / "none").exists()


# -- serving


def test_a_server_says_where_it_listens_and_ends_with_an_interrupt(data: Path) -> None:
    command = [sys.executable, "-m", "cli", "serve", "--port", "0", "--data", str(data)]
    with subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            address = process.stderr.readline().split()[1]
            with urllib.request.urlopen(f"{address}/healthz", timeout=60) as answer:
                assert answer.status == 200
            process.send_signal(signal.SIGINT)
            assert process.wait(60) == 0
        finally:
            process.kill()


def test_a_port_in_use_is_one_line(run: Run, sample_settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        message = one_line_error(run("serve", "--port", port, "--data", sample_settings.data), 1)
    assert f"127.0.0.1:{port}" in message


def environment() -> dict[str, str]:
    """This process's, with the repository to import from."""
    return {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])}
