"""The routes of segments."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.know.segments.test_naming_segments import segment
from tests.know.tags.cast import AS_OF, customer, nothing, publish_definitions, publish_profile, publish_telecom
from tests.know.tags.test_definitions import tag
from tests.know.tags.test_purposes import WORDS
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


def test_the_history_has_a_row_per_run(analyst: Client) -> None:
    found = get(analyst, "/api/segments/renew_contract/history")["items"]
    assert found == [
        {"day": "2026-03-31", "members": 2, "customers": 3, "share": pytest.approx(2 / 3), "entered": 2, "left": 0}
    ]


def test_the_overlaps_and_uses_of_a_segment(analyst: Client) -> None:
    overlaps = {each["key"]: each for each in get(analyst, "/api/segments/renew_contract/overlaps")["items"]}
    assert set(overlaps) == {"needs_care", "quiet_young", "upgrade_to_5g", "value_at_risk"}
    assert overlaps["needs_care"]["jaccard"] == 0
    assert get(analyst, "/api/segments/renew_contract/uses") == {"items": [], "total": 0}


def test_the_profile_of_few_is_empty_and_of_many_tells_what_distinguishes_them(
    analyst: Client, warehouse: Warehouse
) -> None:
    assert get(analyst, "/api/segments/renew_contract/profile")["items"] == []
    bands = [{"key": key, "name": WORDS, "from": days} for key, days in (("soon", 0), ("later", 60))]
    left = tag("contract_days_left", key="contract_left", type="band", bands=bands)
    town = tag("city", key="town", type="category")
    ending = 'tags.contract_left = "soon"'
    publish_definitions(tag=[tag("age > 60", key="senior"), left, town], segment=[segment("renew_contract", ending)])
    inside = [customer(f"e{number}", contract_days_left=20, age=70) for number in range(60)]
    outside = [customer(f"o{number}", age=30, city="Wuhan") for number in range(90)]
    publish_profile(warehouse, [*inside, *outside])
    refresh_tags(AS_OF, nothing)
    refresh_segments(AS_OF, nothing)
    profile = get(analyst, "/api/segments/renew_contract/profile")
    found = {(each["tag"], each["value"]): each for each in profile["items"]}
    assert (profile["members"], profile["customers"]) == (60, 150)
    assert found["senior", "true"]["lift"] == pytest.approx(2.5)
    assert found["senior", "true"]["named"] is False
    assert found["contract_left", "soon"]["named"] is True
    assert found["town", "Wuhan"]["share"] == 0


@pytest.mark.parametrize("part", ["history", "profile", "overlaps", "uses"])
def test_what_is_told_of_a_segment_is_of_one_that_there_is(analyst: Client, part: str) -> None:
    assert analyst.get(f"/api/segments/nobody/{part}").status_code == 404
    assert Client().get(f"/api/segments/renew_contract/{part}").status_code == 401
