"""Replies held against what their questions expect."""

from __future__ import annotations

import pytest

from eval.judging import judge
from eval.outcomes import Reply
from eval.questions import Proof, Question
from tests.eval.making import EVIDENCE, cited, place, question, reply, unanswerable

OTHER = place("Việc khác.")


def test_a_passage_holds_the_evidence_with_its_headings_and_its_quote() -> None:
    asked = question(evidence="Phòng Nội vụ: Chủ trì")
    assert judge(asked, reply(found=(place("Chủ trì.", section=("1. Phòng Nội vụ:",)),))).found == (True,)
    assert judge(asked, reply(citations=(cited("x", quote="Phòng Nội vụ: chủ trì"),))).cited == (True,)
    assert judge(asked, reply(found=(OTHER,))).found == (False,)


def test_the_same_words_in_another_document_are_no_evidence() -> None:
    judged = judge(question(), reply(found=(place(source="other.pdf"), place(source="2024/plan-5.pdf"))))
    assert judged.found == (False, True)
    assert judged.ranks == (2,)


def test_without_evidence_every_passage_of_the_document_is_right() -> None:
    judged = judge(question(evidence=None), reply(found=(place("x", source="other.pdf"), OTHER)))
    assert judged.found == (False, True)


def test_every_proof_has_its_first_place_and_its_citation() -> None:
    asked = question(also=(Proof(doc="other", evidence="Nộp báo cáo"), Proof(doc="plan", evidence="Không đâu")))
    found = (OTHER, place("Nộp báo cáo.", source="other.pdf"), place(), place())
    judged = judge(asked, reply(found=found, citations=(cited("Nộp báo cáo", source="other.pdf"),)))
    assert judged.ranks == (3, 2, None)
    assert judged.proved == (False, True, False)
    assert judged.found == (False, True, True, True)


def test_an_answer_says_a_wording_of_every_group() -> None:
    asked = question(answers=(("Sở Y tế", "SYT"), ("30/6", "30 tháng 6")))
    assert judge(asked, reply("so y te, trước ngày 30 / 6")).answered
    assert judge(asked, reply("SYT; ngày 30 tháng 6")).answered
    assert not judge(asked, reply("Sở Y tế")).answered
    assert not judge(asked, reply("Sở Y tế, 30/6", abstained=True)).answered


@pytest.mark.parametrize(("type", "limit"), [("lead", 600), ("list", 1500)])
def test_an_answer_is_short(type: str, limit: int) -> None:
    said = "Phòng Nội vụ".ljust(limit, ".")
    assert judge(question(type=type), reply(said)).answered
    assert not judge(question(type=type), reply(said + ".")).answered


@pytest.mark.parametrize(
    ("answers", "said", "exact", "f1"),
    [
        ((("Phòng Nội vụ", "PNV"),), "phòng nội vụ. [1]", True, 1.0),
        ((("Phòng Nội vụ", "PNV"),), "PNV", True, 1.0),
        ((("Phòng Nội vụ",),), "Chủ trì: Phòng Nội vụ", False, 2 * 3 / (5 + 3)),
        ((("Phòng Nội vụ",),), "nội vụ phòng", False, 1.0),
        ((("Sở Y tế",), ("30/6",)), "Sở Y tế 30/6", True, 1.0),
        ((("Sở Y tế",), ("30/6",)), "Sở Y tế", False, 2 * 3 / (3 + 5)),
        ((("Sở Y tế",),), "Không rõ", False, 0.0),
    ],
)
def test_exact_match_and_f1_by_hand(answers: tuple[tuple[str, ...], ...], said: str, exact: bool, f1: float) -> None:
    judged = judge(question(answers=answers), reply(said))
    assert judged.exact is exact
    assert judged.f1 == pytest.approx(f1)


def test_a_refusal_is_like_no_answer_whatever_it_quotes() -> None:
    judged = judge(question(), reply("Phòng Nội vụ", abstained=True))
    assert (judged.exact, judged.f1, judged.answered) == (False, 0.0, False)


@pytest.mark.parametrize(
    ("asked", "said", "why"),
    [
        (question(), reply(found=(OTHER,)), None),
        (question(), reply("Sở Y tế", found=(OTHER,)), "not retrieved"),
        (question(), reply("Không có.", abstained=True, found=(OTHER,)), "not retrieved"),
        (question(), reply("Không có.", abstained=True, found=(OTHER, place())), "wrongly refused"),
        (question(), reply("Sở Y tế", found=(OTHER, place()), citations=(cited("Việc khác."),)), "ranked low"),
        (question(), reply("Sở Y tế", found=(place(),), citations=(cited(),)), "misread"),
        (question(), reply(EVIDENCE * 20, found=(place(),), citations=(cited(),)), "too long"),
        (question(answers=()), reply("Sở Y tế", found=(place(),), citations=(cited(),)), None),
        (question(answers=()), reply("Sở Y tế", found=(place(),)), "ranked low"),
        (unanswerable(), reply("Không có.", abstained=True), None),
        (unanswerable(), reply("Sở Y tế"), "wrongly answered"),
    ],
)
def test_every_miss_has_its_reason(asked: Question, said: Reply, why: str | None) -> None:
    assert judge(asked, said).why == why


def test_a_question_without_answer_is_judged_by_its_refusal_alone() -> None:
    judged = judge(unanswerable(), reply(citations=(cited(),), found=(place(),)))
    assert judged.model_dump(exclude={"why"}) == {
        "found": (),
        "cited": (),
        "ranks": (),
        "proved": (),
        "exact": None,
        "f1": None,
        "answered": None,
    }


def test_a_set_of_evidence_alone_expects_no_words() -> None:
    judged = judge(question(answers=()), reply(found=(place(),)))
    assert (judged.exact, judged.f1, judged.answered) == (None, None, None)
    assert judged.found == (True,)
