"""A plan with a register of four tasks, for tests of what becomes of them."""

from __future__ import annotations

import dataclasses
import datetime
from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from corpus.documents import Document, Due, Header, Passage, Task, Vectors
from corpus.store import Store

DAY = datetime.date
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
LEDGERS = "Chủ trì, phối hợp với Công an xã số hóa sổ hộ tịch trước ngày 15/12/2024."
DITCH = "Phối hợp với Ban Phát triển thôn nạo vét mương Khuổi Sao trong quý II năm 2024."
REPORT = "- Tổng hợp, báo cáo UBND huyện trước ngày 10/6 hằng năm."
CLEAN = "Giữ gìn vệ sinh chung."
TEXT = "\n".join((LEDGERS, DITCH, REPORT, CLEAN))
HEADER = Header(
    number="15/KH-UBND", type="Kế hoạch", issuer="Ủy ban nhân dân xã Tam Gia", place="Tam Gia", date=DAY(2024, 2, 5), year=2024
)  # fmt: skip


def task(evidence: str, text: str = TEXT, **fields: object) -> Task:
    start = text.index(evidence)
    plain = Task(
        start=start,
        end=start + len(evidence),
        section=("III. TỔ CHỨC THỰC HIỆN", "1. Công chức Tư pháp - Hộ tịch"),
        page=2,
        roles=("chủ trì",),
        lead="Công chức Tư pháp - Hộ tịch",
        coordinating=(),
        others=(),
        action="số hóa",
        object="sổ hộ tịch",
        deadline=None,
        due=None,
        product=None,
        place=None,
        row=False,
    )
    return dataclasses.replace(plain, **fields)  # type: ignore[arg-type]


TASKS = (
    task(
        LEDGERS,
        coordinating=("Công an xã",),
        deadline="trước ngày 15/12/2024",
        due=Due(None, DAY(2024, 12, 15)),
        product="Sổ đã số hóa",
    ),
    task(
        DITCH,
        roles=("phối hợp",),
        lead=None,
        coordinating=("Hội Cựu chiến binh", "Ban Phát triển thôn"),
        action="nạo vét",
        object="mương Khuổi Sao",
        deadline="trong quý II năm 2024",
        due=Due(DAY(2024, 4, 1), DAY(2024, 6, 30)),
        place="thôn Khuổi Sao",
    ),
    task(
        REPORT,
        section=("III. TỔ CHỨC THỰC HIỆN", "2. Phòng Giáo dục và Đào tạo"),
        roles=("báo cáo",),
        lead="Phòng Giáo dục và Đào tạo",
        others=(("gửi", "UBND huyện Cao Lộc"),),
        action="báo cáo",
        object="=kết quả; chi tiết, đầy đủ",
        deadline="trước ngày 10/6 hằng năm",
        due=Due(None, None, "yearly", 6, 10),
        row=True,
    ),
    task(CLEAN, roles=("thực hiện",), lead="Các thôn", action="giữ gìn", object="vệ sinh chung"),
)


def document(tasks: tuple[Task, ...], text: str = TEXT, header: Header = HEADER) -> Document:
    return Document("a.txt", text, header, (), (), (Passage(0, len(text), (), "text", 1),), tasks)


def put(store: Store, key: str, *documents: Document) -> list[str]:
    return store.replace(
        key, Path(key).name, b"x", "1", "m", [(d, Vectors(np.eye(1, 4, dtype=np.float32))) for d in documents]
    )


def stored(folder: Path) -> Store:
    """A store of one plan with these tasks."""
    store = Store(folder / "kehoach.sqlite3")
    put(store, "/a.txt", document(TASKS))
    return store
