"""The task register as a table for a terminal."""

from __future__ import annotations

import io

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from corpus.register import Register
from corpus.stored import StoredTask

_COLUMNS = {"#": None, "who": 3, "what": 6, "with": 3, "by when": 2, "where": 3}


def task_table(register: Register, width: int) -> str:
    """How many tasks there are, and below it a row for each that is shown, ``width`` letters wide."""
    shown = len(register.tasks)
    if register.total == 0:
        return "no tasks"
    out = io.StringIO()
    console = Console(file=out, width=width, color_system=None)
    told = "all" if shown == register.total else f"the first {shown:,} (--limit shows more)"
    console.print(f"{register.total:,} task{'' if register.total == 1 else 's'}, showing {told}", highlight=False)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_lines=True)
    for name, ratio in _COLUMNS.items():
        table.add_column(name, ratio=ratio)
    for number, stored in enumerate(register.tasks, start=1):
        # Not as markup: a plan may hold "[...]".
        table.add_row(*map(Text, (str(number), *_cells(register, stored))))
    console.print(table)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


def _cells(register: Register, stored: StoredTask) -> tuple[str, ...]:
    task, document = stored.task, register.document(stored)
    who = f"{task.lead or ''} ({', '.join(task.roles)})".strip()
    parts = "; ".join([*task.coordinating, *(f"{part}: {body}" for part, body in task.others)])
    page = f", tr. {task.page}" if task.page else ""
    where = f"{document.header.number or document.title} ({document.id}{page})"
    return who, task.object or stored.evidence, parts, task.deadline or "", where
