"""What is compared with: each finds by its own means only, and answers in the same shape."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.errors import EmptyCorpus
from corpus.settings import Settings
from eval.baselines import CHUNK, MAKERS, Dense, Lexical, Tutorial
from eval.systems import DEPTH
from qa.assistant import Assistant

_QUESTION = "Ai lập các đoàn kiểm tra chống rét?"


@pytest.mark.parametrize("name", MAKERS)
def test_a_baseline_answers_with_its_first_passage_and_never_abstains(name: str, assistant: Assistant) -> None:
    reply = MAKERS[name](assistant).ask(_QUESTION, 5)
    assert len(reply.found) == DEPTH and not reply.abstained
    assert reply.answer == reply.found[0].text == reply.citations[0].quote
    scores = [place.score for place in reply.found if place.score is not None]
    assert len(scores) == DEPTH and scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("name", MAKERS)
def test_what_a_baseline_finds_is_verbatim_text_of_the_document_it_names(name: str, assistant: Assistant) -> None:
    for place in MAKERS[name](assistant).ask(_QUESTION, 5).found:
        assert assistant.library.store.text(place.document_id)[place.start : place.end] == place.text


def test_lexical_finds_only_passages_that_share_a_word(assistant: Assistant) -> None:
    assert Lexical(assistant).ask("zzzz qqqq", 5).found == ()
    assert Lexical(assistant).ask("zzzz qqqq", 5).answer == ""


def test_dense_orders_by_cosine(assistant: Assistant) -> None:
    ids, vectors = assistant.library.store.vectors()
    cosines = vectors @ assistant.library.embedder.embed_question(_QUESTION)
    best = assistant.library.store.fetch([int(ids[int(np.argmax(cosines))])])
    (passage,) = best.values()
    first = Dense(assistant).ask(_QUESTION, 1).found[0]
    assert first.text == passage.text
    assert first.score == pytest.approx(float(cosines.max()), abs=1e-5)


def test_the_tutorial_splits_every_document_whole_and_keeps_its_vectors(assistant: Assistant) -> None:
    found = Tutorial(assistant).ask(_QUESTION, 50).found
    assert max(len(place.text) for place in found) <= CHUNK
    kept = assistant.library.settings.data / "eval" / "tutorial.npz"
    made = kept.stat().st_mtime_ns
    again = Tutorial(assistant).ask(_QUESTION, 50)
    assert kept.stat().st_mtime_ns == made
    assert again.found == found


def test_the_tutorial_makes_its_vectors_anew_when_the_documents_change(
    tmp_path: Path, samples: Path, assistant: Assistant
) -> None:
    from index.library import Library

    library = Library(Settings(data=tmp_path), assistant.library.embedder)
    first, second = sorted(path for path in samples.iterdir() if path.suffix in (".txt", ".html"))[:2]
    library.ingest([first])
    before = Tutorial(Assistant(library)).ask(_QUESTION, 5)
    library.ingest([second])
    after = Tutorial(Assistant(library)).ask(_QUESTION, 50)
    assert {place.source for place in before.found} == {first.name}
    assert {place.source for place in after.found} == {first.name, second.name}


@pytest.mark.parametrize("name", MAKERS)
def test_an_empty_store_is_one_clear_error(name: str, tmp_path: Path, assistant: Assistant) -> None:
    from index.library import Library

    with pytest.raises(EmptyCorpus, match="ingest"):
        MAKERS[name](Assistant(Library(Settings(data=tmp_path), assistant.library.embedder)))
