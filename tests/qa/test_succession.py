"""Answers of plans that were replaced, and of plans that are held twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.settings import Settings
from corpus.store import Filters
from index.library import Library
from qa.assistant import Assistant
from tests.succession import NEW, plans_in

OLD_WORK = "Ai chủ trì nạo vét kênh Khuổi Luông?"
NEW_WORK = "Ai chủ trì đổ bê tông mương Nà Lầu?"


@pytest.fixture(scope="module")
def succession(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant over a plan, the one that replaces it, held twice, and what carries that out."""
    folder = tmp_path_factory.mktemp("succession")
    library = Library(Settings(data=folder / "data", keep_unanswered=False), assistant.library.embedder)
    library.ingest([plans_in(folder / "plans")])
    yield Assistant(library)


def test_an_answer_of_a_replaced_plan_says_so_in_both_languages_and_links_the_newer_one(succession: Assistant) -> None:
    answer = succession.ask(OLD_WORK)
    assert "Chi cục Thủy lợi" in answer.text
    [note] = answer.notes
    assert "12/KH-UBND" in note.text and "đã được thay thế bởi" in note.text
    assert "45/KH-UBND ngày 05/01/2026" in note.name and note.name in note.text
    newer = answer.citations[0].newer
    assert newer is not None and newer.header.number == "45/KH-UBND" and newer == note.document
    [english] = succession.ask("who leads dredging of the kênh Khuổi Luông?").notes
    assert "has been replaced by" in english.text and "45/KH-UBND" in english.name


def test_an_answer_of_a_plan_in_force_has_no_such_note(succession: Assistant) -> None:
    answer = succession.ask(NEW_WORK)
    assert not answer.abstained and answer.notes == () and answer.citations[0].newer is None


def test_a_plan_that_is_held_twice_is_found_answered_and_counted_once(succession: Assistant) -> None:
    held = {document.id for document in succession.library.documents() if document.source.startswith("moi")}
    assert len(held) == 2
    found = {hit.document.id for hit in succession.search(NEW_WORK, 20)[1]}
    assert len(found & held) == 1
    listed = succession.ask("liệt kê các nhiệm vụ có hạn trong năm 2026")
    assert len(listed.tasks) == 2


def test_each_of_two_files_of_a_plan_answers_where_it_is_asked_for(succession: Assistant) -> None:
    for document in succession.library.documents():
        if document.source.startswith("moi"):
            answer = succession.ask(NEW_WORK, filters=Filters(document=document.id))
            assert {citation.hit.document.id for citation in answer.citations} == {document.id}
            other = [note for note in answer.notes if "Kho có bản khác" in note.text]
            assert bool(other) == (document.row in succession.library.store.left_out())


def test_a_file_that_comes_again_or_goes_changes_what_answers(succession: Assistant, tmp_path: Path) -> None:
    library = Library(Settings(data=tmp_path / "data", keep_unanswered=False), succession.library.embedder)
    assistant = Assistant(library)
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "mot.txt").write_text(NEW, encoding="utf-8")
    (folder / "hai.txt").write_text(NEW.replace("31/8/2026", "30/9/2026"), encoding="utf-8")
    library.ingest([folder / "mot.txt"])
    assert "31/8/2026" in assistant.ask(NEW_WORK).text
    library.ingest([folder / "hai.txt"])
    corrected = assistant.ask(NEW_WORK)
    assert "30/9/2026" in corrected.text and "31/8/2026" not in corrected.text
    library.remove(next(document.id for document in library.documents() if document.source == "hai.txt"))
    assert "31/8/2026" in assistant.ask(NEW_WORK).text
