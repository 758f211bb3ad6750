"""Several readings of one cell made into one: each word as most of them have it (ROVER; Fiscus, 1997)."""

from __future__ import annotations

import collections
import dataclasses
import difflib
from collections.abc import Sequence

from corpus.loaders.tesseract import TextLine, Word, mean_sure


@dataclasses.dataclass(frozen=True)
class _Placed:
    """A word, the number of its line, and whether it is the first there."""

    word: Word
    line: int
    first: bool


def voted(readings: Sequence[Sequence[TextLine]]) -> list[TextLine]:
    """The lines of the surest reading, where most of the others have the same other words with those."""
    flat = [
        [_Placed(word, number, place == 0) for number, line in enumerate(lines) for place, word in enumerate(line)]
        for lines in readings
    ]
    surest = max(flat, key=lambda placed: mean_sure([each.word for each in placed]))
    instead: list[list[tuple[_Placed, ...]]] = [[] for _ in surest]
    between: list[list[tuple[_Placed, ...]]] = [[] for _ in range(len(surest) + 1)]
    for placed in flat:
        _align(placed, surest, instead, between)
    kept: list[_Placed] = []
    for at in range(len(surest) + 1):
        for each in _chosen(between[at], len(readings)) or ():
            begins = at < len(surest) and (each.first or not kept)
            line = surest[at].line if begins else kept[-1].line if kept else 0
            kept.append(dataclasses.replace(each, line=line))
        if at < len(surest):
            choice = _chosen(instead[at], len(readings))
            own = surest[at]
            stands = (own,) if choice is None else choice
            kept += [dataclasses.replace(each, line=own.line) for each in _with_others(stands, instead[at])]
    lines: dict[int, list[Word]] = {}
    for each in kept:
        lines.setdefault(each.line, []).append(each.word)
    return [tuple(lines[number]) for number in sorted(lines)]


def _align(
    placed: Sequence[_Placed],
    surest: Sequence[_Placed],
    instead: Sequence[list[tuple[_Placed, ...]]],
    between: Sequence[list[tuple[_Placed, ...]]],
) -> None:
    """Note what a reading has in place of each word of the surest one, and between its words."""
    gaps: list[tuple[_Placed, ...]] = [()] * (len(surest) + 1)
    matcher = difflib.SequenceMatcher(None, _texts(surest), _texts(placed), autojunk=False)
    for _, start, end, other, other_end in matcher.get_opcodes():
        for at in range(start, end):
            # The last word of a stretch takes what is left of the other's, as "kiểm" does of "ki ểm".
            stop = other_end if at == end - 1 else min(other + at - start + 1, other_end)
            instead[at].append(tuple(placed[min(other + at - start, other_end) : stop]))
        if start == end:
            gaps[start] = tuple(placed[other:other_end])
    for at, added in enumerate(gaps):
        between[at].append(added)


def _chosen(choices: Sequence[tuple[_Placed, ...]], voters: int) -> tuple[_Placed, ...] | None:
    """What more than half of the readings have, as the surest of them has it."""
    counted = collections.Counter(tuple(_texts(choice)) for choice in choices)
    texts, votes = counted.most_common(1)[0]
    if 2 * votes <= voters:
        return None
    same = [choice for choice in choices if tuple(_texts(choice)) == texts]
    return max(same, key=lambda choice: mean_sure([each.word for each in choice]))


def _with_others(stands: tuple[_Placed, ...], choices: Sequence[tuple[_Placed, ...]]) -> tuple[_Placed, ...]:
    """What stands, with what was read instead, where both are one word."""
    if len(stands) != 1:
        return stands
    others = dict.fromkeys(choice[0].word.text for choice in choices if len(choice) == 1)
    others.pop(stands[0].word.text, None)
    return (dataclasses.replace(stands[0], word=dataclasses.replace(stands[0].word, others=tuple(others))),)


def _texts(placed: Sequence[_Placed]) -> list[str]:
    return [each.word.text for each in placed]
