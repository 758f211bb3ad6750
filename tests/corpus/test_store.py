"""The store: what goes in comes out, replacing is whole, and a stranger's file is refused."""

from __future__ import annotations

import contextlib
import datetime
import sqlite3
import threading
from pathlib import Path

import numpy as np
import pytest

from corpus import feedback, unanswered
from corpus.database import MIGRATIONS
from corpus.documents import Document, Header, Page, Passage, Section, Vectors
from corpus.errors import NotFound, StoreError
from corpus.store import Filters, Store, content_hash

HEADER = Header(
    number="15/KH-UBND",
    type="Kế hoạch",
    issuer="Ủy ban nhân dân huyện Cao Lộc",
    place="Cao Lộc",
    date=datetime.date(2024, 2, 5),
    year=2024,
    subject="Công tác dân số",
    legal_bases=("Căn cứ một",),
    signer="Hoàng Văn An",
    signer_title="Phó Chủ tịch",
    recipients=("Sở Y tế",),
)


def document(text: str, header: Header = HEADER) -> Document:
    passages = (Passage(0, len(text), ("I. MỤC ĐÍCH",), "text", 1),)
    return Document(
        "a.txt", text, header, (Section("I. MỤC ĐÍCH", 1, None, 0, len(text)),), (Page(1, 0, len(text)),), passages
    )


def vectors(count: int = 1) -> Vectors:
    return Vectors(np.eye(count, 4, dtype=np.float32))


def put(store: Store, key: str, *texts: str, content: bytes = b"x", model: str = "m") -> list[str]:
    return store.replace(key, Path(key).name, content, "1", model, [(document(text), vectors()) for text in texts])


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "kehoach.sqlite3")


def test_a_document_comes_out_as_it_went_in(store: Store) -> None:
    [name] = put(store, "/a.txt", "Nội dung thứ nhất.")
    stored = store.document(name)
    assert stored.header == HEADER and stored.passages == 1 and stored.source == "a.txt"
    assert store.text(name) == "Nội dung thứ nhất." and store.file(name) == ("a.txt", b"x")
    assert store.sections(name) == [Section("I. MỤC ĐÍCH", 1, None, 0, 18)] and store.pages(name) == [Page(1, 0, 18)]
    [passage] = store.passages()
    assert passage.text == "Nội dung thứ nhất." and passage.passage.section == ("I. MỤC ĐÍCH",)
    ids, matrix = store.vectors()
    assert ids.tolist() == [passage.id] and matrix.tolist() == vectors().passages.tolist()


def test_a_changed_file_replaces_its_documents_and_keeps_their_ids(store: Store) -> None:
    before = put(store, "/a.txt", "Cũ.", "Thứ hai.")
    old = [passage.id for passage in store.passages()]
    after = put(store, "/a.txt", "Mới.", content=b"y")
    assert after == before[:1] and [store.text(name) for name in after] == ["Mới."]
    assert not store.fetch(old) and len(list(store.passages())) == 1


def test_every_change_makes_a_generation_and_reading_none(store: Store) -> None:
    assert store.generation == 0
    [name] = put(store, "/a.txt", "Một.")
    assert store.generation == 1
    store.documents(), store.vectors()
    assert store.generation == 1
    store.remove(name)
    assert store.generation == 2


def test_a_write_that_fails_leaves_the_old_content(store: Store) -> None:
    [name] = put(store, "/a.txt", "Cũ.")
    with pytest.raises(ValueError):
        store.replace("/a.txt", "a.txt", b"y", "1", "m", [(document("Mới."), vectors(3))])
    assert store.text(name) == "Cũ." and store.generation == 1


def test_unchanged_content_is_known_by_content_and_recipe(store: Store) -> None:
    put(store, "/a.txt", "Một.")
    stored = store.files.at("/a.txt")
    assert stored is not None
    assert stored.is_current(content_hash(b"x"), "1")
    assert not stored.is_current(content_hash(b"y"), "1")
    assert not stored.is_current(content_hash(b"x"), "2")
    assert store.files.at("/b.txt") is None


def test_removing_takes_all_documents_of_the_file(store: Store) -> None:
    first, second = put(store, "/a.txt", "Một.", "Hai.")
    [other] = put(store, "/b.txt", "Ba.")
    assert store.remove(second) == [first, second]
    assert [found.id for found in store.documents()] == [other]
    with pytest.raises(NotFound, match=first):
        store.remove(first)


def test_an_empty_store_has_no_vectors(store: Store) -> None:
    ids, matrix = store.vectors()
    assert len(ids) == len(matrix) == 0


def test_filters_fold_case_and_accents_and_tone_styles(store: Store) -> None:
    put(store, "/a.txt", "Một.")
    for filters in (Filters(issuer="CAO LỘC"), Filters(issuer="cao loc"), Filters(year=2024), Filters(type="ke hoach")):
        assert len(store.documents(filters)) == 1 and len(store.passage_ids(filters)) == 1
    for filters in (Filters(issuer="Mường La"), Filters(year=2023), Filters(type="Kế"), Filters(document="none")):
        assert not store.documents(filters) and len(store.passage_ids(filters)) == 0


def test_vectors_of_another_model_are_not_mixed_in(store: Store) -> None:
    put(store, "/a.txt", "Một.")
    with pytest.raises(StoreError, match="'m'"):
        put(store, "/b.txt", "Hai.", model="other")
    assert len(store.documents()) == 1


def test_many_threads_read_while_one_writes(store: Store) -> None:
    put(store, "/0.txt", "Không.")
    wrong: list[object] = []

    def look() -> None:
        for _ in range(30):
            count = len(store.documents())
            if not 1 <= count <= 21 or len(store.vectors()[0]) < 1:
                wrong.append(count)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(1, 21):
        put(store, f"/{number}.txt", "Một.")
    for thread in threads:
        thread.join()
    assert not wrong and len(store.documents()) == 21


