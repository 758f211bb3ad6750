"""The assistant for everyone: it answers as one that never heard of the internal documents."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from corpus.errors import EmptyCorpus
from corpus.settings import Settings
from index.embedder import Embedder
from index.library import Library
from index.public_library import PublicLibrary
from qa.answer import Answer
from qa.assistant import Assistant

PLAN = """ỦY BAN NHÂN DÂN XÃ {place}
Số: {number}/KH-UBND
{place}, ngày 5 tháng 2 năm {year}

KẾ HOẠCH
{topic} xã {place} năm {year}

I. TỔ CHỨC THỰC HIỆN
1. {lead}
Chủ trì, phối hợp với Hội Nông dân xã {topic} trước ngày 30/6/{year}.
2. Công chức Tài chính
Bố trí 45 triệu đồng cho việc {topic}.
"""
PUBLIC = {"number": 11, "place": "Tam Gia", "year": 2031, "topic": "nạo vét mương Khuổi Sao", "lead": "Ban Thủy lợi"}
SECRET = {"number": 99, "place": "Mẫu Sơn", "year": 2032, "topic": "di dời kho quân khí", "lead": "Ban Chỉ huy Quân sự"}
QUESTIONS = (
    "ai chủ trì nạo vét mương Khuổi Sao?",
    "ai chủ trì di dời kho quân khí?",
    "kinh phí di dời kho quân khí là bao nhiêu?",
    "kế hoạch năm 2032 của xã Mẫu Sơn giao việc gì?",
    "ai chu tri di doi kho quan khi mau son",
    "ban chỉ huy quân sự có những nhiệm vụ gì?",
    "liệt kê các nhiệm vụ có hạn trong năm 2032",
    "có bao nhiêu nhiệm vụ?",
    "who leads the work of Mẫu Sơn commune in 2032?",
    "nạo vét mương Khuổi Sao năm 2032",
)


def plan(folder: Path, name: str, **about: object) -> Path:
    folder.mkdir(exist_ok=True, parents=True)
    (folder / name).write_text(PLAN.format(**about), encoding="utf-8")
    return folder / name


@pytest.fixture(scope="module")
def embedder(assistant: Assistant) -> Embedder:
    return assistant.library.embedder


@pytest.fixture
def office(tmp_path: Path, embedder: Embedder) -> Assistant:
    library = Library(Settings(data=tmp_path / "data", keep_unanswered=False), embedder)
    library.ingest([plan(tmp_path, "a.txt", **PUBLIC)])
    return Assistant(library)


def withhold(office: Assistant, tmp_path: Path) -> str:
    [report] = office.library.ingest([plan(tmp_path, "b.txt", **SECRET)], internal=True)
    return report.documents[0]


def told(assistant: Assistant, question: str) -> dict[str, object]:
    """All that an answer says, apart from the time it took and the hour of the ingest."""
    answer = dataclasses.replace(assistant.ask(question), timing_ms={})
    cited = [(c.hit.document.id, c.hit.passage.passage, c.start, c.end, c.quote, c.marker) for c in answer.citations]
    names = [f.name for f in dataclasses.fields(Answer) if f.name != "citations"]
    found = [(hit.document.id, hit.passage.text, hit.score) for hit in assistant.search(question)[1]]
    return {**{name: getattr(answer, name) for name in names}, "citations": cited, "found": found}


@pytest.mark.parametrize("again", [False, True], ids=["running", "started anew"])
def test_everyone_is_answered_as_if_there_were_no_internal_document(
    office: Assistant, tmp_path: Path, embedder: Embedder, again: bool
) -> None:
    everyone = office.for_everyone()
    before = [told(everyone, question) for question in QUESTIONS]
    withhold(office, tmp_path)
    if again:
        # As a server that starts: nothing is left of the indexes that were shared.
        everyone = Assistant(Library(office.library.settings, embedder)).for_everyone()
    assert [told(everyone, question) for question in QUESTIONS] == before
    # The office itself is told.
    answer = office.ask("ai chủ trì di dời kho quân khí?")
    assert not answer.abstained and "Ban Chỉ huy Quân sự" in answer.text


def test_what_is_withheld_is_gone_with_the_next_question(office: Assistant, tmp_path: Path, embedder: Embedder) -> None:
    everyone = office.for_everyone()
    before = [told(everyone, question) | {"generation": 0} for question in QUESTIONS]
    [report] = office.library.ingest([plan(tmp_path, "b.txt", **SECRET)])
    everyone.ask("ai chủ trì di dời kho quân khí?")  # with the old indexes, or the new
    everyone.library.refresh()
    assert "Ban Chỉ huy Quân sự" in everyone.ask("ai chủ trì di dời kho quân khí?").text
    # By another process, which renews no index of this one.
    office.library.store.set_internal(report.documents[0], True)
    assert [told(everyone, question) | {"generation": 0} for question in QUESTIONS] == before
    office.library.set_internal(report.documents[0], False)
    everyone.library.refresh()
    assert "Ban Chỉ huy Quân sự" in everyone.ask("ai chủ trì di dời kho quân khí?").text


def test_while_nothing_is_internal_one_index_in_memory_serves_both(office: Assistant, tmp_path: Path) -> None:
    everyone = office.for_everyone()
    settings = office.library.settings
    everyone.warm_up()
    office.warm_up()
    assert everyone.library.indexes.vectors is office.library.indexes.vectors
    assert everyone.library.embedder is office.library.embedder
    assert everyone._known().accents is office._known().accents
    assert not settings.public_index_path.exists()
    id = withhold(office, tmp_path)
    assert everyone.library.generation < office.library.generation
    other = PublicLibrary(office.library)
    assert len(other.indexes.vectors) < len(office.library.indexes.vectors) and settings.public_index_path.exists()
    office.library.remove(id)
    office.library.ingest([plan(tmp_path, "c.txt", **{**PUBLIC, "number": 12})])
    other.refresh()
    assert other.indexes.vectors is office.library.indexes.vectors
    assert not settings.public_index_path.exists()


def test_with_internal_documents_alone_there_is_nothing_to_search_for_everyone(
    tmp_path: Path, embedder: Embedder
) -> None:
    office = Assistant(Library(Settings(data=tmp_path / "data"), embedder))
    withhold(office, tmp_path)
    with pytest.raises(EmptyCorpus):
        office.for_everyone().ask("ai chủ trì di dời kho quân khí?")


def test_an_internal_file_stays_internal_whatever_is_ingested_again(office: Assistant, tmp_path: Path) -> None:
    library = office.library
    id = withhold(office, tmp_path)
    for content in (SECRET, {**SECRET, "number": 98}):
        [report] = library.ingest([plan(tmp_path, "b.txt", **content)])
        assert report.documents == (id,) and library.store.document(id).internal
    [report] = library.ingest([tmp_path / "a.txt"], internal=True)
    assert report.status == "unchanged" and library.store.document(report.documents[0]).internal
    assert library.ingest_upload("d.txt", PLAN.format(**PUBLIC).encode(), internal=True).status == "stored"
    assert PublicLibrary(library).store.documents() == []
