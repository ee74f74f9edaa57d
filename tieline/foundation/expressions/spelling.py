"""Values as FEEL spells them: what ``string(…)`` gives."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from tieline.foundation.expressions.printer import number_text, quoted
from tieline.foundation.expressions.values import Months, Span, Value, normal


def spelled(value: Value, zone: tzinfo | None) -> str | None:
    """The text of a value; instants of ``zone`` stand without an offset; null and functions have no text."""
    match value:
        case None:
            return None
        case str():
            return value
    return _inside(value, zone)


def _inside(value: Value, zone: tzinfo | None) -> str | None:  # noqa: PLR0911, C901  # one case per type
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case float() | int():
            return number_text(float(value))
        case str():
            return quoted(value)
        case datetime() | time():
            return f"{_clock(value)}{_zone_text(value, zone)}"
        case date():
            return value.isoformat()
        case timedelta() | Months():
            return duration_text(value)
        case Span():
            low, high = "[" if value.low_closed else "(", "]" if value.high_closed else ")"
            return f"{low}{_inside(normal(value.low), zone)}..{_inside(normal(value.high), zone)}{high}"
        case list():
            return f"[{', '.join(str(_inside(normal(item), zone)) for item in value)}]"
        case Mapping():
            return "{" + ", ".join(f"{key}: {_inside(normal(item), zone)}" for key, item in value.items()) + "}"
    return None


def duration_text(length: timedelta | Months) -> str:
    """``P1Y2M`` or ``P7DT6H``; nothing at all is ``P0M`` or ``PT0S``."""
    if isinstance(length, Months):
        sign, count = ("-" if length.count < 0 else ""), abs(length.count)
        parts = f"{f'{count // 12}Y' if count >= 12 else ''}{f'{count % 12}M' if count % 12 else ''}"
        return f"{sign}P{parts or '0M'}"
    sign, rest = ("-" if length < timedelta(0) else ""), abs(length)
    hours, minutes, seconds = rest.seconds // 3600, rest.seconds // 60 % 60, rest.seconds % 60
    fraction = f".{rest.microseconds:06d}".rstrip("0") if rest.microseconds else ""
    clock = f"{f'{hours}H' if hours else ''}{f'{minutes}M' if minutes else ''}"
    clock += f"{seconds}{fraction}S" if seconds or fraction else ""
    days = f"{rest.days}D" if rest.days else ""
    return f"{sign}P{days}{f'T{clock}' if clock else ''}" if days or clock else "PT0S"


def _clock(moment: datetime | time) -> str:
    text = moment.replace(tzinfo=None, microsecond=0).isoformat()
    return text + (f".{moment.microsecond:06d}".rstrip("0") if moment.microsecond else "")


def _zone_text(moment: datetime | time, zone: tzinfo | None) -> str:
    if moment.tzinfo is None or moment.tzinfo is zone:
        return ""
    if isinstance(moment.tzinfo, ZoneInfo):
        return f"@{moment.tzinfo.key}"
    offset = moment.utcoffset() or timedelta(0)
    if not offset:
        return "Z"
    seconds = int(abs(offset).total_seconds())
    rest = f":{seconds % 60:02d}" if seconds % 60 else ""
    return f"{'-' if offset < timedelta(0) else '+'}{seconds // 3600:02d}:{seconds // 60 % 60:02d}{rest}"
