"""The routes of rules and alerts."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.know.tags.cast import (
    AS_OF,
    complaint,
    customer,
    nothing,
    publish_definitions,
    publish_profile,
    query,
    three_rules,
)
from tieline.foundation.access.commands import create_user
from tieline.foundation.warehouse.connection import Warehouse
from tieline.notice.rules.commands import refresh_rules
from tieline.notice.rules.models import Alert

PASSWORD = "a long calm password"


@pytest.fixture
def found(warehouse: Warehouse, db: None) -> None:
    """Wang is at risk and dissatisfied, Li's contract ends."""
    publish_definitions(rule=three_rules())
    people = [customer("wang", voice_minutes_30d=1.0), customer("li", contract_days_left=5), customer("chen")]
    complaints = [complaint("wang", f"2026-03-{day} 08:00") for day in (10, 20, 30)]
    publish_profile(warehouse, people, contacts=[query("wang", "2026-03-30 08:00"), *complaints])
    refresh_rules(AS_OF, nothing)


def client(role: str) -> Client:
    logged_in = Client()
    logged_in.force_login(create_user(f"a-{role}", name=role, roles=[role], password=PASSWORD))
    return logged_in


def get(role: str, path: str) -> Any:
    response = client(role).get(path)
    assert response.status_code == 200, response.content
    return response.json()


def test_alerts_are_listed_gravest_first_with_counts(found: None) -> None:
    listed = get("agent", "/api/alerts")
    assert [(row["rule"], row["customer_name"]) for row in listed["items"]] == [
        ("high_churn_risk", "Wang"),
        ("dissatisfied", "Wang"),
        ("contract_ending", "Li"),
    ]
    assert listed["by_severity"] == {"critical": 1, "high": 1, "medium": 1, "low": 0}


def test_the_counts_stay_when_a_severity_is_chosen(found: None) -> None:
    listed = get("agent", "/api/alerts?severity=high")
    assert (listed["total"], listed["items"][0]["rule_name"]["zh"]) == (1, "客户不满")
    assert listed["by_severity"]["critical"] == 1


@pytest.mark.parametrize(
    ("filters", "total"),
    [
        ("rule=contract_ending", 1),
        ("customer_id=wang", 2),
        ("state=cleared", 0),
        ("state=all", 3),
        ("severity=low", 0),
        ("limit=1", 3),
    ],
)
def test_alerts_are_filtered(found: None, filters: str, total: int) -> None:
    assert get("agent", f"/api/alerts?{filters}")["total"] == total


@pytest.mark.parametrize("filters", ["severity=awful", "limit=1000", "offset=-1", "state=none"])
def test_bad_filters_are_refused(found: None, filters: str) -> None:
    assert client("agent").get(f"/api/alerts?{filters}").status_code == 422


def test_one_alert_has_its_evidence(found: None) -> None:
    alert = Alert.objects.get(rule="high_churn_risk")
    shown = get("agent", f"/api/alerts/{alert.pk}")
    assert [part["held"] for part in shown["parts"]] == [True, True]
    assert shown["parts"][1]["rows"][0]["values"]["reason"] == "mnp query"
    assert shown["figures"][0]["field"] == "voice_minutes_30d"


def test_alerts_are_ordered_by_what_is_at_risk(found: None) -> None:
    Alert.objects.filter(rule="contract_ending").update(value_at_risk=900.0)
    Alert.objects.filter(rule="dissatisfied").update(value_at_risk=100.0)
    listed = get("agent", "/api/alerts?order=value")["items"]
    assert [row["value_at_risk"] for row in listed] == [900.0, 100.0, None]


def test_an_alert_that_is_not_there_is_not_found(found: None) -> None:
    assert client("agent").get("/api/alerts/999999").status_code == 404


def test_the_catalogue_of_rules_says_what_each_asks_and_finds(found: None) -> None:
    listed = get("analyst", "/api/rules")
    first = listed["items"][0]
    assert [rule["key"] for rule in listed["items"]] == ["high_churn_risk", "dissatisfied", "contract_ending"]
    assert (first["matches"], first["open_alerts"], first["share"], listed["customers"]) == (
        1,
        1,
        pytest.approx(1 / 3),
        3,
    )
    assert "0.3" in first["sentence"]["zh"]


def test_an_agent_may_not_see_the_rules_and_a_stranger_nothing(found: None) -> None:
    assert client("agent").get("/api/rules").status_code == 403
    assert Client().get("/api/alerts").status_code == 401


def test_a_page_of_alerts_costs_the_same_however_many_there_are(
    warehouse: Warehouse, db: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    publish_definitions(rule=three_rules())
    publish_profile(warehouse, [customer(f"c{number}", contract_days_left=5) for number in range(60)])
    refresh_rules(AS_OF, nothing)
    logged_in = client("agent")
    with django_assert_max_num_queries(10):
        assert len(logged_in.get("/api/alerts").json()["items"]) == 50
