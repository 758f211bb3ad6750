"""The page of evaluation: how often answers were right at the last run, its report, and the office's own questions."""

from __future__ import annotations

import dataclasses
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import URL

from corpus.errors import BadQuestion, KehoachError, NotFound, UnreadableFile
from corpus.settings import Settings
from corpus.store import Store
from eval.candidates import Candidate
from eval.office import OfficeSet
from eval.questions import Question
from web.frame import STRINGS, Language, render
from web.shapes import Text

#: The report is a page of ours, yet it quotes documents and questions: it runs nothing and fetches nothing.
REPORT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "sandbox allow-same-origin",
    )
)
#: What a person may say a question asks for; docs/evaluation.md has them.
TYPES = ("what", "lead", "coordinate", "deadline", "date", "target", "count", "person", "reference", "list", "where")
_RUNS = 20
Settled = Literal["confirm", "remove", "answer"]


@dataclasses.dataclass(frozen=True)
class Expected:
    """What a person says of a right answer: the file, its words there, and the wordings of the answer, one a line."""

    type: str = "what"
    source: str = ""
    evidence: str = ""
    answers: str = ""

    def question(self, asked: Candidate) -> Question:
        """The question with what is expected of it, confirmed. Raises ``BadQuestion`` where something is not said."""
        groups = tuple((line.strip(),) for line in self.answers.splitlines() if line.strip())
        if not (self.source and self.evidence.strip() and groups):
            raise BadQuestion("File, evidence and answer are needed.", "Fill in all three.")
        kept = asked.model_dump(include={"id", "form", "question"})
        evidence = " ".join(self.evidence.split())
        return Question(**kept, type=self.type, doc=self.source, evidence=evidence, answers=groups)


def evaluation_router(store: Store, settings: Settings) -> APIRouter:
    """The routes over the runs and the question set of one data folder."""
    pages = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    office = OfficeSet(settings.questions_path)

    def page(
        request: Request, lang: str, *, done: str = "", at: str = "", expected: Expected | None = None, fault: str = ""
    ) -> HTMLResponse:
        # What measures is large, and nobody who only asks questions needs it.
        from eval.figures import cards
        from eval.runs import Finished, finished
        from eval.words import Words

        words = Words(lang if lang in STRINGS else "vi")
        problem: KehoachError | None = None
        runs: tuple[Finished, ...] = ()
        questions: tuple[Candidate, ...] = ()
        try:
            questions = office.questions()
            runs = finished(settings.runs_path)
        except UnreadableFile as error:
            problem = error
        shown: dict[str, object] = {
            "runs": runs[:_RUNS],
            "cards": cards(runs[0].summary, words) if runs else [],
            "words": words,
            "problem": problem,
            "confirmed": sum(question.confirmed for question in questions),
            "waiting": [question for question in questions if not question.confirmed],
            "sources": sorted({document.source for document in store.documents()}),
            "types": TYPES,
            "data": settings.data,
            "done": done,
            "at": at,
            "expected": expected or Expected(),
            "fault": fault,
        }
        return render(request, "evaluation.html", lang, shown, 422 if fault else 200)

    @pages.get("/evaluation")
    def evaluation_page(
        request: Request, done: Literal["confirm", "remove", "answer", "gone", ""] = "", lang: Language = ""
    ) -> HTMLResponse:
        return page(request, lang, done=done)

    @pages.get("/evaluation/report")
    def report(run: Annotated[str, Query(max_length=1000)] = "", lang: Language = "") -> Response:
        """A run's report, made when it is asked for; the last one's unless another is named."""
        from eval import runs
        from eval.report import report as written

        # Only a name of the list leads to a folder.
        named = next((each for each in runs.finished(settings.runs_path) if run in ("", each.name)), None)
        if named is None:
            raise NotFound(f"There is no run {run!r}.", "See the page of evaluation for those there are.")
        text = written(runs.load(settings.runs_path / named.name), lang or "vi", url="/")
        return HTMLResponse(text, headers={"content-security-policy": REPORT_POLICY, "cache-control": "no-cache"})

    @pages.post("/evaluation/questions")
    def settle(
        request: Request,
        id: Annotated[Text, Form()],
        action: Annotated[Settled, Form()],
        type: Annotated[Text, Form()] = "what",
        source: Annotated[Text, Form()] = "",
        evidence: Annotated[Text, Form()] = "",
        answers: Annotated[Text, Form()] = "",
        lang: Language = "",
    ) -> Response:
        """What a person says of a question that waits: it has no answer, it has this one, or it is none."""
        done: str = action
        expected = Expected(type if type in TYPES else "what", source, evidence, answers)
        try:
            asked = office.question(id)
            if action == "remove":
                office.remove(id)
            elif action == "confirm":
                office.replace(Question(**asked.model_dump(exclude={"confirmed", "note"})))
            else:
                office.replace(_borne_out(expected.question(asked), store))
        except NotFound:
            done = "gone"  # somebody else was faster
        except BadQuestion as error:
            return page(request, lang, at=id, expected=expected, fault=_told(error, lang))
        carried = {"done": done} | ({"lang": lang} if lang in STRINGS else {})
        return RedirectResponse(str(_EVALUATION.include_query_params(**carried)) + "#office", 303)

    return pages


_EVALUATION = URL("/evaluation")


class _Unproved(BadQuestion):
    """What a person expects does not stand in the documents."""


def _borne_out(question: Question, store: Store) -> Question:
    """The question, if its evidence stands in its document and says what is expected. Raises ``BadQuestion``."""
    from eval.checking import Shelf

    for finding in Shelf(store).findings(question):
        raise _Unproved(finding.fault, finding.message)
    return question


def _told(error: KehoachError, lang: str) -> str:
    strings = STRINGS[lang or "vi"]
    return strings[f"fault_{error.message}"] if isinstance(error, _Unproved) else strings["fault_lacking"]
