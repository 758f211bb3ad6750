from __future__ import annotations

import codecs
import unicodedata

import pytest

from corpus.encoding import decode
from corpus.errors import UnreadableFile

PLAN = "ỦY BAN NHÂN DÂN HUYỆN\nPhòng Giáo dục chủ trì, phối hợp với các xã trước ngày 30/6/2024.\n"


@pytest.mark.parametrize(
    "data",
    [
        PLAN.encode(),
        codecs.BOM_UTF8 + PLAN.encode(),
        codecs.BOM_UTF16_LE + PLAN.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + PLAN.encode("utf-16-be"),
        PLAN.encode("utf-16-le"),
        PLAN.encode("utf-16-be"),
        unicodedata.normalize("NFD", PLAN).encode(),
    ],
)
def test_unicode_in_every_making_is_the_same_text(data: bytes) -> None:
    assert decode(data, "plan.txt") == PLAN


def test_windows_1258_is_composed() -> None:
    windows = "S\u01a1\u0309 Y t\u00ea\u0301 chu\u0309 tri\u0300, thư\u0323c hiê\u0323n".encode("cp1258")
    assert decode(windows, "plan.txt") == "Sở Y tế chủ trì, thực hiện"


@pytest.mark.parametrize(
    "data",
    [
        PLAN.encode()[:40] + b"\xff\xfe\xfa" + PLAN.encode()[40:],
        bytes(range(256)) * 4,
    ],
)
def test_what_cannot_be_read_is_refused_with_the_way_out(data: bytes) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        decode(data, "plan.txt")
    assert "plan.txt" in refusal.value.message
    assert "UTF-8" in refusal.value.remedy


def test_english_text_and_bare_numbers_are_let_through() -> None:
    assert decode(b"Annual education plan: 12 schools, 3 districts.", "a.txt").startswith("Annual")
    assert decode(b"1;2;3\n4;5;6\n", "b.txt") == "1;2;3\n4;5;6\n"
