"""The report: what it says of a run, that it holds no hostile text as markup, and how it looks in a real browser."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

from eval.misses import anchor, misses
from eval.outcomes import Outcome, Place
from eval.questions import Proof
from eval.report import report
from eval.systems import InProcess
from eval.words import LANGUAGES, Words
from qa.assistant import Assistant
from tests.eval.making import EVIDENCE, cited, mixed, outcome, place, question, reply, unanswerable
from tests.eval.making_runs import many, run_of

HOSTILE = "</blockquote></style><script>alert('x')</script><img src=x onerror=alert(1)> {{ 7*7 }} {% raw %}"
URL = "http://127.0.0.1:8000"


class Tags(HTMLParser):
    """Every tag of a page, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.said += data

    def all(self, name: str) -> list[str]:
        """Every value of an attribute."""
        return [value for _, attributes in self.tags if (value := attributes.get(name))]


def hostile() -> list[Outcome]:
    """Outcomes in which everything that a document, a question or an answer brings along is hostile."""
    asked = question(
        f"{HOSTILE}:vi",
        form=HOSTILE,
        type=HOSTILE,
        text=f"Ai {HOSTILE}?",
        doc=HOSTILE,
        evidence=HOSTILE,
        answers=((HOSTILE, HOSTILE),),
        kind=HOSTILE,
    )
    bad = place(HOSTILE, source=f"{HOSTILE}.docx", section=(HOSTILE,)).model_copy(
        update={"title": HOSTILE, "document_id": HOSTILE}
    )
    said = reply(
        HOSTILE[:30], found=(bad, bad), citations=(cited(HOSTILE, source=HOSTILE, quote=HOSTILE, grounded=False),)
    )
    said = said.model_copy(update={"understood_as": HOSTILE, "language": '"><script>'})
    return [outcome(asked, said), outcome(unanswerable(kind=HOSTILE), said), *mixed()]


