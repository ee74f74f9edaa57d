"""Phone numbers as sources write them → E.164, by the operator's country."""

import re
from collections.abc import Iterable
from functools import lru_cache

import phonenumbers

_SPACING = re.compile(r"[\s\-().·]+")


def e164(written: str, country: str) -> str | None:
    """The number that was written; None for what cannot be one. ``country`` decides where no ``+`` says it."""
    mobile, code = _mobile(country)
    compact = _SPACING.sub("", written)
    national = compact.removeprefix(f"+{code}")
    if mobile.fullmatch(national):
        return f"+{code}{national}"
    try:
        parsed = phonenumbers.parse(compact, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return f"+{parsed.country_code}{phonenumbers.national_significant_number(parsed)}"


def readable(written: Iterable[str], country: str) -> dict[str, list[str]]:
    """Columns ``written`` and ``phone`` with one row for each text that is a number."""
    columns: dict[str, list[str]] = {"written": [], "phone": []}
    for text in written:
        number = e164(text, country)
        if number:
            columns["written"].append(text)
            columns["phone"].append(number)
    return columns


@lru_cache
def _mobile(country: str) -> tuple[re.Pattern[str], str]:
    """Mobile numbers of a country and its code: most of what is read, and far quicker than a full parse."""
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(country)
    pattern = metadata.mobile.national_number_pattern if metadata and metadata.mobile else None
    return re.compile(pattern or r"(?!)"), str(phonenumbers.country_code_for_region(country))
