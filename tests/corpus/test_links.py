"""Links: which documents point to which, which are one document again, and which of them answers."""

from __future__ import annotations

import dataclasses
import datetime
import itertools
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.documents import Document, Header, Page, Passage, ScannedPage, Task, Vectors
from corpus.fingerprint import fingerprint, near
from corpus.links import Links, insert_missing
from corpus.related import Relation
from corpus.store import Filters, Store, StoredDocument, TaskFilters
from corpus.versions import Reading, groups
from tests.fuzz.law import LONGEST_S, at_most

SON_HA = "Ủy ban nhân dân tỉnh Sơn Hà"
SYLLABLES = """
rừng suối đồi ruộng kênh đập trường trạm đường cầu chợ bến làng bản xóm đội tổ nhóm hội quỹ giống cây con vật
phân thuốc nước điện đá cát sỏi gạch ngói tre nứa mây lá hoa quả hạt củ rễ thân cành ngọn mầm chồi búp lúa ngô
khoai sắn đậu lạc vừng mía
"""
WORDS = SYLLABLES.split()


def prose(seed: int, length: int = 400, title: str = "Trồng rừng") -> str:
    """A text of its own for each seed; texts of two seeds are little alike."""
    pick = random.Random(seed)
    lines = [" ".join(pick.choices(WORDS, k=12)) + "." for _ in range(length // 12)]
    return "\n".join(["KẾ HOẠCH", title, *lines])


def header(number: str | None = "12/KH-UBND", **fields: object) -> Header:
    plain = Header(
        number=number,
        type="Kế hoạch",
        issuer=SON_HA,
        place="Sơn Hà",
        date=datetime.date(2025, 2, 3),
        year=2025,
        subject="Trồng rừng",
    )
    return dataclasses.replace(plain, **fields)  # type: ignore[arg-type]


@dataclasses.dataclass(frozen=True)
class Held:
    """A file to store: one document of its own name."""

    source: str
    text: str
    header: Header
    scanned: bool = False

    def document(self) -> Document:
        scans = (ScannedPage(1, 0.9, ()),) if self.scanned else ()
        pages = (Page(1, 0, len(self.text), 0.9 if self.scanned else None),)
        task = Task(
            0, 8, (), 1, ("chủ trì",), "Chi cục Kiểm lâm", (), (), "trồng", "rừng", None, None, None, None, False
        )
        passage = Passage(0, len(self.text), (), "text", 1)
        return Document(self.source, self.text, self.header, (), pages, (passage,), (task,), scans)


def put(store: Store, *held: Held, came: str | None = None) -> None:
    for each in held:
        vectors = Vectors(np.eye(1, 4, dtype=np.float32))
        store.replace(f"/{each.source}", each.source, each.text.encode(), "1", "m", [(each.document(), vectors)])
        if came is not None:
            with store._writing() as db:
                db.execute("UPDATE files SET ingested_at = ? WHERE source = ?", [came, each.source])


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "kehoach.sqlite3")


def row_of(store: Store, source: str) -> int:
    return next(document.row for document in store.documents() if document.source == source)


def versions(store: Store, source: str) -> list[tuple[str, bool]]:
    return [(each.document.source, each.same) for each in store.links().versions(row_of(store, source))]


def answering(store: Store) -> list[str]:
    left_out = store.left_out()
    return [document.source for document in store.documents() if document.row not in left_out]


# -- what points to what


def replacing(number: str = "45/KH-UBND", words: str = "Kế hoạch số 12/KH-UBND ngày 03/02/2025 của UBND tỉnh") -> Held:
    text = f"{prose(99)}\nKế hoạch này thay thế {words}."
    return Held("moi.docx", text, header(number, year=2026, date=datetime.date(2026, 1, 5)))


def test_a_replaced_plan_is_found_by_number_issuer_and_year(store: Store) -> None:
    put(store, Held("cu.docx", prose(1), header()), replacing())
    links = store.links()
    newer = links.newer(row_of(store, "cu.docx"))
    assert newer is not None and newer.source.source == "moi.docx" and newer.relation.kind == "replaces"
    [stating] = links.stating(row_of(store, "moi.docx"))
    assert stating.target is not None and stating.target.source == "cu.docx"
    assert links.newer(row_of(store, "moi.docx")) is None


@pytest.mark.parametrize(
    "other",
    [
        {"issuer": "Ủy ban nhân dân tỉnh Sông Lam"},
        {"year": 2024, "date": datetime.date(2024, 2, 3)},
        {"number": "13/KH-UBND"},
        {"number": "12/KH-HĐND"},
        {"issuer": None},
    ],
)
def test_a_namesake_of_another_issuer_or_year_is_not_the_target(store: Store, other: dict[str, object]) -> None:
    put(store, Held("cu.docx", prose(1), dataclasses.replace(header(), **other)), replacing())  # type: ignore[arg-type]
    [stating] = store.links().stating(row_of(store, "moi.docx"))
    assert stating.target is None
    assert store.links().stated(row_of(store, "cu.docx")) == []


def test_a_target_may_come_later_and_go_again(store: Store) -> None:
    put(store, replacing())
    row = row_of(store, "moi.docx")
    assert store.links().stating(row)[0].target is None
    put(store, Held("cu.docx", prose(1), header()))
    assert store.links().stating(row)[0].target is not None
    store.remove(next(each.id for each in store.documents() if each.source == "cu.docx"))
    assert store.links().stating(row)[0].target is None


def test_the_end_of_a_line_of_replacements_is_told(store: Store) -> None:
    third = Held(
        "ba.docx",
        f"{prose(5)}\nKế hoạch này thay thế Kế hoạch số 45/KH-UBND ngày 05/01/2026.",
        header("7/KH-UBND", year=2027, date=datetime.date(2027, 1, 1)),
    )
    put(store, third, Held("cu.docx", prose(1), header()), replacing())
    newer = store.links().newer(row_of(store, "cu.docx"))
    assert newer is not None and newer.source.source == "ba.docx"


def test_documents_that_replace_each_other_end_the_search(store: Store) -> None:
    back = f"{prose(1)}\nKế hoạch này thay thế Kế hoạch số 45/KH-UBND ngày 05/01/2025 của UBND tỉnh."
    there = dataclasses.replace(replacing(), header=header("45/KH-UBND", date=datetime.date(2025, 2, 3)))
    put(store, Held("cu.docx", back, header()), there)
    newer = store.links().newer(row_of(store, "cu.docx"))
    assert newer is not None and newer.source.source == "moi.docx"


def test_what_is_older_replaces_nothing(store: Store) -> None:
    early = dataclasses.replace(replacing(), header=header("45/KH-UBND", year=2024, date=datetime.date(2024, 1, 5)))
    put(store, Held("cu.docx", prose(1), header()), early)
    assert store.links().newer(row_of(store, "cu.docx")) is None


def test_a_change_of_a_part_leaves_the_plan_in_force(store: Store) -> None:
    amending = replacing(words="khoản 2 Mục III của Kế hoạch số 12/KH-UBND ngày 03/02/2025 của UBND tỉnh")
    put(store, Held("cu.docx", prose(1), header()), amending)
    links, row = store.links(), row_of(store, "cu.docx")
    assert links.newer(row) is None
    assert [(link.relation.kind, link.relation.part) for link in links.changes(row)] == [
        ("replaces", "khoản 2 Mục III")
    ]


def test_the_province_of_a_commune_is_the_one_it_speaks_of(store: Store) -> None:
    province = Held("tinh.docx", prose(1), header())
    basis = "Thực hiện Kế hoạch số 12/KH-UBND ngày 03/02/2025 của UBND tỉnh về trồng rừng."
    commune = header("3/KH-UBND", issuer="Ủy ban nhân dân xã Bản Vẽ", place="Bản Vẽ")
    text = f"KẾ HOẠCH\nTrồng rừng\n{basis}\nI. MỤC TIÊU\n{prose(7)}"
    put(store, province, Held("xa.docx", text, commune))
    assert store.links().stating(row_of(store, "xa.docx"))[0].target is None
    put(store, Held("xa.docx", f"{text}\nÁp dụng trên địa bàn tỉnh Sơn Hà.", commune))
    target = store.links().stating(row_of(store, "xa.docx"))[0].target
    assert target is not None and target.source == "tinh.docx"


# -- one document again


def test_the_same_plan_in_two_formats_is_one_and_the_newer_file_answers(store: Store) -> None:
    put(store, Held("a.docx", prose(1), header()), came="2026-01-01T00:00:00+00:00")
    put(store, Held("a.pdf", prose(1), header()), came="2026-02-01T00:00:00+00:00")
    assert versions(store, "a.pdf") == [("a.docx", True)] and versions(store, "a.docx") == [("a.pdf", True)]
    assert answering(store) == ["a.pdf"]
    assert len(store.documents()) == 2


def test_tasks_and_passages_of_a_plan_held_twice_count_once_unless_it_is_named(store: Store) -> None:
    put(store, Held("a.docx", prose(1), header()), Held("a.pdf", prose(1), header()))
    assert store.count_tasks() == len(store.tasks()) == store.register().total == 1
    assert len(store.passage_ids(Filters())) == 1
    for document in store.documents():
        assert store.count_tasks(TaskFilters(document=document.id)) == 1
        assert len(store.passage_ids(Filters(document=document.id))) == 1


def test_the_best_of_those_that_match_a_filter_answers(store: Store) -> None:
    put(store, Held("a.docx", prose(1), header()), came="2026-01-01T00:00:00+00:00")
    put(store, Held("a.pdf", prose(1), header(None, issuer=None)), came="2026-02-01T00:00:00+00:00")
    assert answering(store) == ["a.docx"]  # it states its number
    put(store, Held("a.docx", prose(1), header(issuer=None)), came="2026-01-01T00:00:00+00:00")
    put(store, Held("a.pdf", prose(1), header(None)), came="2026-02-01T00:00:00+00:00")
    assert answering(store) == ["a.docx"]
    assert len(store.passage_ids(Filters(issuer="Sơn Hà"))) == 1


def test_a_typed_text_answers_for_its_scan_though_that_came_later(store: Store) -> None:
    misread = prose(1).replace("rừng", "rùng").replace("suối", "suôi")
    put(store, Held("a.docx", prose(1), header()), came="2026-01-01T00:00:00+00:00")
    put(store, Held("scan.pdf", misread, header("l2/KH-UBND", date=None), True), came="2026-02-01T00:00:00+00:00")
    assert versions(store, "a.docx") == [("scan.pdf", True)]
    assert answering(store) == ["a.docx"]


def test_a_corrected_plan_answers_and_the_older_one_is_another_version(store: Store) -> None:
    corrected = prose(1).replace("KẾ HOẠCH", "KẾ HOẠCH\nHạn nộp báo cáo 15/12/2025")
    put(store, Held("truoc.docx", prose(1), header()), came="2026-01-01T00:00:00+00:00")
    put(store, Held("sau.docx", corrected, header()), came="2026-02-01T00:00:00+00:00")
    assert versions(store, "sau.docx") == [("truoc.docx", False)]
    assert answering(store) == ["sau.docx"]


def test_reading_a_file_anew_makes_it_no_newer(store: Store) -> None:
    put(store, Held("truoc.docx", prose(1), header()), came="2026-01-01T00:00:00+00:00")
    put(store, Held("sau.docx", prose(1) + "\nthêm 15/12", header()), came="2026-02-01T00:00:00+00:00")
    put(store, Held("truoc.docx", prose(1), header()))
    assert answering(store) == ["sau.docx"]


@pytest.mark.parametrize(
    "other",
    [
        {"issuer": "Ủy ban nhân dân tỉnh Sông Lam"},
        {"issuer": "Ủy ban nhân dân tỉnh Sơn La"},
        {"year": 2024, "date": datetime.date(2024, 2, 3)},
        {"number": "13/KH-UBND"},
        {"number": None, "subject": "Trồng rừng đợt 2"},
        {"number": None, "date": datetime.date(2025, 3, 3)},
        {"type": "Quyết định", "number": None},
    ],
)
def test_plans_of_other_bodies_years_or_months_are_not_one_however_alike(
    store: Store, other: dict[str, object]
) -> None:
    different = dataclasses.replace(header(), **other)  # type: ignore[arg-type]
    put(store, Held("a.docx", prose(1), header()), Held("b.docx", prose(1), different))
    assert store.links().grouped == {}.keys() and len(answering(store)) == 2


def test_a_text_without_a_header_does_not_join_two_provinces(store: Store) -> None:
    bare = Header()
    put(
        store,
        Held("son-ha.docx", prose(1), header()),
        Held("song-lam.docx", prose(1), header(issuer="Ủy ban nhân dân tỉnh Sông Lam")),
        Held("khong-ten.txt", prose(1), bare),
    )
    assert len(store.left_out()) == 1
    assert {"son-ha.docx", "song-lam.docx"} - set(answering(store)) in ({"son-ha.docx"}, {"song-lam.docx"}, set())


def test_two_documents_of_one_file_are_two(store: Store) -> None:
    one = Held("a.docx", prose(1), header(None)).document()
    vectors = Vectors(np.eye(1, 4, dtype=np.float32))
    store.replace("/a.docx", "a.docx", b"x", "1", "m", [(one, vectors), (one, vectors)])
    assert store.left_out() == frozenset()


def test_a_store_of_an_earlier_version_gets_its_links_when_it_is_opened(store: Store) -> None:
    put(store, Held("cu.docx", prose(1), header()), replacing())
    with store._writing() as db:
        db.execute("DELETE FROM relations")
        db.execute("DELETE FROM fingerprints")
    again = Store(store.path)
    assert again.links().newer(row_of(again, "cu.docx")) is not None
    before = again.generation
    insert_missing(again._connection)
    assert again.generation == before


# -- laws

TEXTS = {
    "one": prose(1),
    "other": prose(2),
    "corrected": f"{prose(1)}\nthêm một câu 15/12",
    "misread": prose(1).replace("rừng", "rùng"),
}
headers = st.builds(
    Header,
    number=st.sampled_from([None, "12/KH-UBND", "13/KH-UBND", "l2/KH-UBND"]),
    type=st.sampled_from([None, "Kế hoạch"]),
    issuer=st.sampled_from([None, SON_HA, "Ủy ban nhân dân tỉnh Sông Lam"]),
    year=st.sampled_from([None, 2024, 2025]),
    subject=st.sampled_from([None, "Trồng rừng", "Nạo vét kênh"]),
)
shelves = st.lists(st.tuples(st.sampled_from(list(TEXTS)), headers, st.booleans()), min_size=2, max_size=6)


def linked(held: Sequence[Held]) -> tuple[set[frozenset[str]], set[str]]:
    """The groups and the documents left out, by file names; all came at one time."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "kehoach.sqlite3")
        put(store, *held, came="2026-01-01T00:00:00+00:00")
        links, sources = store.links(), {document.row: document.source for document in store.documents()}
        pairs = {row: {version.document.row for version in links.versions(row)} for row in sources}
        left_out = {sources[row] for row in store.left_out()}
        store.close()
    for one, others in pairs.items():
        assert all(one in pairs[other] for other in others), "what is a version of another has that as its version"
        assert all(pairs[other] | {other} == others | {one} for other in others), (
            "versions of one are versions of each other"
        )
    return {frozenset(sources[row] for row in (one, *others)) for one, others in pairs.items() if others}, left_out


@settings(max_examples=30)
@given(shelves, st.randoms(use_true_random=False))
def test_links_do_not_depend_on_the_order_in_which_files_came(
    shelf: list[tuple[str, Header, bool]], order: random.Random
) -> None:
    held = [Held(f"{at}.docx", TEXTS[text], header, scanned) for at, (text, header, scanned) in enumerate(shelf)]
    groups, left_out = linked(held)
    shuffled = held.copy()
    order.shuffle(shuffled)
    assert linked(shuffled)[0] == groups
    by_name = {each.source: each.header for each in held}
    for group in groups:
        assert len(group - left_out) == 1, "one of each answers"
        issuers = {by_name[source].issuer for source in group} - {None}
        assert len(issuers) <= 1, "documents of two bodies are two"


@given(st.lists(st.sampled_from(WORDS), min_size=0, max_size=60), st.lists(st.sampled_from(WORDS), max_size=60))
def test_likeness_estimates_the_share_of_common_runs(one: list[str], other: list[str]) -> None:
    a, b = fingerprint(" ".join(one)), fingerprint(" ".join(other))
    assert a.likeness(b) == b.likeness(a) and a.likeness(a) == 1.0
    if min(len(one), len(other)) < 3:
        return
    runs = [{tuple(words[at : at + 3]) for at in range(len(words) - 2)} for words in (one, other)]
    share = len(runs[0] & runs[1]) / len(runs[0] | runs[1])
    assert abs(a.likeness(b) - share) < 0.25


def test_texts_that_are_much_alike_are_compared() -> None:
    base = prose(1).split()
    for seed in range(20):
        pick = random.Random(seed)
        changed = [pick.choice(WORDS) if pick.random() < 0.05 else word for word in base]
        a, b = fingerprint(" ".join(base)), fingerprint(" ".join(changed))
        assert a.likeness(b) > 0.6 and [0, 1] in list(near([a, b]))
    assert not any(itertools.starmap(_alike, [(prose(1), prose(2)), (prose(3), prose(4))]))


def _alike(one: str, other: str) -> bool:
    return fingerprint(one).likeness(fingerprint(other)) > 0.1


# -- very many alike: what grows with the square of their number takes minutes


def reading(at: int, text: str, stated: Header) -> Reading:
    document = StoredDocument(f"d{at}", at, f"{at}.docx", "Trồng rừng", stated, 1, "2026-01-01")
    return Reading(document, at, False, fingerprint(text))


def test_of_very_many_plans_alike_each_is_found_with_its_other_version_alone() -> None:
    number = 1000
    texts = [prose(1), TEXTS["corrected"]]
    issuers = [header(issuer=f"Ủy ban nhân dân xã Thôn {at}") for at in range(number)]
    readings = [reading(2 * at + of, texts[of], issuers[at]) for at in range(number) for of in (0, 1)]
    random.Random(3).shuffle(readings)
    with at_most(LONGEST_S):
        found = groups(readings)
    assert len(found) == number
    assert all({each.document.row // 2 for each in group} == {group[0].document.row // 2} for group in found)


def test_very_many_copies_are_one_and_very_many_subjects_alike_are_compared_in_time() -> None:
    with at_most(LONGEST_S):
        (copies,) = groups([reading(at, prose(1), header()) for at in range(1000)])
        subjects = [f"Trồng rừng trên đất của {one} và {other}" for one in WORDS[:16] for other in WORDS[16:48]]
        stated = [Header(subject=subject) for subject in subjects]
        alike = groups([reading(at, prose(1), each) for at, each in enumerate(stated)])
    assert len(copies) == 1000
    assert sum(map(len, alike)) > len(stated) / 2


def test_a_plan_that_very_many_name_is_found_among_their_own_of_the_same_number() -> None:
    number = 4000
    issuers = [SON_HA, *(f"Ủy ban nhân dân xã Thôn {at}" for at in range(number))]
    readings = [reading(at, prose(at, 60), header(issuer=issuer)) for at, issuer in enumerate(issuers)]
    cited = Relation("implements", None, "Kế hoạch", "12/KH-UBND", "UBND tỉnh", None, 2025, 0, 10)
    with at_most(LONGEST_S):
        links = Links(readings, {at: [cited] for at in range(1, number)}, lambda row, word: frozenset(("son ha",)))
    assert sorted(each.source.row for each in links.stated(0)) == list(range(1, number))
