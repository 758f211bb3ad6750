"""Fuzz every loader: ``python -m tests.fuzz [KIND ...] --seconds 600`` (for each kind; as many at once as there are cores).

Prints what each campaign did, and ends with 1 where a file broke the law that ``tests.fuzz.law`` states. Such files lie in
``build/fuzz/KIND/found`` with what was said; what was learnt is kept beside them, and the next run goes on from there.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import dataclasses
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from corpus.loaders import load
from tests.fuzz.law import SUFFIX, judge

KINDS = ("pdf", "docx", "html", "text", "office", "scan")
FOLDER = Path(__file__).resolve().parents[2] / "build" / "fuzz"
_RUNS = re.compile(r"^(?:stat::number_of_executed_units:\s*|#)(\d+)", re.MULTILINE)
_COVERED = re.compile(r"cov: (\d+)")
_LEAST_S = 5
_GRACE_S = 180  # a scan may take a minute a page


@dataclasses.dataclass
class Done:
    """What one campaign did: how many files it read, how many places in the code it reached, what broke the law."""

    kind: str
    files: int = 0
    covered: int = 0
    stopped: list[Path] = dataclasses.field(default_factory=list)
    found: list[str] = dataclasses.field(default_factory=list)


def main() -> None:
    """Run the campaigns and print their ends."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"of {', '.join(KINDS)}; all where none is named")
    parser.add_argument("--seconds", type=int, default=600, help="for each kind")
    arguments = parser.parse_args()
    unknown = set(arguments.kinds) - set(KINDS)
    if unknown:
        parser.error(f"no kind: {', '.join(sorted(unknown))}")
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        done = list(pool.map(lambda kind: campaign(kind, arguments.seconds), arguments.kinds or KINDS))
    for each in done:
        each.found += filter(None, map(_broken, each.stopped))
    print("\n| kind | files read | places reached | parser stopped | breaks the law |\n|---|---|---|---|---|")
    for each in done:
        print(f"| {each.kind} | {each.files} | {each.covered or ''} | {len(each.stopped)} | {len(each.found)} |")
    for each in done:
        for said in each.found:
            print(f"\n{each.kind}: {said}")
    sys.exit(any(each.found for each in done))


def campaign(kind: str, seconds: int) -> Done:
    """Fuzz one kind; where a parser ends the process, the campaign goes on in another."""
    folder = FOLDER / kind
    folder.mkdir(parents=True, exist_ok=True)
    for old in (*folder.glob("stopped-*"), *folder.glob("found/*")):
        old.unlink()
    done = Done(kind)
    end = time.monotonic() + seconds
    while (left := int(end - time.monotonic())) >= _LEAST_S:
        code, said = _run(kind, folder, left)
        done.files += max(map(int, _RUNS.findall(said)), default=0)
        done.covered = max([done.covered, *map(int, _COVERED.findall(said))])
        stopped = [path.rename(path.with_suffix(SUFFIX[kind])) for path in folder.glob("stopped-*") if not path.suffix]
        done.stopped += stopped
        if code and not stopped:
            done.found.append(f"the campaign ended with {code}:\n{said[-2000:]}")
            break
    done.found += [path.read_text("utf-8") for path in sorted(folder.glob("found/*.said"))]
    return done


def _run(kind: str, folder: Path, seconds: int) -> tuple[int, str]:
    """The end of a campaign of so many seconds and what it said; one that hangs is ended, and its last file kept."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.fuzz.campaign", kind, str(folder), str(seconds)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    )
    try:
        _, said = process.communicate(timeout=seconds + _GRACE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        _, said = process.communicate()
        last = folder / f"input{SUFFIX[kind]}"
        last.rename(folder / f"stopped-{time.time_ns()}")
    return process.returncode, said


def _broken(path: Path) -> str | None:
    """What breaks the law in a file at which the parser, or the patience, of a campaign ended."""
    try:
        judge(path, load)
    except Exception as error:
        return f"{path.name}: {type(error).__name__}: {error}"
    return None


if __name__ == "__main__":
    main()
