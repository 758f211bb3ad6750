"""`kehoach serve` and `kehoach doctor`."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import httpx

from commands.serving import listening
from corpus.settings import Settings
from tests.running import LAND, Run, environment, one_line_error


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


def test_no_question_stands_in_what_the_server_prints(data: Path) -> None:
    command = [sys.executable, "-m", "cli", "serve", "--port", "0", "--data", str(data)]
    with subprocess.Popen(
        command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        try:
            address = process.stdout.readline().split()[1]
            with httpx.Client(base_url=address, timeout=60) as client:
                assert client.get("/", params={"q": "bí mật của tôi"}).status_code == 200
                assert client.post("/api/ask", json={"question": "bí mật của tôi"}).status_code == 200
                assert client.post("/api/ask", json={"question": "bí mật của tôi", "top_k": "x"}).status_code == 422
                assert client.get("/no-such-page", params={"q": "bí mật của tôi"}).status_code == 404
            process.send_signal(signal.SIGINT)
            printed, _ = process.communicate(timeout=60)
            assert printed.strip() == "" and process.returncode == 0
        finally:
            process.kill()


def test_a_port_in_use_is_one_line(run: Run, sample_settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        message = one_line_error(run("serve", "--port", port, "--data", sample_settings.data), 1)
    assert f"127.0.0.1:{port}" in message


def test_the_body_of_an_answer_does_not_wait_for_its_header_to_be_acknowledged() -> None:
    with listening("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
