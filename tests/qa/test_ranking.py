"""The second stage over the sample plans: what its features see, and that they order the candidates."""

from __future__ import annotations

import dataclasses

import pytest

from qa import confidence, ranking
from qa.assistant import Assistant
from qa.confidence import Signals
from qa.ranking import Candidate, Features
from qa.words import Asked


def of(candidates: list[Candidate], number: str) -> list[Candidate]:
    return [candidate for candidate in candidates if candidate.hit.document.header.number == number]


def test_fitted_weights_are_those_of_features_that_there_are() -> None:
    assert ranking.WEIGHTS.keys() <= {field.name for field in dataclasses.fields(Features)}
    named = {"bias", *(field.name for field in dataclasses.fields(Signals))}
    assert confidence.ANSWERED.keys() <= named and confidence.RIGHT.keys() <= named
    assert 0 < confidence.THRESHOLD < 1


def test_a_rank_is_the_weighted_sum_of_the_features_and_the_best_stands_first(assistant: Assistant) -> None:
    candidates = assistant.candidates("Kinh phí chuyển đổi số của huyện Cao Lộc năm 2025 là bao nhiêu?")
    ranks = [candidate.rank for candidate in candidates]
    assert ranks == sorted(ranks, reverse=True)
    for candidate in candidates:
        weighted = sum(weight * getattr(candidate.features, name) for name, weight in ranking.WEIGHTS.items())
        assert candidate.rank == pytest.approx(weighted)


@pytest.mark.parametrize(
    "question",
    [
        "Kinh phí của kế hoạch huyện Mường La là bao nhiêu?",
        "kinh phi cua ke hoach huyen muong la la bao nhieu",
        "what is the budget of the plan of Mường La district?",
    ],
)
def test_a_place_is_a_documents_own_in_every_wording(assistant: Assistant, question: str) -> None:
    candidates = assistant.candidates(question)
    there = of(candidates, "112/KH-UBND")
    assert there and {candidate.features.place for candidate in there} == {1.0}
    assert {c.features.place for c in candidates if c not in there} == {0.0}
    assert candidates[0] in there


@pytest.mark.parametrize(
    "question", ["Kế hoạch 31/KH-UBND do ai ký?", "Kế hoạch số 31 do ai ký?", "who signed plan no. 31?"]
)
def test_a_number_is_known_whole_or_by_its_digits(assistant: Assistant, question: str) -> None:
    candidates = assistant.candidates(question)
    there = of(candidates, "31/KH-UBND")
    assert there and {candidate.features.number for candidate in there} == {1.0}
    assert {c.features.number for c in candidates if c not in there} == {0.0}


def test_words_that_a_whole_document_says_tell_none_of_its_passages_apart(assistant: Assistant) -> None:
    candidates = of(
        assistant.candidates("Chuyển đổi số: lắp camera an ninh trên Quốc lộ 1A xong khi nào?"), "31/KH-UBND"
    )
    row = candidates[0]
    assert "Lắp camera" in row.hit.passage.text
    assert row.features.told_apart == max(candidate.features.told_apart for candidate in candidates)
    assert row.inside["camera"] > row.inside["an_ninh"] > 0
    assert row.inside["camera"] > row.inside.get("so", 0.0)


def test_words_that_a_document_lacks_are_strange_to_it(assistant: Assistant) -> None:
    candidates = assistant.candidates("Lắp camera an ninh trên Quốc lộ 1A xong khi nào?")
    strange = {c.hit.document.header.number: c.features.strange for c in candidates}
    assert strange["31/KH-UBND"] == min(strange.values()) < max(strange.values())


def test_only_the_block_that_names_the_signer_states_who_signed(assistant: Assistant) -> None:
    candidates = assistant.candidates("Kế hoạch 31/KH-UBND do ai ký?")
    states = [candidate for candidate in candidates if candidate.features.states]
    assert states[0] is candidates[0]
    for candidate in states:
        assert (candidate.hit.document.header.signer or "?") in candidate.hit.passage.text
        assert candidate.features.frame == 1.0


def test_a_figure_in_the_unit_asked_for_is_seen(assistant: Assistant) -> None:
    candidates = of(assistant.candidates("Dự toán chuyển đổi số Cao Lộc 2025 là bao nhiêu tỷ đồng?"), "31/KH-UBND")
    assert "6,25 tỷ đồng" in candidates[0].hit.passage.text
    assert candidates[0].features.unit == candidates[0].features.kind == 1.0
    assert any(candidate.features.unit == 0.0 for candidate in candidates)


def test_a_row_gives_out_what_its_columns_are_named_for(assistant: Assistant) -> None:
    candidates = of(assistant.candidates("Lắp camera an ninh trên Quốc lộ 1A cùng những đơn vị nào?"), "31/KH-UBND")
    row = next(candidate for candidate in candidates if "Lắp camera" in candidate.hit.passage.text)
    assert "phối hợp" in row.hit.passage.passage.section[-1]
    assert "phối hợp" not in row.hit.passage.text
    assert row.features.kind == 1.0


def test_a_long_passage_is_known_for_one_and_a_list_for_one_where_a_list_is_wanted(assistant: Assistant) -> None:
    listed = assistant.candidates("Liệt kê các đơn vị phối hợp số hóa sổ hộ tịch ở Cao Lộc")
    by_size = sorted(listed, key=lambda candidate: len(candidate.hit.passage.text.split()))
    lengths = [candidate.features.length for candidate in by_size if not candidate.features.frame]
    assert lengths == sorted(lengths) and 0.0 == lengths[0] < lengths[-1] < 2.0
    assert any(candidate.features.lists for candidate in listed)
    single = assistant.candidates("Ai chủ trì số hóa sổ hộ tịch ở Cao Lộc?")
    assert not any(candidate.features.lists for candidate in single)


def test_no_candidates_are_an_empty_ranking(assistant: Assistant) -> None:
    known = assistant._known()
    understanding = assistant.understand("ai chủ trì giao đất?")
    asked = Asked(understanding.words, known.rarity)
    assert ranking.rank(understanding, [], asked, known.places, known.words) == []
