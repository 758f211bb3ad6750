"""A folder that stays in step: whatever happens to its files happens in the store, and nothing is done twice."""

from __future__ import annotations

import functools
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
import unicodedata
from pathlib import Path

import pytest
from filelock import FileLock

from corpus.documents import Document
from corpus.errors import FolderGone, NothingToIngest
from corpus.reader import read_file
from corpus.settings import Settings
from index import syncing
from index.intake import FileReport
from index.library import Library
from index.query import Query
from index.syncing import FolderSync
from qa.assistant import Assistant
from tests.index.light_embedder import LightEmbedder
from tests.running import environment

PLAN = """KẾ HOẠCH

Công tác {topic} năm 2024

I. TỔ CHỨC THỰC HIỆN

1. Phòng Y tế

Chủ trì, phối hợp với UBND các xã, thị trấn tổ chức {topic} trước ngày 30/6/2024.
"""
NOISE = bytes(range(128, 256)) * 40


class Synced:
    """A folder and a library, and what the passes over it did."""

    def __init__(self, folder: Path, library: Library) -> None:
        self.folder, self.library, self.embedded = folder, library, 0
        folder.mkdir()

    def write(self, name: str, topic: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PLAN.format(topic=topic), encoding="utf-8")
        return path

    def run(self, *, remove_all: bool = False, internal: bool = False, growing_fail: bool = True) -> list[FileReport]:
        reports: list[FileReport] = []

        def count(passages: int) -> None:
            self.embedded += passages

        keeper = FolderSync(self.library, self.folder, remove_all=remove_all, internal=internal)
        keeper.run(on_file=reports.append, on_passages=count, growing_fail=growing_fail)
        return sorted(reports, key=lambda report: report.path)

    def statuses(self, **options: bool) -> dict[str, str]:
        return {Path(report.path).name: report.status for report in self.run(**options)}

    def stored(self) -> dict[str, str]:
        """What is stored of the folder: content by relative path."""
        store, root = self.library.store, str(self.folder.resolve())
        files = store.files.under(root)
        return {
            file.key.removeprefix(root + "/"): "\n".join(store.text(id) for id in store.files.documents(file.key))
            for file in files
        }


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of tests are complete when they are written."""
    monkeypatch.setattr(syncing, "SETTLE_S", 0.0)


@pytest.fixture
def synced(tmp_path: Path, assistant: Assistant) -> Synced:
    return Synced(tmp_path / "plans", Library(Settings(data=tmp_path / "data"), assistant.library.embedder))


def test_files_are_added_replaced_and_removed_as_in_the_folder(synced: Synced) -> None:
    synced.write("a.txt", "tiêm chủng")
    synced.write("2024/b.txt", "phòng cháy")
    assert synced.statuses() == {"a.txt": "stored", "b.txt": "stored"}
    generation, embedded = synced.library.generation, synced.embedded
    assert synced.statuses() == {"a.txt": "unchanged", "b.txt": "unchanged"}
    assert (synced.library.generation, synced.embedded) == (generation, embedded)
    synced.write("a.txt", "xóa mù chữ")
    (synced.folder / "2024/b.txt").unlink()
    synced.write("c.txt", "nước sạch")
    assert synced.statuses() == {"a.txt": "stored", "b.txt": "removed", "c.txt": "stored"}
    assert synced.stored().keys() == {"a.txt", "c.txt"}
    assert "xóa mù chữ" in synced.stored()["a.txt"]
    [hit, *_] = synced.library.search(Query("xóa mù chữ", "xóa mù chữ"), 5)
    assert hit.document.source == "a.txt"


def test_an_edit_that_keeps_the_size_is_seen(synced: Synced) -> None:
    path = synced.write("a.txt", "tiêm chủng")
    for _ in range(2):
        os.utime(path, (1_700_000_000, 1_700_000_000))
        synced.run()
    path.write_text(path.read_text(encoding="utf-8").replace("tiêm", "diêm"), encoding="utf-8")
    assert synced.statuses() == {"a.txt": "stored"}
    assert "diêm chủng" in synced.stored()["a.txt"]


def test_what_is_known_to_be_unchanged_is_not_read(synced: Synced, monkeypatch: pytest.MonkeyPatch) -> None:
    synced.write("a.txt", "tiêm chủng")
    (synced.folder / "bad.txt").write_bytes(NOISE)
    synced.run()
    monkeypatch.setattr("corpus.folder.TICK_S", -60.0)  # the stamps of files just written are trusted
    synced.run()
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail(f"{path} was read"))
    assert synced.statuses() == {"a.txt": "unchanged", "bad.txt": "failed"}


@pytest.mark.parametrize(
    ("former", "name"),
    [
        ("a.txt", "b.txt"),
        ("a.txt", "2024/quý I/a.txt"),
        ("Kế hoạch.txt", "KẾ HOẠCH.txt"),
        (unicodedata.normalize("NFD", "Kế hoạch.txt"), unicodedata.normalize("NFC", "Kế hoạch.txt")),
    ],
)
def test_a_file_that_moves_keeps_its_id_and_is_not_embedded_again(synced: Synced, former: str, name: str) -> None:
    path = synced.write(former, "tiêm chủng")
    [before] = synced.run()
    passages, embedded = [passage.id for passage in synced.library.store.passages()], synced.embedded
    (synced.folder / name).parent.mkdir(parents=True, exist_ok=True)
    path.rename(synced.folder / name)
    [moved] = synced.run()
    assert (moved.status, moved.documents) == ("moved", before.documents)
    assert (moved.path, moved.was) == (str(synced.folder.resolve() / name), before.path)
    assert [passage.id for passage in synced.library.store.passages()] == passages and synced.embedded == embedded
    assert synced.library.store.document(before.documents[0]).source == Path(name).name
    assert synced.stored().keys() == {name}


def test_a_folder_that_is_renamed_moves_all_of_its_files(synced: Synced) -> None:
    for number in range(15):
        synced.write(f"2023/{number}.txt", f"việc số {number}")
    ids = {report.documents for report in synced.run()}
    embedded = synced.embedded
    (synced.folder / "2023").rename(synced.folder / "năm 2023")
    reports = synced.run()
    assert {report.status for report in reports} == {"moved"}
    assert {report.documents for report in reports} == ids and synced.embedded == embedded


def test_a_file_that_is_renamed_but_for_case_and_edited_at_once_keeps_its_id(synced: Synced) -> None:
    [before] = (synced.write("plan.txt", "tiêm chủng"), synced.run())[1]
    (synced.folder / "plan.txt").unlink()
    synced.write("Plan.txt", "phòng cháy")
    [after] = synced.run()
    assert (after.status, after.documents) == ("stored", before.documents)
    assert synced.stored().keys() == {"Plan.txt"}


def test_a_copy_is_no_move_and_two_files_may_change_places(synced: Synced) -> None:
    a, b = synced.write("a.txt", "tiêm chủng"), synced.write("b.txt", "phòng cháy")
    synced.run()
    shutil.copy(a, synced.folder / "copy.txt")
    assert synced.statuses() == {"a.txt": "unchanged", "b.txt": "unchanged", "copy.txt": "stored"}
    a.rename(synced.folder / "x")
    b.rename(a)
    (synced.folder / "x").rename(b)
    synced.run()
    assert "phòng cháy" in synced.stored()["a.txt"] and "tiêm chủng" in synced.stored()["b.txt"]
    assert len(synced.library.store.documents()) == 3


def test_a_file_that_moves_in_from_another_synced_folder_keeps_its_id(synced: Synced, tmp_path: Path) -> None:
    other = Synced(tmp_path / "drafts", synced.library)
    path = other.write("a.txt", "tiêm chủng")
    [before] = other.run()
    shutil.move(path, synced.folder / "a.txt")
    [moved] = synced.run()
    assert (moved.status, moved.documents, moved.was) == ("moved", before.documents, before.path)


def test_only_files_of_the_folder_are_removed(synced: Synced, tmp_path: Path) -> None:
    synced.library.ingest_upload("sent.txt", PLAN.format(topic="gửi lên").encode())
    outside = tmp_path / "plans-old.txt"
    outside.write_text(PLAN.format(topic="nơi khác"), encoding="utf-8")
    synced.library.ingest([outside])
    synced.write("a.txt", "tiêm chủng")
    b = synced.write("b.txt", "phòng cháy")
    synced.run()
    b.unlink()
    assert synced.statuses() == {"a.txt": "unchanged", "b.txt": "removed"}
    assert {document.source for document in synced.library.documents()} == {"sent.txt", "plans-old.txt", "a.txt"}


@pytest.mark.parametrize("away", ["empty", "vanished"])
def test_a_folder_that_is_away_removes_nothing_until_told(synced: Synced, away: str) -> None:
    synced.write("a.txt", "tiêm chủng")
    synced.write("b.txt", "phòng cháy")
    synced.run()
    shutil.rmtree(synced.folder)
    if away == "empty":
        synced.folder.mkdir()
    with pytest.raises(FolderGone, match=r"plans .*2 files of it stay stored") as error:
        synced.run()
    assert "--remove-all" in error.value.remedy and synced.stored().keys() == {"a.txt", "b.txt"}
    assert synced.statuses(remove_all=True) == {"a.txt": "removed", "b.txt": "removed"}
    assert synced.library.store.documents() == []


def test_more_than_half_of_a_folder_goes_only_when_told_and_what_is_new_is_stored(synced: Synced) -> None:
    for number in range(20):
        synced.write(f"share/{number}.txt", f"việc số {number}")
    synced.write("here.txt", "tại chỗ")
    synced.run()
    shutil.rmtree(synced.folder / "share")
    synced.write("new.txt", "mới")
    with pytest.raises(FolderGone, match="lacks 20 of the 21 files"):
        synced.run()
    assert len(synced.stored()) == 22 and "new.txt" in {d.source for d in synced.library.documents()}
    assert list(synced.statuses(remove_all=True).values()).count("removed") == 20


def test_what_lies_behind_a_link_that_leads_nowhere_stays(synced: Synced, tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    (share / "a.txt").write_text(PLAN.format(topic="tiêm chủng"), encoding="utf-8")
    (synced.folder / "linked").symlink_to(share)
    synced.write("b.txt", "phòng cháy")
    assert synced.statuses() == {"a.txt": "stored", "b.txt": "stored"}
    share.rename(tmp_path / "away")
    assert synced.statuses() == {"linked": "failed", "b.txt": "unchanged"}
    assert synced.stored().keys() == {"linked/a.txt", "b.txt"}
    assert [failure.source for failure in synced.library.store.failures.listed()] == ["linked"]
    (tmp_path / "away").rename(share)
    assert synced.statuses() == {"a.txt": "unchanged", "b.txt": "unchanged"}
    assert synced.library.store.failures.count() == 0


def test_a_folder_that_never_was_is_one_error(synced: Synced, tmp_path: Path) -> None:
    with pytest.raises(NothingToIngest, match="mistyped"):
        FolderSync(synced.library, tmp_path / "mistyped").run()


def test_a_file_that_fails_is_listed_until_it_is_mended_or_gone(synced: Synced) -> None:
    bad, worse = synced.folder / "bad.txt", synced.folder / "worse.pdf"
    bad.write_bytes(NOISE)
    worse.write_bytes(b"%PDF-")
    synced.write("good.txt", "tiêm chủng")
    first = synced.run()
    assert [(r.status, r.known) for r in first] == [("failed", False), ("stored", False), ("failed", False)]
    assert [(r.status, r.known) for r in synced.run()] == [("failed", True), ("unchanged", False), ("failed", True)]
    failures = {failure.source: failure for failure in synced.library.store.failures.listed()}
    assert failures.keys() == {"bad.txt", "worse.pdf"} and all(f.message and f.remedy for f in failures.values())
    synced.write("bad.txt", "đã sửa")
    worse.unlink()
    assert synced.statuses() == {"bad.txt": "stored", "good.txt": "unchanged"}
    assert synced.library.store.failures.count() == 0


def test_a_file_that_breaks_keeps_its_former_content_also_when_it_moves(synced: Synced) -> None:
    path = synced.write("a.txt", "tiêm chủng")
    [before] = synced.run()
    path.write_bytes(NOISE)
    assert synced.statuses() == {"a.txt": "failed"}
    path.rename(synced.folder / "b.txt")
    assert synced.statuses() == {"b.txt": "failed"}
    assert "tiêm chủng" in synced.stored()["b.txt"]
    [failure] = synced.library.store.failures.listed()
    assert (failure.source, failure.documents) == ("b.txt", before.documents)
    synced.write("b.txt", "tiêm chủng")
    embedded = synced.embedded
    assert synced.statuses() == {"b.txt": "unchanged"} and synced.embedded == embedded
    assert synced.library.store.failures.count() == 0


def test_a_failed_file_is_tried_again_with_another_reader_and_on_demand(
    synced: Synced, monkeypatch: pytest.MonkeyPatch
) -> None:
    (synced.folder / "bad.txt").write_bytes(NOISE)
    tried: list[Path] = []

    def counted(path: Path, source: str, limit: int) -> tuple[Document, ...]:
        tried.append(path)
        return read_file(path, source, limit)

    monkeypatch.setattr("index.intake.read_file", counted)
    synced.run()
    synced.run()
    assert len(tried) == 1
    monkeypatch.setattr("index.intake._programs", lambda: iter(["a new program"]))
    synced.run()
    synced.run()
    assert len(tried) == 2
    synced.library.ingest([synced.folder])
    assert len(tried) == 3


def test_a_text_that_takes_too_long_is_failed_with_a_remedy_and_the_others_are_stored(
    synced: Synced, monkeypatch: pytest.MonkeyPatch
) -> None:
    (synced.folder / "slow.txt").write_text(
        "- trồng cây và chăm sóc cây, báo cáo Sở Nội vụ;\n" * 40_000, encoding="utf-8"
    )
    synced.write("z.txt", "tiêm chủng")
    monkeypatch.setattr("index.intake.read_file", functools.partial(read_file, time_s=2.0))
    slow, other = synced.run()
    assert (slow.status, other.status) == ("failed", "stored")
    assert slow.error is not None and "slow.txt" in slow.error.message and "divide it" in slow.error.remedy
    [kept] = synced.library.store.failures.listed()
    assert (kept.source, kept.error.message) == ("slow.txt", "slow.txt could not be read within 2 seconds.")


def test_a_file_that_is_being_written_is_stored_when_it_is_complete(
    synced: Synced, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syncing, "SETTLE_S", 0.5)
    path = synced.write("a.txt", "tiêm chủng")
    done = threading.Event()

    def grow() -> None:
        while not done.wait(0.02):
            with path.open("a", encoding="utf-8") as file:
                file.write("thêm một dòng\n")

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        [report] = synced.run()
        assert synced.run(growing_fail=False) == []
    finally:
        done.set()
        writer.join()
    assert report.error is not None and "still being written" in report.error.message
    assert synced.stored() == {}
    assert synced.statuses() == {"a.txt": "stored"} and synced.library.store.failures.count() == 0


def test_internal_files_are_so_also_when_they_were_stored_before(synced: Synced) -> None:
    synced.write("a.txt", "tiêm chủng")
    synced.run()
    synced.run(internal=True)
    assert [document.internal for document in synced.library.documents()] == [True]
    (synced.folder / "a.txt").rename(synced.folder / "b.txt")
    assert synced.statuses() == {"b.txt": "moved"}
    assert [document.internal for document in synced.library.documents()] == [True]


def test_a_second_sync_says_that_it_waits_for_the_first(synced: Synced) -> None:
    synced.write("a.txt", "tiêm chủng")
    first, released = threading.Event(), threading.Event()

    def hold() -> None:
        with FileLock(synced.library.settings.data / "sync.lock"):
            first.set()
            released.wait()

    holder = threading.Thread(target=hold)
    holder.start()
    first.wait()
    waited: list[bool] = []

    def on_wait() -> None:
        waited.append(True)
        released.set()

    done = FolderSync(synced.library, synced.folder).run(on_wait=on_wait)
    holder.join()
    assert waited == [True] and done.counts == {"stored": 1}


SCRIPT = """
import sys
from pathlib import Path
from corpus.settings import Settings
import index.intake, index.syncing
from index.library import Library
from tests.index.light_embedder import LightEmbedder
index.intake.BATCH, index.syncing.SETTLE_S = 1, 0.0
library = Library(Settings(data=Path(sys.argv[1])), LightEmbedder())
index.syncing.FolderSync(library, Path(sys.argv[2])).run(on_file=lambda report: print(report.status, flush=True))
"""


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_sync_killed_again_and_again_ends_as_one_that_was_not(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    synced = Synced(tmp_path / "plans", Library(Settings(data=tmp_path / "data"), LightEmbedder()))
    for number in range(24):
        synced.write(f"{number:02}.txt", f"việc số {number}")
    synced.run()
    ids = {name: synced.library.store.files.documents(f"{synced.folder.resolve()}/{name}") for name in synced.stored()}
    old = synced.stored()
    for number in range(8):
        synced.write(f"{number:02}.txt", f"việc mới {number}")
    for number in range(8, 14):
        (synced.folder / f"{number:02}.txt").rename(synced.folder / f"moved-{number:02}.txt")
    for number in range(14, 18):
        (synced.folder / f"{number:02}.txt").unlink()
    for number in range(30, 40):
        synced.write(f"{number:02}.txt", f"việc thêm {number}")
    (synced.folder / "20.txt").write_bytes(NOISE)
    clean = Synced(tmp_path / "clean", Library(Settings(data=tmp_path / "clean-data"), LightEmbedder()))
    shutil.copytree(synced.folder, clean.folder, dirs_exist_ok=True)
    clean.run()
    new = clean.stored()
    command = [sys.executable, "-c", SCRIPT, str(tmp_path / "data"), str(synced.folder)]
    stored_again = 0
    for _ in range(3):
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment(), text=True) as process:
            assert process.stdout is not None
            for _ in range(chance.randrange(1, 20)):
                stored_again += process.stdout.readline() == "stored\n"
            time.sleep(chance.random() / 100)
            process.send_signal(signal.SIGKILL)
            stored_again += process.stdout.read().count("stored\n")
        for name, text in synced.stored().items():
            # Whatever was killed, each file is whole: as it was before, moved or not, or as it is now.
            assert text in (new.get(name), old.get(name.removeprefix("moved-"))), name
    stored_again += [report.status for report in synced.run()].count("stored")
    # Of 18 files to embed, those that were stored before a kill were not stored again; what a kill cut off from telling, no more.
    assert stored_again <= 18
    assert synced.stored() == {**new, "20.txt": old["20.txt"]}
    for number in range(8, 14):
        key = f"{synced.folder.resolve()}/moved-{number:02}.txt"
        assert synced.library.store.files.documents(key) == ids[f"{number:02}.txt"]
    assert [failure.source for failure in synced.library.store.failures.listed()] == ["20.txt"]
    assert all(status in ("unchanged", "failed") for status in synced.statuses().values())
