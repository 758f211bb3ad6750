"""The log of questions, where the operator wants one: a file of JSON lines for each day, in the data folder."""

from __future__ import annotations

import dataclasses
import datetime
import json
import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path

from corpus.masking import masked
from corpus.settings import Settings
from qa.answer import Answer

_logger = logging.getLogger("kehoach")


@dataclasses.dataclass(frozen=True)
class Asker:
    """What is known of who asked; of it, an anonymous log keeps ``staff`` alone."""

    staff: bool
    address: str | None = None
    key: str | None = None
    conversation: str | None = None


class QuestionLog:
    """Writes what ``settings.log_questions`` says, and forgets what is older than ``settings.log_days`` days.

    "anonymous": the hour instead of the moment, no address, key or conversation, and the texts without e-mail addresses and long
    numbers. Any number of threads and processes may write.
    """

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.log_path
        self._kind = settings.log_questions
        self._days = settings.log_days
        self._lock = threading.Lock()
        self._cleared: datetime.date | None = None

    def record(self, answer: Answer, asker: Asker, now: datetime.datetime | None = None) -> None:
        """Write a question and what became of it. A disk that is full costs the line and not the answer."""
        if self._kind == "off":
            return
        now = now or datetime.datetime.now(datetime.UTC)
        try:
            self._forget(now.date())
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            line = json.dumps(self._line(answer, asker, now), ensure_ascii=False) + "\n"
            file = os.open(_path(self._folder, now.date()), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                # In one piece: others append to the same file.
                os.write(file, line.encode(errors="replace"))
            finally:
                os.close(file)
        except OSError as error:
            _logger.warning("A question could not be logged: %s.", error)

    def _line(self, answer: Answer, asker: Asker, now: datetime.datetime) -> dict[str, object]:
        full = self._kind == "full"
        clean = str if full else masked
        moment = now if full else now.replace(minute=0, second=0, microsecond=0)
        line: dict[str, object] = {
            "time": moment.isoformat(timespec="seconds"),
            "question": clean(answer.question),
            "understood_as": clean(answer.understood_as),
            "language": answer.language,
            "abstained": answer.abstained,
            "confidence": answer.confidence,
            "documents": list(dict.fromkeys(citation.hit.document.id for citation in answer.citations)),
            "total_ms": answer.timing_ms.get("total"),
            "staff": asker.staff,
        }
        if full:
            line |= {"address": asker.address, "key": asker.key, "conversation": asker.conversation}
        return line

    def _forget(self, today: datetime.date) -> None:
        with self._lock:
            if self._cleared == today:
                return
            self._cleared = today
        clear(self._folder, today - datetime.timedelta(days=self._days))


def logged(folder: Path) -> Iterator[str]:
    """Every line that is kept, the oldest first."""
    for path in sorted(_days(folder).values()):
        yield from path.read_text(encoding="utf-8").splitlines()


def clear(folder: Path, before: datetime.date | None = None) -> list[str]:
    """Delete the days before one, or all; returns them, the oldest first."""
    gone = [day for day in sorted(_days(folder)) if before is None or day < before]
    for day in gone:
        _path(folder, day).unlink(missing_ok=True)
    return [day.isoformat() for day in gone]


def _days(folder: Path) -> dict[datetime.date, Path]:
    return {datetime.date.fromisoformat(path.stem): path for path in folder.glob("????-??-??.jsonl")}


def _path(folder: Path, day: datetime.date) -> Path:
    return folder / f"{day.isoformat()}.jsonl"
