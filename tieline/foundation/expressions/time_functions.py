"""Functions of dates, instants and durations. Days are days in the zone of the asked instant."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

from tieline.foundation.expressions.calendar_functions import day_of
from tieline.foundation.expressions.signature import Function, Parameter, gives
from tieline.foundation.expressions.types import ANY, DATE, DURATION, INSTANT, MONTHS, NUMBER, TEXT, TIME
from tieline.foundation.expressions.values import Months, date_from, duration_from, instant_from, time_from


def date_of(now: datetime, first: Any, month: float | None = None, day: float | None = None) -> date | None:
    """The date of a text, of year, month and day, or the local day of an instant."""
    if month is not None and day is not None and isinstance(first, float):
        try:
            return date(int(first), int(month), int(day))
        except ValueError:
            return None
    if isinstance(first, str):
        return date_from(first)
    return day_of(now, first) if isinstance(first, date) else None


def _instant_of(now: datetime, first: Any, clock: time | None = None) -> datetime | None:
    """The instant of a text, or of a date and a time of day; without an offset in the zone of ``now``."""
    if clock is None:
        return instant_from(first, now.tzinfo) if isinstance(first, str) else None
    return datetime.combine(date(first.year, first.month, first.day), clock, tzinfo=clock.tzinfo or now.tzinfo)


def _time_of(
    now: datetime, first: Any, minute: float | None = None, second: float | None = None, offset: timedelta | None = None
) -> time | None:
    """The time of day of a text, of an instant, or of hour, minute and second with an offset or not."""
    if isinstance(first, float) and minute is not None and second is not None:
        zone = timezone(offset) if offset is not None else None
        micros = min(round(second % 1 * 1e6), 999_999)
        return time(int(first), int(minute), int(second), micros, tzinfo=zone)
    if isinstance(first, datetime):
        return first.time() if first.tzinfo is now.tzinfo else first.timetz()
    if isinstance(first, date):
        return time(tzinfo=UTC)
    return first if isinstance(first, time) else time_from(first) if isinstance(first, str) else None


def months_between(first: date, last: date) -> Months:
    """Completed months from ``first`` to ``last``; negative when ``last`` is earlier."""
    if last < first:
        return Months(-months_between(last, first).count)
    months = (last.year - first.year) * 12 + last.month - first.month
    return Months(months - (last.day < first.day))


def _completed_months(now: datetime, first: date | datetime, last: date | datetime) -> Months:
    return months_between(day_of(now, first), day_of(now, last))


def months_between_columns(_: datetime, first: Any, last: Any) -> Any:
    """``months_between`` on date columns, as a number of months."""

    def forward(a: Any, b: Any) -> Any:
        return (b.year() - a.year()) * 12 + b.month() - a.month() - (b.day() < a.day()).cast("int64")

    return (last < first).ifelse(-forward(last, first), forward(first, last)).cast("float64")


_TEXT_MOMENT = (TEXT, DATE, INSTANT, NUMBER)

_DAY = Parameter("date", (DATE, INSTANT))
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

TIME_FUNCTIONS = (
    Function("now", (), gives(INSTANT), lambda now: now, "现在", "now", local=True),
    Function(
        "today", (), gives(DATE), lambda now: now.date(), "今天", "today", local=True
    ),
    Function(
        "date",
        (
            Parameter("from", _TEXT_MOMENT),
            Parameter("month", (NUMBER,), optional=True),
            Parameter("day", (NUMBER,), optional=True),
        ),
        gives(DATE), date_of, "{0} 的日期", "the day of {0}", local=True, example='date("2026-11-22")',
        also_named=(("year", "month", "day"),),
    ),
    Function(
        "time",
        (
            Parameter("from", (TEXT, TIME, INSTANT, DATE, NUMBER)),
            Parameter("minute", (NUMBER,), optional=True),
            Parameter("second", (NUMBER,), optional=True),
            Parameter("offset", (DURATION,), optional=True),
        ),
        gives(TIME), _time_of, "{0} 的钟点", "the time of {0}", strict=False, local=True, example='time("10:30:00")',
        also_named=(("hour", "minute", "second", "offset"),),
    ),
    Function(
        "day of year", (_DAY,), gives(NUMBER), lambda now, day: float(day_of(now, day).timetuple().tm_yday),
        "{0} 是当年的第几天", "the day of the year of {0}", local=True,
    ),
    Function(
        "week of year", (_DAY,), gives(NUMBER), lambda now, day: float(day_of(now, day).isocalendar().week),
        "{0} 是当年的第几周", "the week of the year of {0}", local=True,
    ),
    Function(
        "day of week", (_DAY,), gives(TEXT), lambda now, day: _WEEKDAYS[day_of(now, day).weekday()],
        "{0} 是星期几", "the weekday of {0}", local=True,
    ),
    Function(
        "month of year", (_DAY,), gives(TEXT), lambda now, day: _MONTH_NAMES[day_of(now, day).month - 1],
        "{0} 的月份", "the month of {0}", local=True,
    ),
    Function(
        "date and time",
        (Parameter("from", (TEXT, DATE, INSTANT)), Parameter("time", (TIME,), optional=True)),
        gives(INSTANT), _instant_of, "{0}", "{0}", local=True, also_named=(("date", "time"),),
        example='date and time("2026-11-22T10:00:00")',
    ),
    Function(
        "duration", (Parameter("from", (TEXT,)),), gives(ANY), duration_from,
        "{0}", "{0}", example='duration("P7D"), duration("PT6H") or duration("P1M")',
    ),
    Function(
        "years and months duration", (Parameter("from", (DATE, INSTANT)), Parameter("to", (DATE, INSTANT))),
        gives(MONTHS), _completed_months, "{0} 到 {1} 的时长", "the time from {0} to {1}",
        column=months_between_columns, local=True,
    ),
)  # fmt: skip


def duration_part(length: timedelta | Months, part: str) -> float | None:
    """``days``, ``hours``, ``minutes``, ``seconds`` of one kind of duration, ``years``, ``months`` of the other."""
    if isinstance(length, Months):
        count = abs(length.count)
        parts = {"years": count // 12, "months": count % 12}
        sign = -1.0 if length.count < 0 else 1.0
    else:
        seconds = int(abs(length) / timedelta(seconds=1))
        parts = {
            "days": seconds // 86400,
            "hours": seconds // 3600 % 24,
            "minutes": seconds // 60 % 60,
            "seconds": seconds % 60,
        }
        sign = -1.0 if length < timedelta(0) else 1.0
    return sign * parts[part] + 0.0 if part in parts else None


def moment_part(moment: date | datetime | time, part: str, now: datetime) -> Any:
    """``year``, ``month``, ``day``, ``weekday`` (1 is Monday) of a date; of an instant also its local clock."""
    if part in ("time offset", "timezone") and isinstance(moment, datetime | time):
        return moment.utcoffset() if part == "time offset" else getattr(moment.tzinfo, "key", None)
    if isinstance(moment, time):
        return float(getattr(moment, part)) if part in ("hour", "minute", "second") else None
    if isinstance(moment, datetime):
        moment = moment.astimezone(now.tzinfo)
        if part in ("hour", "minute", "second"):
            return float(getattr(moment, part))
    if part == "weekday":
        return float(moment.isoweekday())
    return float(getattr(moment, part)) if part in ("year", "month", "day") else None
