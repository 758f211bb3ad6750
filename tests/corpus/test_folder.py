"""A folder of plans: what is found in it, and when a file is known to be unchanged."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.folder import TICK_S, is_fresh, key_of, loosely, seen, stamp, walk


def touch(path: Path, content: str = "x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def names(folder: Path) -> list[str]:
    return [str(found.path.relative_to(folder.resolve())) for found in walk(folder) if found.error is None]


def test_plans_are_found_at_any_depth_in_an_order_that_stays(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.PDF", "a/b/c.docx", "picture.png", "a/notes"):
        touch(tmp_path / name)
    assert names(tmp_path) == ["b.txt", "a/z.PDF", "a/b/c.docx"]


@pytest.mark.parametrize(
    "name",
    [
        ".hidden.txt",
        ".trash/a.txt",
        "~$plan.docx",
        "~WRD0001.doc",
        "$RECYCLE.BIN/a.docx",
        "@eaDir/a.pdf",
        "a.pdf.crdownload",
        "a.docx.part",
        "a.tmp",
    ],
)
def test_what_programs_leave_beside_plans_is_passed_over(tmp_path: Path, name: str) -> None:
    touch(tmp_path / name)
    assert list(walk(tmp_path)) == []


def test_links_that_lead_back_end_and_what_they_lead_to_is_found_once(tmp_path: Path) -> None:
    plans = tmp_path / "plans"
    touch(plans / "a.txt")
    touch(tmp_path / "elsewhere" / "b.txt")
    (plans / "loop").symlink_to(plans)
    (plans / "up").symlink_to(tmp_path)
    (plans / "self").symlink_to("self")
    (plans / "copy.txt").symlink_to(plans / "a.txt")
    (plans / "out").symlink_to(tmp_path / "elsewhere")
    (plans / "out-again").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "back").symlink_to(plans)
    assert names(plans) == ["a.txt", "out/b.txt"]


def test_a_link_that_leads_nowhere_is_told_with_its_remedy(tmp_path: Path) -> None:
    plans = tmp_path / "plans"
    plans.mkdir()
    (plans / "share").symlink_to(tmp_path / "gone")
    (plans / "a.pdf").symlink_to(tmp_path / "gone.pdf")
    (plans / "lib.so").symlink_to(tmp_path / "gone.so")
    errors = {found.path.name: found.error for found in walk(plans)}
    assert errors.keys() == {"share", "a.pdf"}
    for name, error in errors.items():
        assert error is not None and name in error.message and error.remedy


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may read every folder")
def test_a_subfolder_that_cannot_be_listed_hides_no_other(tmp_path: Path) -> None:
    touch(tmp_path / "closed" / "a.txt")
    touch(tmp_path / "open" / "b.txt")
    (tmp_path / "closed").chmod(0)
    try:
        found = {each.path.name: each.error for each in walk(tmp_path)}
    finally:
        (tmp_path / "closed").chmod(0o700)
    assert found["b.txt"] is None
    assert found["closed"] is not None and "cannot be listed" in found["closed"].message


def test_a_name_that_is_no_text_has_a_key_that_a_store_takes(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/k\xe1\xba.txt")).write_text("x")
    [found] = walk(tmp_path)
    assert found.key == f"{tmp_path.resolve()}/k\\xe1\\xba.txt"
    found.key.encode()


@pytest.mark.parametrize("other", ["/plans/KẾ HOẠCH.docx", "/plans/kế hoạch.docx"])
def test_names_are_loosely_the_same_whatever_their_case_and_composition(other: str) -> None:
    assert loosely(other) == loosely("/plans/Kế hoạch.docx")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30))
def test_a_name_that_is_text_is_its_own_key(name: str) -> None:
    assert key_of(f"/plans/{name}") == f"/plans/{name}"


def test_an_edit_that_keeps_the_size_changes_the_stamp(tmp_path: Path) -> None:
    path = touch(tmp_path / "a.txt", "một")
    before = path.stat()
    later = time.time() + 60
    assert stamp(before, later) is not None
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    assert stamp(path.stat(), later) != stamp(before, later)


def test_an_edit_that_keeps_size_and_time_of_change_changes_the_stamp(tmp_path: Path) -> None:
    path = touch(tmp_path / "a.txt", "một")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    before = path.stat()
    time.sleep(0.02)
    path.write_text("mốt", encoding="utf-8")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    assert path.stat().st_size == before.st_size and seen(path.stat()) != seen(before)


def test_a_file_that_may_change_within_the_same_tick_has_no_stamp(tmp_path: Path) -> None:
    path = touch(tmp_path / "a.txt")
    changed = max(path.stat().st_mtime, path.stat().st_ctime)
    assert is_fresh(path.stat())
    assert stamp(path.stat(), changed + TICK_S / 2) is None
    assert stamp(path.stat(), changed + TICK_S) is not None
    os.utime(path, (changed + 3600, changed + 3600))
    assert stamp(path.stat(), changed + TICK_S) is None
