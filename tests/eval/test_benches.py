"""Public sets: what their files mean, what is wrong with a file, and how documents are ranked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.errors import BadQuestion, UnreadableFile
from corpus.settings import Settings
from eval import benches
from eval.baselines import Lexical
from eval.benches.public_set import BenchPassage, PublicSet, asked
from eval.benches.retrieval import Answering, ByDocument, Searching
from eval.benches.storing import store
from index.library import Library
from qa.assistant import Assistant

_SQUAD = {
    "data": [
        {
            "title": "T",
            "paragraphs": [
                {
                    "context": "Huyện có 22 xã. Xã Bảo Lâm có một trường.",
                    "sentences": ["Huyện có 22 xã.", "Xã Bảo Lâm có một trường."],
                    "sentence_breaks": [[0, 15], [16, 41]],
                    "qas": [
                        {
                            "id": "q1",
                            "question": "Bảo Lâm có  mấy trường?",
                            "answers": [{"text": "một", "answer_start": 30}],
                        },
                        {
                            "id": "q2",
                            "question": "Huyện có mấy xã?",
                            "answers": [{"text": "22", "answer_start": 9}],
                        },
                    ],
                }
            ],
        }
    ]
}
_LAWS = [
    {"id": "Luật A", "articles": [{"id": "1", "text": "Phạm vi"}, {"id": "2", "text": "Giải thích"}]},
    {"id": "Luật B", "articles": [{"id": "1", "text": "Hiệu lực"}]},
]
_ASKED = [
    {
        "question_id": "a",
        "question_type": "Đúng/Sai",
        "text": "Câu hỏi?",
        "relevant_articles": [{"law_id": "Luật A", "article_id": "2"}, {"law_id": "Luật B", "article_id": "1"}],
    },
    {
        "question_id": "b",
        "question_type": "Tự luận",
        "text": "Câu nào?",
        "relevant_articles": [{"law_id": "Luật C", "article_id": "64"}],
    },
]


def _file(folder: Path, name: str, content: object) -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def _english(tmp_path: Path) -> Path:
    text = json.dumps(_SQUAD, ensure_ascii=False).replace("Huyện có mấy xã?", "How many communes?")
    return _file(tmp_path, "xquad.en.json", text.replace("Huyện có 22 xã.", "There are 22 communes."))


def test_xquad_asks_each_question_over_paragraphs(tmp_path: Path) -> None:
    public = benches.read("xquad", [_file(tmp_path, "xquad.vi.json", _SQUAD)])
    assert [passage.text for passage in public.passages] == ["Huyện có 22 xã. Xã Bảo Lâm có một trường."]
    first = public.questions[0]
    assert (first.doc, first.answers, first.form) == ("00000.txt", (("một",),), "vi")
    assert first.question == "Bảo Lâm có mấy trường?"


def test_xquad_in_two_languages_has_the_questions_of_one_and_the_passages_and_answers_of_the_other(
    tmp_path: Path,
) -> None:
    public = benches.read("xquad", [_english(tmp_path), _file(tmp_path, "xquad.vi.json", _SQUAD)])
    assert public.questions[1].question == "How many communes?"
    assert (public.questions[1].form, public.questions[1].answers) == ("en", (("22",),))
    assert public.passages[0].text.startswith("Huyện")


def test_xquad_r_asks_for_the_sentence_that_holds_the_answer(tmp_path: Path) -> None:
    public = benches.read("xquad-r", [_file(tmp_path, "vi.json", _SQUAD)])
    texts = {passage.source: passage.text for passage in public.passages}
    assert [texts[question.doc or ""] for question in public.questions] == [
        "Xã Bảo Lâm có một trường.",
        "Huyện có 22 xã.",
    ]


def test_alqac_expects_every_article_and_leaves_out_questions_about_articles_that_are_not_there(
    tmp_path: Path,
) -> None:
    files = [_file(tmp_path, "law.json", _LAWS), _file(tmp_path, "train.json", _ASKED)]
    public = benches.read("alqac", files)
    (question,) = public.questions
    assert [proof.doc for proof in question.proofs] == ["00001.txt", "00002.txt"]
    assert question.type == "Đúng/Sai"
    assert public.passages[2] == BenchPassage("00002.txt", "Hiệu lực", "Luật B")
    assert [passage.source for passage in benches.read("alqac-asked", files).passages] == ["00001.txt", "00002.txt"]


def test_virhe4qa_has_a_passage_for_each_different_context(tmp_path: Path) -> None:
    text = 'split,index,context,question,extractive answer\na,1,"Điều 1\nA",Gì?,A\nb,2,"Điều 1\nA",Ai?,\nc,3,B,Đâu?,B\n'
    public = benches.read("virhe4qa", [_file(tmp_path, "v.csv", text)])
    assert len(public.passages) == 2
    assert [question.doc for question in public.questions] == ["00000.txt", "00000.txt", "00001.txt"]
    assert public.questions[1].answers == ()


def test_legal_qa_is_read_from_lines(tmp_path: Path) -> None:
    passages = _file(tmp_path, "p.jsonl", '{"pid": "p1", "text": "A"}\n{"pid": "p2", "text": "B"}\n')
    questions = _file(tmp_path, "q.jsonl", '{"qid": "q", "question": "Gì?", "pid": "p2"}\n')
    assert benches.read("legal-qa", [passages, questions]).questions[0].doc == "00001.txt"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("xquad", "{"),
        ("xquad", '{"data": [{"paragraphs": [{"qas": [{"id": 1}]}]}]}'),
        ("xquad-r", json.dumps(_SQUAD).replace("sentence_breaks", "breaks")),
        ("virhe4qa", "a,b\n1,2\n"),
        ("virhe4qa", "context,question,extractive answer\n"),
    ],
)
def test_a_file_of_something_else_is_one_clear_error(name: str, content: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"f\.json"):
        benches.read(name, [_file(tmp_path, "f.json", content)])


def test_a_translation_that_lacks_a_question_is_named(tmp_path: Path) -> None:
    other = _file(tmp_path, "xquad.vi.json", json.dumps(_SQUAD).replace('"q2"', '"q9"'))
    with pytest.raises(UnreadableFile, match="q2"):
        benches.read("xquad", [_english(tmp_path), other])


def test_an_unknown_set_and_a_missing_file_are_told_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(BadQuestion, match="virhe4qa"):
        benches.read("squad", [])
    with pytest.raises(BadQuestion, match=r"LAW\.json QUESTIONS\.json"):
        benches.read("alqac", [tmp_path / "law.json"])


def _set(passages: int, questions: int) -> PublicSet:
    return PublicSet(
        "s",
        tuple(BenchPassage(f"{n:05d}.txt", f"Điều {n}") for n in range(passages)),
        tuple(asked(f"q{n}", "Gì?", [f"{n:05d}.txt"]) for n in range(questions)),
    )


def test_a_sample_keeps_every_passage_that_its_questions_need() -> None:
    sample = _set(100, 50).sample(10, 30)
    assert len(sample.questions) == 10 and len(sample.passages) == 30
    kept = {passage.source for passage in sample.passages}
    assert {question.doc for question in sample.questions} <= kept
    assert sample == _set(100, 50).sample(10, 30)
    assert _set(100, 50).sample(None, None) == _set(100, 50)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory, assistant: Assistant) -> Assistant:
    library = Library(
        Settings(data=tmp_path_factory.mktemp("bench"), keep_unanswered=False), assistant.library.embedder
    )
    long = "\n".join(
        f"Khoản {n}. Sinh viên nộp đơn xin nghỉ học tại phòng số {n} của nhà trường. " * 4 for n in range(8)
    )
    passages = [
        BenchPassage("00000.txt", long),
        BenchPassage("00001.txt", "Học phí được nộp vào đầu mỗi học kỳ tại phòng kế toán.", "Quy chế học phí"),
        BenchPassage("00002.txt", "Thư viện mở cửa từ 7 giờ đến 21 giờ."),
    ]
    store(passages, library)
    return Assistant(library)


def test_a_passage_of_a_set_becomes_a_document_under_its_title(stored: Assistant) -> None:
    documents = {document.source: document for document in stored.library.documents()}
    assert documents["00001.txt"].title == "Quy chế học phí"
    assert documents["00002.txt"].title == "00002.txt"
    assert documents["00000.txt"].passages > 1
    assert {passage.passage.kind for passage in stored.library.store.passages()} == {"text"}


def test_what_is_stored_already_is_not_embedded_again(stored: Assistant) -> None:
    generation = stored.library.generation
    passage = BenchPassage("00002.txt", "Thư viện mở cửa từ 7 giờ đến 21 giờ.")
    store([passage], stored.library)
    assert stored.library.generation == generation


def test_documents_are_ranked_by_their_best_passage_each_once(stored: Assistant) -> None:
    question = "Sinh viên nộp đơn xin nghỉ học ở đâu?"
    for system in (Searching(stored), Lexical(stored)):
        reply = ByDocument(system).ask(question, 10)
        sources = [place.source for place in reply.found]
        assert sources[0] == "00000.txt" and len(sources) == len(set(sources))


def test_a_search_answers_with_its_first_passage_and_the_assistant_in_its_own_words(stored: Assistant) -> None:
    question = "Học phí nộp khi nào?"
    first = Searching(stored).ask(question, 10)
    assert first.answer == first.found[0].text == first.citations[0].quote
    answered = ByDocument(Answering(stored)).ask(question, 10)
    assert answered.found[0].source == "00001.txt"
    assert answered.answer == stored.ask(question).text


def test_a_question_that_is_not_taken_is_a_refusal(stored: Assistant) -> None:
    reply = Searching(stored).ask("東京 は どこ", 10)
    assert reply.abstained and reply.found == ()


def test_the_real_files_are_read_whole(shared: Path) -> None:
    folder = shared / "bench"
    if not folder.is_dir():
        pytest.skip("the public sets are not on this machine")
    sizes = {
        ("xquad", ("xquad/xquad.en.json", "xquad/xquad.vi.json")): (240, 1190),
        ("xquad-r", ("xquad-r/vi.json",)): (None, 1190),
        ("alqac", ("alqac2024/law.json", "alqac2024/train.json")): (2249, 529),
        ("virhe4qa", ("virhe4qa/ViRHE4QA_v2.csv",)): (297, 1000),
        ("legal-qa", ("legal-qa/passages.jsonl", "legal-qa/questions.jsonl")): (5856, 5883),
    }
    for (name, files), (passages, questions) in sizes.items():
        public = benches.read(name, [folder / file for file in files])
        assert passages in (None, len(public.passages)) and len(public.questions) == questions
        sources = {passage.source for passage in public.passages}
        assert len(sources) == len(public.passages)
        assert all(question.doc in sources for question in public.questions)
        assert len({question.id for question in public.questions}) == questions
