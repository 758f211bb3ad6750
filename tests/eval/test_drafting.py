"""Candidates: what is proposed is quoted, answerable, and said not to be confirmed."""

from __future__ import annotations

import collections
import json
from pathlib import Path

import pytest

from corpus.errors import UnreadableFile
from corpus.settings import Settings
from corpus.store import Store
from corpus.syllables import fold
from eval import questions
from eval.candidates import Candidate, shortened, spellings
from eval.checking import check
from eval.drafting import SOURCES, drafts

DOCUMENTED = ["register", "header"]


@pytest.fixture(scope="module")
def store(sample_settings: Settings) -> Store:
    return Store(sample_settings.store_path)


@pytest.fixture(scope="module")
def everything(store: Store) -> tuple[Candidate, ...]:
    return drafts(store, DOCUMENTED, 1000)


def of(candidates: tuple[Candidate, ...], evidence: str, type: str) -> dict[str, Candidate]:
    return {each.form: each for each in candidates if each.type == type and evidence in (each.evidence or "")}


def test_every_candidate_stands_in_the_documents_and_nobody_has_confirmed_it(
    store: Store, everything: tuple[Candidate, ...]
) -> None:
    checked = check(everything, store)
    assert checked.findings == () and checked.unconfirmed == len(everything) > 300
    assert all(each.note and each.answers for each in everything)


def test_a_task_is_asked_for_in_its_own_words_with_accents_without_and_short(everything: tuple[Candidate, ...]) -> None:
    lead = of(everything, "Lắp camera an ninh tại các nút giao", "lead")
    assert lead["vi"].question == (
        "Cơ quan nào chủ trì lắp camera an ninh tại các nút giao trên Quốc lộ 1A, Quốc lộ 4B?"
    )
    assert lead["noacc"].question == fold(lead["vi"].question).rstrip("?")
    assert lead["short"].question == "ai chủ trì lắp camera an ninh tại các nút giao trên Quốc lộ 1A, Quốc lộ 4B"
    assert lead["vi"].answers == (("Công an huyện",),) and lead["vi"].kind == "row"
    # Its words are Vietnamese: an English question would be ours.
    assert lead.keys() == {"vi", "noacc", "short"}


def test_a_task_that_its_words_do_not_tell_is_asked_for_in_its_document(everything: tuple[Candidate, ...]) -> None:
    study = of(everything, "mở hội nghị học tập Chỉ thị trong tháng 11 năm 2023", "lead")
    assert study["vi"].question == (
        "Cơ quan nào chủ trì mở hội nghị học tập Chỉ thị theo Kế hoạch số 129-KH/TXU của Thị ủy Duyên Hải?"
    )
    assert study["short"].question == "ai chủ trì mở hội nghị học tập Chỉ thị KH 129-KH/TXU"
    assert study["vi"].kind == "heading"


def test_partners_are_expected_one_by_one_under_any_spelling(everything: tuple[Candidate, ...]) -> None:
    partners = of(everything, "Tự đánh giá, xếp hạng mức độ chuyển đổi số cấp xã", "coordinate")["vi"]
    assert partners.answers == (("UBND các xã, thị trấn", "Ủy ban nhân dân các xã, thị trấn"),)
    assert spellings("Ủy ban nhân dân tỉnh") == ("Ủy ban nhân dân tỉnh", "UBND tỉnh")
    assert shortened("Hội đồng nhân dân xã") == "HĐND xã"


def test_a_deadline_is_expected_as_written_and_as_a_bare_time_and_is_not_in_its_question(
    everything: tuple[Candidate, ...],
) -> None:
    due = of(everything, "giải quyết dứt điểm các trường hợp trùng số định danh", "deadline")["vi"]
    assert due.question == "Thời hạn giải quyết dứt điểm các trường hợp trùng số định danh là khi nào?"
    assert due.answers == (("trước ngày 30/6/2025", "ngày 30/6/2025", "30/6/2025", "30/06/2025"),)
    for each in everything:
        if each.type == "deadline":
            assert not any(fold(wording) in fold(each.question) for wording in each.answers[0][:1]), each.id


def test_all_that_a_body_leads_is_proved_task_by_task_and_asked_in_english_too(
    everything: tuple[Candidate, ...],
) -> None:
    [police] = [each for each in everything if each.form == "en" and "does Công an huyện lead" in each.question]
    assert police.question == (
        "Which tasks does Công an huyện lead under Kế hoạch 31/KH-UBND of Ủy ban nhân dân huyện Cao Lộc?"
    )
    assert len(police.answers) == len(police.proofs) == 2 and police.type == "list"


