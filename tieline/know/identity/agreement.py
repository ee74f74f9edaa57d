"""Whether what two persons' records say agrees, field by field: for people who look, not for the policy."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from tieline.foundation.standards.phones import read_number
from tieline.know.identity.sounds import spelled

Agreement = Literal["same", "near", "differs", "unknown"]

_NOISE = re.compile(r"[\W_]+")


def agreement(field: str, one: Sequence[str], other: Sequence[str], country: str) -> Agreement:
    """
    ``same`` where a value of both means the same, ``near`` where one is a part of the other, ``unknown`` where
    one side says nothing.
    """
    if not one or not other:
        return "unknown"
    mine, theirs = _folded(field, one, country), _folded(field, other, country)
    if mine & theirs:
        return "same"
    if field in ("name", "address") and any(a in b or b in a for a in mine for b in theirs if a and b):
        return "near"
    return "differs"


def _folded(field: str, values: Sequence[str], country: str) -> set[str]:
    if field == "phone":
        return {_phone(value, country) for value in values}
    fold = _FOLDS.get(field, _plain)
    return {fold(value) for value in values}


def _phone(written: str, country: str) -> str:
    number = read_number(written, country)
    return number.e164 if number else _plain(written)


def _plain(text: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", text).casefold())


def _name(text: str) -> str:
    """Words in any order; the characters of a Chinese name in any order."""
    words = _NOISE.sub(" ", unicodedata.normalize("NFKC", text).casefold()).split()
    return "".join(sorted(words)) if text.isascii() else "".join(sorted("".join(words)))


def _email(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _city(text: str) -> str:
    """As the policy compares cities: 杭州市, 杭州 and Hangzhou are one."""
    plain = _plain(text).removesuffix("市").removesuffix("city")
    return spelled(plain) or plain


_FOLDS: Mapping[str, Callable[[str], str]] = {"name": _name, "email": _email, "city": _city}
