"""A command line that was run: what tests of commands share."""

from __future__ import annotations

import dataclasses
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

LAND = "Phòng nào chủ trì hồ sơ giao đất cho trường Mầm non Thụy Hùng?"
TEXT_SAMPLE = "ke-hoach-nghi-quyet-32-chuong-trinh-sach-giao-khoa-2024.txt"
MARKDOWN_SAMPLE = "ke-hoach-nang-cao-chat-luong-giao-duc-muong-la-2022.md"


@dataclasses.dataclass(frozen=True)
class Ran:
    """A finished command."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


def one_line_error(ran: Ran, code: int) -> str:
    """The message of a command that failed as it should: one line, and nothing on stdout."""
    assert ran.code == code, ran
    assert ran.out == ""
    assert re.fullmatch(r"kehoach: [^\n]+\n", ran.err), ran.err
    return ran.err


def environment() -> dict[str, str]:
    """This process's, with the repository to import from."""
    return {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])}
