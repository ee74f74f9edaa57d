"""Habits: what is usual of each user and each set of roles, reckoned once a day from the active days before."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, timedelta

from tieline.foundation.access.models import User
from tieline.foundation.access.unusual import DAYS, UNKNOWN, Known, Usual, usual_of
from tieline.foundation.access.unusual_models import Habit, UserDay

KEPT = timedelta(days=120)
"""So long days are kept: thirty active ones of somebody who works now and then."""
_EVERYBODY = "everybody"


def renew_habits(today: date) -> int:
    """Reckon all habits as of today from the days before, once a day; of how many users and sets of roles."""
    if Habit.objects.filter(whose=_EVERYBODY, as_of=today).exists():
        return 0
    _forget(today)
    by_user: dict[str, list[UserDay]] = {}
    before = UserDay.objects.filter(day__lt=today, unusual=False).defer("seen").order_by("-day")
    for each in before.exclude(opened=0, exports={}):
        days = by_user.setdefault(each.user, [])
        if _room(days, each):
            days.append(each)
    roles = roles_of(by_user)
    by_roles: dict[str, list[UserDay]] = {}
    for user, days in by_user.items():
        recent = [each for each in days if each.day >= today - timedelta(days=DAYS)]
        by_roles.setdefault(roles.get(user, ""), []).extend(recent)
    reckoned = {f"user {user}": _usual(days) for user, days in by_user.items()}
    reckoned |= {f"role {key}": _usual(days) for key, days in by_roles.items() if key}
    rows = [Habit(whose=whose, as_of=today, figures=asdict(each)) for whose, each in reckoned.items()]
    Habit.objects.all().delete()
    Habit.objects.bulk_create([*rows, Habit(whose=_EVERYBODY, as_of=today, figures={})], batch_size=500)
    return len(rows)


def known_of(users: Iterable[str]) -> dict[str, Known]:
    """What is usual of each of the users and of their roles."""
    wanted = list(users)
    roles = roles_of(wanted)
    names = {f"user {user}" for user in wanted} | {f"role {key}" for key in roles.values()}
    habits = {each.whose: Usual(**each.figures) for each in Habit.objects.filter(whose__in=names)}
    return {
        user: Known(habits.get(f"user {user}", UNKNOWN), habits.get(f"role {roles.get(user, '')}", UNKNOWN))
        for user in wanted
    }


def roles_of(users: Iterable[str]) -> dict[str, str]:
    """The roles of users as one word: who has the same is compared with each other."""
    found = User.objects.filter(login__in=list(users)).prefetch_related("role_grants")
    return {user.login: "+".join(user.roles)[:390] for user in found}


def _room(days: list[UserDay], other: UserDay) -> bool:
    """Whether another day counts: so many with openings are enough, and so many with exports."""
    more_openings = other.opened > 0 and sum(each.opened > 0 for each in days) < DAYS
    return more_openings or (bool(other.exports) and sum(bool(each.exports) for each in days) < DAYS)


def _usual(days: list[UserDay]) -> Usual:
    active = [each for each in days if each.opened > 0]
    hours = [{int(hour): count for hour, count in each.hours.items()} for each in active]
    exported = [each.exported for each in days if each.exports]
    return usual_of(hours, [each.opened for each in active], exported)


def _forget(today: date) -> None:
    """Days long ago; and of days that are over, which customers were opened."""
    UserDay.objects.filter(day__lt=today - KEPT).delete()
    UserDay.objects.filter(day__lt=today - timedelta(days=1)).exclude(seen={}).update(seen={})
