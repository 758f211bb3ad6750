"""Numbers and addresses that lead to a person, taken out of a text that is kept."""

from __future__ import annotations

import re

_MARK = "[…]"
#: An e-mail address; a telephone number, with its zero or 84 before it; nine or twelve digits of an identity card, also in
#: groups of three; any other nine digits in a row. Amounts are written with points between groups and do not begin with 0.
_PERSONAL = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\d.])\(?(?:\+?84|0)(?:[ .()-]{0,2}\d){8,11}(?!\d)"
    r"|(?<![\d.])\d{3}(?: \d{3}){2,3}(?![\d.])"
    r"|\d{9,}"
)


def masked(text: str) -> str:
    """``text`` without e-mail addresses, telephone and identity numbers; names of persons are not recognised."""
    return _PERSONAL.sub(_MARK, text)
