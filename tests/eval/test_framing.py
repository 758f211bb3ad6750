from __future__ import annotations

import dataclasses
from pathlib import Path

import pypdfium2
import pytest

from corpus.documents import Box, Line, Loaded, ScannedPage, ScannedWord
from corpus.reader import read
from eval.framing import framed

LINES = (
    "KẾ HOẠCH",
    "Phòng chống rét cho đàn trâu bò",
    "1. Che chắn chuồng trại trước mùa đông, kiểm tra từng hộ chăn nuôi trong xã.",
    "2. Dự trữ rơm khô, thức ăn tinh và thuốc thú y đủ dùng cho ba tháng rét đậm.",
)
#: The last line, each word.
LAST = LINES[-1].split()


def scanned(path: Path, *, misread: int = 0) -> tuple[Path, Loaded]:
    """A page of the lines, one below the other; so many of the last words were read as others."""
    document = pypdfium2.PdfDocument.new()
    document.new_page(600, 800)
    document.save(path)
    words = []
    for row, line in enumerate(LINES):
        for column, text in enumerate(line.split()):
            box: Box = (0.05 + 0.05 * column, 0.1 + 0.05 * row, 0.09 + 0.05 * column, 0.12 + 0.05 * row)
            words.append(ScannedWord(text, box, 0.9))
    for at in range(1, misread + 1):
        words[-at] = dataclasses.replace(words[-at], text="ggg")
    lines = tuple(Line(line, 1, whole=True) for line in LINES)
    return path, Loaded(lines, 1, (ScannedPage(1, 0.9, tuple(words)),))


def test_frames_are_right_where_they_hold_a_passages_words_and_no_others(tmp_path: Path) -> None:
    path, loaded = scanned(tmp_path / "scan.pdf")
    documents = read(loaded, path.name)
    passages = sum(len(document.passages) for document in documents)
    assert framed(path, documents) == (passages, passages)


@pytest.mark.parametrize("misread", [len(LAST) // 2, len(LAST)])
def test_frames_that_miss_the_words_of_a_passage_are_wrong(tmp_path: Path, misread: int) -> None:
    path, loaded = scanned(tmp_path / "scan.pdf", misread=misread)
    right, passages = framed(path, read(loaded, path.name))
    assert right == passages - 1
