"""
The values of the language in Python, and their text forms.

Numbers are ``float`` (binary doubles, as in the warehouse: the one place where Tieline leaves FEEL's decimals),
strings ``str``, dates ``date``, instants aware ``datetime``, days and time durations ``timedelta``, years and
months durations ``Months``, lists ``list``, contexts and rows ``dict``, null ``None``.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tieline.foundation.expressions.types import (
    ANY,
    BOOLEAN,
    CONTEXT,
    DATE,
    DURATION,
    INSTANT,
    MONTHS,
    NULL,
    NUMBER,
    RANGE,
    TEXT,
    Type,
    list_of,
)

Value = Any

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_INSTANT = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)(?:T(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?P<part>\.\d+)?"
    r"(?P<zone>Z|[+-]\d\d:\d\d(?::\d\d)?|@[\w/+-]+)?)?"
)
_MONTHS = re.compile(r"(-)?P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?")
_DAYS = re.compile(r"(-)?P(?=\d|T\d)(?:(\d+)D)?(?:T(?=\d|\.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d*)?|\.\d+)S)?)?")


@dataclass(frozen=True, order=True)
class Months:
    """A years and months duration, as a number of months."""

    count: int


@dataclass(frozen=True)
class Span:
    """A range of values; an end that is None is unbounded only when made by a unary test."""

    low: Value
    high: Value
    low_closed: bool
    high_closed: bool


def normal(value: Value) -> Value:
    """A value from outside in the form of this module: numbers to float, NaN to null, naive instants are UTC."""
    if value is None or isinstance(value, (bool, str, timedelta, Months)):
        return value
    if isinstance(value, datetime):
        if value != value:  # noqa: PLR0124  # pandas' NaT is a datetime that is not equal to itself
            return None
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date | Mapping | Span):
        return value
    if isinstance(value, (int, float, Decimal)) or hasattr(value, "__float__"):
        number = float(value)
        return None if math.isnan(number) else number
    return list(value) if isinstance(value, (list, tuple)) else value


def type_of(value: Value) -> Type:  # noqa: PLR0911, C901  # one case per type
    """The type of a Python value of the language."""
    match value:
        case None:
            return NULL
        case bool():
            return BOOLEAN
        case int() | float():
            return NUMBER
        case str():
            return TEXT
        case datetime():
            return INSTANT
        case date():
            return DATE
        case timedelta():
            return DURATION
        case Months():
            return MONTHS
        case Span():
            return RANGE
        case list():
            return list_of(type_of(value[0]) if value else ANY)
        case Mapping():
            return CONTEXT
    return ANY


def finite(number: float) -> float | None:
    """The number, or null where it is infinite or not a number."""
    return number if math.isfinite(number) else None


def date_from(text: str) -> date | None:
    """The date of ``2026-11-22``; null when it is none."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def instant_from(text: str, zone: tzinfo | None) -> datetime | None:
    """The instant of ``2026-11-22T10:00:00+08:00``; without an offset it is local time in ``zone``."""
    found = _INSTANT.fullmatch(text)
    day = date_from(found["day"]) if found else None
    if found is None or day is None:
        return None
    try:
        own_zone = _zone(found["zone"]) if found["zone"] else zone
        clock = (int(found["hour"] or 0), int(found["minute"] or 0), int(found["second"] or 0))
        micros = round(float(found["part"] or 0) * 1e6)
        return datetime(day.year, day.month, day.day, *clock, min(micros, 999_999), tzinfo=own_zone)
    except (ValueError, ZoneInfoNotFoundError):
        return None


def _zone(text: str) -> tzinfo:
    if text == "Z":
        return UTC
    if text.startswith("@"):
        return ZoneInfo(text[1:])
    hours, minutes, *seconds = text[1:].split(":")
    offset = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds[0]) if seconds else 0)
    return timezone(-offset if text[0] == "-" else offset)


def duration_from(text: str) -> timedelta | Months | None:
    """The duration of ``P7D``, ``PT6H`` or ``P1Y2M``; null when it is none."""
    months = _MONTHS.fullmatch(text)
    if months:
        count = int(months[2] or 0) * 12 + int(months[3] or 0)
        return Months(-count if months[1] else count)
    days = _DAYS.fullmatch(text)
    if not days:
        return None
    try:
        length = timedelta(
            days=int(days[2] or 0), hours=int(days[3] or 0), minutes=int(days[4] or 0), seconds=float(days[5] or 0)
        )
    except OverflowError:
        return None
    return -length if days[1] else length


def temporal_from(text: str, zone: tzinfo | None) -> date | datetime | timedelta | Months | None:
    """What ``@"…"`` means."""
    return date_from(text) or (
        instant_from(text, zone) if "T" in text[1:] and text[:1].isdigit() else duration_from(text)
    )
