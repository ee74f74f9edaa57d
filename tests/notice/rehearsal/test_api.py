"""The API of rehearsals: who may ask, what comes out, what is refused."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from tests.know.tags.cast import AS_OF, customer, literal, publish_definitions, publish_profile, telecom
from tieline.foundation.access.commands import create_user
from tieline.foundation.jobs.models import Job
from tieline.foundation.warehouse.connection import Warehouse
from tieline.notice.rehearsal.models import Rehearsal
from tieline.notice.rehearsal.tables import REHEARSED

pytestmark = pytest.mark.django_db

RULE = next(body for body in telecom("rules") if body["key"] == "contract_ending")
URL = "/api/rules/rehearsals"


def logged_in(role: str) -> Client:
    client = Client()
    client.force_login(create_user(f"test.{role}", name="Test", roles=[role], password=f"a-long-password-{uuid4()}"))
    return client


@pytest.fixture(autouse=True)
def _profile(warehouse: Warehouse) -> None:
    publish_definitions(rule=[RULE], role=telecom("roles"))
    publish_profile(warehouse, [customer("wang", contract_days_left=30, customer_since=date(2024, 1, 1))])


def test_asking_waits_for_a_job_and_can_be_followed_and_cancelled() -> None:
    client = logged_in("analyst")
    answer = client.post(URL, {"body": RULE}, content_type="application/json")
    assert answer.status_code == 202, answer.content
    asked: dict[str, Any] = answer.json()
    assert (asked["rule"], asked["state"], asked["as_of"], asked["horizon"]) == (
        "contract_ending",
        "queued",
        AS_OF.isoformat(),
        90,
    )
    assert Job.objects.filter(task__endswith="rehearse_job", state="waiting").count() == 1
    assert client.get(f"{URL}/{asked['id']}").json()["result"] is None
    assert client.get(URL, {"rule": "contract_ending"}).json()["total"] == 1
    assert client.post(f"{URL}/{asked['id']}/cancel").json()["state"] == "cancelled"
    assert client.post(f"{URL}/{asked['id']}/cancel").status_code == 403


def test_a_draft_with_a_mistake_is_refused_at_the_wrong_word() -> None:
    answer = logged_in("analyst").post(
        URL, {"body": {**RULE, "when": "contract_day <= 60"}}, content_type="application/json"
    )
    assert answer.status_code == 422
    assert "contract_day" in answer.json()["detail"]


def test_nobody_asks_without_the_right_and_there_is_no_rehearsal_of_any_id() -> None:
    assert logged_in("agent").post(URL, {"body": RULE}, content_type="application/json").status_code == 403
    assert logged_in("analyst").get(f"{URL}/{uuid4()}").status_code == 404


def test_customers_are_told_only_to_who_sees_what_the_rule_asks(warehouse: Warehouse) -> None:
    shown = Rehearsal.objects.create(
        rule="a", body=RULE, as_of=AS_OF, horizon=90, state="done", asked_at=timezone.now()
    )
    rows = [{"rehearsal": str(shown.pk), "kind": "missed", "outcome": "left", "customer_id": "wang", "day": AS_OF}]
    warehouse.publish(REHEARSED, literal(REHEARSED, rows))
    asked = {"kind": "missed", "outcome": "left"}
    page = logged_in("analyst").get(f"{URL}/{shown.pk}/customers", asked).json()
    assert [item["customer_id"] for item in page["items"]] == ["wang"]
    Rehearsal.objects.filter(pk=shown.pk).update(body={**RULE, "when": 'address = "x"'})
    assert logged_in("marketer").get(f"{URL}/{shown.pk}/customers", asked).status_code == 403


def test_a_rule_that_raised_nothing_yet_has_no_weeks_and_one_that_is_not_published_is_not_found() -> None:
    client = logged_in("analyst")
    assert client.get(f"{URL}/practice", {"rule": "contract_ending"}).json() == {
        "weeks": [],
        "outcomes": [],
        "alerts": 0,
        "hours": 0.0,
    }
    assert client.get(f"{URL}/practice", {"rule": "nothing"}).status_code == 404
