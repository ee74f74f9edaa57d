"""
Unusual access: whether what a user opened is far from what the user, or the role, usually opens.

Everything here is a function of plain values. An *opening* is a customer shown to a user by a route that shows one;
a day of use is who was opened in which hour; what is usual is taken from earlier days by median and median absolute
deviation (Hampel, 1974), which a few busy days do not move.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from tieline.foundation.access.walking import longest_chain, steps_beyond_chance

KINDS = ("volume", "night", "walk", "export")
DAYS = 30
"""So many active days make what is usual."""
ENOUGH_OF_A_USER, ENOUGH_OF_A_ROLE = 5, 20
TIMES, DEVIATIONS = 8, 10
"""How far beyond the usual is far: so many times the median, and so many deviations above it."""
LEAST_PER_DAY, LEAST_PER_HOUR = 50, 30
"""Fewer customers than this are never far too many."""
LEAST_EXPORTED = 500
"""Fewer rows than this in files of one day are never far too many."""
OFTEN, OFTEN_IN_A_ROLE, EVER_IN_A_ROLE = 0.1, 0.25, 0.05
"""Share of active days from which on an hour is one at which a user, a role or, for new users, somebody works."""
LEAST_AT_NIGHT = 6
TRAIL = 60
"""So many customers last opened are looked through for a walk."""
DEVIATION = 1.4826
"""Of the median absolute deviation: the standard deviation of a normal distribution."""


@dataclass(frozen=True)
class Opening:
    """That a customer was shown alone."""

    customer: str
    at: datetime


@dataclass(frozen=True)
class Exported:
    """That a file was fetched which nobody else had agreed to, with so many rows."""

    rows: int
    at: datetime


@dataclass(frozen=True)
class Usual:
    """
    What is usual per active day: customers by day and in the busiest hour, and the share of days with each hour.

    And how many rows were exported on days with exports, which are days of their own.
    """

    days: int = 0
    day: float = 20
    day_deviation: float = 0
    hour: float = 6
    hour_deviation: float = 0
    shares: Sequence[float] = field(default=(0.0,) * 24)
    export_days: int = 0
    export: float = 0
    export_deviation: float = 0

    def hours(self, share: float) -> frozenset[int]:
        """The hours at which somebody works on so many of the days."""
        return frozenset(hour for hour, each in enumerate(self.shares) if each >= share)


UNKNOWN = Usual()
"""What is taken for usual until a role has a history."""


@dataclass(frozen=True)
class Known:
    """What is usual of a user, and of all who have the same roles."""

    own: Usual = UNKNOWN
    role: Usual = UNKNOWN

    @property
    def by(self) -> str:
        """Whose habit the user is held against: ``user``, ``role`` or, for lack of both, ``start``."""
        if self.own.days >= ENOUGH_OF_A_USER:
            return "user"
        return "role" if self.role.days >= ENOUGH_OF_A_ROLE else "start"

    @property
    def usual(self) -> Usual:
        """What the user is held against."""
        return {"user": self.own, "role": self.role, "start": UNKNOWN}[self.by]


@dataclass(frozen=True)
class Numbers:
    """Numbers of customers by kind (customer, account, phone), and of how many customers there are in all."""

    among: int = 0
    kinds: Mapping[str, Mapping[str, Sequence[int]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """One kind of unusual access: since when, until when, what was seen and what is usual."""

    kind: str
    began: datetime
    ended: datetime
    figures: dict[str, Any]


def by_hour(openings: Iterable[Opening], zone: ZoneInfo) -> dict[tuple[date, int], dict[str, datetime]]:
    """For every local day and hour the customers who were opened, each with when first."""
    found: dict[tuple[date, int], dict[str, datetime]] = {}
    for each in openings:
        local = each.at.astimezone(zone)
        customers = found.setdefault((local.date(), local.hour), {})
        customers[each.customer] = min(each.at, customers.get(each.customer, each.at))
    return found


def usual_of(days: Sequence[Mapping[int, int]], totals: Sequence[int], exported: Sequence[int] = ()) -> Usual:
    """
    What is usual, of active days: customers by hour of each, and distinct customers of each; rows of days with exports.

    What there are no days for is as in UNKNOWN.
    """
    return _with_exports(_of_openings(days, totals), exported)


def _with_exports(usual: Usual, exported: Sequence[int]) -> Usual:
    if not exported:
        return usual
    middle, deviation = _middle(exported)
    return replace(usual, export_days=len(exported), export=middle, export_deviation=deviation)


def _of_openings(days: Sequence[Mapping[int, int]], totals: Sequence[int]) -> Usual:
    if not days:
        return UNKNOWN
    day, day_deviation = _middle(totals)
    hour, hour_deviation = _middle([max(each.values(), default=0) for each in days])
    shares = [round(sum(each.get(hour, 0) > 0 for each in days) / len(days), 4) for hour in range(24)]
    return Usual(len(days), day, day_deviation, hour, hour_deviation, shares)


def find_volume(seen: Mapping[int, Mapping[str, datetime]], known: Known) -> Finding | None:
    """
    Far more distinct customers than usual, in one hour or in the whole day; None where not.

    Far is more than eight times the median, more than ten deviations above it, and more than a few at all.
    """
    usual = known.usual
    hour_limit = _limit(usual.hour, usual.hour_deviation, LEAST_PER_HOUR)
    day_limit = _limit(usual.day, usual.day_deviation, LEAST_PER_DAY)
    hour, busiest = max(seen.items(), key=lambda each: len(each[1]), default=(0, {}))
    everybody = {customer for customers in seen.values() for customer in customers}
    if len(everybody) > day_limit:
        instants = [at for customers in seen.values() for at in customers.values()]
        said = {"measure": "day", "seen": len(everybody), "usual": usual.day, "limit": day_limit}
    elif len(busiest) > hour_limit:
        instants = list(busiest.values())
        said = {"measure": "hour", "hour": hour, "seen": len(busiest), "usual": usual.hour, "limit": hour_limit}
    else:
        return None
    return Finding("volume", min(instants), max(instants), {**said, "by": known.by})


def find_night(
    seen: Mapping[int, Mapping[str, datetime]], known: Known, explained: Iterable[int] = ()
) -> Finding | None:
    """
    Several customers at hours at which neither the user nor the role works; None where not, and without a history.

    An hour beside one at which the user works passes, as do hours that were explained before. New users pass at
    every hour at which anybody of their roles works.
    """
    if known.by == "start":
        return None
    own = known.own.hours(OFTEN) if known.by == "user" else frozenset()
    role = known.role.hours(OFTEN_IN_A_ROLE if known.by == "user" else EVER_IN_A_ROLE)
    works = own | (role if known.role.days >= ENOUGH_OF_A_ROLE else frozenset())
    passes = {(hour + beside) % 24 for hour in works for beside in (-1, 0, 1)} | set(explained)
    outside = {hour: customers for hour, customers in seen.items() if hour not in passes}
    customers = {customer for each in outside.values() for customer in each}
    if len(customers) < LEAST_AT_NIGHT:
        return None
    instants = [at for each in outside.values() for at in each.values()]
    said = {"seen": len(customers), "hours": sorted(outside), "usual_hours": sorted(works), "usual": 0}
    return Finding("night", min(instants), max(instants), {**said, "limit": LEAST_AT_NIGHT, "by": known.by})


def find_exports(exports: Sequence[Exported], known: Known) -> Finding | None:
    """Far more rows in the files of a day than on other days with exports; None where not."""
    enough = known.own.export_days >= ENOUGH_OF_A_USER, known.role.export_days >= ENOUGH_OF_A_ROLE
    by, usual = next(
        (
            each
            for each, is_enough in zip((("user", known.own), ("role", known.role)), enough, strict=True)
            if is_enough
        ),
        ("start", UNKNOWN),
    )
    limit, rows = _limit(usual.export, usual.export_deviation, LEAST_EXPORTED), sum(each.rows for each in exports)
    if rows <= limit:
        return None
    instants = [each.at for each in exports]
    said = {"seen": rows, "of": len(exports), "usual": usual.export, "limit": limit, "by": by}
    return Finding("export", min(instants), max(instants), said)


def find_walk(trail: Sequence[Opening], numbers: Numbers) -> Finding | None:
    """
    Steps through neighbouring customer, account or phone numbers, more than chance explains; None where not.

    A trail is the customers last opened, each once, in order. A step leads to a number near one of the ten customers
    before, so that other work in between hides nothing, or goes on at the stride of the step before. A walk is one
    chain of steps: the shops of a company that were registered together make short chains. How many steps chance
    explains follows from how many customers there are (binomial).
    """
    for kind, known in numbers.kinds.items():
        path = [each for each in trail if known.get(each.customer)]
        chain = longest_chain([known[each.customer] for each in path])
        least = steps_beyond_chance(len(path), numbers.among)
        if len(chain) > least:
            said = {"number": kind, "seen": len(chain), "of": len(path), "usual": 0, "limit": least}
            return Finding("walk", path[chain[0]].at, path[chain[-1]].at, said)
    return None


def judge(
    seen: Mapping[int, Mapping[str, datetime]],
    trail: Sequence[Opening],
    known: Known,
    numbers: Numbers,
    explained: Iterable[int] = (),
    exports: Sequence[Exported] = (),
) -> list[Finding]:
    """Everything unusual about a user's day so far, its exports, and about the trail that leads to now."""
    found = (
        find_volume(seen, known),
        find_night(seen, known, explained),
        find_walk(trail, numbers),
        find_exports(exports, known),
    )
    return [each for each in found if each]


def _limit(usual: float, deviation: float, least: int) -> int:
    return round(max(least, TIMES * usual, usual + DEVIATIONS * deviation))


def _middle(figures: Sequence[int]) -> tuple[float, float]:
    """The median, and the deviation from it."""
    middle = float(median(figures))
    return middle, round(DEVIATION * float(median(abs(each - middle) for each in figures)), 2)
