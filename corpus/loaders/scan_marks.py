"""Marks that blur has made alike, settled by what the same scan reads elsewhere: "kiếm" for "kiểm" between the same words.

tesseract takes the hook or the tilde above "â", "ê", "ô" or "ă" for the sharp tone where a scan is blurred, and is as sure
of it as of the rest. Only marks are changed, never letters or numbers, and only to those of a word that was read.
"""

from __future__ import annotations

import collections
import dataclasses
import re
import unicodedata
from collections.abc import Iterator, Sequence

from corpus.loaders.tesseract import TextLine, Word

_ALIKE = frozenset("\u0301\u0303\u0309")
_LIDS = frozenset("\u0302\u0306")
_LETTERS = re.compile(r"[^\W\d_]+")
_OFTEN = 2  # times as often as the other, and so many times at least
_OFTEN_BESIDE = 3

_Three = tuple[str, str, str]


@dataclasses.dataclass(frozen=True)
class _Counts:
    """How often words stand between two others, and beside one; lower case."""

    between: collections.Counter[_Three]
    beside: collections.Counter[tuple[str, str]]

    def sides(self, place: _Three, word: str) -> list[int]:
        """How often ``word`` stands behind the first and before the last of ``place``, where there are such."""
        before, _, after = place
        pairs = [(before, word)] * bool(before) + [(word, after)] * bool(after)
        return [self.beside[pair] for pair in pairs]


def settle(blocks: Sequence[list[TextLine]]) -> None:
    """Give words in ``blocks`` (pages and cells of one scan; changed in place) the marks that they have elsewhere in it.

    A word that another reading had with other marks is given those if it so stands beside the same words more often; one
    that all readings have alike only if it stands between the same two words, and the marks are those that blur makes alike.
    """
    placed = [[*_places(block)] for block in blocks]
    counts = _Counts(collections.Counter(), collections.Counter())
    for place in (place for block in placed for place in block):
        counts.between[place] += 1
        counts.beside[place[:2]] += 1
    known: dict[_Three, set[str]] = collections.defaultdict(set)
    for before, word, after in counts.between:
        known[before, _blurred(word), after].add(word)
    for block, places in zip(blocks, placed, strict=True):
        rest = iter(places)
        block[:] = [tuple(_settled(word, next(rest), counts, known) for word in line) for line in block]


def _settled(word: Word, place: _Three, counts: _Counts, known: dict[_Three, set[str]]) -> Word:
    before, own, after = place
    if not own:
        return word
    contested = {_core(other) for other in word.others} - {own}
    between = known[before, _blurred(own), after] - {own} if before and after else set()
    chosen = [
        *(one for one in contested if _bare(one) == _bare(own) and _beside_more_often(one, place, counts)),
        *(one for one in between if counts.between[before, one, after] >= _OFTEN * counts.between[place]),
    ]
    if len(set(chosen)) != 1:
        return word
    return dataclasses.replace(word, text=_marked(word.text, chosen[0]))


def _beside_more_often(one: str, place: _Three, counts: _Counts) -> bool:
    sides = counts.sides(place, one)
    # "có thể" is frequent, and yet "có thế mạnh" may be right: both neighbours have to be known with it.
    return all(sides) and sum(sides) >= max(_OFTEN_BESIDE, _OFTEN * sum(counts.sides(place, place[1])))


def _places(block: Sequence[TextLine]) -> Iterator[_Three]:
    """Each word of a block between its neighbours, lower case; empty where there is none, or where it is not of letters."""
    cores = ["", *(_core(word.text) for line in block for word in line), ""]
    return zip(cores, cores[1:], cores[2:], strict=False)


def _core(text: str) -> str:
    """The letters of a word without the signs around it, lower case; empty where others are between or there are none."""
    runs = _LETTERS.findall(unicodedata.normalize("NFC", text))
    return runs[0].lower() if len(runs) == 1 and not any(letter.isdigit() for letter in text) else ""


def _blurred(core: str) -> str:
    """The word with those marks that blur makes alike as one."""
    kept: list[str] = []
    for letter in unicodedata.normalize("NFD", core):
        kept.append("\u0301" if letter in _ALIKE and kept and kept[-1] in _LIDS else letter)
    return "".join(kept)


def _bare(core: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", core) if not unicodedata.combining(letter))


def _marked(text: str, core: str) -> str:
    """``text`` with its letters as in ``core``, capitals kept."""
    text = unicodedata.normalize("NFC", text)
    found = _LETTERS.search(text)
    assert found is not None
    letters = (new.upper() if old.isupper() else new for old, new in zip(found[0], core, strict=True))
    return text[: found.start()] + "".join(letters) + text[found.end() :]
