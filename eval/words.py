"""The words of reports: every text by language and key, and figures as that language writes them."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

_STRINGS = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parent / "strings").glob("*.json"))
}
LANGUAGES = tuple(_STRINGS)


def texts(language: str) -> dict[str, str]:
    """Every text of a language, by key."""
    return dict(_STRINGS[language])


class Words:
    """The texts of one language: ``words("of", right=3, n=4)`` is "3 of 4"."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._texts: dict[str, str] = _STRINGS[language]

    def __call__(self, key: str, **values: object) -> str:
        return self._texts[key].format(**values)

    def __contains__(self, key: str) -> bool:
        return key in self._texts

    def name(self, prefix: str, key: str) -> str:
        """What a wording, type, kind or measure is called; its own name where there is no other."""
        return self._texts.get(f"{prefix}_{key}", key)

    def number(self, value: float, digits: int) -> str:
        """With the decimal mark of the language, and a true minus."""
        return f"{value:.{digits}f}".replace(".", self._texts["decimal"]).replace("-", "−")

    def count(self, value: int) -> str:
        """With its thousands apart."""
        return f"{value:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")

    def share(self, value: float) -> str:
        """A share in [0, 1] as per cent: whole ones, since no set is so large; tenths where these would say none or all."""
        digits = 1 if 0 < value < 0.01 or 0.99 < value < 1 else 0
        return f"{self.number(100 * value, digits)}\N{NO-BREAK SPACE}%"

    def finely(self, value: float) -> str:
        """A share as per cent with its tenths: where two are set beside each other."""
        return f"{self.number(100 * value, 1)}\N{NO-BREAK SPACE}%"

    def points(self, value: float) -> str:
        """A difference of shares in points, with its sign."""
        sign = "+" if value > 0 else ""
        return sign + self.number(100 * value, 1)

    def p(self, value: float) -> str:
        """A p-value: small ones only as small."""
        return self.number(value, 3) if value >= 0.001 else f"< {self.number(0.001, 3)}"

    def seconds(self, value: float) -> str:
        """In ms below a second."""
        if value < 1:
            return f"{self.number(1000 * value, 0 if value >= 0.01 else 1)}\N{NO-BREAK SPACE}ms"
        return f"{self.number(value, 1 if value < 10 else 0)}\N{NO-BREAK SPACE}s"

    def moment(self, value: datetime.datetime) -> str:
        """Day and time, with its zone."""
        return f"{value:%d/%m/%Y %H:%M} {value:%Z}".rstrip()
