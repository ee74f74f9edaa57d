"""Local time of a column of instants, without asking the engine for time zones."""

from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

import ibis
import ibis.expr.types as ir

FIRST_YEAR, LAST_YEAR = 2000, 2040


def local_time(instants: ir.TimestampValue, zone: tzinfo) -> ir.TimestampValue:
    """
    The naive local time in ``zone`` of naive UTC instants.

    Right for the years 2000 to 2040; earlier and later instants take the offset at that end.
    """
    first, *changes = offsets(zone)
    local = instants + ibis.interval(seconds=first[1])
    if not changes:
        return local
    cases = [(instants >= start, instants + ibis.interval(seconds=seconds)) for start, seconds in reversed(changes)]
    return ibis.cases(*cases, else_=local)


@lru_cache(maxsize=16)
def offsets(zone: tzinfo) -> tuple[tuple[datetime, int], ...]:
    """From which naive UTC instant on the zone is how many seconds ahead of UTC, in order."""
    found: list[tuple[datetime, int]] = []
    hour = timedelta(hours=1)
    moment = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
    end = datetime(LAST_YEAR, 1, 1, tzinfo=UTC)
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
