"""
Words by which customers are found: how a typed text is read, with the same folding as the stored terms.

Folding makes what people type and what systems hold meet: ``Müller`` → ``muller``, ``ＡＢＣ`` → ``abc``. Numbers of
the operator's country are stored twice, without its code: forwards, and reversed behind ``~``, so that first and last
digits are both a range of the table. Numbers abroad are stored with the code of their country too.
"""

import re

from tieline.foundation.standards.characters import folded as fold

REVERSED = "~"
SHORTEST_ENDING = 4
"""Fewer last digits lead to too many numbers to be meant."""

_PUNCTUATION = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"[+\d\s().\-/]+")


Words = list[list[str]]
"""For each word the prefixes of which one must match."""


def ways_to_read(text: str, country_code: str) -> list[Words]:
    """
    The ways in which a typed text may be meant, likeliest first; each is a list of words that must all match.

    ``138 1234`` is one number, ``wang li`` two words in any order, ``wang.li@`` an e-mail. ``country_code`` (``86``) is
    what may stand before the operator's numbers.
    """
    folded = fold(text).strip()
    if _NUMBER.fullmatch(folded):
        digits = re.sub(r"\D", "", folded)
        return [[_number(digits, country_code)]] if digits else []
    words = [prefixes for raw in folded.split() for prefixes in _word(raw, country_code)]
    ways = [sorted(words, key=_selectivity, reverse=True)] if words else []
    if "@" not in folded and re.fullmatch(r"\S+[._\-]\S*", folded):
        ways.insert(0, [[folded]])
    return ways


def reversed_number(digits: str) -> str:
    """The term by which a number is found from its last digits."""
    return REVERSED + digits[::-1]


def _word(raw: str, country_code: str) -> Words:
    if "@" in raw:
        return [[raw]]
    compact = _PUNCTUATION.sub("", raw)
    if compact.isdecimal():
        return [_number(compact, country_code)]
    if any(character.isdecimal() for character in compact):
        return [[compact]]
    return [[part] for part in _PUNCTUATION.split(raw) if part]


def _number(digits: str, country_code: str) -> list[str]:
    """Prefixes for digits: as typed, without what is dialled from far or abroad, and as the end of a number."""
    bare = digits.lstrip("0")
    within = bare.removeprefix(country_code) if country_code else ""
    prefixes = list(dict.fromkeys(prefix for prefix in (digits, bare, within) if prefix))
    if len(digits) >= SHORTEST_ENDING:
        prefixes.append(reversed_number(digits))
    return prefixes


def _selectivity(prefixes: list[str]) -> int:
    """How much a word narrows: Chinese characters say more than letters."""
    return max(sum(3 if ord(character) > 0x2E80 else 1 for character in prefix) for prefix in prefixes)
