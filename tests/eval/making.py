"""Questions, replies and outcomes for tests, with all that a test does not name filled in."""

from __future__ import annotations

from eval.judging import judge
from eval.outcomes import Cited, Outcome, Place, Reply
from eval.questions import Proof, Question

EVIDENCE = "Phòng Nội vụ chủ trì, hoàn thành trước ngày 30/6"


def question(
    id: str = "fact:vi",
    *,
    form: str = "vi",
    type: str = "lead",
    text: str = "Ai chủ trì?",
    doc: str | None = "plan",
    evidence: str | None = EVIDENCE,
    answers: tuple[tuple[str, ...], ...] = (("Phòng Nội vụ",),),
    kind: str | None = None,
    also: tuple[Proof, ...] = (),
) -> Question:
    return Question(
        id=id, form=form, type=type, question=text, doc=doc, evidence=evidence, answers=answers, kind=kind, also=also
    )


def unanswerable(id: str = "none:vi", *, form: str = "vi", kind: str | None = None) -> Question:
    return question(id, form=form, type="none", doc=None, evidence=None, answers=(), kind=kind)


def place(text: str = EVIDENCE, *, source: str = "plan.docx", section: tuple[str, ...] = ()) -> Place:
    return Place(
        document_id="0a1b2c3d4e5f",
        source=source,
        title="Kế hoạch",
        section=section,
        page=None,
        start=0,
        end=len(text),
        text=text,
        score=None,
    )


def cited(text: str = EVIDENCE, *, source: str = "plan.docx", quote: str = "", grounded: bool = True) -> Cited:
    return Cited(**dict(place(text, source=source)), marker=1, quote=quote or text, grounded=grounded)


def reply(
    answer: str = "Chủ trì: Phòng Nội vụ [1]",
    *,
    abstained: bool = False,
    confidence: float = 0.8,
    citations: tuple[Cited, ...] = (),
    found: tuple[Place, ...] = (),
    seconds: float = 0.02,
) -> Reply:
    return Reply(
        answer=answer,
        abstained=abstained,
        confidence=confidence,
        language="vi",
        understood_as="",
        citations=citations,
        found=found,
        seconds=seconds,
        timing_ms={},
        generation=1,
    )


def outcome(asked: Question, said: Reply) -> Outcome:
    return Outcome(question=asked, reply=said, judged=judge(asked, said))


def mixed() -> list[Outcome]:
    """Six outcomes whose every measure can be worked out by hand."""
    other, second = place("Việc khác."), "Nộp báo cáo về Sở Nội vụ"
    both = question("d:en", form="en", also=(Proof(doc="plan", evidence=second),))
    return [
        outcome(question("a:vi"), reply("Phòng Nội vụ", confidence=0.9, citations=(cited(),), found=(place(), other))),
        outcome(
            question("b:vi", type="deadline", answers=(("30/6",),)),
            reply(
                "ngày 31/12", confidence=0.6, citations=(cited("Việc khác."), cited()), found=(other, other, place())
            ),
        ),
        outcome(
            question("c:vi"),
            reply("Không có.", abstained=True, confidence=0.2, citations=(cited("Việc khác."),), found=(other, other)),
        ),
        outcome(both, reply("Lead: Phòng Nội vụ [1]", confidence=0.7, citations=(cited(),), found=(other, place()))),
        outcome(unanswerable("e:vi", kind="outside"), reply("Không có.", abstained=True, confidence=0.1)),
        outcome(
            unanswerable("f:en", form="en"), reply("ngày 31/12", confidence=0.6, citations=(cited(grounded=False),))
        ),
    ]
