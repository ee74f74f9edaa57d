"""The routes of tags: the catalogue, the tags of a customer, and why."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.know.tags.cast import AS_OF, contact, customer, nothing, publish_profile, publish_telecom, query
from tieline.foundation.access.commands import create_user
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.tags.commands import refresh_tags

PASSWORD = "a long calm password"


@pytest.fixture
def analyst(warehouse: Warehouse, db: None) -> Client:
    """An analyst who looks at Wang, who is 70 and asked about leaving, and Chen, of whom little is known."""
    publish_telecom()
    wang = customer("wang", age=70, tenure_months=30, nps=10.0, average_bill_3m=88.5, data_mb_30d=20480.0)
    contacts = [
        query("wang", "2026-03-20 08:00"),
        query("wang", "2026-03-30 08:00"),
        contact("wang", "2026-03-30 09:00", kind="login"),
    ]
    scores = [{"customer_id": "wang", "model": "churn", "probability": 0.2, "percentile": 97.0}]
    publish_profile(warehouse, [wang, customer("chen", is_active=False)], contacts=contacts, scores=scores)
    refresh_tags(AS_OF, nothing)
    return logged_in("analyst")


def logged_in(role: str) -> Client:
    client = Client()
    client.force_login(create_user(f"a-{role}", name=role, roles=[role], password=PASSWORD))
    return client


def get(client: Client, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200, response.content
    return response.json()


def test_the_catalogue_counts_each_value(analyst: Client) -> None:
    found = get(analyst, "/api/tags")
    items = {item["key"]: item for item in found["items"]}
    assert found["total"] >= 30
    assert (items["senior"]["count"], items["senior"]["share"]) == (1, 0.5)
    assert {value["key"]: value["count"] for value in items["data_use"]["values"]} == {
        "light": 0,
        "normal": 0,
        "heavy": 1,
        "extreme": 0,
    }
    assert items["senior"]["sentence"] == {"zh": "年龄 ≥ 60岁", "en": "Age ≥ 60 years"}


def test_a_customers_tags_are_grouped_by_kind_with_their_values_for_people(analyst: Client) -> None:
    found = get(analyst, "/api/tags/of/wang")
    groups = {group["kind"]: {item["key"]: item["shown"] for item in group["items"]} for group in found["groups"]}
    assert list(groups) == ["fact", "behaviour", "value", "emotion", "predicted"]
    assert groups["fact"]["senior"] is None
    assert groups["fact"]["tenure"] == {"zh": "两年至五年", "en": "2 to 5 years"}
    assert groups["value"]["bill_level"] == {"zh": "88.5 元", "en": "88.5 yuan"}
    assert groups["emotion"]["recommendation"]["en"] == "Promoter (9–10)"
    assert groups["predicted"]["churn_risk"]["en"] == "High (10 to 30 %)"


def test_why_shows_the_rows_that_were_counted(analyst: Client) -> None:
    why = get(analyst, "/api/tags/of/wang/searched_portability/why")
    (part,) = why["parts"]
    assert (why["carried"], part["held"], part["row_count"]) == (True, True, 2)
    assert [row["values"]["at"] for row in part["rows"]] == ["2026-03-30T08:00:00Z", "2026-03-20T08:00:00Z"]
    assert "2" in part["actual"]["zh"]


def test_why_not_shows_the_part_that_fails(analyst: Client) -> None:
    why = get(analyst, "/api/tags/of/wang/light_voice/why")
    assert (why["carried"], why["joined"]) == (False, "and")
    assert [part["held"] for part in why["parts"]] == [True, False]
    assert why["parts"][1]["actual"] == {"zh": "100分钟", "en": "100 min"}


def test_why_of_a_band_shows_the_number_behind_it(analyst: Client) -> None:
    why = get(analyst, "/api/tags/of/wang/churn_risk/why")
    assert (why["shown"]["zh"], why["parts"][0]["actual"]["en"]) == ("高（10%–30%）", "0.2")


def test_why_of_a_category_shows_each_of_its_conditions(analyst: Client) -> None:
    why = get(analyst, "/api/tags/of/wang/recommendation/why")
    assert [part["held"] for part in why["parts"]] == [True, True, False]
    assert why["parts"][0]["sentence"]["en"].startswith("Promoter (9–10): ")


def test_every_tag_explains_itself_for_every_customer(analyst: Client) -> None:
    for item in get(analyst, "/api/tags")["items"]:
        for name in ("wang", "chen"):
            why = get(analyst, f"/api/tags/of/{name}/{item['key']}/why")
            if item["type"] == "boolean":
                held = [part["held"] for part in why["parts"]]
                joined = {"and": all, "or": any, None: all}[why["joined"]](held)
                assert joined is why["carried"], (name, item["key"])


@pytest.mark.parametrize("path", ["of/nobody", "of/nobody/senior/why", "of/wang/unheard/why"])
def test_what_is_not_there_is_not_found(analyst: Client, path: str) -> None:
    assert analyst.get(f"/api/tags/{path}").status_code == 404


def test_before_the_first_run_a_customer_carries_nothing(warehouse: Warehouse, db: None) -> None:
    publish_telecom()
    publish_profile(warehouse, [customer("wang")])
    assert get(logged_in("agent"), "/api/tags/of/wang") == {"customer_id": "wang", "groups": [], "total": 0}


def test_an_agent_may_not_see_the_catalogue_and_a_stranger_nothing(analyst: Client) -> None:
    assert logged_in("agent").get("/api/tags").status_code == 403
    assert Client().get("/api/tags/of/wang").status_code == 401


@pytest.mark.parametrize(
    ("path", "most"), [("/api/tags", 12), ("/api/tags/of/wang", 12), ("/api/tags/of/wang/roamer/why", 16)]
)
def test_each_page_costs_few_queries(
    analyst: Client, path: str, most: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    get(analyst, path)
    with django_assert_max_num_queries(most):
        get(analyst, path)
