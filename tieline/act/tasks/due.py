"""When a task is due: counted from the morning after the run's day, so that the night does not eat the time."""

from datetime import date, datetime, time, timedelta

from tieline.foundation.days import operator_zone

WORK_BEGINS = time(9, 0)


def work_begins_after(as_of: date) -> datetime:
    """Nine in the morning, local time, of the day after ``as_of``: when people first see what that run found."""
    return datetime.combine(as_of + timedelta(days=1), WORK_BEGINS, tzinfo=operator_zone())


def due_at(opened_at: datetime, due_in: timedelta) -> datetime:
    """The instant by which a task that was opened then is due."""
    return opened_at + due_in


def end_of_today(now: datetime) -> datetime:
    """Midnight that ends the local day of ``now``."""
    return start_of_today(now) + timedelta(days=1)


def start_of_today(now: datetime) -> datetime:
    """Midnight that began the local day of ``now``."""
    return datetime.combine(now.astimezone(operator_zone()).date(), time(0, 0), tzinfo=operator_zone())
