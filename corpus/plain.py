"""Text without marks of markup and invisible characters."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\ufffc]")
_MARKUP_HEAD = re.compile(r"^\s{0,3}#{1,6}\s+")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>])")
#: None reaches over the next "[", or a line of them would be read anew from each.
_LINK = re.compile(r"\[([^\[\]]+)\]\((?:https?:|mailto:|#|/)[^)\[]*\)")


def plain(text: str) -> str:
    """One line of text without marks of markup and invisible characters: NFC, single spaces."""
    text = unicodedata.normalize("NFC", text).replace("\u00a0", " ")
    text = _INVISIBLE.sub("", text)
    text = _LINK.sub(r"\1", _MARKUP_HEAD.sub("", text))
    text = re.sub(r"\*+|(?<!\w)__?(?=\S)|(?<=\S)__?(?!\w)", "", _ESCAPE.sub(r"\1", text).replace("\\", ""))
    return re.sub(r"\s+", " ", text).strip()