def test_a_file_that_is_no_store_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "kehoach.sqlite3"
    path.write_bytes(b"this is no database" * 100)
    with pytest.raises(StoreError, match=r"kehoach\.sqlite3"):
        Store(path)
    assert path.read_bytes().startswith(b"this is no database")


def test_a_store_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "kehoach.sqlite3"
    Store(path).close()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 999")
    with pytest.raises(StoreError, match="999"):
        Store(path)


def test_a_store_of_the_first_version_keeps_its_documents_and_gains_a_register(tmp_path: Path) -> None:
    path = tmp_path / "kehoach.sqlite3"
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.executescript((MIGRATIONS / "0001_documents.sql").read_text(encoding="utf-8"))
        db.execute("PRAGMA user_version = 1")
        db.execute("INSERT INTO files VALUES (1, '/a.txt', 'a.txt', 'hash', '1', x'78', '2024-02-05T00:00:00+00:00')")
        db.execute(
            "INSERT INTO documents (id, file, position, title, legal_bases, recipients, text)"
            " VALUES ('abc', 1, 0, 'Kế hoạch', '[]', '[]', 'Một.')"
        )
        db.commit()
    store = Store(path)
    assert [(found.id, found.file_start) for found in store.documents()] == [("abc", b"x")] and store.text(
        "abc"
    ) == "Một."
    assert store.tasks() == [] and store.unanswered() == []
    put(store, "/b.txt", "Hai.")
    assert Store(path).document("abc").title == "Kế hoạch"


# -- questions that were not answered


def keep(store: Store, question: str, missing: str = "Không có văn bản nào nêu.") -> None:
    store.keep_unanswered(question, "vi", question.lower(), missing, ["a", "b"])


def test_an_unanswered_question_is_kept_once_and_counted(store: Store) -> None:
    for question in ("Ai trồng hoa đào?", "ai trong hoa dao", "Ai trồng  hoa Đào ?!"):
        keep(store, question)
    [kept] = store.unanswered()
    assert (kept.question, kept.understood_as) == ("Ai trồng  hoa Đào ?!", "ai trồng  hoa đào ?!")
    assert (kept.asked, kept.state, kept.nearest) == (3, "open", ("a", "b"))
    assert kept.missing == "Không có văn bản nào nêu."
    first, last = map(datetime.datetime.fromisoformat, (kept.first_at, kept.last_at))
    assert first <= last and first.tzinfo is not None


def test_keeping_a_question_makes_no_generation(store: Store) -> None:
    put(store, "/a.txt", "Một.")
    keep(store, "Ai?")
    store.close_unanswered(store.unanswered()[0].id)
    store.remove_unanswered(store.unanswered()[0].id)
    assert store.generation == 1


def test_a_closed_question_is_listed_apart_and_open_again_when_asked_in_vain(store: Store) -> None:
    keep(store, "Ai trồng hoa?")
    keep(store, "Ai tưới cây?")
    newer, older = store.unanswered("open")
    assert older.question == "Ai trồng hoa?"
    assert store.close_unanswered(older.id).state == "closed"
    assert [each.id for each in store.unanswered("open")] == [newer.id] and store.count_unanswered() == 2
    assert [each.id for each in store.unanswered("closed")] == [older.id]
    assert store.reopen_unanswered(older.id).state == store.unanswered()[1].state == "open"
    store.close_unanswered(older.id)
    keep(store, "ai trồng hoa")
    assert [each.id for each in store.unanswered("open", limit=1)] == [older.id]
    assert store.count_unanswered("closed") == 0


def test_an_unanswered_question_that_is_not_there_is_told(store: Store) -> None:
    for act in (store.close_unanswered, store.reopen_unanswered, store.remove_unanswered):
        with pytest.raises(NotFound, match="question 7"):
            act(7)


def test_only_the_newest_unanswered_questions_are_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unanswered, "MOST_KEPT", 3)
    for name in ("Một", "Hai", "Ba", "Một", "Bốn"):
        keep(store, name)
    assert [each.question for each in store.unanswered()] == ["Bốn", "Một", "Ba"]


def test_a_question_of_bytes_that_are_no_text_is_kept_all_the_same(store: Store) -> None:
    keep(store, "ai \udcff?")
    keep(store, "?!")
    assert [each.question for each in store.unanswered()] == ["?!", "ai ??"]


# -- what people say of answers


def test_a_rating_is_kept_listed_closed_and_forgotten(store: Store) -> None:
    up = store.keep_feedback("Ai?", "UBND xã.", "up")
    down = store.keep_feedback("Bao giờ?", "Năm 2024.", "down", "đã lùi sang 2025")
    assert store.feedback() == [down, up] and (up.comment, up.state) == ("", "open")
    assert store.feedback("down") == [down] and store.count_feedback("down") == 1
    assert store.close_feedback(up.id).state == "closed"
    assert [each.id for each in store.feedback(state="open")] == [down.id]
    assert store.reopen_feedback(up.id) == up and store.count_feedback(state="open") == 2
    store.remove_feedback(up.id)
    assert store.feedback() == [down] and store.generation == 0
    for act in (store.close_feedback, store.reopen_feedback, store.remove_feedback):
        with pytest.raises(NotFound, match=f"feedback {up.id}"):
            act(up.id)


def test_only_the_newest_ratings_are_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedback, "MOST_KEPT", 2)
    for question in ("Một", "Hai", "Ba"):
        store.keep_feedback(question, "", "up")
    assert [each.question for each in store.feedback()] == ["Ba", "Hai"]
