"""Reading a file as a whole in the guarded process: the same documents, and its limits hold for slow texts too."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import UnreadableFile
from corpus.loaders import READER, load
from corpus.loaders.tesseract import missing
from corpus.reader import read, read_file
from tests.fuzz.seeds import seeds

SLOW = "- trồng cây và chăm sóc cây, báo cáo Sở Nội vụ;\n" * 40_000


def test_a_file_read_as_a_whole_is_what_its_lines_and_tables_are_read_as(samples: Path) -> None:
    paths = [path for path in samples.iterdir() if path.suffix in (".docx", ".html", ".md", ".pdf", ".txt")]
    assert len(paths) >= 5
    for path in paths:
        documents = read_file(path, "a name")
        assert documents == tuple(read(load(path), "a name"))
        assert documents[0].passages and documents[0].tasks


@pytest.mark.skipif(missing() is not None, reason="tesseract is not installed")
def test_a_scanned_page_comes_with_its_words(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(seeds("scan")[0])
    [document] = read_file(path, path.name)
    assert document.scans[0].words
    assert document.pages[0].sure == document.scans[0].sure


def test_a_text_that_takes_too_long_is_given_up_and_the_next_is_read(tmp_path: Path) -> None:
    slow, next_one = tmp_path / "slow.txt", tmp_path / "next.txt"
    slow.write_text(SLOW, "utf-8")
    next_one.write_text("Kế hoạch trồng cây phân tán năm 2024.", "utf-8")
    assert load(slow, time_s=20).content
    with pytest.raises(UnreadableFile, match=r"slow\.txt could not be read within 2 seconds") as refusal:
        read_file(slow, "slow.txt", time_s=2)
    assert refusal.value.remedy
    assert read_file(next_one, "next.txt")[0].text == "Kế hoạch trồng cây phân tán năm 2024."


def test_no_code_of_the_folder_that_it_is_started_in_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("json", "corpus"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(1)\n", "utf-8")
    plan = tmp_path / "plan.txt"
    plan.write_text("Kế hoạch trồng cây phân tán năm 2024.", "utf-8")
    monkeypatch.chdir(tmp_path)
    READER.stop()
    assert read_file(plan, "plan.txt")[0].text == "Kế hoạch trồng cây phân tán năm 2024."
    READER.stop()
