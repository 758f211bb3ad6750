"""Files as the store knows them: moved, removed, and those that failed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from corpus.database import MIGRATIONS
from corpus.errors import EncryptedFile, NotFound, StoreError, UnreadableFile
from corpus.store import Store
from tests.corpus.test_store import document, vectors

ERROR = UnreadableFile("a.pdf is damaged.", "Save it again.")


def put(store: Store, key: str, *texts: str, content: bytes = b"x") -> list[str]:
    documents = [(document(text), vectors()) for text in texts]
    return store.replace(key, Path(key).name, content, "1", "m", documents, stamp="stamp")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "kehoach.sqlite3")


def test_a_file_that_moves_keeps_ids_passages_and_vectors(store: Store) -> None:
    ids = put(store, "/plans/a.txt", "Một.", "Hai.")
    passages, generation = store.vectors()[0].tolist(), store.generation
    assert store.files.move("/plans/a.txt", "/plans/2024/b.txt", "b.txt")
    assert store.files.documents("/plans/2024/b.txt") == ids and store.files.at("/plans/a.txt") is None
    assert [d.source for d in store.documents()] == ["b.txt", "b.txt"]
    assert store.vectors()[0].tolist() == passages and store.generation == generation + 1
    assert store.file(ids[0]) == ("b.txt", b"x")


def test_a_new_file_where_another_was_before_it_moved_has_ids_of_its_own(store: Store) -> None:
    first = put(store, "/a.txt", "Một.", "Hai.")
    store.files.move("/a.txt", "/b.txt", "b.txt")
    second = put(store, "/a.txt", "Ba.", "Bốn.")
    assert not {*first} & {*second}
    assert put(store, "/a.txt", "Năm.") == second[:1] and put(store, "/b.txt", "Sáu.") == first[:1]


def test_moving_an_internal_file_tells_the_public_nothing(store: Store, tmp_path: Path) -> None:
    [name] = put(store, "/a.txt", "Một.")
    public = Store(tmp_path / "kehoach.sqlite3", public=True)
    before = public.generation
    store.files.move("/a.txt", "/b.txt", "b.txt")
    assert public.generation == before + 1 and public.document(name).source == "b.txt"
    store.set_internal(name, True)
    before = public.generation
    store.files.move("/b.txt", "/c.txt", "c.txt")
    assert store.document(name).internal and public.generation == before
    store.files.remove(["/c.txt"])
    assert store.documents() == [] and public.generation == before


def test_a_file_does_not_move_onto_another(store: Store) -> None:
    first, second = put(store, "/a.txt", "Một."), put(store, "/b.txt", "Hai.")
    assert not store.files.move("/a.txt", "/b.txt", "b.txt")
    assert not store.files.move("/none.txt", "/c.txt", "c.txt")
    assert (store.files.documents("/a.txt"), store.files.documents("/b.txt")) == (first, second)


def test_files_of_a_folder_are_those_inside_of_it(store: Store) -> None:
    for key in ("/plans/a.txt", "/plans/2024/b.txt", "/plans-old/c.txt", "/plans", "upload:d.txt"):
        put(store, key, "Một.")
    assert sorted(file.key for file in store.files.under("/plans")) == ["/plans/2024/b.txt", "/plans/a.txt"]
    store.files.remove(["/plans/a.txt", "/plans/none.txt"])
    assert [file.key for file in store.files.under("/plans")] == ["/plans/2024/b.txt"]
    assert len(list(store.files.under("/"))) == 3


def test_a_failure_is_kept_until_the_file_is_stored(store: Store) -> None:
    assert store.failures.keep("/a.pdf", "a.pdf", ERROR, "1", "hash", "stamp")
    [failure] = store.failures.listed()
    assert (failure.key, failure.message, failure.remedy, failure.documents) == ("/a.pdf", *ERROR.args, ())
    assert str(failure.error) == str(ERROR)
    assert not store.failures.keep("/a.pdf", "a.pdf", ERROR, "1", "hash", "another stamp")
    assert store.failures.listed()[0].at == failure.at and store.generation == 0
    put(store, "/a.pdf", "Một.")
    assert store.failures.count() == 0


def test_a_failure_keeps_what_kind_it_is(store: Store) -> None:
    store.failures.keep("/a.pdf", "a.pdf", EncryptedFile("a.pdf needs a password.", "Remove it."), "1", None, None)
    store.failures.keep("/b.pdf", "b.pdf", StoreError("The disk is full.", "Make room."), "1", None, None)
    assert [type(failure.error) for failure in store.failures.listed()] == [EncryptedFile, UnreadableFile]
    store.failures.keep("/a.pdf", "a.pdf", ERROR, "1", None, None)
    assert [type(failure.error) for failure in store.failures.listed()] == [UnreadableFile, UnreadableFile]


def test_a_failure_names_what_is_still_stored_of_its_file(store: Store) -> None:
    ids = put(store, "/a.pdf", "Một.", "Hai.")
    store.failures.keep("/a.pdf", "a.pdf", ERROR, "1", "hash", None)
    assert store.failures.listed()[0].documents == tuple(ids)
    store.files.move("/a.pdf", "/b.pdf", "b.pdf")
    assert [(each.key, each.documents) for each in store.failures.under("/")] == [("/b.pdf", tuple(ids))]


def test_a_failure_is_forgotten_by_its_number_once(store: Store) -> None:
    store.failures.keep("/a.pdf", "a.pdf", ERROR, "1", None, None)
    [failure] = store.failures.listed()
    store.failures.remove(failure.id)
    with pytest.raises(NotFound, match=str(failure.id)):
        store.failures.remove(failure.id)


def test_a_store_of_the_version_before_keeps_its_files_and_ids(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "kehoach.sqlite3") as db:
        for file in sorted(MIGRATIONS.glob("*.sql"))[:7]:
            db.executescript(file.read_text(encoding="utf-8"))
        db.execute(
            "INSERT INTO files VALUES (1, '/a.txt', 'a.txt', 'hash', '1', x'78', '2026-01-01T00:00:00+00:00', 0)"
        )
        db.execute(
            "INSERT INTO documents (id, file, position, title, legal_bases, recipients, text)"
            " VALUES ('0123456789ab', 1, 0, 'T', '[]', '[]', 'Cũ.')"
        )
        db.execute("PRAGMA user_version = 7")
    db.close()
    store = Store(tmp_path / "kehoach.sqlite3")
    assert store.file("0123456789ab") == ("a.txt", b"x")
    store.files.move("/a.txt", "/b.txt", "b.txt")
    assert put(store, "/b.txt", "Mới.") == ["0123456789ab"]
