"""Whether a plan answers the same questions from every format in which it is filed."""

from __future__ import annotations

import dataclasses
import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from corpus.loaders import tesseract
from corpus.settings import Settings
from eval.judging import judge
from eval.measures import values
from eval.outcomes import Outcome
from eval.questions import Question, load
from eval.systems import InProcess
from index.library import Library
from qa.assistant import Assistant

MEASURES = ("hit@1", "hit@5", "cited", "answer", "refused")
_K = 5
_PLAN = "001"


@dataclasses.dataclass(frozen=True)
class Answers:
    """What the questions got from one file of the plan: ``scores`` by name of the measure, each 0..100."""

    name: str
    scores: dict[str, float]
    outcomes: tuple[Outcome, ...]


def print_formats(folder: Path) -> None:
    """What the acceptance questions beside ``folder`` get from its files of one plan; nothing where there are none."""
    asked = folder.parent / "acceptance" / "seeds.jsonl"
    if not asked.exists():
        return
    print(f"\n| file | {' | '.join(MEASURES)} |\n|---|{'---|' * len(MEASURES)}")
    with tempfile.TemporaryDirectory() as made:
        data = Path(made)
        others, own = seeds_of(folder)
        whole = data / "appended.txt"
        whole.write_text(whole_text(folder), "utf-8")
        files = [own, folder / "001_tcvn3.txt", whole, folder / "001.docx", folder / "001.pdf"]
        if tesseract.missing() is None:
            files.append(folder / "scan" / "001_light_200.pdf")
        for found in answers(others, files, load(asked), data):
            print(f"| {found.name} | {' | '.join(f'{found.scores[name]:.1f}' for name in MEASURES)} |", flush=True)


def seeds_of(folder: Path) -> tuple[list[Path], Path]:
    """The plans of the corpus beside ``folder`` as plain text: the others, and the one that ``folder`` has in formats."""
    seeds = sorted((folder.parent / "corpus" / "seeds").glob("*.txt"))
    return [path for path in seeds if not path.name.startswith(_PLAN)], next(
        path for path in seeds if path.name.startswith(_PLAN)
    )


def whole_text(folder: Path) -> str:
    """The plan as text with all that its Word file says: the files in formats have an appendix that the corpus lacks."""
    gold = json.loads((folder / "gold" / f"{_PLAN}.gold.json").read_text("utf-8"))
    parts = ("letter_left", "letter_right", "body", "sig_left", "sig_right", "body_app")
    lines = [line for part in parts for line in [*gold[part], ""]]
    header, *rows = ("| " + " | ".join(row) + " |" for row in gold["table"])
    return "\n".join([*lines, header, "|" + "---|" * len(gold["table"][0]), *rows, ""])


def answers(
    others: Sequence[Path], files: Sequence[Path], questions: Sequence[Question], data: Path
) -> Iterator[Answers]:
    """Ask the questions of each of ``files``, one plan in several formats, ingested beside ``others`` one after the other.

    Of the questions those count that the plan answers, and those that nothing answers. ``data`` is a folder to work in.
    Raises what reading a file raises.
    """
    asked = [question for question in questions if (question.doc or _PLAN).startswith(_PLAN)]
    settings = Settings(data=data / "store", keep_unanswered=False)
    library = Library(settings)
    _ingest(library, list(others))
    system = InProcess(Assistant(library))
    for path in files:
        # The questions know the plan by the beginning of its file's name.
        copied = shutil.copy(path, data / f"{_PLAN}_{path.name.removeprefix(f'{_PLAN}_')}")
        ids = _ingest(library, [Path(copied)])
        outcomes = tuple(_outcome(system, question) for question in asked)
        found = values(outcomes, _K)
        yield Answers(path.name, {name: 100 * float(np.nanmean(found[name])) for name in MEASURES}, outcomes)
        library.remove(ids[0])


def _ingest(library: Library, paths: list[Path]) -> list[str]:
    ids: list[str] = []
    for report in library.ingest(paths):
        if report.error is not None:
            raise report.error
        ids += report.documents
    return ids


def _outcome(system: InProcess, question: Question) -> Outcome:
    reply = system.ask(question.question, _K)
    return Outcome(question=question, reply=reply, judged=judge(question, reply))
