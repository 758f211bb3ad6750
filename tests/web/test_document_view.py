"""How a document is laid out: what is marked, where pages and tables begin and end, and that no word is lost."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Page, Passage
from corpus.doubts import Doubt
from corpus.store import Store, StoredDocument, StoredPassage, TaskFilters
from web.document_view import DocumentView, Line, document_view

TABLE = "Mở đầu\nSTT | Việc | Cơ quan\n1 | Họp | Phòng A\nKết thúc"


def lines(view: DocumentView) -> list[Line]:
    return [line for sheet in view.sheets for run in sheet.runs for line in run.lines]


def words(line: Line) -> str:
    return "".join(part.text for part in line.parts)


def laid_out(store: Store, document: StoredDocument, quote: tuple[int, int] = (0, 0)) -> DocumentView:
    return document_view(
        store.text(document.id),
        store.sections(document.id),
        store.pages(document.id),
        list(store.passages(document.row)),
        store.tasks(TaskFilters(document=document.id)),
        store.doubts(document.id),
        quote,
    )


def plain(text: str, quote: tuple[int, int] = (0, 0), pages: tuple[Page, ...] = ()) -> DocumentView:
    return document_view(text, [], pages, [], [], [], quote)


def test_every_line_of_every_sample_is_shown_with_its_tasks(sample_store: Store) -> None:
    for document in sample_store.documents():
        view = laid_out(sample_store, document)
        shown = lines(view)
        wanted = [line for line in sample_store.text(document.id).split("\n") if line.strip()]
        assert len(shown) == len(wanted)
        for line, text in zip(shown, wanted, strict=True):
            assert words(line).replace(" | ", "") in text.replace(" | ", "")
        tasks = sample_store.tasks(TaskFilters(document=document.id))
        assert {note.anchor for line in shown for note in line.tasks} == {f"t-{task.id}" for task in tasks}


@given(st.data())
def test_the_marked_words_are_those_that_were_asked_for(data: st.DataObject) -> None:
    text = data.draw(st.text(alphabet="ab |\n", max_size=60))
    start, end = data.draw(st.integers(-5, 70)), data.draw(st.integers(-5, 70))
    view = plain(text, (start, end))
    marked = "".join(part.text for line in lines(view) for part in line.parts if part.marked)
    low, high = max(0, start), min(end, len(text))
    # Blank lines and what stands between cells are no words.
    assert set(marked) <= set(text[low:high] if low < high else "")
    assert marked.replace(" ", "").count("a") <= text[low:high].count("a") if low < high else not marked
    assert sum(part.first for line in lines(view) for part in line.parts) == (1 if marked else 0)


def test_the_rows_of_a_table_stand_together() -> None:
    view = plain(TABLE)
    assert [(run.table, len(run.lines)) for sheet in view.sheets for run in sheet.runs] == [
        (False, 1),
        (True, 2),
        (False, 1),
    ]


def test_a_merged_cell_is_one_cell_and_equal_figures_are_two() -> None:
    (line,) = lines(plain("I | Công tác cán bộ | Công tác cán bộ | 5 | 5"))
    assert [cell.span for cell in line.cells] == [1, 2, 1, 1]


def test_pages_begin_where_the_file_has_them() -> None:
    view = plain("một\nhai\nba", pages=(Page(1, 0, 4), Page(2, 4, 8, 0.7), Page(3, 8, 10)))
    assert [
        (sheet.number, sheet.sure, [words(line) for run in sheet.runs for line in run.lines]) for sheet in view.sheets
    ] == [
        (1, None, ["một"]),
        (2, 0.7, ["hai"]),
        (3, None, ["ba"]),
    ]


def on_pages(
    text: str, *starts: str, head: str = "STT | Việc | Cơ quan", quote: tuple[int, int] = (0, 0)
) -> DocumentView:
    """The text laid out with pages that begin at these words, its table's rows being passages below ``head``."""
    edges = [0, *map(text.index, starts), len(text)]
    pages = [Page(number, a, b) for number, (a, b) in enumerate(itertools.pairwise(edges), start=1)]
    last = text.splitlines()[-1]
    row = Passage(text.index(last), len(text), ("III. Phân công", head), "row", None)
    return document_view(text, [], pages, [StoredPassage(1, 1, row, last)], [], [], quote)


def heads(view: DocumentView) -> list[str | None]:
    return [words(run.head) if run.head else None for sheet in view.sheets for run in sheet.runs if run.table]


def test_a_table_that_goes_on_over_pages_names_its_columns_on_each() -> None:
    text = f"{TABLE.removesuffix('Kết thúc')}2 | Đi | Phòng B\n3 | Về | Phòng C"
    assert heads(on_pages(text, "2 | Đi", "3 | Về")) == [None, "STTViệcCơ quan", "STTViệcCơ quan"]


def test_a_header_that_is_shown_again_is_marked_once() -> None:
    text = f"{TABLE.removesuffix('Kết thúc')}2 | Đi | Phòng B"
    start = text.index("Việc")
    view = on_pages(text, "2 | Đi", quote=(start, start + len("Việc")))
    assert [part.text for line in lines(view) for part in line.parts if part.marked] == ["Việc"]
    assert [part.marked for run in view.sheets[1].runs if run.head for part in run.head.parts] == [False] * 3


def test_a_table_that_begins_on_a_page_gets_no_header_of_another() -> None:
    text = f"{TABLE}\n2 | Đi | Phòng B"
    assert heads(on_pages(text, "2 | Đi")) == [None, None]
    text = f"{TABLE.removesuffix('Kết thúc')}Mục | Số tiền\n1 | 5 triệu đồng"
    assert heads(on_pages(text, "Mục", head="Mục | Số tiền")) == [None, None]


def test_a_long_text_without_pages_is_cut_and_no_table_is() -> None:
    text = "\n".join([*(f"dòng {n}" for n in range(50)), *(f"{n} | việc" for n in range(100)), "cuối"])
    view = plain(text)
    assert len(view.sheets) > 1
    assert sum(run.table for sheet in view.sheets for run in sheet.runs) == 1


def test_a_doubt_within_the_quote_keeps_its_place() -> None:
    text = "báo cáo trước ngày 31/02/2025 nhé"
    doubt = Doubt(19, 29, "31/02/2025", "no_such_date")
    view = document_view(text, [], [], [], [], [doubt], (8, 25))
    parts = lines(view)[0].parts
    assert [(part.text, part.marked, part.doubt, part.anchor) for part in parts] == [
        ("báo cáo ", False, None, None),
        ("trước ngày ", True, None, None),
        ("31/02/", True, "no_such_date", "d1"),
        ("2025", False, "no_such_date", None),
        (" nhé", False, None, None),
    ]
    assert [(item.text, item.anchor) for item in view.doubts] == [("31/02/2025", "d1")]
