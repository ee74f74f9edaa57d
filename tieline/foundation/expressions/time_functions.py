"""Functions of dates, instants and durations. Days are days in the zone of the asked instant."""

from datetime import date, datetime, timedelta
from typing import Any

from tieline.foundation.expressions.signature import Function, Parameter, gives
from tieline.foundation.expressions.types import ANY, DATE, INSTANT, MONTHS, NUMBER, TEXT
from tieline.foundation.expressions.values import Months, date_from, duration_from, instant_from


def date_of(now: datetime, first: Any, month: float | None = None, day: float | None = None) -> date | None:
    """The date of a text, of year, month and day, or the local day of an instant."""
    if month is not None and day is not None and isinstance(first, float):
        try:
            return date(int(first), int(month), int(day))
        except ValueError:
            return None
    if isinstance(first, str):
        return date_from(first)
    if isinstance(first, datetime):
        return first.astimezone(now.tzinfo).date()
    return first if isinstance(first, date) else None


def _instant_of(now: datetime, text: Any) -> datetime | None:
    return instant_from(text, now.tzinfo) if isinstance(text, str) else None


def months_between(first: date, last: date) -> Months:
    """Completed months from ``first`` to ``last``; negative when ``last`` is earlier."""
    if last < first:
        return Months(-months_between(last, first).count)
    months = (last.year - first.year) * 12 + last.month - first.month
    return Months(months - (last.day < first.day))


def months_between_columns(first: Any, last: Any) -> Any:
    """``months_between`` on date columns, as a number of months."""

    def forward(a: Any, b: Any) -> Any:
        return (b.year() - a.year()) * 12 + b.month() - a.month() - (b.day() < a.day()).cast("int64")

    return (last < first).ifelse(-forward(last, first), forward(first, last)).cast("float64")


_TEXT_MOMENT = (TEXT, DATE, INSTANT, NUMBER)

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
    ),
    Function(
        "date and time", (Parameter("from", (TEXT,)),), gives(INSTANT), _instant_of,
        "{0}", "{0}", local=True, example='date and time("2026-11-22T10:00:00")',
    ),
    Function(
        "duration", (Parameter("from", (TEXT,)),), gives(ANY), duration_from,
        "{0}", "{0}", example='duration("P7D"), duration("PT6H") or duration("P1M")',
    ),
    Function(
        "years and months duration", (Parameter("from", (DATE,)), Parameter("to", (DATE,))), gives(MONTHS),
        months_between, "{0} 到 {1} 的时长", "the time from {0} to {1}", column=months_between_columns,
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


def moment_part(moment: date | datetime, part: str, now: datetime) -> float | None:
    """``year``, ``month``, ``day``, ``weekday`` (1 is Monday) of a date; of an instant also its local clock."""
    if isinstance(moment, datetime):
        moment = moment.astimezone(now.tzinfo)
        if part in ("hour", "minute", "second"):
            return float(getattr(moment, part))
    if part == "weekday":
        return float(moment.isoweekday())
    return float(getattr(moment, part)) if part in ("year", "month", "day") else None
