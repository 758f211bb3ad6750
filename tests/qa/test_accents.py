"""Accents restored from the words of the corpus."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.syllables import fold
from qa.accents import AccentModel
from qa.assistant import Assistant
from qa.language import has_accents

TEXTS = [
    "Phòng Tài nguyên và Môi trường chủ trì giao đất cho trường Bảo Lâm.",
    "Phòng Giáo dục và Đào tạo báo cáo kết quả trước ngày 30/6.",
]


@pytest.fixture(scope="module")
def model() -> AccentModel:
    return AccentModel.build(TEXTS, ["cơ quan nào", "khi nào"])


def test_words_of_the_corpus_get_their_accents_back(model: AccentModel) -> None:
    assert model.restore("co quan nao giao dat cho truong Bao Lam?") == "cơ quan nào giao đất cho trường Bảo Lâm?"


@pytest.mark.parametrize(
    "question",
    [
        "ai lo việc này, sở nào giúp",
        "con bò sữa, giá vé, bị phạt bao nhiêu tiền",
        "dùng tiền vào việc gì",
        "mở lớp tập huấn hôm nào",
        "nhà bị sập được hỗ trợ bao nhiêu",
    ],
)
def test_how_people_ask_is_known_without_any_document(question: str) -> None:
    assert AccentModel.build([], []).restore(unaccented(question)) == question


def test_a_frequent_syllable_of_one_word_does_not_stand_for_others() -> None:
    model = AccentModel.build(["chia sẻ dữ liệu và chia sẻ thông tin", "tỉnh sẽ họp", "huyện sẽ làm", "xã sẽ nộp"], [])
    assert model.restore("ai se chu tri").startswith("ai sẽ ")


def test_names_are_spelt_as_the_corpus_spells_them() -> None:
    model = AccentModel.build(["Bà Phạm Thị Thanh Trà họp với Thanh tra tỉnh Đắk Lắk."], [])
    assert model.name("Dak Lak") == "Đắk Lắk"
    assert model.name("Ha Noi") is None
    assert model.restore("ba pham thi thanh tra noi gi, thanh tra tinh lam gi") == (
        "bà phạm thị thanh trà nói gì, thanh tra tỉnh làm gì"
    )


def test_words_that_the_corpus_sets_side_by_side_belong_together(model: AccentModel) -> None:
    assert model.attested("giao đất cho trường") and not model.attested("đất giao")
    repeated = AccentModel.build(TEXTS * 3, [])
    assert repeated.together("phòng giáo dục", "và đào tạo") > 0
    assert repeated.together("đào tạo", "giáo dục") == 0


def test_accents_that_were_typed_stay(model: AccentModel) -> None:
    assert model.restore("giáo dat").startswith("giáo ")


def test_the_words_of_the_corpus_are_restored_from_its_folded_text(assistant: Assistant) -> None:
    model = assistant._known().accents
    right = total = 0
    for stored in list(assistant.library.store.passages())[::3]:
        text = stored.text.replace("đ", "đ")
        restored, folded = model.restore(unaccented(text)), text
        for got, expected in zip(restored.lower().split(), folded.lower().split(), strict=True):
            right += got == expected
            total += 1
    assert right / total > 0.97


def unaccented(text: str) -> str:
    return "".join(fold(letter) if letter.islower() else fold(letter).upper() for letter in text)


def test_a_model_comes_back_from_disk_for_its_generation_alone(model: AccentModel, tmp_path: Path) -> None:
    model.save(tmp_path, 7)
    assert AccentModel.load(tmp_path, 8) is None
    loaded = AccentModel.load(tmp_path, 7)
    assert loaded is not None and loaded.restore("giao dat") == model.restore("giao dat")
    (tmp_path / "accents.json.gz").write_bytes(b"torn")
    assert AccentModel.load(tmp_path, 7) is None


@given(st.text())
def test_restoring_changes_accents_alone(text: str) -> None:
    model = AccentModel.build(TEXTS, [])
    assert fold(model.restore(text)) == fold(text)


def test_a_name_with_accents_in_a_question_without_them_is_not_enough() -> None:
    assert has_accents("Cơ quan nào chủ trì?")
    assert not has_accents("co quan nao chu tri giao dat truong Bảo Lâm nam nay the")


def test_a_half_accented_question_gets_its_other_accents_but_keeps_names(assistant: Assistant) -> None:
    half = assistant.understand("Phòng nao chủ trì ho so giao dat cho truong mam non Thuy Hùng")
    assert half.form == "vi"
    assert half.text == "Phòng nào chủ trì hồ sơ giao đất cho trường mầm non Thuy Hùng"
    whole = "Tỷ lệ bé trai trên 100 bé gái năm 2025 là bao nhiêu?"
    assert assistant.understand(whole).text == whole


def test_what_no_plan_says_is_restored_by_the_terms_of_the_field() -> None:
    asked = "ai kết hôn?"
    assert AccentModel.build(TEXTS, []).restore(unaccented(asked)) != asked
    learned = AccentModel.build(TEXTS, [], ["kết hôn"])
    assert learned.restore(unaccented(asked)) == asked
    assert not learned.attested("kết hôn") and not learned.knows("hôn")


def test_a_phrase_of_questions_is_read_at_their_beginning() -> None:
    model = AccentModel.build(["số nào cũng được, số nào cũng ghi"] * 5, ["sở nào"])
    assert model.restore("so nao lap danh sach").startswith("sở nào")
