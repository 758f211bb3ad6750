"""What can be asked: the assistant in process, and a server over HTTP."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from corpus.errors import KehoachError
from eval.systems import DEPTH, InProcess, OverHttp, Texts, corpus_of
from qa.assistant import Assistant

LAND = "Phòng nào chủ trì hồ sơ giao đất cho trường Mầm non Thụy Hùng?"


def test_both_ways_give_the_same_reply(assistant: Assistant, server: str) -> None:
    left_out = {"seconds", "timing_ms"}
    for question in (LAND, "Ai là giám đốc bệnh viện tỉnh Hà Giang?", "who leads the land allocation?"):
        here, there = InProcess(assistant).ask(question, 3), OverHttp(server).ask(question, 3)
        assert here.model_dump(exclude=left_out) == there.model_dump(exclude=left_out)
        assert 0 < here.seconds < 60 and here.timing_ms["total"] > 0


def test_both_ways_tell_the_same_corpus(assistant: Assistant, server: str) -> None:
    corpus = corpus_of(assistant.library)
    assert OverHttp(server + "/").corpus() == corpus
    assert corpus.documents == len(assistant.library.documents())


def test_a_reply_holds_the_answer_and_the_passages_of_a_search(assistant: Assistant) -> None:
    reply = InProcess(assistant).ask(LAND, 2)
    assert len(reply.found) == DEPTH
    assert 1 <= len(reply.citations) <= 2
    first = reply.citations[0]
    assert first.quote == assistant.library.store.text(first.document_id)[first.start : first.end]
    assert first.grounded
    assert len(InProcess(assistant).ask(LAND, 12).found) == 12


def test_a_question_that_is_not_taken_is_a_refusal(assistant: Assistant, server: str) -> None:
    for system in (InProcess(assistant), OverHttp(server)):
        reply = system.ask("x" * 2000, 5)
        assert reply.abstained and not reply.citations and not reply.found
        assert "2000 characters" in reply.answer


def test_a_quote_is_grounded_where_the_document_has_it() -> None:
    texts = Texts({"a": "Chủ trì:  Phòng **Nội vụ**"}.__getitem__)
    assert texts.hold("a", "chủ trì: phòng nội vụ")
    assert not texts.hold("a", "Phòng Tư pháp")


def test_an_address_where_nothing_answers_is_told(tmp_path: Path) -> None:
    for url in ("http://127.0.0.1:9", "127.0.0.1:9", "nowhere"):
        with pytest.raises(KehoachError, match="does not answer as a kehoach server"):
            OverHttp(url).corpus()


def test_a_server_that_fails_or_is_another_is_told() -> None:
    class Other(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>")

        def do_POST(self) -> None:
            self.send_response(503)
            self.end_headers()
            self.wfile.write(json.dumps({"detail": "loading"}).encode())

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Other) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        system = OverHttp(f"http://127.0.0.1:{server.server_port}")
        with pytest.raises(KehoachError, match="does not answer as a kehoach server"):
            system.corpus()
        with pytest.raises(KehoachError, match=r"answers 503: .*loading"):
            system.ask("?", 5)
        server.shutdown()
