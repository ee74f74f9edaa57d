"""
The values of the language in Python, and their text forms.

Numbers are ``float`` (binary doubles, as in the warehouse: the one place where Tieline leaves FEEL's decimals),
strings ``str``, dates ``date``, instants aware ``datetime``, times of day ``time``, days and time durations
``timedelta``, years and months durations ``Months``, lists ``list``, contexts and rows ``dict``, null ``None``.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tieline.foundation.expressions.types import (
    ANY,
    BOOLEAN,
    CONTEXT,
    DATE,
    DURATION,
    FUNCTION,
    INSTANT,
    MONTHS,
    NULL,
    NUMBER,
    RANGE,
    TEXT,
    TIME,
    Type,
    list_of,
)

Value = Any

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_INSTANT = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)(?:T(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?P<part>\.\d+)?"
    r"(?P<zone>Z|[+-]\d\d:\d\d(?::\d\d)?|@[\w/+-]+)?)?"
)
_TIME = re.compile(r"(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d(?::\d\d)?|@[\w/+-]+)?")
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
    if value is None or isinstance(value, (bool, str, time, timedelta, Months)):
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


def entry_of(context: Mapping[str, Any], name: str) -> Any:
    """The entry of that name, where ``a.b`` is an entry of its own or ``b`` of ``a``; None where there is none."""
    if name in context:
        return context[name]
    head, _, rest = name.partition(".")
    inner = context.get(head) if rest else None
    return entry_of(inner, rest) if isinstance(inner, Mapping) else None


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
        case time():
            return TIME
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
    return FUNCTION if callable(value) else ANY


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
    clock = (int(found["hour"] or 0), int(found["minute"] or 0), int(found["second"] or 0))
    midnight = clock == (24, 0, 0) and not float(found["part"] or 0)
    try:
        own_zone = _zone(found["zone"]) if found["zone"] else zone
        start = datetime(day.year, day.month, day.day, *((0, 0, 0) if midnight else clock), tzinfo=own_zone)
        return start.replace(microsecond=_micros(found["part"])) + timedelta(days=midnight)
    except (ValueError, OverflowError, ZoneInfoNotFoundError):
        return None


def time_from(text: str) -> time | None:
    """The time of day of ``10:30:00``, with ``Z``, an offset or ``@Asia/Shanghai`` behind it or not."""
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    try:
        zone = _zone(found[5]) if found[5] else None
        return time(int(found[1]), int(found[2]), int(found[3]), _micros(found[4]), tzinfo=zone)
    except (ValueError, ZoneInfoNotFoundError):
        return None


def _micros(part: str | None) -> int:
    return min(int(float(part or 0) * 1e6 + 1e-6), 999_999)


def _zone(text: str) -> tzinfo:
    if text == "Z":
        return UTC
    if text.startswith("@"):
        return ZoneInfo(text[1:])
    hours, minutes, *seconds = text[1:].split(":")
    offset = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds[0]) if seconds else 0)
    if offset > timedelta(hours=18):
        raise ValueError("no place on earth is further from UTC")
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


def temporal_from(text: str, zone: tzinfo | None) -> date | datetime | time | timedelta | Months | None:
    """What ``@"…"`` means."""
    if text[:1].isdigit():
        return date_from(text) or (instant_from(text, zone) if "T" in text[:11] else time_from(text))
    return duration_from(text)
