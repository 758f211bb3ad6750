"""Internal documents: to the public view of a store they do not exist."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from corpus.database import connect
from corpus.documents import Document, Due, Header, Page, Passage, ScannedPage, Section, Task, Vectors
from corpus.errors import NotFound
from corpus.store import Filters, Store, TaskFilters

SECRET = "Phương án bí mật"


def document(name: str) -> Document:
    text = f"{SECRET} {name}." if name.startswith("internal") else f"Kế hoạch {name}."
    span = (0, len(text))
    return Document(
        name,
        text,
        Header(number=f"{name}/KH", year=2024),
        (Section(text, 1, None, *span),),
        (Page(1, *span),),
        (Passage(*span, (text,), "text", 1),),
        (
            Task(
                *span,
                section=(text,),
                page=1,
                roles=("chủ trì",),
                lead=name,
                coordinating=(),
                others=(),
                action="làm",
                object=text,
                deadline="2024",
                due=Due(),
                product=None,
                place=None,
                row=False,
            ),
        ),
        (ScannedPage(1, 0.5, ()),),
    )


def put(store: Store, name: str, *, internal: bool = False, content: bytes = b"x") -> str:
    vectors = Vectors(np.eye(1, 4, dtype=np.float32), (np.ones((2, 3), np.int8),))
    [id] = store.replace(f"/{name}", name, content, "1", "m", [(document(name), vectors)], internal=internal)
    return id


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "kehoach.sqlite3")


@pytest.fixture
def public(store: Store) -> Store:
    return Store(store.path, public=True)


#: Everything that the store tells of documents, by name.
LOOKS: dict[str, Callable[[Store], object]] = {
    "documents": lambda s: s.documents(),
    "filtered": lambda s: s.documents(Filters(year=2024)),
    "passages": lambda s: list(s.passages()),
    "fetch": lambda s: s.fetch(range(1, 9)),
    "vectors": lambda s: s.vectors()[0].tolist(),
    "token_vectors": lambda s: sorted(s.token_vectors(range(1, 9))),
    "passage_ids": lambda s: s.passage_ids(Filters(year=2024)).tolist(),
    "tasks": lambda s: s.tasks(),
    "count_tasks": lambda s: s.count_tasks(TaskFilters(role="lead")),
    "register": lambda s: s.register(),
    "generation": lambda s: s.generation,
    "withheld": lambda s: s.withheld,
}


def test_the_public_view_is_that_of_a_store_without_the_internal_documents(
    store: Store, public: Store, tmp_path: Path
) -> None:
    alone = Store(tmp_path / "alone" / "kehoach.sqlite3")
    for each in (store, alone):
        put(each, "a")
    secret = put(store, "internal", internal=True)
    for name, look in LOOKS.items():
        seen = look(public)
        assert SECRET not in repr(seen) and secret not in repr(seen), name
        if name != "documents" and name != "filtered" and name != "register":
            assert seen == look(alone), name
    assert [d.title for d in public.documents()] == [d.title for d in alone.documents()] == ["a"]
    assert len(store.documents()) == 2 and [d.internal for d in store.documents()] == [False, True]


@pytest.mark.parametrize("look", ["text", "file", "sections", "pages", "scans", "document"])
def test_an_internal_document_is_to_the_public_as_one_that_never_was(store: Store, public: Store, look: str) -> None:
    id = put(store, "internal", internal=True)

    def told(name: str) -> str:
        try:
            return repr(getattr(public, look)(name))
        except NotFound as error:
            return str(error).replace(name, "ID")

    assert told(id) == told("0123456789ab")
    assert getattr(store, look)(id)


def test_every_table_is_hidden_or_is_a_letter_box(store: Store, public: Store) -> None:
    put(store, "internal", internal=True)
    with connect(store.path) as db:
        # One that somebody adds and nobody thinks of here.
        db.execute("CREATE TABLE remarks (document TEXT, remark TEXT)")
        db.execute("INSERT INTO remarks VALUES ('x', ?)", [SECRET])
        tables = [row["name"] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    seen = Store(store.path, public=True)._connection
    for table in tables:
        if not table.startswith("sqlite_") and table not in ("meta", "unanswered", "feedback"):
            assert seen.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0, table


def test_the_public_view_changes_no_document(store: Store, public: Store) -> None:
    put(store, "a")
    for change in (lambda: put(public, "b"), lambda: public.remove(public.documents()[0].id)):
        with pytest.raises(sqlite3.OperationalError, match="view"):
            change()
    assert [d.title for d in store.documents()] == ["a"]
    public.keep_unanswered("giá vàng", "vi", "giá vàng", "Không có.")
    public.keep_feedback("giá vàng", "Không có.", "down")
    assert store.count_unanswered() == 1 and store.count_feedback() == 1


def test_a_file_stays_internal_when_it_is_ingested_again(store: Store, public: Store) -> None:
    id = put(store, "internal", internal=True)
    assert put(store, "internal", content=b"y") == id
    assert store.document(id).internal and public.documents() == []
    assert store.set_internal(id, False) == [id]
    assert put(store, "internal", content=b"z") == id
    assert not store.document(id).internal and len(public.documents()) == 1
    with pytest.raises(NotFound):
        store.set_internal("nothing", True)


@given(st.lists(st.tuples(st.sampled_from(["put", "internal", "publish", "withhold", "remove"]), st.integers(0, 2))))
def test_the_public_generation_grows_with_what_the_public_sees_and_with_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    store = Store(tmp_path_factory.mktemp("generations") / "kehoach.sqlite3")
    public = Store(store.path, public=True)
    for number, (step, which) in enumerate(steps):
        rows = {d.row for d in public.documents()}
        generation, withheld = public.generation, public.withheld
        ids = {d.title: d.id for d in store.documents()}
        hidden = {d.title for d in store.documents() if d.internal}
        name = f"plan {which}"
        if step in ("put", "internal"):
            put(store, name, internal=step == "internal", content=str(number).encode())
        elif name in ids and step == "remove":
            store.remove(ids[name])
        elif name in ids:
            store.set_internal(ids[name], step == "withhold")
        now = {d.row for d in public.documents()}
        assert public.generation == generation + (now != rows)
        taken = {d.title for d in store.documents() if d.internal} - hidden
        assert (public.withheld > withheld) == bool(now != rows and taken & set(ids))
    store.close()
    public.close()
