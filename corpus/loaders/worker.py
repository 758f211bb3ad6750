"""The process in which files are read and drawn: a hostile file can end it, but hurts neither its caller nor the machine.

PDF and XML parsers abort, loop or take gigabytes on hostile files, which no ``except`` catches. A process serves its
callers one after another and is replaced when it dies or passes a limit; what draws pages has one of its own, since a scan
is read for minutes. Both sides speak JSON, one object a line, because
a parser that was taken over must not hand Python objects to its caller.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import importlib
import json
import os
import resource
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, BinaryIO

import corpus.errors
from corpus.errors import KehoachError, UnreadableFile
from corpus.loaders import pulse

#: Beside what the process takes before it reads, so that it stays under 1 GiB.
MEMORY_BYTES = 896 * 1024 * 1024
TIME_S = 60.0
_RETIRE_BYTES = 512 * 1024 * 1024
_MOST_REPLY_BYTES = 512 * 1024 * 1024
#: What the worker says at each ``pulse.beat``: the time limit begins anew.
_ALIVE = b"{}\n"
_REMEDY = "Open it in the program that made it, save it again as .docx or PDF, and ingest that."
_REMEDY_OF_TIME = "Leave out what is no text of the plan, or divide it, and ingest that."


class Worker:
    """The parent's side of one process, which starts at the first question and after each death. Threads take turns."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._folder = ""
        atexit.register(self.stop)
        _WORKERS.append(self)

    def call(
        self, function: str, question: dict[str, Any], time_s: float = TIME_S, memory_bytes: int = MEMORY_BYTES
    ) -> dict[str, Any]:
        """What "module:function" answers to a question, which has the ``path`` of the file that it is about.

        Raises the ``KehoachError`` that it raises, and ``UnreadableFile`` where the process dies or passes a limit.
        """
        question = question | {"call": function, "memory_bytes": memory_bytes, "time_s": time_s}
        with self._lock:
            reply = self._reply(question, Path(question["path"]), time_s)
        if "error" in reply:
            kind = getattr(corpus.errors, reply["error"])
            raise kind(reply["message"], reply["remedy"])
        return reply

    def _reply(self, question: dict[str, Any], path: Path, time_s: float) -> dict[str, Any]:
        process = self._started()
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(question).encode() + b"\n")
            process.stdin.flush()
            answer = _ALIVE
            while answer == _ALIVE:
                answer = _read_line(process, time.monotonic() + time_s)
        except TimeoutError:
            self.stop()
            message = f"{path.name} could not be read within {time_s:g} seconds."
            raise UnreadableFile(message, _REMEDY_OF_TIME) from None
        except BrokenPipeError:
            answer = b""
        except BaseException:
            # An interrupt between question and answer would hand this answer to the next question.
            self.stop()
            raise
        if not answer:
            self.stop()
            raise UnreadableFile(
                f"{path.name} is damaged or made to harm: the program that reads it was stopped "
                f"(limit {question['memory_bytes'] >> 20} MiB of memory).",
                _REMEDY,
            )
        reply: dict[str, Any] = json.loads(answer)
        if reply["retire"]:
            self.stop()
        return reply

    def stop(self) -> None:
        if self._process is not None:
            # With it goes what it started: LibreOffice would work on for nobody.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.communicate()
            self._process = None
            shutil.rmtree(self._folder, ignore_errors=True)

    def forget(self) -> None:
        """After a fork the process belongs to the parent; two askers on one pipe would swap their answers."""
        self._lock = threading.Lock()
        self._process = None

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.stop()
            self._folder = tempfile.mkdtemp(prefix="kehoach-")
            self._process = subprocess.Popen(
                # With -P nothing is imported from the folder that it is started in, which may be one of plans from anywhere.
                [sys.executable, "-P", "-c", "from corpus.loaders.worker import serve; serve()"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={
                    **os.environ,
                    "PYTHONPATH": os.pathsep.join(filter(None, [str(_ROOT), *sys.path])),
                    "TMPDIR": self._folder,
                },
                start_new_session=True,
            )
        return self._process


def _read_line(process: subprocess.Popen[bytes], deadline: float) -> bytes:
    """The last line of the process's output so far, or b"" where it ended before one; raises ``TimeoutError``."""
    assert process.stdout is not None
    chunks: list[bytes] = []
    size = 0
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while size < _MOST_REPLY_BYTES:
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise TimeoutError
            chunk = os.read(process.stdout.fileno(), 1 << 20)
            chunks.append(chunk)
            size += len(chunk)
            if not chunk:
                return b""
            if chunk.endswith(b"\n"):
                return b"".join(chunks).splitlines(keepends=True)[-1]
    return b""


def serve() -> None:
    """The worker's side: answers questions from standard input until it closes."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a parser prints must not mix with the answers
    base = _address_space()
    for line in sys.stdin.buffer:
        question = json.loads(line)
        _limit(question["memory_bytes"], question["time_s"])
        pulse.listen(functools.partial(_beat, answers, question["time_s"]))
        reply = _answer(question)
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        reply["retire"] = reply.get("retire", False) or _address_space() > base + _RETIRE_BYTES
        answers.write(json.dumps(reply, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        answers.flush()


def _beat(answers: BinaryIO, time_s: float) -> None:
    answers.write(_ALIVE)
    answers.flush()
    _limit_time(time_s)


def _answer(question: dict[str, Any]) -> dict[str, Any]:
    path, memory_bytes = Path(question["path"]), question["memory_bytes"]
    try:
        module, _, function = question["call"].partition(":")
        reply: dict[str, Any] = getattr(importlib.import_module(module), function)(question)
        return reply
    except KehoachError as error:
        return {"error": type(error).__name__, "message": error.message, "remedy": error.remedy}
    except (MemoryError, RecursionError):
        message = f"{path.name} needs more than {memory_bytes >> 20} MiB of memory or is nested too deeply to be read."
        return {"error": "UnreadableFile", "message": message, "remedy": _REMEDY, "retire": True}
    except OSError as error:
        message = f"{path.name} could not be opened: {error.strerror or error}."
        return {
            "error": "UnreadableFile",
            "message": message,
            "remedy": "Check that the file is there and may be read.",
        }
    except Exception as error:
        # Parsers raise whatever a damaged file leads them to; the process starts afresh and the caller learns of it.
        message = f"{path.name} is damaged: {type(error).__name__}: {str(error)[:200]}."
        return {"error": "UnreadableFile", "message": message, "remedy": _REMEDY, "retire": True}


def _limit(memory_bytes: int, time_s: float) -> None:
    limit = _address_space() + memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (limit, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _limit_time(time_s)


def _limit_time(time_s: float) -> None:
    # The parent keeps the clock; this ends a worker whose parent is gone.
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime + 2 * time_s) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))


def _address_space() -> int:
    with contextlib.suppress(FileNotFoundError):
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    return 0


_ROOT = Path(__file__).resolve().parents[2]
_WORKERS: list[Worker] = []


def _after_fork() -> None:
    for worker in _WORKERS:
        worker.forget()


os.register_at_fork(after_in_child=_after_fork)
