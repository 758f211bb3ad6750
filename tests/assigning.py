"""A short plan around paragraphs that give out work, and the tasks that are read from it."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.documents import Line, Loaded, Task
from corpus.reader import read

PROVINCE = (
    "ỦY BAN NHÂN DÂN",
    "TỈNH BÌNH AN",
    "Số: 31/KH-UBND",
    "Bình An, ngày 05 tháng 02 năm 2025",
    "KẾ HOẠCH",
    "Trồng cây ven sông năm 2025",
)
SCHOOL = (
    "UBND XÃ BÌNH AN",
    "TRƯỜNG TIỂU HỌC BÌNH AN",
    "Số: 12/KH-THBA",
    "Bình An, ngày 05 tháng 9 năm 2025",
    "KẾ HOẠCH",
    "Trông trẻ buổi trưa năm học 2025 - 2026",
)


def tasks_of(paragraphs: Sequence[str], letterhead: Sequence[str] = PROVINCE) -> list[Task]:
    lines = tuple(Line(text, whole=True) for text in (*letterhead, *paragraphs))
    (document,) = read(Loaded(lines), "plan.txt")
    return list(document.tasks)
