"""
Watching: every half minute the new looks are added up and judged; what is unusual becomes a row and a warning.

Access knows customers by id only: their numbers come from a function that is passed in.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import structlog
from django.db import transaction

from tieline.foundation.access.habits import known_of, renew_habits
from tieline.foundation.access.openings import Added, add_looks
from tieline.foundation.access.unusual import KINDS, Exported, Finding, Known, Numbers, Opening, judge
from tieline.foundation.access.unusual_models import UnusualAccess, UserDay
from tieline.foundation.days import local_day

NumbersOf = Callable[[Iterable[str]], Numbers]
"""The numbers of customers, and among how many customers."""
REMEMBERED = timedelta(days=30)
"""So long hours that were explained are not raised again."""

log = structlog.get_logger()


@dataclass
class Reviewed:
    """What was reviewed of a user: up to when each kind is settled, and which hours were explained."""

    until: dict[str, datetime] = field(default_factory=dict)
    hours: set[int] = field(default_factory=set)


def watch_looks(now: datetime, numbers_of: NumbersOf) -> int:
    """Judge the days of all users with new looks; how many episodes were raised. The second time nothing changes."""
    with transaction.atomic():
        added = add_looks(now)
        renew_habits(local_day(now))
        users = sorted({user for user, _ in added.days})
        known, reviewed = known_of(users), _reviewed(users, now)
        numbers = numbers_of({each[0] for trail in added.trails.values() for each in trail.openings})
        raised = 0
        for (user, day), day_of_use in sorted(added.days.items()):
            if day >= local_day(now) - timedelta(days=1):
                found = _judge(day_of_use, _trail(added, user, day), known[user], numbers, reviewed[user])
                raised += sum(_keep(user, each, now) for each in found)
                _mark(day_of_use, found)
    return raised


def _judge(
    day_of_use: UserDay, trail: list[Opening], known: Known, numbers: Numbers, reviewed: Reviewed
) -> list[Finding]:
    """What is unusual and lies behind what was reviewed."""
    if not reviewed.until:
        return judge(_seen(day_of_use.seen, None), trail, known, numbers, exports=_exported(day_of_use, None))
    found = []
    for kind in KINDS:
        settled = reviewed.until.get(kind)
        seen = _seen(day_of_use.seen, settled)
        path = [each for each in trail if settled is None or each.at > settled]
        judged = judge(seen, path, known, numbers, reviewed.hours, _exported(day_of_use, settled))
        found += [each for each in judged if each.kind == kind]
    return found


def _exported(day_of_use: UserDay, since: datetime | None) -> list[Exported]:
    """The files of a day, of those taken after an instant."""
    files = [Exported(rows, datetime.fromisoformat(at)) for at, rows in day_of_use.exports.values()]
    return [each for each in files if since is None or each.at > since]


def _seen(seen: Mapping[str, Mapping[str, str]], since: datetime | None) -> dict[int, dict[str, datetime]]:
    """The customers by hour, of those opened after an instant."""
    found: dict[int, dict[str, datetime]] = {}
    for hour, customers in seen.items():
        instants = {customer: datetime.fromisoformat(at) for customer, at in customers.items()}
        left = {customer: at for customer, at in instants.items() if since is None or at > since}
        if left:
            found[int(hour)] = left
    return found


def _trail(added: Added, user: str, day: date) -> list[Opening]:
    """The trail of a user, as of the day whose looks came."""
    trail = added.trails.get(user)
    path = [Opening(customer, datetime.fromisoformat(at)) for customer, at in trail.openings] if trail else []
    return [each for each in path if local_day(each.at) <= day]


def _keep(user: str, found: Finding, now: datetime) -> bool:
    """Raise an episode, or let the open one go on; whether it was raised."""
    row, is_new = UnusualAccess.objects.get_or_create(
        user=user,
        kind=found.kind,
        state="open",
        defaults={"began": found.began, "ended": found.ended, "figures": found.figures, "raised_at": now},
    )
    if is_new:
        log.warning("unusual access", user=user, kind=found.kind, began=found.began.isoformat(), **found.figures)
    elif found.ended > row.ended:
        row.began, row.ended, row.figures = min(row.began, found.began), found.ended, found.figures
        row.save(update_fields=["began", "ended", "figures"])
    return is_new


def _mark(day_of_use: UserDay, found: list[Finding]) -> None:
    """A day with an alert is no example of what is usual, until it is explained."""
    if any(local_day(each.ended) == day_of_use.day for each in found) and not day_of_use.unusual:
        day_of_use.unusual = True
        day_of_use.save(update_fields=["unusual"])


def _reviewed(users: list[str], now: datetime) -> dict[str, Reviewed]:
    found = {user: Reviewed() for user in users}
    rows = UnusualAccess.objects.filter(user__in=users, reviewed_at__gt=now - REMEMBERED).exclude(state="open")
    for row in rows:
        reviewed = found[row.user]
        reviewed.until[row.kind] = max(row.reviewed_at or row.ended, reviewed.until.get(row.kind, row.ended))
        if row.state == "explained":
            reviewed.hours |= set(row.figures.get("hours", ()))
    return found
