"""Days in the operator's time zone, and the instants at which they end."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings


def operator_zone() -> ZoneInfo:
    """The operator's time zone (``TIELINE_TIME_ZONE``, Asia/Shanghai by default)."""
    return ZoneInfo(settings.TIELINE_TIME_ZONE)


def end_of_day(day: date) -> datetime:
    """The last second of a local day, aware; a run as of that day asks every condition at this instant."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=operator_zone())


def naive_utc(instant: datetime) -> datetime:
    """The instant as the warehouse stores it: UTC without a zone."""
    return instant.astimezone(UTC).replace(tzinfo=None)


def aware(instant: datetime) -> datetime:
    """An instant read from the warehouse (naive, UTC) with its zone."""
    return instant.replace(tzinfo=UTC)


def local_day(instant: datetime) -> date:
    """The operator's day of an aware instant."""
    return instant.astimezone(operator_zone()).date()


def today() -> date:
    """The operator's day at this moment: a default for commands; calculations take their day as an argument."""
    return datetime.now(operator_zone()).date()
