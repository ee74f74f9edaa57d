"""The routes of users and of the change log: who may, what is found, what is refused, and at what cost."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.foundation.access.conftest import PASSWORD, Browser
from tieline.foundation.access.commands import create_user
from tieline.foundation.access.models import User

NEW: dict[str, Any] = {"login": "zhao", "name": "赵敏", "roles": ["marketer"], "password": "a third calm password"}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/users"),
        ("POST", "/api/users"),
        ("PATCH", "/api/users/1"),
        ("GET", "/api/users/colleagues"),
        ("GET", "/api/users/choices"),
        ("GET", "/api/changes"),
    ],
)
def test_an_agent_may_not_and_a_stranger_is_asked_to_log_in(as_li: Browser, method: str, path: str) -> None:
    assert as_li.send(method, path, NEW).status_code == 403
    assert Browser().send(method, path, NEW).status_code == 401


def test_an_administrator_creates_a_user_who_can_log_in(as_wang: Browser) -> None:
    response = as_wang.send("POST", "/api/users", NEW)
    assert response.status_code == 201
    assert response.json()["roles"] == ["marketer"]
    assert Browser().log_in("zhao", NEW["password"]).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "status"),
    [({"roles": ["boss"]}, 422), ({"login": ""}, 422), ({"password": "x"}, 422), ({"login": "wang"}, 403)],
)
def test_a_wrong_new_user_is_refused_as_a_problem(as_wang: Browser, wrong: dict[str, Any], status: int) -> None:
    response = as_wang.send("POST", "/api/users", NEW | wrong)
    assert response.status_code == status
    assert {"title", "status", "detail", "where", "do"} <= response.json().keys()


def test_a_change_touches_only_the_fields_sent(as_wang: Browser, li: User) -> None:
    response = as_wang.send("PATCH", f"/api/users/{li.pk}", {"roles": ["supervisor"], "reason": "promoted"})
    assert response.json()["roles"] == ["supervisor"]
    assert response.json()["team"]["key"] == "care"
    assert as_wang.send("PATCH", f"/api/users/{li.pk}", {"team": None}).json()["team"] is None


def test_an_unknown_user_is_not_found(as_wang: Browser) -> None:
    assert as_wang.send("PATCH", "/api/users/999999", {"name": "x"}).status_code == 404


def test_the_last_administrator_cannot_be_locked_through_the_api(as_wang: Browser, wang: User) -> None:
    assert as_wang.send("PATCH", f"/api/users/{wang.pk}", {"is_active": False}).status_code == 403
    assert as_wang.get("/api/session").json()["authenticated"] is True


def test_users_are_found_by_part_of_name_or_login_and_paged(as_wang: Browser, li: User) -> None:
    assert [user["login"] for user in as_wang.get("/api/users").json()["items"]] == ["li", "wang"]
    assert [user["login"] for user in as_wang.get("/api/users?search=王").json()["items"]] == ["wang"]
    page = as_wang.get("/api/users?limit=1&offset=1").json()
    assert ([user["login"] for user in page["items"]], page["total"]) == (["wang"], 2)
    assert as_wang.get("/api/users?limit=1000").status_code == 422


def test_listing_many_users_costs_no_more_queries_than_listing_few(
    as_wang: Browser, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(8):
        create_user(f"u{number}", name=f"U{number}", roles=["agent", "analyst"], password=PASSWORD)
    with django_assert_max_num_queries(8):
        assert len(as_wang.get("/api/users").json()["items"]) == 9


def test_colleagues_are_the_active_users_who_work_on_tasks(as_wang: Browser, li: User) -> None:
    create_user("zhao", name="赵敏", roles=["marketer"], password=PASSWORD)
    found = as_wang.get("/api/users/colleagues").json()
    assert [colleague["login"] for colleague in found["items"]] == ["li", "wang"]
    assert [team["key"] for team in found["teams"]] == ["care"]


def test_choices_name_each_role_with_what_it_allows(as_wang: Browser) -> None:
    roles = {role["key"]: role["permissions"] for role in as_wang.get("/api/users/choices").json()["roles"]}
    assert roles["agent"] == ["alerts.read", "consents.record", "customers.read", "tasks.work"]


def test_the_change_log_is_read_newest_first_and_by_object(as_wang: Browser, li: User) -> None:
    found = as_wang.get("/api/changes").json()
    assert [(change["command"], change["object_id"]) for change in found["items"]] == [
        ("create_user", "li"),
        ("create_team", "care"),
        ("create_user", "wang"),
    ]
    only = as_wang.get("/api/changes?object_kind=user&object_id=li").json()
    assert (only["total"], only["items"][0]["after"]["roles"]) == (1, ["agent"])
