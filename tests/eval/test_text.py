"""How evaluation compares text."""

from __future__ import annotations

import importlib.util
import unicodedata
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from eval.text import contains, fold, squeeze, tokens


def test_squeezing_drops_markup_and_makes_dashes_and_spaces_one() -> None:
    assert squeeze(" **Chủ  trì**\n| Sở – Phòng |") == "Chủ trì Sở - Phòng"


def test_folding_drops_case_accents_and_space_around_punctuation() -> None:
    assert fold("Quyết Định số 1753 / QĐ-TTg , ngày 30 / 9") == "quyet dinh so 1753/qd-ttg,ngay 30/9"
    assert fold(unicodedata.normalize("NFD", "Đường Hoà")) == "duong hoa"


def test_evidence_is_found_whatever_its_accents_and_spacing() -> None:
    assert contains("a) Sở Y tế : chủ trì", "sở y tế: CHỦ TRÌ")
    assert not contains("Sở Y tế", "Sở Y tế Hà Nội")


def test_words_are_syllables_in_one_tone_style_without_markers() -> None:
    assert tokens("Lead: UỶ BAN (Hoà Bình) [1]") == ["lead", "ủy", "ban", "hòa", "bình"]
    assert tokens("1753/QĐ-TTg") == ["1753", "qđ", "ttg"]


def test_the_words_that_mlqa_leaves_out_are_left_out() -> None:
    assert tokens("những nhiệm vụ của Sở") == ["nhiệm", "vụ", "sở"]


@given(st.text(alphabet=st.sampled_from("aĐđ ộo\u0323\u0302-–—/,.()“”*#|_\n\t[1]")))
def test_folding_is_that_of_the_acceptance_script(shared: Path, text: str) -> None:
    spec = importlib.util.spec_from_file_location("score", shared / "acceptance" / "score.py")
    assert spec is not None and spec.loader is not None
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    assert squeeze(text) == score.squeeze(text)
    assert fold(text) == score.fold(text)
