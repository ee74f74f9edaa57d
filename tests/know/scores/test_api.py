"""The API of models and scores: works, not allowed, not found, query budget."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.know.scores.operator import MODEL, publish_models, publish_operator
from tests.know.scores.test_commands import rows
from tieline.foundation.access.commands import create_user
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.profile.tables import CUSTOMER
from tieline.know.scores.queries import band_of
from tieline.know.scores.tables import CUSTOMER_SCORE, SCORE_REASON

pytestmark = pytest.mark.django_db


def logged_in(role: str) -> Client:
    client = Client()
    client.force_login(create_user(role, name=role, roles=[role], password="a long calm password"))
    return client


def read(client: Client, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200, response.content
    return response.json()


@pytest.fixture
def operator(warehouse: Warehouse) -> Warehouse:
    publish_models(MODEL)
    publish_operator(warehouse)
    return warehouse


def test_the_card_says_what_was_learned_and_how_good_it_is(scored: Warehouse) -> None:
    card = read(logged_in("analyst"), "/api/models/churn")
    assert card["trained"]
    assert card["trained_as_of"] == "2026-06-30"
    assert card["scored"] == len(rows(scored, CUSTOMER_SCORE))
    assert card["metrics"]["auc"] > 0.7
    assert [each["key"] for each in card["features"]] == ["voice_change", "data", "plan"]
    assert sum(each["weight"] for each in card["features"]) == pytest.approx(1, abs=1e-4)
    assert card["features"][0]["weight"] > 0.5
    assert len(card["samples"]) == 7


def test_the_list_names_each_model_with_its_figures(scored: Warehouse) -> None:
    listed = read(logged_in("analyst"), "/api/models")
    assert listed["total"] == 1
    assert listed["items"][0]["name"] == {"zh": "离网预测", "en": "Churn"}
    assert listed["items"][0]["metrics"]["auc"] > 0.7


def test_a_model_that_was_not_learned_yet_has_a_card_too(operator: Warehouse) -> None:
    card = read(logged_in("analyst"), "/api/models/churn")
    assert (card["trained"], card["metrics"], card["scored"]) == (False, None, 0)
    assert [each["key"] for each in card["features"]] == ["voice_change", "data", "plan"]


def test_a_customers_score_comes_with_three_reasons_published_or_on_demand(scored: Warehouse) -> None:
    agent = logged_in("agent")
    with_reasons = {row["customer_id"] for row in rows(scored, SCORE_REASON)}
    ordered = sorted(rows(scored, CUSTOMER_SCORE), key=lambda row: row["probability"])
    for row, published in ((ordered[-1], True), (ordered[0], False)):
        assert (row["customer_id"] in with_reasons) == published
        (score,) = read(agent, f"/api/scores/{row['customer_id']}")["items"]
        assert score["probability"] == row["probability"]
        assert score["as_of"] == "2026-06-30"
        assert len(score["reasons"]) == 3
        strongest = score["reasons"][0]
        assert strongest["feature"] == "voice_change"
        assert strongest["name"] == {"zh": "通话变化", "en": "Change of calls"}
        assert strongest["direction"] == ("raises" if published else "lowers")
        assert strongest["number"] is not None


def test_reasons_on_demand_are_those_that_would_have_been_published(scored: Warehouse) -> None:
    agent = logged_in("agent")
    customer = rows(scored, SCORE_REASON)[0]["customer_id"]
    published = read(agent, f"/api/scores/{customer}")
    scored.retract(SCORE_REASON, customer_id=customer)
    assert read(agent, f"/api/scores/{customer}") == published


def test_a_customer_who_left_has_no_score(scored: Warehouse) -> None:
    left = next(row["customer_id"] for row in rows(scored, CUSTOMER) if not row["is_active"])
    assert read(logged_in("agent"), f"/api/scores/{left}") == {"customer_id": left, "items": [], "total": 0}


def test_when_the_definition_changed_since_the_run_the_score_stays_and_reasons_wait(scored: Warehouse) -> None:
    told = {row["customer_id"] for row in rows(scored, SCORE_REASON)}
    other = next(row["customer_id"] for row in rows(scored, CUSTOMER_SCORE) if row["customer_id"] not in told)
    more = {"key": "fee", "name": {"zh": "月租", "en": "Fee"}, "value": "monthly_fee"}
    publish_models(MODEL | {"features": [*MODEL["features"], more]})
    (score,) = read(logged_in("agent"), f"/api/scores/{other}")["items"]
    assert score["probability"] > 0
    assert score["reasons"] == []


def test_unknown_models_and_customers_are_not_found(operator: Warehouse) -> None:
    analyst = logged_in("analyst")
    assert analyst.get("/api/models/fortune").status_code == 404
    assert analyst.get("/api/scores/nobody").status_code == 404


def test_an_agent_sees_scores_and_no_models(operator: Warehouse) -> None:
    agent = logged_in("agent")
    assert agent.get("/api/models").status_code == 403
    assert agent.get("/api/models/churn").status_code == 403
    assert Client().get("/api/models").status_code == 401
    assert Client().get("/api/scores/C00001").status_code == 401


def test_the_list_of_models_costs_the_same_queries_however_many_there_are(
    operator: Warehouse, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    publish_models(*(MODEL | {"key": f"model_{number}"} for number in range(8)))
    analyst = logged_in("analyst")
    with django_assert_max_num_queries(10):
        assert read(analyst, "/api/models")["total"] == 8


def test_bands_follow_the_percentile() -> None:
    assert [band_of(value) for value in (100, 98, 97.9, 90, 89.9, 70, 69.9, 0)] == [
        "very_high", "very_high", "high", "high", "raised", "raised", "low", "low",
    ]  # fmt: skip
