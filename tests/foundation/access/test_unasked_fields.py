"""Fields that no form has give nobody anything: neither on the screens' routes nor on the directory's."""

from typing import Any

import pytest

from tests.foundation.access.conftest import PASSWORD, Browser
from tests.foundation.access.test_scim import CHEN, Send, patch, send
from tieline.foundation.access.models import User
from tieline.foundation.access.queries import get_user_by_login
from tieline.foundation.access.roles import all_roles

__all__ = ["send"]

EXTRA: dict[str, Any] = {
    "id": 1,
    "pk": 1,
    "is_superuser": True,
    "is_staff": True,
    "permissions": ["users.manage"],
    "last_login": "2020-01-01T00:00:00Z",
    "created_at": "2020-01-01T00:00:00Z",
    "role_grants": [{"role": "admin"}],
    "__proto__": {"roles": ["admin"]},
}
"""Fields that no form has, some of which the row behind it has."""
ROLE = {
    "key": "sidekick",
    "name": {"zh": "助手", "en": "Helper"},
    "says": {"zh": "帮忙", "en": "Helps"},
    "permissions": ["tasks.work"],
    "sees": [],
}


def row(user: User) -> dict[str, Any]:
    return {name: value for name, value in User.objects.values().get(pk=user.pk).items() if name != "name"}


def test_a_change_of_a_user_takes_no_other_fields(as_wang: Browser, li: User) -> None:
    before = row(li)
    assert as_wang.send("PATCH", f"/api/users/{li.pk}", EXTRA | {"login": "root", "name": "Eva"}).status_code == 200
    assert row(li) == before
    assert (User.objects.get(pk=li.pk).name, get_user_by_login("li").roles) == ("Eva", ["agent"])


def test_a_new_user_has_the_roles_that_were_given_and_no_more(as_wang: Browser) -> None:
    given = {"login": "eve", "name": "Eve", "roles": ["agent"], "password": PASSWORD}
    assert as_wang.send("POST", "/api/users", EXTRA | given).status_code == 201
    made = get_user_by_login("eve")
    assert (made.roles, made.last_login, made.pk == 1) == (["agent"], None, False)
    assert made.created_at.year > 2020


@pytest.mark.parametrize("extra", [{"is_superuser": True}, {"version": 99}, {"state": "published"}, {"by": "wang"}])
def test_a_role_takes_no_other_fields(as_wang: Browser, extra: dict[str, Any]) -> None:
    before = set(all_roles())
    answer = as_wang.send("POST", "/api/definitions/role", {"body": ROLE | extra, "reason": "to help"})
    assert (answer.status_code, next(iter(extra)) in answer.json()["where"]) == (422, True)
    assert set(all_roles()) == before
    assert as_wang.send("POST", "/api/definitions/role", {"body": ROLE, "reason": "to help"}).status_code == 201


@pytest.mark.parametrize(
    "more",
    [
        {"roles": [{"value": "admin"}]},
        {"groups": [{"value": "1", "display": "Leads"}]},
        {"entitlements": [{"value": "users.manage"}]},
        {"password": PASSWORD, "is_superuser": True},
    ],
    ids=str,
)
def test_a_directory_gives_no_roles_by_fields_of_a_user(send: Send, more: dict[str, Any]) -> None:
    made = send("POST", "Users", CHEN | more)
    if made.status_code == 201:
        send(
            "PATCH",
            f"Users/{made.json()['id']}",
            patch(*({"op": "replace", "path": k, "value": more[k]} for k in more)),
        )
        user = get_user_by_login("chen")
        assert (user.roles, user.permissions) == ([], frozenset())
    else:
        assert made.status_code == 400
    assert Browser().log_in("chen").status_code == 401
