"""
Dates as people write them → dates, where day, month and year are beyond doubt.

``2026-02-30`` is impossible, ``03/04/2026`` may be March or April, ``85-3-2`` may be another century: each is refused.
"""

import re
from datetime import date

from tieline.foundation.standards.characters import half_width

REPUBLIC = 1911
"""Year 0 of the calendar of the Republic of China (民国)."""

_YEAR_FIRST = re.compile(
    r"(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]?|(\d{2})(\d{2}))", re.ASCII
)
_REPUBLIC = re.compile(r"民国(元|\d{1,3})年(\d{1,2})月(\d{1,2})[日号]?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
_EITHER = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})", re.ASCII)
_SHORT = re.compile(r"\d{2}(?:[-/.]\d{1,2}[-/.]\d{1,2}|年\d{1,2}月\d{1,2}[日号]?|\d{4})", re.ASCII)


def read_date(written: str) -> date | None:
    """The day that was written; None where it is none or not certain which."""
    judged = _judge(written)
    return judged if isinstance(judged, date) else None


def refusal(written: str) -> str | None:
    """``not a date``, ``no such day``, ``two-digit year`` or ``day or month``; None where it is a date."""
    judged = _judge(written)
    return judged if isinstance(judged, str) else None


def _judge(written: str) -> date | str:
    text = re.sub(r"\s+", "", half_width(written))
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = (int(group) for group in found.groups() if group is not None)
        return _day(year, month, day)
    if found := _REPUBLIC.fullmatch(text):
        year = REPUBLIC + (1 if found[1] == "元" else int(found[1]))
        return _day(year, int(found[2]), int(found[3]))
    if found := _DAY_FIRST.fullmatch(text):
        return _day(int(found[3]), int(found[2]), int(found[1]))
    if found := _EITHER.fullmatch(text):
        one, other, year = (int(group) for group in found.groups())
        if one == other or max(one, other) > 12:
            return _day(year, min(one, other), max(one, other))
        return "day or month"
    return "two-digit year" if _SHORT.fullmatch(text) else "not a date"


def _day(year: int, month: int, day: int) -> date | str:
    try:
        return date(year, month, day)
    except ValueError:
        return "no such day"
