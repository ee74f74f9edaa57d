"""
Openings: the looks that showed one customer, added up by user, day and hour, and in the order in which they came.

A route that names a customer opens that customer; so does a search that finds one only, which is how a walk through
phone numbers is seen although no search is kept. Other lists and searches are counted apart, and so are files.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Max

from tieline.foundation.access.audit_models import Look
from tieline.foundation.access.looks import EXPORT
from tieline.foundation.access.unusual import TRAIL, Opening, by_hour
from tieline.foundation.access.unusual_models import Trail, UserDay, WatchedLook
from tieline.foundation.days import local_day, operator_zone

OVERLAP = timedelta(minutes=1)
"""So far back looks are read again: one with a smaller number may have been written later."""
BEFORE = timedelta(days=60)
"""How far back looks count when watching begins."""


@dataclass
class Added:
    """What new looks added: the days by user and day, and the trails by user."""

    days: dict[tuple[str, date], UserDay] = field(default_factory=dict)
    trails: dict[str, Trail] = field(default_factory=dict)


def looks_wait() -> bool:
    """Whether there are looks that were not watched yet."""
    watched = WatchedLook.objects.filter(pk=1).first()
    newest: int | None = Look.objects.aggregate(newest=Max("pk"))["newest"]
    return newest is not None and newest > (watched.number if watched else 0)


def add_looks(now: datetime) -> Added:
    """Add the looks since the last time to days and trails; a look that is added twice changes no opening."""
    WatchedLook.objects.get_or_create(pk=1)
    watched = WatchedLook.objects.select_for_update().get(pk=1)
    since = watched.at - OVERLAP if watched.at else now - BEFORE
    newest = Look.objects.aggregate(newest=Max("pk"))["newest"] or 0
    openings: dict[str, list[Opening]] = {}
    listed: dict[tuple[str, date], int] = {}
    for number, user, at, customers, customer in _looks(since, newest):
        if customers == 1:
            openings.setdefault(user, []).append(Opening(customer, at))
        elif number > watched.number:
            key = (user, local_day(at))
            listed[key] = listed.get(key, 0) + customers
    exports = _exports(since, newest)
    added = Added(_add_to_days(openings, listed, exports), _add_to_trails(openings))
    WatchedLook.objects.filter(pk=1).update(number=newest, at=now)
    return added


def _looks(since: datetime, newest: int) -> Iterable[tuple[int, str, datetime, int, str]]:
    """Number, user, instant, how many customers, and the customer where it is one; the oldest first."""
    found = Look.objects.filter(at__gt=since, pk__lte=newest).exclude(route=EXPORT).order_by("pk")
    alone = found.filter(customers=1).values_list("pk", "user", "at", "customers", "shown__customer_id")
    yield from alone.iterator(chunk_size=5000)
    several = found.exclude(customers=1).values_list("pk", "user", "at", "customers")
    for number, user, at, customers in several.iterator(chunk_size=5000):
        yield number, user, at, customers, ""


def _exports(since: datetime, newest: int) -> dict[tuple[str, date], dict[str, tuple[str, int]]]:
    """By user and day the files that were taken alone: by look when, and of how many rows."""
    found: dict[tuple[str, date], dict[str, tuple[str, int]]] = {}
    for look in Look.objects.filter(at__gt=since, pk__lte=newest, route=EXPORT).order_by("pk"):
        found.setdefault((look.user, local_day(look.at)), {})[str(look.pk)] = look.at.isoformat(), look.customers
    return found


def _add_to_days(
    openings: Mapping[str, list[Opening]],
    listed: Mapping[tuple[str, date], int],
    exports: Mapping[tuple[str, date], Mapping[str, tuple[str, int]]],
) -> dict[tuple[str, date], UserDay]:
    fresh = {
        (user, day, hour): customers
        for user, theirs in openings.items()
        for (day, hour), customers in by_hour(theirs, operator_zone()).items()
    }
    keys = {(user, day) for user, day, _ in fresh} | set(listed) | set(exports)
    days = {key: UserDay(user=key[0], day=key[1]) for key in keys} | {
        (each.user, each.day): each for each in _days(keys)
    }
    for (user, day, hour), customers in fresh.items():
        seen = days[user, day].seen.setdefault(str(hour), {})
        for customer, at in customers.items():
            seen.setdefault(customer, at.isoformat())
    for key in keys:
        day_of_use = days[key]
        day_of_use.listed += listed.get(key, 0)
        day_of_use.exports |= exports.get(key, {})
        day_of_use.hours = {hour: len(customers) for hour, customers in day_of_use.seen.items()}
        day_of_use.opened = len({customer for customers in day_of_use.seen.values() for customer in customers})
    UserDay.objects.bulk_create(
        [_blank(days[key]) for key in keys],
        batch_size=200,
        update_conflicts=True,
        unique_fields=["user", "day"],
        update_fields=["seen", "hours", "opened", "listed", "exports"],
    )
    return {(each.user, each.day): each for each in _days(keys)}


def _add_to_trails(openings: Mapping[str, list[Opening]]) -> dict[str, Trail]:
    trails = {each.user: each for each in Trail.objects.filter(user__in=openings)}
    trails |= {user: Trail(user=user) for user in openings if user not in trails}
    for user, theirs in openings.items():
        path = {customer: datetime.fromisoformat(at) for customer, at in trails[user].openings}
        for each in theirs:
            path.setdefault(each.customer, each.at)
        last = sorted(path.items(), key=lambda each: each[1])[-TRAIL:]
        trails[user].openings = [[customer, at.isoformat()] for customer, at in last]
    Trail.objects.bulk_create(
        [Trail(user=user, openings=trail.openings) for user, trail in trails.items()],
        batch_size=200,
        update_conflicts=True,
        unique_fields=["user"],
        update_fields=["openings"],
    )
    return trails


def _days(keys: Iterable[tuple[str, date]]) -> list[UserDay]:
    """The days of these users that are written already."""
    wanted = set(keys)
    found = UserDay.objects.filter(day__in={day for _, day in wanted}, user__in={user for user, _ in wanted})
    return [each for each in found if (each.user, each.day) in wanted]


def _blank(day: UserDay) -> UserDay:
    """The day as a row without a number: it is written over the one that has its user and day."""
    figures = {name: getattr(day, name) for name in ("opened", "listed", "hours", "seen", "exports")}
    return UserDay(user=day.user, day=day.day, unusual=day.unusual, **figures)
