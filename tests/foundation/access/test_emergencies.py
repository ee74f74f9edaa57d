"""A role that is taken in an emergency: by whom, for how long, what it gives, and who reviews it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.foundation.access.conftest import PASSWORD, Browser
from tieline.foundation.access.changes import verify_changes
from tieline.foundation.access.commands import change_user, create_user
from tieline.foundation.access.emergencies import (
    begin_emergency,
    end_emergency,
    find_current,
    forget_ended_grants,
    list_emergencies,
    list_takeable,
    review_emergency,
)
from tieline.foundation.access.emergency_models import Emergency
from tieline.foundation.access.looks import note_look
from tieline.foundation.access.models import Change, RoleGrant, User
from tieline.foundation.access.queries import get_user_by_login, holders_of
from tieline.foundation.access.roles import KIND
from tieline.foundation.access.sight import sight_of
from tieline.foundation.errors import Invalid, NotFound, Refused
from tieline.foundation.packs.commands.definitions import publish_definition

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
WHY = "A caller threatens to hurt himself"


ROLE: dict[str, Any] = {
    "key": "rescuer",
    "name": {"zh": "应急", "en": "Rescuer"},
    "says": {"zh": "应急", "en": "Rescues"},
    "permissions": ["changes.read"],
    "sees": [{"purpose": "legal", "fields": {"otherwise": "readable"}}],
    "emergency": {"holders_of": ["agent"], "hours": 2},
}


@pytest.fixture(autouse=True)
def _rescuer(db: None) -> None:
    """A published role that agents may take for two hours."""
    publish_definition(KIND, ROLE, [KIND], by="wang", reason="Somebody has to be able to")


def begin(user: User, now: datetime = NOW) -> Emergency:
    return begin_emergency(user, role="rescuer", reason=WHY, now=now)


def test_the_role_is_held_at_once_and_no_longer_than_its_hours(li: User) -> None:
    before = get_user_by_login("li")
    assert ("changes.read" in before.permissions, sight_of(before).purposes) == (False, ("service",))
    begun = begin(li)
    holder = get_user_by_login("li")
    assert ("changes.read" in holder.permissions, sight_of(holder).purposes) == (True, ("service", "legal"))
    assert holder.roles == ["agent"], "it is not one of the roles of the user"
    assert begun.until == NOW + 2 * HOUR
    RoleGrant.objects.filter(role="rescuer").update(until=NOW - HOUR)
    assert "changes.read" not in get_user_by_login("li").permissions


def test_what_is_offered_are_roles_for_holders_of_ones_own(li: User, wang: User) -> None:
    assert [role.key for role in list_takeable(li)] == ["rescuer"]
    assert list_takeable(wang) == [], "for agents only"
    change_user(li.pk, by="wang", roles=["agent", "rescuer"])
    assert list_takeable(get_user_by_login("li")) == [], "held already"


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"role": "admin", "reason": WHY}, Refused),
        ({"role": "nobody", "reason": WHY}, Refused),
        ({"role": "rescuer", "reason": "  please  "}, Invalid),
    ],
)
def test_what_is_not_offered_or_not_reasoned_is_refused(
    li: User, asked: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        begin_emergency(li, **asked, now=NOW)
    assert not Emergency.objects.exists()
    assert not RoleGrant.objects.filter(until__isnull=False).exists()


def test_a_second_one_waits_for_the_end_of_the_first(li: User) -> None:
    first = begin(li)
    with pytest.raises(Refused, match="goes on"):
        begin(li, NOW + HOUR)
    end_emergency(first.pk, by=li, now=NOW + HOUR)
    assert find_current(li, NOW + HOUR) is None
    assert begin(li, NOW + HOUR).pk != first.pk


def test_who_took_it_or_an_administrator_ends_it_and_nobody_else(li: User, wang: User) -> None:
    begun = begin(li)
    other = create_user("zhao", name="赵敏", roles=["agent"], password=PASSWORD)
    with pytest.raises(Refused):
        end_emergency(begun.pk, by=other, now=NOW + HOUR)
    assert end_emergency(begun.pk, by=wang, now=NOW + HOUR).ended == NOW + HOUR
    assert end_emergency(begun.pk, by=wang, now=NOW + HOUR * 1.5).ended == NOW + HOUR, "ended once"
    assert "changes.read" not in get_user_by_login("li").permissions
    with pytest.raises(NotFound):
        end_emergency(begun.pk + 1, by=wang, now=NOW)


def test_what_was_seen_and_done_meanwhile_is_counted(li: User) -> None:
    begun = begin(li)
    for hours, customers in ((-1, ["C1"]), (1, ["C1", "C2"]), (1.5, ["C2"]), (3, ["C9"])):
        note_look("li", "GET /api/customers", customers, purpose="legal", now=NOW + HOUR * hours)
    note_look("wang", "GET /api/customers", ["C7"], purpose="legal", now=NOW + HOUR)
    change = Change.objects.create(sequence=99, at=NOW + HOUR, user="li", command="close_task", object_kind="task")
    rows: list[Any] = list(list_emergencies())
    [row] = rows
    assert (row.pk, row.customers, row.changes) == (begun.pk, 2, 1)
    change.delete()


def test_somebody_else_reviews_it_once_and_after_its_end(li: User) -> None:
    begun = begin(li)

    def review(by: str = "wang", now: datetime = NOW + 3 * HOUR, **said: Any) -> Emergency:
        given = {"state": "justified", "remark": "The call was recorded"} | said
        return review_emergency(begun.pk, **given, by=by, now=now)

    for wrong, error in (
        ({"by": "li"}, Refused),
        ({"now": NOW + HOUR}, Refused),
        ({"state": "open"}, Invalid),
        ({"remark": " "}, Invalid),
    ):
        with pytest.raises(error):
            review(**wrong)
    assert review().state == "justified"
    with pytest.raises(Refused, match="reviewed"):
        review()


def test_all_of_it_is_in_the_change_log(li: User, wang: User) -> None:
    begun = begin(li)
    end_emergency(begun.pk, by=wang, now=NOW + HOUR)
    review_emergency(begun.pk, state="unjustified", remark="Nobody called", by="wang", now=NOW + HOUR)
    kept = Change.objects.filter(object_kind="emergency").order_by("sequence")
    assert [(each.command, each.user, each.reason) for each in kept] == [
        ("begin_emergency", "li", WHY),
        ("end_emergency", "wang", ""),
        ("review_emergency", "wang", "Nobody called"),
    ]
    assert verify_changes().broken_at is None


def test_other_roles_can_change_meanwhile_and_a_temporary_administrator_is_not_the_last_one(
    li: User, wang: User
) -> None:
    begin(li)
    change_user(li.pk, by="wang", roles=["analyst"])
    assert get_user_by_login("li").roles == ["analyst"]
    assert "changes.read" in get_user_by_login("li").permissions
    RoleGrant.objects.filter(role="rescuer").update(role="admin")
    with pytest.raises(Refused, match="Nobody would be left"):
        change_user(wang.pk, by="li", is_active=False)


def test_a_role_given_for_good_meanwhile_stays(li: User, wang: User) -> None:
    begun = begin(li)
    change_user(li.pk, by="wang", roles=["agent", "rescuer"])
    end_emergency(begun.pk, by=li, now=NOW + HOUR)
    assert get_user_by_login("li").roles == ["agent", "rescuer"]


def test_work_is_given_to_who_holds_a_role_for_good_only(li: User) -> None:
    create_user("zhao", name="赵敏", roles=["admin"], password=PASSWORD)
    change_user(li.pk, by="wang", roles=["marketer"])
    assert "li" not in [user.login for user in holders_of("changes.read")]
    begun = RoleGrant.objects.create(user=li, role="rescuer", until=NOW + HOUR)
    assert "li" not in [user.login for user in holders_of("changes.read")]
    RoleGrant.objects.filter(pk=begun.pk).update(until=None)
    assert "li" in [user.login for user in holders_of("changes.read")]


def test_grants_that_are_over_are_forgotten(li: User) -> None:
    begin(li)
    assert forget_ended_grants(NOW + HOUR) == 0
    assert forget_ended_grants(NOW + 2 * HOUR) == 1
    assert forget_ended_grants(NOW + 2 * HOUR) == 0


def test_a_role_for_holders_of_one_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Invalid, match="ghost"):
        publish_definition(
            KIND, ROLE | {"emergency": {"holders_of": ["ghost"], "hours": 1}}, [KIND], by="wang", reason="A slip"
        )


def test_an_agent_takes_the_role_on_the_screen_and_an_administrator_reviews_it(
    as_li: Browser, as_wang: Browser
) -> None:
    assert as_li.get("/api/emergencies").status_code == 403
    offered = as_li.get("/api/emergencies/own").json()
    assert ([role["key"] for role in offered["takeable"]], offered["current"]) == (["rescuer"], None)
    taken = as_li.send("POST", "/api/emergencies", {"role": "rescuer", "reason": WHY})
    assert (taken.status_code, taken.json()["goes_on"]) == (201, True)
    number = taken.json()["id"]
    assert as_li.get("/api/emergencies/own").json()["current"]["id"] == number
    assert as_li.get("/api/emergencies").json()["counts"] == {"open": 1, "justified": 0, "unjustified": 0}
    review = {"state": "justified", "remark": "Asked the team leader"}
    assert as_wang.send("POST", f"/api/emergencies/{number}/review", review).status_code == 403, "it goes on"
    assert as_li.send("POST", f"/api/emergencies/{number}/end", {}).json()["goes_on"] is False
    assert as_li.get("/api/emergencies").status_code == 403
    assert as_wang.send("POST", f"/api/emergencies/{number}/review", review).json()["state"] == "justified"
    assert as_wang.get("/api/emergencies?state=open").json()["items"] == []


def test_listing_many_costs_no_more_queries_than_listing_few(
    as_wang: Browser, li: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(6):
        end_emergency(begin(li, NOW + number * HOUR).pk, by=li, now=NOW + number * HOUR + HOUR / 2)
    with django_assert_max_num_queries(12):
        assert len(as_wang.get("/api/emergencies").json()["items"]) == 6
