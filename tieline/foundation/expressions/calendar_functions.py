"""
Windows of the calendar, in the zone of the asked instant: the first day of a week, month, year or billing cycle.

FEEL has no words for them; ``usage[day >= start of month(today())]`` is this month, and one duration earlier the last.
"""

import math
from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import ibis

from tieline.foundation.expressions.column_arithmetic import as_date, floor_column
from tieline.foundation.expressions.signature import Function, Parameter, gives
from tieline.foundation.expressions.types import DATE, INSTANT, NUMBER

CLOCKS = ("now", "today", "days since")
"""The functions that read the instant that is asked about, so that their value is another one tomorrow."""

LONGEST_MONTH = 31


def day_of(now: datetime, moment: date | datetime) -> date:
    """The day, or the local day of an instant."""
    return moment.astimezone(now.tzinfo).date() if isinstance(moment, datetime) else moment


def start_of_cycle(day: date, bill_day: float) -> date | None:
    """The latest bill day up to ``day``; in a month that is too short, its last day. Null for no day of a month."""
    turn = math.floor(bill_day)
    if not 1 <= turn <= LONGEST_MONTH:
        return None
    this = _turn_in(day.replace(day=1), turn)
    return this if day >= this else _turn_in((day.replace(day=1) - timedelta(days=1)).replace(day=1), turn)


def _turn_in(month: date, turn: int) -> date:
    return month.replace(day=min(turn, monthrange(month.year, month.month)[1]))


def start_of_cycle_column(_: datetime, moment: Any, bill_day: Any) -> Any:
    """``start_of_cycle`` on columns."""
    day, turn = _day_column(moment), floor_column(bill_day)
    turn = ibis.ifelse((turn >= 1) & (turn <= LONGEST_MONTH), turn, ibis.null("float64"))
    this = _month_start(day)
    here = _turn_column(this, turn)
    before = _turn_column(_month_start(as_date(this - ibis.interval(days=1))), turn)
    found = ibis.ifelse(day >= here, here, before)
    return ibis.ifelse(turn.isnull(), ibis.null("date"), found)


def _turn_column(month: Any, turn: Any) -> Any:
    length = as_date(as_date(month + ibis.interval(months=1)) - ibis.interval(days=1)).day().cast("float64")
    return _later(month, ibis.ifelse(turn < length, turn, length) - 1)


def _later(day: Any, days: Any) -> Any:
    return as_date(day + days.cast("int64").as_interval("D"))


def _month_start(day: Any) -> Any:
    return _later(day, 1 - day.day())


def _week_start(day: Any) -> Any:
    return _later(day, -day.day_of_week.index())


def _year_start(day: Any) -> Any:
    return _later(day, 1 - day.day_of_year())


def _day_column(moment: Any) -> Any:
    return moment.date() if moment.type().is_timestamp() else moment


def _days_since_column(now: datetime, moment: Any) -> Any:
    return -_day_column(moment).delta(ibis.literal(now.date()), unit="day").cast("float64")


def _start(name: str, run: Callable[[date], date], column: Callable[[Any], Any], zh: str, en: str) -> Function:
    return Function(
        f"start of {name}", (_DAY,), gives(DATE), lambda now, moment: run(day_of(now, moment)), zh, en,
        column=lambda _, moment: column(_day_column(moment)), local=True,
    )  # fmt: skip


_DAY = Parameter("date", (DATE, INSTANT))

CALENDAR_FUNCTIONS = (
    _start(
        "week", lambda day: day - timedelta(days=day.weekday()), _week_start,
        "{0} 所在周的周一", "the Monday of the week of {0}",
    ),
    _start(
        "month", lambda day: day.replace(day=1), _month_start,
        "{0} 所在月的第一天", "the first of the month of {0}",
    ),
    _start(
        "year", lambda day: day.replace(month=1, day=1), _year_start,
        "{0} 所在年的第一天", "the first of the year of {0}",
    ),
    Function(
        "start of billing cycle", (_DAY, Parameter("bill day", (NUMBER,))), gives(DATE),
        lambda now, moment, bill_day: start_of_cycle(day_of(now, moment), bill_day),
        "{0} 所在账期的第一天（账单日为 {1}）", "the first day of the billing cycle of {0} (bill day {1})",
        column=start_of_cycle_column, local=True,
    ),
    Function(
        "days since", (_DAY,), gives(NUMBER), lambda now, moment: float((now.date() - day_of(now, moment)).days),
        "距 {0} 的天数", "the days since {0}", column=_days_since_column, local=True,
    ),
)  # fmt: skip
