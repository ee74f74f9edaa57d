"""Retention on the screen: rules, a preview of a draft, what went, and who may see it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.foundation.access.conftest import PASSWORD, Browser
from tests.foundation.privacy.test_retention import go, load, publish, put, rule
from tieline.foundation.access.audit_models import LookedAt
from tieline.foundation.access.commands import create_user
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.current import warehouse as warehouse_now
from tieline.know.profile.tables import CUSTOMER

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def wang(warehouse: Warehouse) -> Browser:
    """An administrator's browser."""
    return logged_in("wang", "admin")


def logged_in(login: str, role: str) -> Browser:
    create_user(login, name=login, roles=[role], password=PASSWORD)
    browser = Browser()
    assert browser.log_in(login).status_code == 200
    return browser


def test_rules_are_listed_with_what_law_and_figures_ask_for(wang: Browser) -> None:
    publish(rule("bills", "issued_on", months=72))
    found = wang.get("/api/retention").json()
    (one,) = found["items"]
    assert (one["key"], one["keeps"]["minimum"]["months"], one["keeps"]["needed"]["days"]) == ("old_bills", 60, 124)
    assert (one["origin"], one["last"]) == ("screen", None)
    assert "contacts" in {each["key"] for each in found["without_rule"]}
    assert "bills" not in {each["key"] for each in found["without_rule"]}


def test_a_draft_is_previewed_and_a_wrong_one_is_told_what_is_wrong(wang: Browser) -> None:
    load("L1", datetime(2020, 1, 5, tzinfo=UTC))
    draft: dict[str, Any] = rule("delivered_files", "received_at", days=30)
    found = wang.send("POST", "/api/retention/preview", {"body": draft}).json()
    assert (found["rows"], found["goes"], found["oldest"]) == (1, 1, "2020-01-05")
    assert found["months"] == [{"month": "2020-01-01", "rows": 1, "goes": 1}]
    assert wang.send("POST", "/api/retention/preview", {"body": draft | {"keeps": "dreams"}}).status_code == 404
    assert wang.send("POST", "/api/retention/preview", {"body": draft | {"days": 0}}).status_code == 422
    assert wang.send("POST", "/api/retention/preview", {"body": draft | {"after": "never"}}).status_code == 422


def test_a_preview_of_customers_names_those_whom_the_asker_sees_and_leaves_a_look(wang: Browser) -> None:
    left = {"ended_on": date(2015, 6, 30), "balance": 0.0}
    put(warehouse_now(), CUSTOMER, [{"customer_id": "C1", "name": "李娜", **left}, {"customer_id": "C2"}])
    draft = {"body": rule("departed_customers", "left_on", months=84)}
    found = wang.send("POST", "/api/retention/preview", draft).json()
    assert (found["rows"], found["goes"], found["undated"]) == (2, 1, 1)
    assert found["items"] == [{"customer_id": "C1", "name": "李娜"}]
    assert LookedAt.objects.get().customer_id == "C1"
    short = {"body": rule("departed_customers", "left_on", months=24), "reason": "disk is full"}
    assert wang.send("POST", "/api/definitions/retention", short).status_code == 422, "bills are kept five years"


def test_what_went_is_listed(wang: Browser) -> None:
    publish(rule("failed_jobs", "finished_at", months=6))
    assert go() == 0
    (one,) = wang.get("/api/retention/gone").json()["items"]
    assert (one["rule"], one["gone"], one["before"]) == ("old_failed_jobs", 0, "2026-05-22")


def test_a_rule_that_law_forbids_is_refused_when_it_is_published(wang: Browser) -> None:
    short = {"body": rule("bills", "issued_on", months=12), "reason": "disk is full"}
    answer = wang.send("POST", "/api/definitions/retention", short)
    assert answer.status_code == 422
    assert "60" in answer.content.decode()


def test_agents_see_no_retention(warehouse: Warehouse) -> None:
    browser = logged_in("li", "agent")
    assert browser.get("/api/retention").status_code == 403
    assert browser.send("POST", "/api/retention/preview", {"body": {}}).status_code == 403
