"""The words of reports, in both languages."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from eval.measures import measures
from eval.outcomes import Why
from eval.words import LANGUAGES, Words, texts

#: What English takes from the definitions themselves.
ONLY_VIETNAMESE = "means_"


def test_both_languages_say_the_same_things() -> None:
    english, vietnamese = texts("en"), texts("vi")
    assert set(english) == {key for key in vietnamese if not key.startswith(ONLY_VIETNAMESE)}
    for key, text in english.items():
        assert set(re.findall(r"\{\w+\}", text)) >= set(re.findall(r"\{\w+\}", vietnamese[key])), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_measure_and_reason_has_its_words(language: str) -> None:
    words = Words(language)
    for name in measures(5):
        assert f"measure_{name}" in words or f"measure_{name.partition('@')[0]}" in words, name
    for why in get_args(Why):
        assert all(f"{part}_{why}" in words for part in ("why", "because", "this")), why


def test_every_vietnamese_measure_is_explained() -> None:
    words = Words("vi")
    for name in measures(5):
        assert f"means_{name}" in words or f"means_{name.partition('@')[0]}" in words, name


def test_no_text_is_left_over() -> None:
    from tests.test_repository import ROOT

    parts = [*(ROOT / "eval").glob("*.py"), *(ROOT / "eval" / "templates").iterdir()]
    code = "\n".join(path.read_text(encoding="utf-8") for path in parts)
    families = "why_|because_|this_|measure_|means_|form_|type_|group_|system_|made_|key_|card_|where_|time_"
    unused = [key for key in texts("en") if not re.match(families, key) and f'"{key}"' not in code]
    assert unused == []


def test_figures_are_written_as_the_language_writes_them() -> None:
    english, vietnamese = Words("en"), Words("vi")
    assert (english.share(0.856), vietnamese.finely(0.856)) == ("86\N{NO-BREAK SPACE}%", "85,6\N{NO-BREAK SPACE}%")
    assert (english.points(0.0123), vietnamese.points(-0.05)) == ("+1.2", "−5,0")
    assert (english.seconds(0.0212), vietnamese.seconds(2.345)) == ("21\N{NO-BREAK SPACE}ms", "2,3\N{NO-BREAK SPACE}s")
    assert english.count(12345) == "12\N{NARROW NO-BREAK SPACE}345"
    assert english.p(0.0001) == "< 0.001"


def test_nearly_all_is_not_all() -> None:
    words = Words("en")
    assert [words.share(share) for share in (0, 0.004, 0.996, 1)] == [
        f"{figure}\N{NO-BREAK SPACE}%" for figure in ("0", "0.4", "99.6", "100")
    ]


def test_a_name_without_words_is_its_own() -> None:
    assert Words("vi").name("form", "telex") == "telex"