def shown(outcomes: list[Outcome], url: str | None = None) -> dict[str, str]:
    """Why each question was missed, in words, by its id."""
    return {miss.question.id: miss.because for miss in misses(outcomes, Words("en"), url)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figures_of_the_summary_are_said_with_n(language: str) -> None:
    said = Tags(report(run_of(many(100, misread=25, unrefused=4)), language)).said
    for figure in ("75\N{NO-BREAK SPACE}%", "n 100", "set.jsonl", "kehoach eval run set.jsonl", "1" * 64):
        assert figure in said
    of = {"en": "75 of 100 questions", "vi": "75 trong 100 câu hỏi"}[language]
    assert of in said


def test_every_miss_is_there_with_what_was_expected_and_returned() -> None:
    page = Tags(report(run_of(mixed())))
    assert len([tag for tag, attributes in page.tags if (attributes.get("class") or "").startswith("form-")]) == 3
    for missed in ("b:vi", "c:vi", "f:en"):
        assert anchor(missed) in page.all("id")
    for right in ("a:vi", "d:en", "e:vi"):
        assert anchor(right) not in page.all("id")
    assert EVIDENCE in page.said and "the answer lacks: “30/6”" in page.said


def test_each_reason_is_said_in_words() -> None:
    away = place("Việc khác.", source="other.docx")
    outcomes = [
        outcome(question("a"), reply("x", found=(away, away))),
        outcome(question("b"), reply("x", found=(place("Việc khác."), away))),
        outcome(question("c"), reply("Không.", abstained=True, found=(away, place()))),
        outcome(question("d"), reply("Không.", abstained=True, citations=(cited(),))),
        outcome(question("e"), reply("x", found=(away, away, place()))),
        outcome(question("f"), reply("Phòng Nội vụ " * 60, citations=(cited(),))),
        outcome(question("g"), reply("Sở Y tế", citations=(cited(),), found=(place(),))),
        outcome(unanswerable("h", kind="outside"), reply("Sở Y tế", confidence=0.7)),
    ]
    assert shown(outcomes) == {
        "a": "None of the 2 passages found holds the proof.",
        "b": "None of the 2 passages found holds the proof, though 1 of them are of the right document.",
        "c": "The proof was found (place 2), yet it refused.",
        "d": "The proof was cited, yet it refused.",
        "e": "The proof was found (place 3), but the answer was taken from other passages.",
        "f": "The answer holds the expected words, but has 780 characters.",
        "g": "The proof was cited, but the answer lacks: “Phòng Nội vụ”.",
        "h": "The documents do not answer this (outside), and it answered with a confidence of 70\N{NO-BREAK SPACE}%.",
    }


def test_the_proof_is_shown_and_marked_however_far_down_it_stood() -> None:
    other = place("Việc khác. " * 100)
    there = place(f"Điều 1. {EVIDENCE.replace(' ', chr(10))}; và việc khác.")
    [miss] = misses([outcome(question(), reply("x", found=(*[other] * 6, there)))], Words("en"), None)
    assert [passage.rank for passage in miss.passages] == [1, 2, 3, 7]
    assert [passage.verdict for passage in miss.passages] == ["right_document"] * 3 + ["holds"]
    [marked] = [run.text for run in miss.passages[-1].runs if run.kind == "evidence"]
    assert marked.split() == EVIDENCE.split()
    assert len(miss.passages[0].runs[0].text) < 400


def test_a_cited_passage_that_was_found_is_shown_once() -> None:
    quoted = cited("Việc khác của huyện.", quote="Việc khác")
    found = place("Việc khác của huyện.")
    [miss] = misses([outcome(question(), reply("x", found=(found, place()), citations=(quoted,)))], Words("en"), None)
    assert [(passage.rank, passage.markers) for passage in miss.passages] == [(1, (1,)), (2, ())]
    assert [run.text for run in miss.passages[0].runs if run.kind == "quoted"] == ["Việc khác"]


def test_passages_link_to_their_page_on_the_server_that_was_asked() -> None:
    found = place().model_copy(update={"start": 7, "end": 90, "document_id": "a b/c"})
    outcomes = [outcome(question(), reply("Sở Y tế", found=(found,), citations=(cited(),)))]
    link = f"{URL}/documents/a%20b%2Fc?start=7&end=90#mark"
    assert link in Tags(report(run_of(outcomes, description={"way": "HTTP", "url": f"{URL}/"}))).all("href")
    assert link in Tags(report(run_of(outcomes), url=URL)).all("href")
    assert not [href for href in Tags(report(run_of(outcomes))).all("href") if not href.startswith("#")]
    assert not [
        href for href in Tags(report(run_of(outcomes), url="javascript:alert(1)")).all("href") if href[0] != "#"
    ]


def test_evidence_that_was_missed_links_to_where_another_question_found_it() -> None:
    there = place(f"Trước. {EVIDENCE}.").model_copy(update={"start": 40, "end": 99})
    outcomes = [
        outcome(question("a:vi"), reply("x", found=(place("Việc khác."),))),
        outcome(question("b:vi"), reply("Phòng Nội vụ", found=(there,))),
        outcome(question("c:vi", also=(Proof(doc="gone"),)), reply("x", found=(place("Việc khác."),))),
    ]
    first, last = misses(outcomes, Words("en"), URL)
    [evidence] = first.evidence
    assert evidence.file == "plan.docx" and evidence.link == f"{URL}/documents/0a1b2c3d4e5f?start=40&end=99#mark"
    assert [(proof.file, proof.link) for proof in last.evidence[1:]] == [("gone…", None)]


def test_other_wordings_of_a_fact_are_named_with_how_they_went() -> None:
    outcomes = [
        outcome(question("a:vi"), reply("x", found=(place(),))),
        outcome(question("a:en", form="en"), reply("Phòng Nội vụ", found=(place(),))),
        outcome(question("a:noacc", form="noacc"), reply("x")),
    ]
    first, _ = misses(outcomes, Words("en"), None)
    assert [(each.form, each.why, each.anchor) for each in first.siblings] == [
        ("en", None, None),
        ("noacc", "not retrieved", anchor("a:noacc")),
    ]


def test_what_changed_is_told_with_n_and_links_to_new_misses() -> None:
    page = Tags(report(run_of(many(40, misread=12)), since=run_of(many(40, misread=2))))
    assert "Missed now, not before (10)" in page.said and "0 better, 10 worse of 40" in page.said
    assert f"#{anchor('fact11:vi')}" in page.all("href")
    assert f"#{anchor('fact1:vi')}" not in page.all("href"), "it was missed before too"


def test_what_else_changed_is_said() -> None:
    said = Tags(report(run_of(many(40), model="new"), since=run_of(many(30)))).said
    assert "36 questions are in both and are compared; 0 are only in the earlier run, 12 only in this one" in said
    assert "Between the two runs also changed: Question set, Model" in said


def test_other_systems_stand_beside_it() -> None:
    said = Tags(report(run_of(many(40)), beside=[run_of(many(40, misread=20), system="lexical")])).said
    assert "words only (BM25)" in said and "−50.0 points, p < 0.001" in said


def test_every_anchor_leads_somewhere() -> None:
    page = Tags(report(run_of(mixed()), since=run_of(many(5) + mixed()), beside=[run_of(mixed(), system="dense")]))
    ids = page.all("id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in page.all("href") if href.startswith("#")} <= set(ids)


def test_a_run_without_a_miss_and_one_without_answers_are_reports_too() -> None:
    assert "Nothing was missed." in report(run_of(many(10)))
    refused = [outcome(each.question, reply("Không.", abstained=True)) for each in many(10)]
    assert "Can its confidence be trusted" not in report(run_of(refused))
    found = [outcome(question("a", answers=()), reply("x", found=(place(),), citations=(cited(),)))]
    assert "Proof found first" in report(run_of(found)), "a set may expect evidence alone"
    assert "Rightly refused" in report(run_of([outcome(unanswerable(), reply("Không.", abstained=True))]))


def test_hostile_text_stays_text() -> None:
    run = run_of(hostile(), system=HOSTILE, model=HOSTILE, command=HOSTILE, settings={HOSTILE: HOSTILE})
    page = report(run, since=run, beside=[run], url=URL)
    tags = Tags(page)
    assert {tag for tag, _ in tags.tags}.isdisjoint({"script", "img", "iframe", "object", "link", "base"})
    assert not [name for _, attributes in tags.tags for name in attributes if name.startswith("on")]
    assert HOSTILE in tags.said and "{{ 7*7 }}" in tags.said
    assert page.count("</style>") == 1


def test_nothing_is_fetched_and_nothing_runs() -> None:
    page = report(run_of(mixed()), url=URL)
    assert "default-src 'none'" in page
    assert not re.search(r"@import|url\(|\bsrc=", page)
    assert {href for href in Tags(page).all("href") if not href.startswith("#")} <= {
        href for href in Tags(page).all("href") if href.startswith(f"{URL}/documents/")
    }


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with everything in it, hostile text and long words too."""
    long = Place(**(dict(place("a" * 3000)) | {"section": ("b" * 500,), "title": "c" * 500}))
    outcomes = [
        *hostile(),
        *many(30, misread=5, unrefused=2),
        outcome(question("long:en", form="en", text="d" * 600), reply("e" * 900, found=(long,))),
    ]
    run = run_of(outcomes)
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(report(run, "vi", run_of(many(30)), [run_of(outcomes, system="dense")], URL), encoding="utf-8")
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_the_page_fits_the_screen_and_stays_silent(browser: Browser, file: Path, width: int, scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
    )
    said: list[str] = []
    asked: list[str] = []
    context.on("console", lambda message: said.append(message.text))
    context.on("weberror", lambda error: said.append(str(error.error)))
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.goto(file.as_uri())
    for fold in page.locator("summary").all():
        if fold.locator("..").get_attribute("open") is None:
            fold.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # No text of a plot is smaller than what can be read on a phone.
    sizes = page.eval_on_selector_all(
        "figure > svg", "all => all.map(svg => 11.5 * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width)"
    )
    assert len(sizes) >= 6 and min(sizes) > 9.5
    assert said == []
    assert asked == [file.as_uri()]
    context.close()


def test_a_link_to_a_miss_unfolds_it(browser: Browser, file: Path) -> None:
    page = browser.new_page()
    page.goto(file.as_uri())
    target = page.locator(f"#{anchor('fact0:vi')}")
    assert not target.is_visible()
    page.locator(f"#changed a[href='#{anchor('fact0:vi')}']").click()
    target.wait_for(state="visible")
    page.close()


def test_wordings_can_be_left_out_and_all_be_unfolded(browser: Browser, file: Path) -> None:
    page = browser.new_page()
    page.goto(file.as_uri())
    english = page.locator(f"details:has(#{anchor('long:en')})")
    assert english.is_visible()
    page.get_by_role("checkbox", name="Tiếng Anh").uncheck()
    assert not english.is_visible()
    page.get_by_role("checkbox", name="mở tất cả").check()
    assert page.locator(f"#{anchor('fact0:vi')}").bounding_box()
    page.close()


def test_on_paper_every_miss_is_open(browser: Browser, file: Path) -> None:
    page = browser.new_page()
    page.goto(file.as_uri())
    page.emulate_media(media="print")
    box = page.locator(f"#{anchor('fact0:vi')}").bounding_box()
    assert box is not None and box["height"] > 50
    page.close()


def test_a_link_opens_the_document_of_the_server_at_the_passage(assistant: Assistant, server: str) -> None:
    asked = question(text="Ai chủ trì hồ sơ giao đất cho trường mầm non?", answers=(("không ai cả",),))
    said = InProcess(assistant).ask(asked.question, 5)
    first = said.found[0]
    asked = asked.model_copy(update={"doc": first.source, "evidence": first.text})
    [miss] = misses([outcome(asked, said)], Words("vi"), server)
    [evidence] = miss.evidence
    assert evidence.link is not None and evidence.link.endswith("#mark")
    assert miss.passages[0].link == evidence.link
    answer = httpx.get(evidence.link)
    assert answer.status_code == 200 and '<mark id="mark">' in answer.text
