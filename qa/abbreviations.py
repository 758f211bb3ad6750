"""What staff abbreviate: UBND, PGD, GPMB written out, where the text around decides it."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from corpus.syllables import fold
from qa.accents import AccentModel
from qa.tables import DATA, rows, split

_COMPOUND = re.compile(r"[^\W_]+(?:(?:\s?&\s?|[-/])[^\W_]+)*")
_JOINER = re.compile(r"\s?&\s?|[-/]")
_WORD = re.compile(r"[^\W_]+")
#: A short form and a number written as one word: "nq32", "tp3".
_GLUED = re.compile(r"(?<![\w./-])([^\W\d_]{2,4})(\d{1,4})(?![\w/-]|\.\d)")
#: A syllable cut short and its rest: "tr.khai", "p.hợp".
_DOTTED = re.compile(r"(?<![\w./-])([^\W\d_]{1,2})\.([^\W\d_]{1,6})(?![\w/-]|\.\w)")
#: Capitals before a number that may stand for more than this many things are more often a mark: "CT08" is a road.
_MOST_OF_A_MARK = 3
#: What may be a syllable, folded; anything else in small letters is short for something ("hs", "kp").
_SYLLABLE = re.compile(r"(?:ngh?|gh|gi|[ckt]h|[npq][hu]|tr|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?")
#: How much each word beside an abbreviation weighs (see ``AccentModel.together``), against each place down the list of
#: expansions, and what all must weigh for one that no rule decides.
_NEIGHBOUR = 0.6
_LESS_USUAL = 1.0
_CERTAIN = 2.0


@dataclasses.dataclass(frozen=True)
class Rule:
    """When an abbreviation may be replaced and by what.

    ``when``: ``any`` (in any case, accents or not), ``upper`` (written as listed), ``small`` (in small letters that are no
    syllable), ``number`` (before a number), ``name`` (before a capitalised word), ``after`` and ``near`` (in capitals or such
    small letters, beside one of ``words``), ``then`` (in any case, before one of ``words``), ``counted`` (in small letters,
    after a figure).
    """

    when: str
    words: frozenset[str]
    expansion: str


@dataclasses.dataclass(frozen=True)
class Abbreviation:
    """A short form, its expansions (the most usual first) and the rules that choose one."""

    short: str
    expansions: tuple[str, ...]
    rules: tuple[Rule, ...]


@dataclasses.dataclass(frozen=True)
class _Reading:
    """An abbreviation found in a question, and what it is short for there."""

    start: int
    end: int
    expansion: str


class Abbreviations:
    """The table of ``folder``, indexed once."""

    def __init__(self, folder: Path = DATA) -> None:
        self.entries = tuple(
            Abbreviation(short, split(expansion), _rules(note, split(expansion)[0]))
            for short, expansion, note in rows(folder / "abbreviations.tsv", 3)
        )
        self._short: dict[str, list[Abbreviation]] = {}
        for entry in self.entries:
            self._short.setdefault(fold(entry.short), []).append(entry)

    def expand(self, question: str, corpus: AccentModel | None = None, plain: bool = False) -> str:
        """``question`` (NFC) with its abbreviations written out; document numbers and undecided ones stay as they are.

        With ``corpus``, what its documents define is known too, and between several readings the words beside decide.
        ``plain`` says that it was typed without accents, which may have been restored since.
        """
        text = self._apart(unicodedata.normalize("NFC", question))
        return _replaced(text, self._readings(text, corpus, plain))

    def meaning(self, word: str) -> str | None:
        """What ``word`` stands for in any company; ``None`` for words, and for abbreviations that need their neighbours."""
        return next((rule.expansion for short in self._known(word) for rule in short.rules if rule.when == "any"), None)

    def lists(self, capitals: str) -> bool:
        """Whether the table has ``capitals`` as they are written: it has "CL", and of "đv" only the small letters."""
        return any(each.short == capitals for each in self._short.get(fold(capitals), []))

    def _readings(self, text: str, corpus: AccentModel | None, plain: bool) -> list[_Reading]:
        tokens = list(_COMPOUND.finditer(text))
        shouted = text.isupper()
        plain = plain or text.isascii()
        readings: list[_Reading] = []
        for position, match in enumerate(tokens):
            # "CT.08" is the number of a road.
            if any(letter.isdigit() for letter in match.group()) or re.match(r"\.\d", text[match.end() :]):
                continue
            before = [each.group() for each in tokens[max(0, position - 2) : position]]
            after = [each.group() for each in tokens[position + 1 : position + 3]]
            whole = re.sub(r"\s?&\s?", "&", match.group())
            known = self._known(whole, plain)
            if not known:
                if corpus and (meaning := _defined(whole, corpus, plain)):
                    readings.append(_Reading(match.start(), match.end(), meaning))
                else:
                    readings.extend(self._parts(match))
                continue
            rules = [
                rule
                for short in known
                for rule in short.rules
                if _holds(rule, short.short, whole, before, after, shouted, plain)
            ]
            certain = next((rule for rule in rules if rule.when not in ("upper", "small")), None)
            usual = certain or next(iter(rules), None)
            end = match.end()
            if (
                usual
                and usual.when in ("name", "upper")
                and re.match(r"\.\s?[^\W\d_]", text[end:])
                and len(known[0].rules) > 1
            ):
                end += 1  # "TP. Bắc Ninh": the dot belongs to the short form.
            chosen = usual.expansion if usual else None
            if corpus and not certain and not shouted:
                near = _beside(text, tokens, position)
                chosen = _fitting(known, chosen, whole, near, corpus, plain)
            if chosen:
                readings.append(_Reading(match.start(), end, chosen))
        return readings

    def _apart(self, text: str) -> str:
        """``text`` with a stroke for the dot in "tr.khai", and a space between a short form and a number glued to it."""

        def stroke(match: re.Match[str]) -> str:
            cut = f"{match[1]}/{match[2]}"
            return cut if match[2].islower() and self._known(cut) else match[0]

        def part(match: re.Match[str]) -> str:
            known = self._known(match[1])
            takes = any(rule.when == "number" for short in known for rule in short.rules)
            doubtful = match[1].isupper() and sum(len(short.expansions) for short in known) > _MOST_OF_A_MARK
            return f"{match[1]} {match[2]}" if takes and not doubtful else match[0]

        return _GLUED.sub(part, _DOTTED.sub(stroke, text))

    def _known(self, word: str, plain: bool = False) -> list[Abbreviation]:
        """The abbreviations ``word`` may be: those with its own accents, or those without where it has none.

        In a ``plain`` question both: "SDD" is typed for "SDĐ" as well.
        """
        found = self._short.get(fold(word), [])
        exact = [each for each in found if each.short.casefold() == word.casefold()]
        if plain and word.isascii():
            return sorted(found, key=lambda each: each not in exact)
        return exact or (found if word.isascii() else [])

    def _parts(self, match: re.Match[str]) -> Iterator[_Reading]:
        """The parts of "HĐND-UBND" where each is certain: "KH-UBND" is the tail of a number and stays.

        A stroke may also part words and short forms: "mức hỗ trợ/hộ", "KTS/GRDP".
        """
        if not _JOINER.search(match.group()):
            return
        parts = list(_WORD.finditer(match.string, match.start(), match.end()))
        chosen = [
            next(
                (rule.expansion for short in self._known(part.group()) for rule in short.rules if rule.when == "any"),
                None,
            )
            for part in parts
        ]
        if all(chosen) or ("-" not in match.group() and "&" not in match.group()):
            yield from (
                _Reading(part.start(), part.end(), text) for part, text in zip(parts, chosen, strict=True) if text
            )


def _rules(note: str, usual: str) -> tuple[Rule, ...]:
    """The rules of "number > thông tư; near xã|phường > thị trấn"; without ">" a rule chooses the usual expansion."""
    rules = []
    for part in split(note):
        condition, _, expansion = part.partition(" > ")
        when, _, words = condition.partition(" ")
        rules.append(Rule(when, frozenset(map(fold, filter(None, words.split("|")))), expansion.strip() or usual))
    return tuple(rules)


def _holds(rule: Rule, short: str, word: str, before: list[str], after: list[str], shouted: bool, plain: bool) -> bool:
    following = fold(after[0]) if after else ""
    match rule.when:
        case "any":
            return True
        case "upper":
            return _as_listed(short, word, shouted, plain)
        case "small":
            return _small(word.lower() if shouted else word)
        case "then":
            return following in rule.words
        case "counted":
            return word.islower() and bool(before) and before[-1].isdigit() and len(before[-1]) < 4
        case "number":
            number = after[1] if following == "so" and len(after) > 1 else following
            return number[:1].isdigit()
        case "name":
            return word.isupper() and not shouted and bool(after) and after[0][0].isupper()
        case "after" | "near":
            words = {fold(" ".join(before)), *(fold(each) for each in before[-1:])}
            if rule.when == "near" and following:
                words.add(following)
            return (word.isupper() or _small(word)) and not words.isdisjoint(rule.words)
        case _:
            return False


def _small(word: str) -> bool:
    return word.islower() and not _SYLLABLE.fullmatch(fold(word))


def _defined(word: str, corpus: AccentModel, plain: bool) -> str | None:
    """What the documents say that ``word`` means, where it looks like an abbreviation."""
    return corpus.meaning(word, plain) if word.isupper() or _small(word) else None


def _beside(text: str, tokens: list[re.Match[str]], position: int) -> tuple[str, str]:
    """The words before and after, where nothing but a space parts them; "" where a comma does."""
    match = tokens[position]
    before = tokens[position - 1] if position else None
    after = tokens[position + 1] if position + 1 < len(tokens) else None
    return (
        before.group() if before and text[before.end() : match.start()].isspace() else "",
        after.group() if after and text[match.end() : after.start()].isspace() else "",
    )


def _fitting(
    known: list[Abbreviation], usual: str | None, word: str, near: tuple[str, str], corpus: AccentModel, plain: bool
) -> str | None:
    """Of the expansions the one that the words beside it call for, else ``usual``."""
    if not (word.isupper() or _small(word)):
        return usual
    options = list(dict.fromkeys(expansion for short in known for expansion in short.expansions))
    if usual:
        options.sort(key=lambda option: option != usual)
    meant = fold(corpus.meaning(word, plain) or "")
    best, most = usual, 0.0 if usual else _CERTAIN
    for rank, option in enumerate(options):
        fits = _NEIGHBOUR * (corpus.together(near[0], option) + corpus.together(option, near[1]))
        fits += _CERTAIN * (fold(option) == meant) - _LESS_USUAL * rank
        if fits > most:
            best, most = option, fits
    return best


def _as_listed(short: str, word: str, shouted: bool, plain: bool) -> bool:
    """Whether capitals tell that ``word`` is short for something; in a text of capitals they do not."""
    return not shouted and (word == short or (plain and word.isupper() and fold(word) == fold(short)))


def _replaced(text: str, readings: list[_Reading]) -> str:
    for reading in sorted(readings, key=lambda each: -each.start):
        tail = text[reading.end :]
        gap = " " if text[reading.end - 1 : reading.end] == "." and not tail.startswith(" ") else ""
        text = text[: reading.start] + reading.expansion + gap + tail
    return text
