"""The sample plans: made again they say the same, and they hold what their questions ask for."""

from __future__ import annotations

import collections
import dataclasses
import importlib.machinery
import importlib.util
import io
import json
import re
import sys
import types
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import lxml.html  # type: ignore[import-untyped, unused-ignore]
import pypdf
import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "samples" / "sources").glob("*.plan"))
QUESTIONS = [
    json.loads(line) for line in (ROOT / "samples" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
]
ASKED_FOR = (
    "lead",
    "coordinate",
    "deadline",
    "date",
    "target",
    "count",
    "person",
    "reference",
    "what",
    "list",
    "where",
)
#: Where the fact of a question stands, and why a question has no answer: the field ``kind``.
PLACES = {"prose", "bullet", "heading", "row", "signature", "header"}
NO_ANSWER = {
    "wrong-place",
    "detail-not-stated",
    "wrong-year",
    "false-presupposition",
    "other-sector",
    "absent-body-or-person",
}
DOCS = (
    "ke-hoach-trong-tam-giao-duc-2024",
    "ke-hoach-nghi-quyet-32",
    "ke-hoach-156-ket-luan-51",
    "ke-hoach-chuyen-doi-so-cao-loc-2025",
    "ke-hoach-nang-cao-chat-luong-giao-duc-muong-la",
    "cong-van-trien-khai-ke-hoach-129",
    "ke-hoach-phong-chong-ret",
)
FACTS = {
    "ke-hoach-trong-tam-giao-duc-2024.docx": ("/KH-UBND", "năm 2024", "Nguyễn Văn Thịnh", "quý II năm 2024"),
    "ke-hoach-nghi-quyet-32-chuong-trinh-sach-giao-khoa-2024.txt": (
        "187/KH-UBND",
        "ngày 14 tháng 6 năm 2024",
        "32/NQ-CP",
    ),
    "ke-hoach-156-ket-luan-51-lang-son-2019.html": ("156/KH-UBND", "13/09/2019", "Dương Xuân Huyên", "51-KL/TW"),
    "ke-hoach-chuyen-doi-so-cao-loc-2025.pdf": ("31/KH-UBND", "ngày 24 tháng 01 năm 2025", "Lý Minh Quân", "PHỤ LỤC"),
    "ke-hoach-nang-cao-chat-luong-giao-duc-muong-la-2022.md": ("112/KH-UBND", "Mùa Thị Sinh", "70,5%", "98,5%"),
    "cong-van-trien-khai-ke-hoach-129-duyen-hai-2023.docx": ("2924 /UBND-VX", "129-KH/TXU", "Lâm Minh Thế", "V/v"),
    "ke-hoach-phong-chong-ret-vat-nuoi-cao-loc-2023.pdf": ("268/KH-UBND", "Hoàng Đức Trí", "05/12/2023", "0,5%"),
}


@pytest.fixture(scope="module")
def builder() -> Iterator[types.ModuleType]:
    """The script itself: it has no ending by which Python would find it."""
    scripts = str(ROOT / "scripts")
    sys.path.insert(0, scripts)
    loader = importlib.machinery.SourceFileLoader("build_samples", f"{scripts}/build-samples")
    spec = importlib.util.spec_from_loader("build_samples", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    yield module
    sys.path.remove(scripts)


def text_of(name: str, data: bytes) -> str:
    match Path(name).suffix:
        case ".docx":
            parts: list[str] = []
            for part in docx.Document(io.BytesIO(data)).iter_inner_content():
                cells = [cell for row in part.rows for cell in row.cells] if hasattr(part, "rows") else [part]
                parts += [cell.text for cell in cells]
            return "\n".join(parts)
        case ".pdf":
            return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
        case ".html":
            return str(lxml.html.fromstring(data).text_content())
        case _:
            return data.decode()


def squeeze(text: str) -> str:
    return re.sub(r"[*#|\s]+", " ", unicodedata.normalize("NFC", text)).strip()


def paragraphs(source: Any) -> Iterator[str]:
    """Each paragraph, heading, line of a block and table row of a source."""
    for block in source.blocks:
        values = [getattr(block, field.name) for field in dataclasses.fields(block)]
        if hasattr(block, "rows"):
            yield from (" ".join(row) for row in block.rows)
        elif hasattr(block, "full"):
            yield block.full
        else:
            for value in values:
                yield from [value] if isinstance(value, str) else (str(line) for line in value)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_making_a_sample_again_gives_the_same_text(builder: types.ModuleType, path: Path, samples: Path) -> None:
    source = builder.read(path)
    kept = (samples / source.file).read_bytes()
    built = builder.build(source)
    assert text_of(source.file, built) == text_of(source.file, kept)
    assert builder.build(source) == built


def test_every_sample_has_a_source_and_expected_facts(builder: types.ModuleType, samples: Path) -> None:
    made = {builder.read(path).file for path in SOURCES}
    kept = {path.name for path in samples.iterdir() if path.is_file()} - {"README.md", "questions.jsonl"}
    assert made == kept == set(FACTS)


@pytest.mark.parametrize("name", FACTS)
def test_a_sample_states_its_expected_facts_and_is_small(name: str, samples: Path) -> None:
    data = (samples / name).read_bytes()
    assert len(data) < 150_000
    text = squeeze(text_of(name, data))
    assert [fact for fact in FACTS[name] if fact not in text] == []
    assert 4_000 < len(text) < 14_000


def test_the_evidence_of_every_question_stands_in_one_paragraph(builder: types.ModuleType, samples: Path) -> None:
    sources = {source.file: source for source in map(builder.read, SOURCES)}
    texts = {name: squeeze(text_of(name, (samples / name).read_bytes())) for name in sources}
    assert len({question["id"] for question in QUESTIONS}) == len(QUESTIONS)
    for question in QUESTIONS:
        if question["doc"] is None:
            assert question["evidence"] is None and question["answers"] == [], question["id"]
            continue
        for proof in (question, *question.get("also", ())):
            [name] = [name for name in sources if name.startswith(proof["doc"])]
            assert any(proof["evidence"] in squeeze(part) for part in paragraphs(sources[name])), question["id"]
            assert proof["evidence"] in texts[name], question["id"]


def test_the_questions_are_of_every_wording_and_a_fifth_has_no_answer() -> None:
    counts = {key: collections.Counter(each[key] for each in QUESTIONS) for key in ("form", "type", "kind")}
    unanswerable = [each for each in QUESTIONS if each["doc"] is None]
    assert len(QUESTIONS) >= 130 and abs(len(unanswerable) / len(QUESTIONS) - 0.2) < 0.02
    assert counts["form"].keys() == {"vi", "noacc", "short", "en"} and min(counts["form"].values()) >= 40
    assert counts["type"].keys() == {*ASKED_FOR, "none"} and min(counts["type"].values()) >= 5
    assert {each["kind"] for each in unanswerable} == NO_ANSWER
    assert {each["kind"] for each in QUESTIONS if each["doc"]} == PLACES
    assert {each["doc"] for each in QUESTIONS if each["doc"]} == set(DOCS)
    for each in QUESTIONS:
        assert each["form"] == each["id"].partition(":")[2], each["id"]
        assert (each["type"] == "none") == (each["doc"] is None), each["id"]
        assert each["form"] != "noacc" or each["question"].isascii(), each["id"]


def test_the_appendix_of_the_digital_plan_goes_over_a_page_break_with_its_header(samples: Path) -> None:
    pages = pypdf.PdfReader(samples / "ke-hoach-chuyen-doi-so-cao-loc-2025.pdf").pages
    with_header = [page for page in pages if "Sản phẩm" in page.extract_text()]
    assert len(with_header) == 2


def test_part_of_a_word_sample_is_counted_by_word_itself(samples: Path) -> None:
    document = docx.Document(str(samples / "ke-hoach-trong-tam-giao-duc-2024.docx"))
    counted = [part.text for part in document.paragraphs if part._p.pPr is not None and part._p.pPr.numPr is not None]
    assert "Phòng Tài nguyên và Môi trường" in counted


def test_a_letter_that_the_font_lacks_is_an_error_and_not_a_box(builder: types.ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "la.plan"
    path.write_text("file: la.pdf\nKế hoạch 漢\n", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"DejaVuSerif\.ttf has no 漢, which la\.pdf needs"):
        builder.build(builder.read(path))


@pytest.mark.parametrize(
    ("text", "message"),
    [("# I. MỤC ĐÍCH\n", "the first line is 'file: NAME'"), ("file: a.txt\n@tabel 1\n", "@tabel is no directive")],
)
def test_a_source_with_a_mistake_is_named(builder: types.ModuleType, tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "a.plan"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit, match=message):
        builder.build(builder.read(path))
