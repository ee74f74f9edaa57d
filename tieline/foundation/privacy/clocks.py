"""
By when the law wants an answer.

GDPR, Article 12: one month, once two months more with a reason. PIPL as China's standard practice counts it: fifteen
working days. Working days are Monday to Friday, but for holidays and with the weekends that are worked instead.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from tieline.foundation.errors import Invalid, Refused

LAWS = ("pipl", "gdpr")
MORE_MONTHS = 2
SOON = timedelta(days=5)
"""So long before the last day a request is due soon."""


@dataclass(frozen=True)
class Calendar:
    """Days off in the week that would be worked, and weekends that are worked."""

    holidays: frozenset[date] = field(default_factory=frozenset)
    workdays: frozenset[date] = field(default_factory=frozenset)

    def is_worked(self, day: date) -> bool:
        """Whether people work on a day."""
        return day in self.workdays or (day.weekday() < 5 and day not in self.holidays)


def due_on(law: str, received: date, calendar: Calendar) -> date:
    """The last day; by GDPR the next working day where that is none. The day of receipt does not count."""
    if law == "pipl":
        return after_working_days(received, settings.TIELINE_PIPL_WORKING_DAYS, calendar)
    if law == "gdpr":
        return next_worked(after_months(received, settings.TIELINE_GDPR_MONTHS), calendar)
    raise Invalid(f"There is no law '{law}'", where="law", do=f"Give one of {', '.join(LAWS)}")


def extended(law: str, received: date, calendar: Calendar) -> date:
    """The last day where it takes longer; Refused where the law knows no longer time."""
    if law != "gdpr":
        raise Refused(
            "The time of this law cannot be extended", where=law, do="Answer in time, or refuse with a reason"
        )
    return next_worked(after_months(received, settings.TIELINE_GDPR_MONTHS + MORE_MONTHS), calendar)


def after_working_days(day: date, count: int, calendar: Calendar) -> date:
    """The day so many working days later."""
    while count:
        day += timedelta(days=1)
        count -= calendar.is_worked(day)
    return day


def after_months(day: date, months: int) -> date:
    """The same day of a later month; its last day where there is none such."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def next_worked(day: date, calendar: Calendar) -> date:
    """The day itself, or the next on which people work."""
    while not calendar.is_worked(day):
        day += timedelta(days=1)
    return day


def stands(due: date, today: date) -> str:
    """``overdue``, ``soon`` or ``in time``."""
    if due < today:
        return "overdue"
    return "soon" if due - today <= SOON else "in time"


def calendar() -> Calendar:
    """What the file of ``TIELINE_HOLIDAYS`` says; without one every weekday is worked."""
    return _read(settings.TIELINE_HOLIDAYS) if settings.TIELINE_HOLIDAYS else Calendar()


@lru_cache(maxsize=4)
def _read(name: str) -> Calendar:
    try:
        said: Mapping[str, Any] = yaml.safe_load(Path(name).read_text(encoding="utf-8")) or {}
        days = {key: frozenset(_day(each) for each in said.get(key) or ()) for key in ("holidays", "workdays")}
    except (OSError, ValueError, AttributeError, yaml.YAMLError) as error:
        raise Invalid(
            f"The calendar cannot be read: {error}",
            where=f"TIELINE_HOLIDAYS, {name}",
            do="Write lists of days, as 2026-10-01, under holidays and workdays",
        ) from error
    return Calendar(**days)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))
