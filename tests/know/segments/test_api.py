"""The routes of segments."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.know.tags.cast import AS_OF, customer, nothing, publish_profile, publish_telecom
from tieline.foundation.access.commands import create_user
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.segments.commands import refresh_segments
from tieline.know.tags.commands import refresh_tags


@pytest.fixture
def analyst(warehouse: Warehouse, db: None) -> Client:
    """An analyst who looks at three customers, two of whom have to renew their contracts."""
    publish_telecom()
    ending = [customer(name, contract_days_left=20, plan="孝心卡") for name in ("wang", "li")]
    publish_profile(warehouse, [*ending, customer("chen")])
    refresh_tags(AS_OF, nothing)
    refresh_segments(AS_OF, nothing)
    client = Client()
    client.force_login(create_user("ana", name="Ana", roles=["analyst"], password="a long calm password"))
    return client


def get(client: Client, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200, response.content
    return response.json()


def test_the_catalogue_has_sizes_and_sentences(analyst: Client) -> None:
    found = {item["key"]: item for item in get(analyst, "/api/segments")["items"]}
    assert len(found) == 5
    assert (found["renew_contract"]["count"], found["renew_contract"]["share"]) == (2, pytest.approx(2 / 3))
    assert found["renew_contract"]["sentence"]["en"].startswith("Is active and Contract left")


def test_the_customers_of_a_segment_are_paged(analyst: Client) -> None:
    page = get(analyst, "/api/segments/renew_contract/customers?limit=1&offset=1")
    assert (page["total"], len(page["items"])) == (2, 1)
    assert page["items"][0] == {
        "customer_id": "wang",
        "customer_number": None,
        "name": "Wang",
        "phone": None,
        "plan": "孝心卡",
        "since": "2026-03-31",
    }


def test_an_unknown_segment_is_not_found_and_a_wrong_page_refused(analyst: Client) -> None:
    assert analyst.get("/api/segments/nobody/customers").status_code == 404
    assert analyst.get("/api/segments/renew_contract/customers?limit=0").status_code == 422


def test_an_agent_may_not_see_the_catalogue_and_a_stranger_nothing(analyst: Client) -> None:
    agent = Client()
    agent.force_login(create_user("li", name="Li", roles=["agent"], password="a long calm password"))
    assert agent.get("/api/segments").status_code == 403
    assert Client().get("/api/segments").status_code == 401


def test_the_catalogue_costs_few_queries(
    analyst: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    get(analyst, "/api/segments")
    with django_assert_max_num_queries(12):
        get(analyst, "/api/segments")
