from __future__ import annotations

import json
import unicodedata

import hypothesis
import hypothesis.strategies as st
import pytest

from corpus.encoding import decode
from corpus.grammar import DATA
from corpus.legacy import tcvn3, to_unicode, viqr, vni

TABLES = json.loads((DATA / "legacy_encodings.json").read_text("utf-8"))
SENTENCES = (
    "Phòng Văn hóa và Thông tin chủ trì xây dựng thư viện lưu động cho các thôn bản vùng cao.",
    "Các trường rà soát danh sách học sinh, báo cáo kết quả trước ngày 15 hằng tháng.",
    "Giao Trung tâm Y tế hướng dẫn người dân sử dụng nước sạch, phòng chống dịch bệnh mùa mưa lũ.",
    "Kinh phí thực hiện được bố trí từ ngân sách địa phương và các nguồn huy động hợp pháp khác.",
)
WORDS = sorted({word.strip(".,").lower() for sentence in SENTENCES for word in sentence.split()} - {"15"})


def in_tcvn3(text: str) -> str:
    codes: dict[str, str] = dict(zip(TABLES["tcvn3"]["to"], TABLES["tcvn3"]["from"], strict=True))
    return "".join(codes.get(letter, letter) for letter in text)


def in_vni(text: str) -> str:
    letters: dict[str, str] = {letter: code for code, letter in TABLES["vni"]["letters"].items()}
    codes = dict(letters)
    for mark, accents in TABLES["vni"]["marks"].items():
        for base in "aeouyAEOUY":
            codes[unicodedata.normalize("NFC", base + accents)] = base + mark
        for horned in "ơưƠƯ":
            codes.setdefault(unicodedata.normalize("NFC", horned + accents), letters[horned] + mark)
    return "".join(letters.get(letter, codes.get(letter, letter)) for letter in text)


def in_viqr(text: str) -> str:
    signs: dict[str, str] = {}
    for kind in ("shapes", "tones"):
        signs |= {accent: sign for sign, accent in TABLES["viqr"][kind].items()}
    plain = text.replace("đ", "dd").replace("Đ", "DD")
    return "".join(signs.get(letter, letter) for letter in _shapes_first(plain))


def _shapes_first(text: str) -> str:
    """NFD with the mark of the letter before that of the tone, as VIQR is typed."""
    pieces = []
    for letter in text:
        base, *marks = list(unicodedata.normalize("NFD", letter))
        shapes = set(TABLES["viqr"]["shapes"].values())
        pieces.append(base + "".join(sorted(marks, key=lambda mark: mark not in shapes)))
    return "".join(pieces)


ENCODERS = {"tcvn3": (in_tcvn3, tcvn3), "vni": (in_vni, vni), "viqr": (in_viqr, viqr)}


@pytest.mark.parametrize("encoding", ENCODERS)
@hypothesis.given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=30))
def test_what_was_written_in_an_old_encoding_comes_back(encoding: str, words: list[str]) -> None:
    write, read = ENCODERS[encoding]
    text = " ".join(words)
    assert read(write(text)) == text


@pytest.mark.parametrize("encoding", ENCODERS)
def test_sentences_tell_their_encoding(encoding: str) -> None:
    write, _ = ENCODERS[encoding]
    assert to_unicode([write(sentence) for sentence in SENTENCES]) == list(SENTENCES)


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_a_file_may_mix_unicode_and_an_old_encoding_line_by_line(encoding: str) -> None:
    write, _ = ENCODERS[encoding]
    lines = [write(sentence) if number % 2 else sentence for number, sentence in enumerate(SENTENCES)]
    assert to_unicode(lines) == list(SENTENCES)


@hypothesis.given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=30))
def test_unicode_stays_as_it_is(words: list[str]) -> None:
    lines = [" ".join(words).capitalize() + ".", *SENTENCES]
    assert to_unicode(lines) == lines


def test_english_and_lists_of_numbers_stay_as_they_are() -> None:
    lines = ["Annual plan (draft): is it due? Yes. See a+b and x^2.", "1. 2. 3.", "KH 12/2024", ""]
    assert to_unicode(lines) == lines


@pytest.mark.parametrize("encoding", ENCODERS)
def test_a_text_file_in_an_old_encoding_is_read(encoding: str) -> None:
    write, _ = ENCODERS[encoding]
    text = "\n".join(SENTENCES) + "\n"
    assert decode(write(text).encode("latin-1"), "plan.txt") == text
    assert decode(write(text).encode("utf-8"), "plan.txt") == text


def test_an_abbreviation_does_not_make_its_neighbours_capitals() -> None:
    assert tcvn3(in_tcvn3("Số: 45/KH-UBND")) == "Số: 45/KH-UBND"


@pytest.mark.parametrize("word", ["trấn", "dục", "huyện", "nghiệp"])
def test_a_word_put_into_tcvn3_twice_comes_back(word: str) -> None:
    line = in_tcvn3("các xã, phường và ") + in_tcvn3(in_tcvn3(word))
    assert tcvn3(line) == f"các xã, phường và {word}"


def test_a_name_that_lost_its_capital_to_tcvn3_has_it_again() -> None:
    lost = in_tcvn3("gửi về Sở Y tế, ủy ban nhân dân huyện")
    assert tcvn3(lost) == "gửi về Sở Y tế, Ủy ban nhân dân huyện"
    assert to_unicode([lost, "gửi về ủy ban"])[1] == "gửi về ủy ban"


def test_a_horn_that_a_pdf_lost_is_put_back() -> None:
    lost = in_tcvn3("tham mưu cho người đứng đầu như trước").replace("\u00ad", "")
    assert tcvn3(lost) == "tham mưu cho người đứng đầu như trước"
