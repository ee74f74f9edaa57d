"""Phone numbers as sources write them → E.164, by the operator's country."""

from collections.abc import Iterable

from tieline.foundation.standards.phones import read_number


def e164(written: str, country: str) -> str | None:
    """The number that was written; None for what cannot be one. ``country`` decides where no ``+`` says it."""
    number = read_number(written, country)
    return number.e164 if number else None


def readable(written: Iterable[str], country: str) -> dict[str, list[str]]:
    """Columns ``written`` and ``phone`` with one row for each text that is a number."""
    columns: dict[str, list[str]] = {"written": [], "phone": []}
    for text in written:
        number = e164(text, country)
        if number:
            columns["written"].append(text)
            columns["phone"].append(number)
    return columns