def test_header_fields_are_asked_for_in_all_wordings_and_proved_by_their_own_line(
    everything: tuple[Candidate, ...],
) -> None:
    day = of(everything, "Thị xã Duyên Hải, ngày 31 tháng 10 năm 2023", "date")
    assert day.keys() == {"vi", "noacc", "short", "en"}
    assert day["en"].question == ("On what date was Công văn 2924/UBND-VX of Ủy ban nhân dân thị xã Duyên Hải issued?")
    assert {"31/10/2023", "31 October 2023"} <= set(day["en"].answers[0])
    signer = of(everything, "Lâm Minh Thế", "person")
    assert signer["short"].question == "ai ký KH 129-KH/TXU Thị ủy Duyên Hải" and signer["vi"].kind == "signature"
    issuer = of(everything, "ỦY BAN NHÂN DÂN THỊ XÃ DUYÊN HẢI", "what")["en"]
    assert issuer.question == "Which body issued Công văn 2924/UBND-VX dated 31 October 2023?"
    number = of(everything, "Số: 2924 /UBND-VX", "reference")["vi"]
    assert number.answers == (("2924/UBND-VX",),) and "2924" not in number.question


def test_a_field_that_is_blank_in_the_document_is_not_asked_for(everything: tuple[Candidate, ...]) -> None:
    tasks_2024 = [each for each in everything if (each.doc or "").startswith("ke-hoach-trong-tam")]
    assert tasks_2024 and not {"date", "person", "reference"} & {each.type for each in tasks_2024}


def test_so_many_facts_of_each_document_are_taken_from_every_type_and_always_the_same(store: Store) -> None:
    few = drafts(store, DOCUMENTED, 6)
    assert few == drafts(store, DOCUMENTED, 6)
    facts = collections.Counter({each.fact: each.doc for each in few}.values())
    # The official letter and the Party plan are two documents of one file.
    assert max(facts.values()) <= 12 and set(facts.values()) >= {6}
    assert {each.type for each in few} >= {"lead", "coordinate", "deadline", "date", "person", "what"}


def test_what_a_set_asks_already_is_not_proposed_again(store: Store, samples: Path) -> None:
    existing = questions.load(samples / "questions.jsonl")
    fresh = drafts(store, DOCUMENTED, 1000, existing)
    assert fresh and not of(fresh, "Lắp camera an ninh", "what")
    assert not of(fresh, "Tạo lập hồ sơ sức khỏe điện tử", "lead")
    assert of(fresh, "Tạo lập hồ sơ sức khỏe điện tử", "deadline")
    assert not drafts(store, DOCUMENTED, 1000, (*existing, *drafts(store, DOCUMENTED, 1000)))


def test_questions_asked_in_vain_become_candidates_without_an_answer_the_most_asked_first(tmp_path: Path) -> None:
    store = Store(tmp_path / "kehoach.sqlite3")
    for question in ("Giá vé xe buýt là bao nhiêu?", "gia vang hom nay", "gia vang hom nay", "bus fare?"):
        store.keep_unanswered(question, "en" if "bus fare" in question else "vi", question, "Không văn bản nào nói.")
    closed = store.unanswered("open")[0]
    assert closed.question == "bus fare?"
    asked = drafts(store, list(SOURCES), 6)
    assert [(each.question, each.form) for each in asked] == [
        ("gia vang hom nay", "noacc"),
        ("bus fare?", "en"),
        ("Giá vé xe buýt là bao nhiêu?", "vi"),
    ]
    assert all(each.doc is None and each.answers == () and not each.confirmed for each in asked)
    assert asked[0].note.startswith("asked 2×") and "Không văn bản nào nói." in asked[0].note
    store.close_unanswered(closed.id)
    assert len(drafts(store, list(SOURCES), 6)) == 2


def test_what_people_judged_becomes_a_candidate_with_their_words_beside_it(tmp_path: Path) -> None:
    store = Store(tmp_path / "kehoach.sqlite3")
    store.keep_feedback("Ai chủ trì tiêm phòng?", "Chủ trì: UBND xã [1]", "down", "phải là Trạm Thú y")
    store.keep_feedback("ai tiem phong", "UBND xã", "up")
    store.keep_feedback("謝謝", "", "up")
    store.close_feedback(store.keep_feedback("Đã xong?", "", "down").id)
    asked = drafts(store, ["feedback"], 6)
    assert [(each.question, each.form) for each in asked] == [
        ("謝謝", "vi"),
        ("ai tiem phong", "noacc"),
        ("Ai chủ trì tiêm phòng?", "vi"),
    ]
    assert asked[2].note.startswith("thumb down") and "“phải là Trạm Thú y” for: Chủ trì: UBND xã [1]" in asked[2].note
    assert not any(each.confirmed or each.answers for each in asked)


def test_a_file_of_drafts_is_read_and_refused_until_somebody_confirms(
    tmp_path: Path, everything: tuple[Candidate, ...]
) -> None:
    path = tmp_path / "drafts.jsonl"
    path.write_text(questions.dump(everything[:3]), encoding="utf-8")
    with pytest.raises(UnreadableFile, match=r"drafts\.jsonl: nobody has confirmed 3 of 3 questions"):
        questions.refuse_drafts(questions.load(path), path.name)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        del line["confirmed"]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    confirmed = questions.load(path)
    questions.refuse_drafts(confirmed, path.name)
    assert "confirmed" not in questions.dump(confirmed)
