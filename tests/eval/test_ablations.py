"""Each switch turns its stage off, and no other."""

from __future__ import annotations

import dataclasses

import pytest

from eval.ablations import ABLATIONS, MAKERS
from qa.assistant import Assistant

_PLAIN = "ai lap cac doan kiem tra chong ret"
_ACCENTED = "Ai lập các đoàn kiểm tra chống rét?"
_ENGLISH = "Who sets up the inspection teams against the cold?"


@pytest.mark.parametrize("name", ABLATIONS)
def test_an_ablated_assistant_still_answers_under_its_own_name(name: str, assistant: Assistant) -> None:
    system = MAKERS[name](assistant)
    assert system.name == name
    assert system.describe()["off"] == name.removeprefix("no-")
    assert system.ask(_ACCENTED, 5).found


def test_without_late_interaction_no_passage_is_compared_token_by_token(assistant: Assistant) -> None:
    changed = ABLATIONS["no-late-interaction"](assistant)
    said = [candidate.features.said for candidate in changed.candidates(_ACCENTED)]
    assert said and not any(said)
    assert any(candidate.features.said for candidate in assistant.candidates(_ACCENTED))


def test_without_second_stage_candidates_stay_in_the_order_of_the_indexes(assistant: Assistant) -> None:
    changed = ABLATIONS["no-second-stage"](assistant)
    fused = [candidate.hit.score for candidate in changed.candidates(_ACCENTED)]
    assert fused == sorted(fused, reverse=True)
    _, hits = changed.search(_ACCENTED, 10)
    assert [hit.score for hit in hits] == fused[:10]
    own = [candidate.hit.score for candidate in assistant.candidates(_ACCENTED)]
    assert own != sorted(own, reverse=True)


def test_without_glossary_english_is_looked_up_in_english(assistant: Assistant) -> None:
    assert "inspection" in ABLATIONS["no-glossary"](assistant).understand(_ENGLISH).query.words
    assert "inspection" not in assistant.understand(_ENGLISH).query.words


def test_without_abbreviations_shorthand_stays(assistant: Assistant) -> None:
    short = "UBND huyện giao ai chủ trì?"
    assert "UBND" in ABLATIONS["no-abbreviations"](assistant).understand(short).text
    assert "UBND" not in assistant.understand(short).text


def test_without_accents_a_question_is_read_as_typed(assistant: Assistant) -> None:
    assert ABLATIONS["no-accents"](assistant).understand(_PLAIN).text == _PLAIN
    assert assistant.understand(_PLAIN).text != _PLAIN


def test_without_stop_words_every_word_is_looked_up_and_nothing_else_changes(assistant: Assistant) -> None:
    changed = ABLATIONS["no-stop-words"](assistant).understand(_ACCENTED)
    own = assistant.understand(_ACCENTED)
    assert "Ai" in changed.query.words.split() and "Ai" not in own.query.words.split()
    query = dataclasses.replace(changed.query, words=own.query.words)
    assert dataclasses.replace(changed, query=query) == own


def test_without_register_there_is_no_list_and_no_task(assistant: Assistant) -> None:
    listed = "Phòng Tài nguyên và Môi trường có những nhiệm vụ gì?"
    changed = ABLATIONS["no-register"](assistant)
    assert not changed.ask(listed).tasks
    assert assistant.ask(listed).tasks
    assert assistant.library.store.count_tasks() > 0


def test_without_premises_nothing_is_unmet(assistant: Assistant) -> None:
    elsewhere = "Ai lập các đoàn kiểm tra chống rét của tỉnh Cà Mau năm 2031?"
    *_, unmet = assistant.findings(elsewhere)
    *_, credulous = ABLATIONS["no-premises"](assistant).findings(elsewhere)
    assert any(dataclasses.astuple(unmet)) and not any(dataclasses.astuple(credulous))
