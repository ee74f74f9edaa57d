"""The routes of roles, and what the session tells of purposes and of what is seen."""

from typing import Any

import pytest

from tests.foundation.access.conftest import PASSWORD, Browser
from tieline.foundation.access.categories import CATEGORIES
from tieline.foundation.access.commands import create_user
from tieline.foundation.access.models import User
from tieline.foundation.access.permissions import PERMISSIONS
from tieline.foundation.packs.commands import publish_definition
from tieline.pipeline import KINDS

BRANCH: dict[str, Any] = {
    "key": "branch",
    "name": {"zh": "营业厅", "en": "Branch"},
    "says": {"zh": "电话打码", "en": "Sees masked numbers"},
    "permissions": ["customers.read"],
    "sees": [
        {"purpose": "service", "customers": "all", "fields": {"otherwise": "readable", "phone": "masked"}},
        {"purpose": "marketing", "customers": "own", "fields": {"profile.customer.plan": "readable"}},
    ],
}


@pytest.fixture
def branch(db: None) -> None:
    publish_definition(next(kind for kind in KINDS if kind.name == "role"), BRANCH, KINDS, by="wang", reason="a test")


@pytest.mark.parametrize("path", ["/api/roles", "/api/roles/choices"])
def test_only_who_manages_users_looks_at_roles(as_li: Browser, path: str) -> None:
    assert as_li.send("GET", path).status_code == 403
    assert Browser().send("GET", path).status_code == 401


def test_every_role_says_where_it_comes_from_and_how_many_hold_it(as_wang: Browser, li: User, branch: None) -> None:
    create_user("chen", name="陈", roles=["branch", "agent"], password=PASSWORD)
    User.objects.filter(pk=li.pk).update(is_active=False)
    page = as_wang.get("/api/roles").json()
    found = {item["key"]: item for item in page["items"]}
    assert page["total"] == len(found) == 6
    assert (found["agent"]["origin"], found["agent"]["version"], found["agent"]["users"]) == ("built in", 0, 1)
    assert (found["agent"]["is_built_in"], found["branch"]["is_built_in"]) == (True, False)
    assert found["agent"]["body"]["permissions"] == ["alerts.read", "consents.record", "customers.read", "tasks.work"]
    assert (found["branch"]["origin"], found["branch"]["version"], found["branch"]["users"]) == ("screen", 1, 1)
    assert found["branch"]["body"] == BRANCH
    assert found["branch"]["name"] == {"zh": "营业厅", "en": "Branch"}


def test_a_role_is_made_of_what_there_is(as_wang: Browser) -> None:
    choices = as_wang.get("/api/roles/choices").json()
    assert choices["permissions"] == list(PERMISSIONS)
    assert [each["key"] for each in choices["categories"]] == list(CATEGORIES)
    phone, money = (next(c for c in choices["categories"] if c["key"] == key) for key in ("phone", "money"))
    assert (phone["has_mask"], money["has_mask"]) == (True, False)
    balance = next(each for each in choices["columns"] if each["column"] == "balance")
    assert (balance["key"], balance["category"]) == ("profile.customer.balance", "money")
    assert "manager" not in {each["column"] for each in choices["columns"]}, "what is of no category is always seen"


def test_roles_to_give_are_named_in_both_languages_from_data(as_wang: Browser, branch: None) -> None:
    roles = as_wang.get("/api/users/choices").json()["roles"]
    found = next(role for role in roles if role["key"] == "branch")
    assert found == {"key": "branch", "name": {"zh": "营业厅", "en": "Branch"}, "permissions": ["customers.read"]}


def test_the_session_tells_purposes_and_what_is_seen_for_the_one_that_is_on(db: None, branch: None) -> None:
    create_user("chen", name="陈", roles=["branch"], password=PASSWORD)
    browser = Browser()
    user = browser.log_in("chen").json()["user"]
    assert user["role_names"] == [{"zh": "营业厅", "en": "Branch"}]
    assert (user["purposes"], user["sight"]["purpose"]) == (["service", "marketing"], "service")
    assert (user["sight"]["categories"]["phone"], user["sight"]["categories"]["name"]) == ("masked", "readable")
    other = browser.get("/api/session", headers={"Tieline-Purpose": "marketing"}).json()["user"]["sight"]
    assert (other["purpose"], other["categories"]["name"]) == ("marketing", "hidden")
    assert (other["columns"]["plan"], other["columns"]["monthly_fee"]) == ("readable", "hidden")
    assert other["columns"]["manager"] == "readable"


def test_a_purpose_that_no_role_serves_does_not_end_the_session(db: None, branch: None) -> None:
    create_user("chen", name="陈", roles=["branch"], password=PASSWORD)
    browser = Browser()
    browser.log_in("chen")
    answer = browser.get("/api/session", headers={"Tieline-Purpose": "legal"})
    assert (answer.status_code, answer.json()["user"]["sight"]["purpose"]) == (200, "service")
