"""The pieces of an English question in Vietnamese: which translation of each, and in what order."""

from __future__ import annotations

import dataclasses
import itertools

from qa.accents import AccentModel

#: How much each place down the list of translations, words that the corpus never sets side by side, and a neighbour that
#: it does, weigh in the choice of a translation.
_LESS_USUAL = 1.2
_UNHEARD = 4.0
_NEIGHBOUR = 0.4
#: By how much the corpus must prefer two terms the other way round, as a logarithm.
_TURNED_ROUND = 1.0


@dataclasses.dataclass(frozen=True)
class Piece:
    """A term, a name or a number of the question; ``options`` are its translations, the chosen one first."""

    options: tuple[str, ...]
    role: str
    joined: bool
    english: str = ""

    @property
    def text(self) -> str:
        return self.options[0]


def chosen(pieces: list[Piece], corpus: AccentModel) -> list[Piece]:
    """The pieces, each with the translation first that fits the corpus and its neighbours best."""
    found: list[Piece] = []
    for position, piece in enumerate(pieces):
        if len(piece.options) > 1:
            beside = [*found[-1:], *pieces[position + 1 : position + 2]]
            fits = [
                _NEIGHBOUR * sum(_together(option, near.text, corpus) for near in beside)
                - _LESS_USUAL * rank
                - (0.0 if corpus.attested(option) else _UNHEARD)
                for rank, option in enumerate(piece.options)
            ]
            best = piece.options[fits.index(max(fits))]
            others = (option for option in piece.options if option != best)
            piece = dataclasses.replace(piece, options=(best, *others))
        found.append(piece)
    return found


def in_vietnamese_order(pieces: list[Piece], corpus: AccentModel | None) -> list[str]:
    """The pieces with "Cao Lộc | district | People's Committee" turned round: in Vietnamese the head comes first."""
    ordered: list[str] = []
    run: list[str] = []
    # Where a run of pieces begins that no other word parts: within it the corpus may decide on the order.
    begins: list[int] = []
    previous = "word"
    for piece in pieces:
        goes_on = piece.joined and (piece.role == "head" and previous != "word" or piece.role == previous == "name")
        if not goes_on:
            if run:
                ordered.append(" ".join(reversed(run)))
            run = []
            if not piece.joined:
                begins.append(len(ordered))
        if goes_on and piece.role == "name":
            run[-1] += f" {piece.text}"
        else:
            run.append(piece.text)
        previous = piece.role
    if run:
        ordered.append(" ".join(reversed(run)))
    if corpus:
        bounds = [0, *begins, len(ordered)]
        for start, end in itertools.pairwise(bounds):
            _turn_round(ordered, start, end, corpus)
    return ordered


def _turn_round(words: list[str], start: int, end: int, corpus: AccentModel) -> None:
    """Swap neighbours within ``[start, end)`` where the corpus has them the other way round: "kế hoạch | kinh tế số"."""
    for _ in range(end - start - 1):
        for left in range(start, end - 1):
            one, other = words[left], words[left + 1]
            if one[:1].isdigit() or other[:1].isdigit():
                continue  # "lớp 9" and "năm 2025", whatever the corpus counts
            gain = corpus.together(other, one) - corpus.together(one, other)
            if left > start:
                gain += corpus.together(words[left - 1], other) - corpus.together(words[left - 1], one)
            if left + 2 < end:
                gain += corpus.together(one, words[left + 2]) - corpus.together(other, words[left + 2])
            if gain > _TURNED_ROUND:
                words[left], words[left + 1] = other, one


def _together(one: str, other: str, corpus: AccentModel) -> float:
    return max(corpus.together(one, other), corpus.together(other, one))
