"""What the server counts, in Prometheus's text format (version 0.0.4)."""

from __future__ import annotations

import threading

from corpus.store import StoredDocument
from qa.answer import Answer

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """Counts since the start of the process; any number of threads may count."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._questions = 0
        self._abstentions = 0
        self._searches = 0
        self._seconds: dict[str, float] = {}

    def answered(self, answer: Answer) -> None:
        with self._lock:
            self._questions += 1
            self._abstentions += answer.abstained
            for step, milliseconds in answer.timing_ms.items():
                self._seconds[step] = self._seconds.get(step, 0.0) + milliseconds / 1000

    def searched(self) -> None:
        with self._lock:
            self._searches += 1

    def text(self, documents: list[StoredDocument], generation: int) -> str:
        """The page that Prometheus reads."""
        with self._lock:
            seconds = dict(self._seconds)
            counts = [
                ("questions_total", "counter", "Questions answered or abstained from.", self._questions),
                ("abstentions_total", "counter", "Questions that the documents did not answer.", self._abstentions),
                ("searches_total", "counter", "Searches.", self._searches),
            ]
        stored = [
            ("documents", "gauge", "Documents stored.", len(documents)),
            ("passages", "gauge", "Passages stored.", sum(document.passages for document in documents)),
            ("generation", "gauge", "Generation of the store: grows with every change.", generation),
        ]
        lines = []
        for name, kind, help_text, value in [*counts, *stored]:
            lines += [f"# HELP kehoach_{name} {help_text}", f"# TYPE kehoach_{name} {kind}", f"kehoach_{name} {value}"]
        lines += [
            "# HELP kehoach_answer_seconds_total Time spent on answers, by step.",
            "# TYPE kehoach_answer_seconds_total counter",
        ]
        lines += [
            f'kehoach_answer_seconds_total{{step="{step}"}} {value:.6f}' for step, value in sorted(seconds.items())
        ]
        return "\n".join(lines) + "\n"
