"""
What is left of a value that may be recognised but not known, such as ``+86138****5678``.

Each mask is an expression of a column, so that a masked value never leaves the engine as it is. Only texts have one.
"""

import hashlib
from collections.abc import Callable
from functools import cache

import ibis
import ibis.expr.types as ir
from django.utils.crypto import salted_hmac

STARS = "****"
LAST_DIGITS = 4
HIDDEN_DIGITS = 4


def masked_name(value: ir.StringValue) -> ir.StringValue:
    """The first character: ``王**``, ``J**``. The stars do not tell how long the name is."""
    return value.strip().substr(0, 1) + "**"


def masked_phone(value: ir.StringValue) -> ir.StringValue:
    """All but the four digits before the last four; of a short one nothing but the stars."""
    shown = LAST_DIGITS + HIDDEN_DIGITS
    long = value.substr(0, value.length() - shown) + STARS + value.right(LAST_DIGITS)
    return (value.length() > shown).ifelse(long, STARS)


def masked_email(value: ir.StringValue) -> ir.StringValue:
    """The first character and the domain: ``w***@example.cn``."""
    at = value.find("@")
    return (at > 0).ifelse(value.substr(0, 1) + "***" + value.substr(at), "***")


def masked_text(value: ir.StringValue) -> ir.StringValue:
    """That something is there."""
    return value.nullif("").isnull().ifelse(value, "***")


def masked_number(value: ir.StringValue) -> ir.StringValue:
    """A pseudonym: equal numbers stay equal, so that a payment is still seen with its bill. It is keyed: see below."""
    return "#" + (ibis.literal(_key()) + value).hexdigest("sha256").substr(0, 8)


def pseudonym(value: str) -> str:
    """The same of one value."""
    return "#" + hashlib.sha256((_key() + value).encode()).hexdigest()[:8]


@cache
def _key() -> str:
    """A key of this installation: numbers are few, and without one every pseudonym could be tried."""
    return salted_hmac("tieline.access.masks", "number", algorithm="sha256").hexdigest()[:32]


MASKS: dict[str, Callable[[ir.StringValue], ir.StringValue]] = {
    "name": masked_name,
    "phone": masked_phone,
    "email": masked_email,
    "address": masked_text,
    "document": masked_text,
    "number": masked_number,
    "words": masked_text,
}
"""By category; a value of another category, or that is no text, is null where it is to be masked."""

LEAST_MASKED = {"number"}
"""Categories that are masked even where they are hidden: rows need something by which they are told apart."""
