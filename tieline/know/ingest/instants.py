"""Dates and timestamps: from a text in the formats of a source, or a typed column, to a day or an instant in UTC."""

import itertools
import re
from datetime import UTC, date, datetime, timedelta
from functools import cache, reduce
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from tieline.know.ingest.definitions.cells import DIRECTIVES, Cell

UTC_INSTANT = dt.Timestamp(timezone="UTC")

PLAIN_DATE = r"^\d{4}-\d{1,2}-\d{1,2}$"
ISO_DATE = r"^\d{4}-\d{1,2}-\d{1,2}([ T].*)?$"
OFFSET = r"(Z|z|[+-]\d{2}:?\d{2})$"


def day_of(text: ir.Value, each: Cell) -> ir.DateValue:
    """The day; null where the text is none, or none that there is."""
    if not text.type().is_string():
        return text.cast("date")
    if not each.formats:
        day = ibis.ifelse(text.re_search(ISO_DATE), text.re_extract(r"^[0-9-]+", 0), ibis.null("string"))
        return ibis.ifelse(text.re_search(PLAIN_DATE), text, day).try_cast("date")
    return ibis.coalesce(*(_iso(text, form).try_cast("timestamp").date() for form in each.formats))


def instant_of(text: ir.Value, each: Cell, zone: str) -> ir.TimestampValue:
    """The instant in UTC without a zone."""
    found = text.type()
    if found.is_timestamp() and found.timezone is not None:
        return text.cast(UTC_INSTANT).cast("timestamp")
    if not found.is_string():
        return _from_zone(text.cast("timestamp"), zone)
    if not each.formats:
        with_offset = text.try_cast(UTC_INSTANT).cast("timestamp")
        return ibis.ifelse(text.re_search(OFFSET), with_offset, _from_zone(text.try_cast("timestamp"), zone))
    return ibis.coalesce(*(_in_format(text, form, zone) for form in each.formats))


def _in_format(given: ir.StringValue, form: str, zone: str) -> ir.TimestampValue:
    text = _iso(given, form)
    if "%z" in form:
        return text.try_cast(UTC_INSTANT).cast("timestamp")
    return _from_zone(text.try_cast("timestamp"), zone)


def _iso(given: ir.StringValue, form: str) -> ir.StringValue:
    """Text in a strptime format as ISO 8601 text; null where it does not have that form."""
    pattern, order = "^", []
    apart = re.search(r"%[A-Za-z]%", form) is None
    for literal, letter in _pieces(form):
        if letter:
            order.append(letter)
            pattern += f"({_directive(letter, apart=apart)})"
        else:
            pattern += re.escape(literal)
    place = {letter: f"\\{position}" for position, letter in enumerate(order, start=1)}
    year = place.get("Y") or f"20{place['y']}"
    clock = [place.get(letter, "00") for letter in "HMS"] if set("HMS") & set(place) else []
    fraction = f".{place['f']}" if "f" in place else ""
    day = f"{year}-{place['m']}-{place.get('d', '01')}"
    iso = f"{day} {':'.join(clock)}{fraction}{place.get('z', '')}" if clock else day
    return ibis.ifelse(given.re_search(f"{pattern}$"), _rearranged(given, form, pattern, iso), ibis.null("string"))


def _rearranged(given: ir.StringValue, form: str, pattern: str, iso: str) -> ir.StringValue:
    """Text that matches a pattern, with the groups where ISO 8601 wants them; nothing is done where they stand so."""
    numbered = itertools.count(1)
    if re.sub(r"%[A-Za-z]", lambda _: f"\\{next(numbered)}", form) == iso:
        return given
    if re.search(r"%[A-Za-z]%", form) and not re.search(r"%[fz]", form):
        return _cut(given, form, iso)
    return given.re_replace(f"{pattern}$", iso)


def _cut(given: ir.StringValue, form: str, iso: str) -> ir.StringValue:
    """The same for a format in which every directive has its full width, so that each stands in one place."""
    parts: dict[str, ir.StringValue] = {}
    start = 0
    for literal, letter in _pieces(form):
        width = len(literal) or (4 if letter == "Y" else 2)
        if letter:
            parts[str(len(parts) + 1)] = given.substr(start, width)
        start += width
    pieces = [
        parts[piece[1:]] if piece.startswith("\\") else ibis.literal(piece) for piece in re.findall(r"\\\d|[^\\]+", iso)
    ]
    return reduce(lambda one, other: one + other, pieces)


def _pieces(form: str) -> list[tuple[str, str]]:
    """A format as (literal, "") and ("", letter of a directive), in order."""
    return [("", piece[1]) if len(piece) == 2 else (piece, "") for piece in re.findall(r"%[A-Za-z]|.", form)]


def _directive(letter: str, *, apart: bool) -> str:
    """What a directive stands for; where something stands between all of them, one digit may do for two."""
    if apart and letter in "mdHMS":
        return r"\d{1,2}"
    return {"f": r"\d{1,6}", "z": r"Z|[+-]\d{2}:?\d{2}"}.get(letter) or DIRECTIVES[letter]


def _from_zone(local: ir.TimestampValue, zone: str) -> ir.TimestampValue:
    """Local time of a zone in UTC; the earlier instant where the clock was set back."""
    offset = _fixed_offset(zone)
    if offset is not None:
        return local - ibis.interval(seconds=int(offset.total_seconds())) if offset else local
    found = _as_engines_read(local, zone)
    twice = _repeated_hours(zone)
    if not twice:
        return found
    a_day = ibis.interval(days=1)
    before = _as_engines_read(local - a_day, zone) + a_day
    return ibis.ifelse(local.truncate("h").isin(twice), before, found)


def _as_engines_read(local: ir.TimestampValue, zone: str) -> ir.TimestampValue:
    """The same by the engine's own knowledge of zones, which differs in the hours that come twice."""
    return (local.cast("string") + f" {zone}").try_cast(UTC_INSTANT).cast("timestamp")


@cache
def _repeated_hours(zone: str) -> tuple[datetime, ...]:
    """The hours of local time from 1970 to 2037 in which the clock was set back, so that some of it came twice."""
    first = datetime(1970, 1, 1, 12, tzinfo=ZoneInfo(zone))
    noons = [first + timedelta(days=day) for day in range((date(2038, 1, 1) - first.date()).days)]
    set_back = [noon for noon, then in itertools.pairwise(noons) if _offset(then) < _offset(noon)]
    hours = [noon + timedelta(hours=hour) for noon in set_back for hour in range(24)]
    return tuple(hour.replace(tzinfo=None) for hour in hours if _comes_twice(hour + timedelta(minutes=59)))


def _comes_twice(local: datetime) -> bool:
    return _offset(local.replace(fold=0)) > _offset(local.replace(fold=1))


def _offset(local: datetime) -> timedelta:
    return local.utcoffset() or timedelta()


def _fixed_offset(zone: str) -> timedelta | None:
    """The zone's offset where it has not changed since 2000, else None."""
    months = (datetime(year, month, 15, tzinfo=UTC) for year in range(2000, 2038) for month in (1, 4, 7, 10))
    offsets = {month.astimezone(ZoneInfo(zone)).utcoffset() for month in months}
    return offsets.pop() if len(offsets) == 1 else None
