"""The library: store and indexes in step, whatever happens to either."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import EmptyCorpus, ModelError, NothingToIngest
from corpus.settings import Settings
from corpus.store import Filters
from index.embedder import Embedder
from index.intake import sources
from index.library import Library
from index.query import Found, Query
from qa.assistant import Assistant

PLAN = """Số: {number}/KH-UBND

Cao Lộc, ngày 5 tháng 2 năm {year}

KẾ HOẠCH

Công tác {topic} huyện Cao Lộc năm {year}

I. TỔ CHỨC THỰC HIỆN

1. Phòng Y tế

Chủ trì, phối hợp với UBND các xã, thị trấn tổ chức {topic} trước ngày 30/6/{year}.
"""


@pytest.fixture(scope="module")
def embedder(assistant: Assistant) -> Embedder:
    return assistant.library.embedder


def write(folder: Path, name: str, topic: str, year: int = 2024, number: int = 1) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(PLAN.format(topic=topic, year=year, number=number), encoding="utf-8")
    return path


@pytest.fixture
def library(tmp_path: Path, embedder: Embedder) -> Library:
    return Library(Settings(data=tmp_path / "data"), embedder)


def found(library: Library, words: str, filters: Filters = Filters()) -> list[str]:
    return [hit.passage.text for hit in library.search(Query(words, words, filters=filters), 5)]


def test_what_is_ingested_is_found(library: Library, tmp_path: Path) -> None:
    write(tmp_path / "plans", "a.txt", "tiêm chủng mở rộng")
    assert [report.status for report in library.ingest([tmp_path / "plans"])] == ["stored"]
    assert "tiêm chủng" in found(library, "tiêm chủng")[0]


def test_every_passage_has_the_vectors_of_its_own_tokens(library: Library, tmp_path: Path) -> None:
    write(tmp_path / "plans", "a.txt", "tiêm chủng mở rộng")
    library.ingest([tmp_path / "plans"])
    passages = list(library.store.passages())
    kept = library.store.token_vectors([passage.id for passage in passages])
    width = library.embedder.encode_question("tiêm chủng").tokens.shape[1]
    assert kept.keys() == {passage.id for passage in passages}
    for passage in passages:
        vectors = kept[passage.id]
        assert vectors.dtype == np.int8 and vectors.shape[1] == width
        assert len(passage.text.split()) <= len(vectors)
        assert np.linalg.norm(vectors / 127, axis=1) == pytest.approx(1, abs=0.05)
    assert library.store.token_vectors([max(kept) + 1]) == {}


def test_a_passage_that_says_what_is_asked_is_told_from_those_that_do_not(library: Library, tmp_path: Path) -> None:
    topics = ("tiêm chủng mở rộng", "phòng cháy chữa cháy rừng", "xóa mù chữ", "cấp nước sạch nông thôn")
    for number, topic in enumerate(topics):
        write(tmp_path / "plans", f"{number}.txt", topic)
    library.ingest([tmp_path / "plans"])
    hits = library.search(Query("chữa cháy rừng", "chữa cháy rừng"), 50)
    saying = [hit.found for hit in hits if "chữa cháy rừng" in hit.passage.text]
    others = [hit.found for hit in hits if "chữa cháy rừng" not in hit.passage.text]
    assert max(found.mean for found in saying) > max(found.mean for found in others)
    assert max(found.least for found in saying) > max(found.least for found in others)
    for found in (*saying, *others):
        assert -1 <= found.least <= found.mean <= 1
    assert sum(hit.found.apart for hit in hits) == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize("left", ["none", "those of another projection"])
def test_passages_without_token_vectors_of_this_projection_are_found_all_the_same(
    library: Library, tmp_path: Path, left: str
) -> None:
    write(tmp_path / "plans", "a.txt", "tiêm chủng mở rộng")
    library.ingest([tmp_path / "plans"])
    with contextlib.closing(sqlite3.connect(library.settings.store_path)) as store, store:
        if left == "none":
            store.execute("DELETE FROM token_vectors")
        else:
            store.execute("UPDATE token_vectors SET dimension = 2, vectors = x'7f00'")
    hits = library.search(Query("tiêm chủng", "tiêm chủng"), 5)
    assert "tiêm chủng" in hits[0].passage.text
    assert {hit.found for hit in hits} == {Found()}


def test_token_vectors_go_with_their_passages(library: Library, tmp_path: Path) -> None:
    write(tmp_path / "plans", "a.txt", "tiêm chủng")
    library.ingest([tmp_path / "plans"])
    before = [passage.id for passage in library.store.passages()]
    library.remove(library.documents()[0].id)
    assert library.store.token_vectors(before) == {}


def test_ingesting_again_what_did_not_change_embeds_nothing(library: Library, tmp_path: Path) -> None:
    write(tmp_path / "plans", "a.txt", "tiêm chủng")
    library.ingest([tmp_path / "plans"])
    generation = library.generation
    embedded: list[int] = []
    [report] = library.ingest([tmp_path / "plans"], on_passages=embedded.append)
    assert (report.status, library.generation, embedded) == ("unchanged", generation, [])
    assert report.documents == tuple(document.id for document in library.documents())


def test_a_changed_file_replaces_what_was_found_of_it(library: Library, tmp_path: Path) -> None:
    write(tmp_path / "plans", "a.txt", "tiêm chủng")
    library.ingest([tmp_path / "plans"])
    write(tmp_path / "plans", "a.txt", "phòng cháy rừng")
    library.ingest([tmp_path / "plans"])
    assert len(library.documents()) == 1
    assert not any("tiêm chủng" in text for text in found(library, "tiêm chủng"))


def test_a_removed_document_is_found_no_more(library: Library, tmp_path: Path) -> None:
    write(tmp_path / "plans", "a.txt", "tiêm chủng")
    write(tmp_path / "plans", "b.txt", "phòng cháy rừng")
    library.ingest([tmp_path / "plans"])
    gone = next(document for document in library.documents() if document.source == "a.txt")
    assert library.remove(gone.id) == [gone.id]
    assert all("cháy rừng" in text or "cháy" in text or "Cao Lộc" in text for text in found(library, "tiêm chủng"))
    library.remove(library.documents()[0].id)
    with pytest.raises(EmptyCorpus):
        found(library, "tiêm chủng")


def test_one_bad_file_stops_no_other_and_loses_nothing(library: Library, tmp_path: Path) -> None:
    write(tmp_path / "plans", "b.txt", "tiêm chủng")
    (tmp_path / "plans" / "a.pdf").write_bytes(b"")
    (tmp_path / "plans" / "c.docx").write_bytes(b"no zip")
    reports = {Path(report.path).name: report for report in library.ingest([tmp_path / "plans"])}
    assert {name: report.status for name, report in reports.items()} == {
        "a.pdf": "failed",
        "b.txt": "stored",
        "c.docx": "failed",
    }
    error = reports["a.pdf"].error
    assert error is not None and "a.pdf" in error.message and error.remedy


def test_a_file_that_breaks_later_keeps_its_stored_content(library: Library, tmp_path: Path) -> None:
    path = write(tmp_path / "plans", "a.txt", "tiêm chủng")
    library.ingest([path])
    path.write_bytes(b"")
    assert library.ingest([path])[0].status == "failed"
    assert "tiêm chủng" in found(library, "tiêm chủng")[0]


def test_a_folder_without_plans_is_an_error_that_names_it(library: Library, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(NothingToIngest, match="empty"):
        library.ingest([tmp_path / "empty"])


def test_hidden_files_and_those_that_word_leaves_open_are_passed_over(tmp_path: Path) -> None:
    plan = write(tmp_path / "plans", "a.txt", "một")
    write(tmp_path / "plans", ".hidden.txt", "hai")
    write(tmp_path / "plans", "~$a.docx", "ba")
    (tmp_path / "plans" / "picture.png").write_bytes(b"x")
    assert [source.path for source in sources([tmp_path / "plans"])] == [plan]


def test_filters_leave_only_the_documents_that_match(library: Library, tmp_path: Path) -> None:
    write(tmp_path / "plans", "a.txt", "tiêm chủng", 2023)
    write(tmp_path / "plans", "b.txt", "tiêm chủng", 2024)
    library.ingest([tmp_path / "plans"])
    assert found(library, "tiêm chủng", Filters(year=2023)) and all(
        "2024" not in text for text in found(library, "tiêm chủng", Filters(year=2023))
    )
    assert found(library, "tiêm chủng", Filters(year=1999)) == []


@pytest.mark.parametrize("harm", ["gone", "flipped", "older"])
def test_indexes_that_disagree_with_the_store_are_made_again(
    library: Library, tmp_path: Path, embedder: Embedder, harm: str
) -> None:
    write(tmp_path / "plans", "a.txt", "tiêm chủng")
    library.ingest([tmp_path / "plans"])
    folder = library.settings.index_path
    if harm == "gone":
        shutil.rmtree(folder)
    elif harm == "flipped":
        for path in folder.rglob("*"):
            if path.is_file() and path.stat().st_size > 100:
                content = bytearray(path.read_bytes())
                content[len(content) // 2] ^= 0xFF
                path.write_bytes(content)
    else:
        kept = tmp_path / "kept"
        shutil.copytree(folder, kept)
        write(tmp_path / "plans", "a.txt", "phòng cháy rừng")
        library.ingest([tmp_path / "plans"])
        shutil.rmtree(folder)
        shutil.copytree(kept, folder)
    again = Library(library.settings, embedder)
    expected = "phòng cháy rừng" if harm == "older" else "tiêm chủng"
    assert expected in found(again, expected)[0]
    assert again.generation == again.store.generation


def test_vectors_of_another_model_are_not_searched(library: Library, tmp_path: Path, embedder: Embedder) -> None:
    write(tmp_path / "plans", "a.txt", "tiêm chủng")
    library.ingest([tmp_path / "plans"])
    with contextlib.closing(sqlite3.connect(library.settings.store_path)) as store, store:
        store.execute("UPDATE meta SET value = 'former-model' WHERE name = 'model'")
    with pytest.raises(ModelError, match="former-model") as error:
        found(Library(library.settings, embedder), "tiêm chủng")
    assert "KEHOACH_MODEL" in error.value.remedy


def test_a_server_sees_what_another_process_ingested(library: Library, tmp_path: Path, embedder: Embedder) -> None:
    write(tmp_path / "plans", "a.txt", "tiêm chủng")
    library.ingest([tmp_path / "plans"])
    other = Library(library.settings, embedder)
    write(tmp_path / "plans", "b.txt", "phòng cháy rừng")
    other.ingest([tmp_path / "plans"])
    give_up = time.monotonic() + 20
    while library.generation != other.generation and time.monotonic() < give_up:
        time.sleep(0.05)
    assert "phòng cháy rừng" in found(library, "phòng cháy rừng")[0]


def test_an_ingest_killed_in_the_middle_leaves_a_whole_store_and_goes_on(
    tmp_path: Path, embedder: Embedder, samples: Path
) -> None:
    plans = tmp_path / "plans"
    for number in range(30):
        write(plans, f"{number:02}.txt", f"nội dung số {number}", number=number)
    # One file a batch, so that some are stored when the process dies.
    script = (
        "import sys; from pathlib import Path; import index.intake, index.library as l; index.intake.BATCH = 1\n"
        "from corpus.settings import Settings\n"
        "library = l.Library(Settings(data=Path(sys.argv[1])))\n"
        "library.ingest([Path(sys.argv[2])], on_file=lambda report: print(report.path, flush=True))\n"
    )
    root = Path(__file__).resolve().parents[2]
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "data"), str(plans)],
        stdout=subprocess.PIPE,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert process.stdout is not None
    for _ in range(5):
        assert process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.wait()
    library = Library(Settings(data=tmp_path / "data"), embedder)
    stored = len(library.store.documents())
    assert 5 <= stored < 30
    assert "nội dung số 3" in found(library, "nội dung số 3")[0]
    statuses = [report.status for report in library.ingest([plans])]
    assert statuses.count("unchanged") == stored and statuses.count("stored") == 30 - stored
    assert len(library.documents()) == 30
