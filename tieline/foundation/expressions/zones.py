"""Local time of a column of instants, without asking the engine for time zones."""

from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

import ibis
import ibis.expr.types as ir

YEARS_BACK, YEARS_AHEAD = 15, 5


def local_time(instants: ir.TimestampValue, now: datetime) -> ir.TimestampValue:
    """
    The naive local time, in the zone of ``now``, of naive UTC instants.

    Right from 15 years before ``now`` to 5 years after it; instants beyond take the offset at that end.
    """
    zone = now.tzinfo or UTC
    (_, first), *changes = offsets(zone, now.year - YEARS_BACK, now.year + YEARS_AHEAD)
    if not changes:
        return instants + ibis.interval(seconds=first)
    seconds = ibis.cases(*((instants >= start, ahead) for start, ahead in reversed(changes)), else_=first)
    return instants + seconds.cast("int64").as_interval("s")


@lru_cache(maxsize=16)
def offsets(zone: tzinfo, first_year: int, last_year: int) -> tuple[tuple[datetime, int], ...]:
    """From which naive UTC instant on the zone is how many seconds ahead of UTC, in order."""
    found: list[tuple[datetime, int]] = []
    hour = timedelta(hours=1)
    moment = datetime(first_year, 1, 1, tzinfo=UTC)
    end = datetime(last_year + 1, 1, 1, tzinfo=UTC)
    while moment < end:
        seconds = _seconds(zone, moment)
        if not found or found[-1][1] != seconds:
            start = moment
            while found and _seconds(zone, start - hour) == seconds:
                start -= hour
            found.append((start.replace(tzinfo=None), seconds))
        moment += timedelta(days=1)
    return tuple(found)


def _seconds(zone: tzinfo, moment: datetime) -> int:
    return int((moment.astimezone(zone).utcoffset() or timedelta(0)).total_seconds())
