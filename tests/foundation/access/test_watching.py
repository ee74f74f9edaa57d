"""The job that watches looks: it adds them up, raises an episode within a minute, and lets people review it."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from tests.foundation.access.conftest import Browser
from tests.foundation.access.simulated_staff import ZONE
from tieline.foundation.access.asking import asking_from
from tieline.foundation.access.audit_models import Look
from tieline.foundation.access.habits import known_of, renew_habits
from tieline.foundation.access.looks import note_export, note_look
from tieline.foundation.access.models import Change, User
from tieline.foundation.access.openings import looks_wait
from tieline.foundation.access.reviews import review_unusual_access
from tieline.foundation.access.unusual import Numbers
from tieline.foundation.access.unusual_models import UnusualAccess, UserDay
from tieline.foundation.access.watching import watch_looks
from tieline.foundation.errors import Invalid, NotFound, Refused
from tieline.server.work import WATCH_EVERY, watch_timers

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 11, 23, tzinfo=ZONE)
NOON = TODAY.replace(hour=12)
ANYWHERE = Random(4).sample(range(200_000), 200)
A_QUARTER = timedelta(minutes=15)
ONE = "GET /api/customers/<customer_id>"


def numbers_of(customers: Iterable[str]) -> Numbers:
    return Numbers(200_000, {"customer": {each: [int(each[1:])] for each in customers}})


def opened(user: str, customer: int | str, at: datetime, *others: str) -> Look:
    with asking_from("10.0.0.7"):
        return note_look(user, ONE, [f"C{customer}", *others], purpose="service", now=at)


def usual_days(user: str, days: int = 10, per_hour: int = 3) -> None:
    """Days of work from nine to five with customers all over the place."""
    UserDay.objects.bulk_create(
        UserDay(
            user=user,
            day=(TODAY - timedelta(days=day)).date(),
            opened=9 * per_hour,
            hours={str(hour): per_hour for hour in range(9, 18)},
        )
        for day in range(1, days + 1)
    )


def watch(now: datetime) -> int:
    return watch_looks(now, numbers_of)


@pytest.fixture
def habits(li: User, wang: User) -> None:
    for user in ("li", "wang"):
        usual_days(user)


def steal(user: str = "li", begin: datetime = NOON, customers: int = 120, seconds: float = 5) -> datetime | None:
    """Open one customer after the other while the job runs each half minute; when an episode was raised."""
    clock, number = begin, 0
    while number < customers:
        clock += WATCH_EVERY
        while number < customers and begin + timedelta(seconds=seconds * number) <= clock:
            opened(user, ANYWHERE[number], begin + timedelta(seconds=seconds * number))
            number += 1
        if looks_wait() and watch(clock):
            return clock
    return None


def test_the_job_runs_each_half_minute_when_there_are_new_looks(li: User) -> None:
    [timer] = watch_timers()
    assert timer.every == timedelta(seconds=30)
    assert timer.when is not None
    assert not timer.when()
    opened("li", 1, NOON)
    assert timer.when()
    watch(NOON)
    assert not timer.when()


def test_a_thief_of_volume_is_found_within_a_minute_of_the_opening_that_is_too_many(habits: None) -> None:
    raised = steal()
    row = UnusualAccess.objects.get()
    assert raised is not None
    crossing = NOON + timedelta(seconds=5 * row.figures["limit"])
    assert timedelta(0) <= raised - crossing <= timedelta(minutes=1)
    assert (row.user, row.kind, row.figures["measure"], row.figures["usual"], row.figures["by"]) == (
        "li",
        "volume",
        "hour",
        3,
        "user",
    )
    assert row.began == NOON


def test_a_thief_at_night_is_found_within_a_minute(habits: None) -> None:
    begin = TODAY.replace(hour=2, minute=10)
    raised = steal(begin=begin, customers=20, seconds=40)
    assert raised is not None
    assert raised - (begin + timedelta(seconds=40 * 5)) <= timedelta(minutes=1)
    row = UnusualAccess.objects.get()
    assert (row.kind, row.figures["hours"], row.figures["usual_hours"]) == ("night", [2], list(range(9, 18)))


def test_who_walks_through_numbers_is_found_although_it_is_slow_and_other_work_lies_between(habits: None) -> None:
    for step in range(14):
        at = NOON + timedelta(minutes=10 * step)
        opened("li", 500 + step, at)
        opened("li", 9_000 * (step + 2), at + timedelta(minutes=2))
        watch(at + timedelta(minutes=3))
    row = UnusualAccess.objects.get()
    assert (row.kind, row.figures["number"], row.began) == ("walk", "customer", NOON)
    assert row.figures["seen"] == 14


def test_an_ordinary_day_and_long_lists_raise_nothing_and_lists_count_apart(habits: None) -> None:
    for hour in range(9, 18):
        for number in range(4):
            opened("li", 50_000 + hour * 977 + number * 131, TODAY + timedelta(hours=hour, minutes=10 * number))
    with asking_from("10.0.0.7"):
        note_look("li", "GET /api/customers", [f"C{n}" for n in range(200)], purpose="service", now=NOON)
    assert watch(TODAY + timedelta(hours=18)) == 0
    day = UserDay.objects.get(user="li", day=TODAY.date())
    assert (day.opened, day.listed, sum(day.hours.values())) == (36, 200, 36)


def test_a_thief_who_exports_is_found_within_a_minute_by_what_is_usual_of_days_with_exports(habits: None) -> None:
    for day in range(1, 7):
        files = {str(-day): [(NOON - timedelta(days=day)).isoformat(), 2_000 + day]}
        UserDay.objects.filter(user="wang", day=(TODAY - timedelta(days=day)).date()).update(exports=files)
    for user, rows in (("wang", 9_000), ("li", 400)):
        note_export(user, rows, purpose="service", now=NOON)
    assert watch(NOON + WATCH_EVERY) == 0, "as often before, and a few"
    for user, rows in (("wang", 9_000), ("li", 300)):
        note_export(user, rows, purpose="service", now=NOON + timedelta(minutes=5))
    assert looks_wait()
    assert watch(NOON + timedelta(minutes=5) + WATCH_EVERY) == 2
    wang, li = (UnusualAccess.objects.get(user=user).figures for user in ("wang", "li"))
    assert wang == {"seen": 18_000, "of": 2, "usual": 2_003.5, "limit": 16_028, "by": "user"}
    assert li == {"seen": 700, "of": 2, "usual": 0, "limit": 500, "by": "start"}
    review_unusual_access(
        UnusualAccess.objects.get(user="wang").pk, state="explained", why="a campaign", by="li", now=NOON + A_QUARTER
    )
    note_export("wang", 9_000, purpose="service", now=NOON + 2 * A_QUARTER)
    assert watch(NOON + 2 * A_QUARTER) == 0, "what comes after a review is judged anew"


def test_watching_twice_changes_nothing_and_an_episode_goes_on_in_its_row(habits: None) -> None:
    steal(customers=60, seconds=1)
    before = list(UnusualAccess.objects.values())
    days = list(UserDay.objects.order_by("pk").values("user", "day", "opened", "listed", "hours", "seen"))
    assert watch(NOON + timedelta(minutes=2)) == 0
    assert list(UnusualAccess.objects.values()) == before
    assert list(UserDay.objects.order_by("pk").values("user", "day", "opened", "listed", "hours", "seen")) == days
    opened("li", 77, NOON + timedelta(minutes=3))
    assert watch(NOON + timedelta(minutes=3)) == 0
    row = UnusualAccess.objects.get()
    assert row.ended == NOON + timedelta(minutes=3)


def test_a_look_that_is_written_late_is_added_all_the_same(li: User) -> None:
    late = opened("li", 1, NOON)
    Look.objects.filter(pk=late.pk).update(at=NOON - timedelta(days=90))
    opened("li", 2, NOON)
    watch(NOON)
    Look.objects.filter(pk=late.pk).update(at=NOON - timedelta(seconds=20))
    opened("li", 3, NOON)
    watch(NOON + timedelta(seconds=30))
    assert UserDay.objects.get(user="li").opened == 3


def test_new_users_are_held_against_their_role_and_a_role_without_history_against_a_start(habits: None) -> None:
    renew_habits(TODAY.date())
    assert known_of(["li"])["li"].by == "user"
    assert known_of(["nobody"])["nobody"].by == "start"
    usual_days("li", days=0)
    UserDay.objects.filter(user="wang").delete()
    usual_days("wang", days=2)
    assert renew_habits(TODAY.date()) == 0, "once a day"
    assert renew_habits(TODAY.date() + timedelta(days=1)) == 4
    assert known_of(["wang"])["wang"].by == "start", "two people of other roles"


def test_it_says_so_in_the_log(habits: None, caplog: pytest.LogCaptureFixture, capsys: Any) -> None:
    with caplog.at_level(logging.WARNING):
        steal()
    said = caplog.text + capsys.readouterr().out
    assert "unusual access" in said


def raised() -> UnusualAccess:
    steal()
    return UnusualAccess.objects.get()


def test_an_explained_episode_is_settled_and_what_comes_after_is_judged_anew(habits: None) -> None:
    row = raised()
    later = NOON + timedelta(minutes=30)
    review_unusual_access(row.pk, state="explained", why="campaign", by="wang", now=later)
    opened("li", 4, later + timedelta(seconds=1))
    assert watch(later + timedelta(seconds=30)) == 0
    assert not UserDay.objects.filter(unusual=True).exists()
    change = Change.objects.get(command="review_unusual_access")
    assert (change.user, change.reason) == ("wang", "campaign")
    assert steal(begin=later + timedelta(minutes=1)) is not None
    assert UnusualAccess.objects.filter(state="open").count() == 1


def test_a_confirmed_day_is_no_example_of_what_is_usual(habits: None) -> None:
    row = raised()
    review_unusual_access(row.pk, state="confirmed", why="asked, had no reason", by="wang", now=NOON)
    assert UserDay.objects.get(user="li", day=TODAY.date()).unusual
    renew_habits(TODAY.date() + timedelta(days=1))
    assert known_of(["li"])["li"].own.days == 10


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"by": "li"}, Refused),
        ({"why": "  "}, Invalid),
        ({"state": "open"}, Invalid),
        ({"number": 10**9}, NotFound),
    ],
)
def test_a_review_needs_a_reason_an_outcome_and_somebody_else(habits: None, given: Any, error: Any) -> None:
    said = {"number": raised().pk, "state": "explained", "why": "campaign", "by": "wang", **given}
    with pytest.raises(error):
        review_unusual_access(said.pop("number"), **said, now=NOON)
    assert UnusualAccess.objects.get().state == "open"


def test_the_list_and_the_review_through_the_api(habits: None, as_wang: Browser, as_li: Browser) -> None:
    row = raised()
    assert as_li.get("/api/unusual-access").status_code == 403
    page = as_wang.get("/api/unusual-access?state=open").json()
    assert (page["total"], page["counts"]) == (1, {"open": 1, "explained": 0, "confirmed": 0})
    assert (page["items"][0]["name"], page["items"][0]["figures"]["usual"]) == ("李伟", 3)
    path, body = f"/api/unusual-access/{row.pk}/review", {"state": "confirmed", "why": "no reason"}
    assert as_li.send("POST", path, body).status_code == 403
    assert as_wang.send("POST", path, {**body, "why": ""}).status_code == 422
    assert as_wang.send("POST", path, body).json()["reviewed_by"] == "wang"
    assert as_wang.send("POST", path, body).status_code == 403
    assert as_wang.get("/api/unusual-access?state=open").json()["items"] == []
    assert as_wang.get("/api/unusual-access?state=nonsense").status_code == 422


def test_nobody_reviews_their_own_through_the_api(habits: None, as_wang: Browser) -> None:
    steal("wang")
    row = UnusualAccess.objects.get()
    answer = as_wang.send("POST", f"/api/unusual-access/{row.pk}/review", {"state": "explained", "why": "mine"})
    assert answer.status_code == 403
