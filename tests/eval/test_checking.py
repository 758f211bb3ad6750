"""Question sets held against the documents: what stands, what moved, what went, what was never there."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import pytest

from corpus.settings import Settings
from corpus.store import Store
from eval import questions
from eval.checking import Finding, check
from eval.questions import Proof, Question

COLD = "ke-hoach-phong-chong-ret"
DIGITAL = "ke-hoach-chuyen-doi-so-cao-loc-2025"
TEAMS = Question(
    id="teams:vi",
    form="vi",
    type="lead",
    question="Ai lập các đoàn kiểm tra chống rét?",
    doc=COLD,
    evidence="lập 03 đoàn kiểm tra tại cơ sở, xong đợt một trước ngày 10/12/2023",
    answers=(("Phòng Nông nghiệp và Phát triển nông thôn",),),
)


@pytest.fixture(scope="module")
def store(sample_settings: Settings) -> Store:
    return Store(sample_settings.store_path)


def changed(**fields: object) -> Question:
    return TEAMS.model_copy(update=fields)


def found(store: Store, *asked: Question) -> Sequence[Finding]:
    return check(asked, store).findings


def test_the_set_of_the_samples_stands_in_the_samples(store: Store, samples: Path) -> None:
    asked = questions.load(samples / "questions.jsonl")
    checked = check(asked, store)
    assert checked.findings == () and checked.unconfirmed == 0 and checked.questions == len(asked)


def test_a_body_in_the_heading_above_bears_out_an_answer(store: Store) -> None:
    assert not found(store, TEAMS)


def test_evidence_is_found_whatever_its_accents_marks_and_dashes(store: Store) -> None:
    assert not found(store, changed(evidence="**LẬP 03 ĐOÀN** kiểm tra  tại cơ sở , xong đợt một"))
    assert not found(store, changed(evidence="vụ Đông Xuân 2023–2024 trên địa bàn huyện Cao Lộc", answers=()))


@pytest.mark.parametrize(
    ("fields", "fault", "says"),
    [
        ({"doc": "ke-hoach-2030"}, "moved", "but in ke-hoach-phong-chong-ret-vat-nuoi"),
        ({"doc": DIGITAL}, "moved", "is not in ke-hoach-chuyen-doi-so-cao-loc-2025… but in ke-hoach-phong-chong-ret"),
        ({"doc": "ke-hoach-2030", "evidence": "lập 05 tổ ở xã"}, "missing", "no stored file begins with"),
        ({"evidence": "lập 05 đoàn kiểm tra tại cơ sở, xong đợt một trước ngày 10/12/2024"}, "gone", "lập 03 đoàn"),
        ({"evidence": "mỗi hộ nghèo một tấm 24 m2. b) Thức ăn"}, "split", "is not in one passage"),
        ({"answers": (("Phòng Nông nghiệp và Phát triển nông thôn",), ("Công an huyện", "CAH"))}, "unproved", "“CAH”"),
    ],
)
def test_what_is_wrong_is_told_with_the_place_to_look_at(
    store: Store, fields: dict[str, object], fault: str, says: str
) -> None:
    [finding] = found(store, changed(**fields))
    assert (finding.id, finding.fault) == (TEAMS.id, fault)
    assert says in finding.message


def test_further_proofs_are_checked_and_bear_out_answers_too(store: Store) -> None:
    with_police = changed(answers=(*TEAMS.answers, ("Công an huyện",)))
    police = Proof(doc=COLD, evidence="mỗi cơ quan thường trực 01 tổ cơ động 10 người")
    assert not found(store, with_police.model_copy(update={"also": (police,)}))
    lost = police.model_copy(update={"evidence": "mỗi cơ quan thường trực 02 tổ"})
    assert [each.fault for each in found(store, with_police.model_copy(update={"also": (lost,)}))] == ["gone"]


def test_a_proof_may_be_a_whole_document(store: Store) -> None:
    assert not found(store, changed(evidence=None))
    assert [each.fault for each in found(store, changed(evidence=None, doc="ke-hoach-2030"))] == ["missing"]


def test_a_question_without_an_answer_has_nothing_to_be_proved(store: Store) -> None:
    assert not found(store, changed(doc=None, evidence=None, answers=()))


def test_the_same_words_under_two_ids_are_asked_twice(store: Store) -> None:
    again = changed(id="other:vi", question="ai lập các đoàn  kiểm tra chống rét?")
    [finding] = found(store, TEAMS, again)
    assert (finding.id, finding.fault) == ("other:vi", "twice") and "'teams:vi'" in finding.message


def test_drafts_are_counted(store: Store) -> None:
    assert check([TEAMS, changed(id="b:vi", question="b?", confirmed=False)], store).unconfirmed == 1


def test_the_acceptance_sets_name_what_they_do_not_quote(shared: Path, store: Store) -> None:
    # The seeds are not stored here: every answerable question must say so, and no other.
    asked = questions.load(shared / "acceptance" / "seeds.jsonl")
    findings = check(asked, store).findings
    assert {each.id for each in findings} == {question.id for question in asked if question.answerable}
    assert {each.fault for each in findings} <= {"missing", "moved"}
    assert dataclasses.is_dataclass(findings[0])
