"""`kehoach ask` and `kehoach search`: what is printed, where, and with which exit code."""

from __future__ import annotations

import httpx
import pytest

from corpus.settings import Settings
from tests.running import LAND, Run, one_line_error


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
        {"document_id", "document", "section", "page", "page_image", "start", "end", "text", "score"}
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
