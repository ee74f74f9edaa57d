"""The routes of customers: who may, what is found, what a page holds, and at what cost."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.know.profile.cast import FORMER_WANG, MUELLER, WANG, WANG_PHONE
from tests.know.profile.conftest import Agent
from tests.know.profile.records import AS_OF
from tieline.foundation.access.roles import KIND as ROLES
from tieline.foundation.days import end_of_day
from tieline.foundation.packs.commands import publish_definition
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.commands import record_interaction
from tieline.know.ingest.commands.interactions import land_recorded_interactions
from tieline.know.profile.commands import refresh_profile

ROUTES = ["", f"/{WANG}", f"/{WANG}/timeline", f"/{WANG}/usage", f"/{WANG}/bills"]


@pytest.mark.parametrize("path", ROUTES)
def test_a_stranger_is_asked_to_log_in_and_a_user_without_the_permission_is_refused(chen: Agent, path: str) -> None:
    assert Client().get(f"/api/customers{path}").status_code == 401
    assert chen.get(f"/api/customers{path}").status_code == 403


@pytest.mark.parametrize("path", ["/nobody", "/nobody/timeline", "/nobody/usage", "/nobody/bills"])
def test_a_customer_who_does_not_exist_is_not_found_and_the_text_says_what_to_do(li: Agent, path: str) -> None:
    response = li.get(f"/api/customers{path}")
    assert response.status_code == 404
    assert "nobody" in response.json()["detail"]
    assert response.json()["do"]


@pytest.mark.parametrize(
    ("path", "parameters", "where"),
    [
        ("", {"limit": 0}, "limit"),
        ("", {"offset": -1}, "offset"),
        ("", {"q": "x" * 101}, "q"),
        ("", {"sort": "salary"}, "sort"),
        (f"/{WANG}", {"usage_days": 500}, "usage_days"),
        (f"/{WANG}/timeline", {"limit": "many"}, "limit"),
        (f"/{WANG}/timeline", {"before": "yesterday"}, "before"),
        (f"/{WANG}/timeline", {"before": "WzEsMl0="}, "before"),
    ],
)
def test_bad_input_names_the_parameter(li: Agent, path: str, parameters: dict[str, Any], where: str) -> None:
    response = li.get(f"/api/customers{path}", parameters)
    assert response.status_code == 422
    assert where in response.json()["where"]


def test_the_head_of_the_page_has_everything_the_agent_sees_first(li: Agent) -> None:
    page = li.read(f"/{WANG}")
    assert page["as_of"] == "2026-03-31"
    assert (page["customer"]["name"], page["customer"]["phone"]) == ("王小明", WANG_PHONE)
    assert [line["product_ref"] for line in page["lines"]] == ["L-1", "L-0"], "ended lines come last"
    assert page["lines"][0]["contract_days_left"] == 30
    assert page["bills"][0]["month"] == "2026-02-01"
    assert page["bills"][1] | {"paid_amount": 150.0, "days_late": 4} == page["bills"][1]
    assert len(page["usage"]["days"]) == 60
    assert page["usage"]["days"][-1]["day"] == "2026-03-31"
    assert [month["month"] for month in page["usage"]["months"]] == ["2026-01-01", "2026-02-01", "2026-03-01"]
    assert [member["customer_id"] for member in page["household"]] == [MUELLER]
    assert [point["value"] for point in page["contact_points"] if point["is_main"]] == [
        WANG_PHONE,
        "xiaoming.wang@example.cn",
    ]
    assert page["timeline"]["items"][0]["response"] == "retained"


def test_each_field_says_its_system_its_age_in_days_and_who_says_otherwise(li: Agent) -> None:
    origins = {origin["field"]: origin for origin in li.read(f"/{WANG}")["origins"]}
    assert origins["city"]["age_days"] == 454
    assert origins["city"]["others"] == [{"system": "shop", "value": "上海"}]
    assert origins["email"]["system"] == "shop"
    assert origins["gender"]["others"] == []


def test_the_id_of_a_party_that_became_part_of_wang_leads_to_wang(li: Agent) -> None:
    assert li.read(f"/{FORMER_WANG}")["customer"]["customer_id"] == WANG
    assert li.read(f"/{FORMER_WANG}")["lines"] == li.read(f"/{WANG}")["lines"]
    assert li.read(f"/{FORMER_WANG}/timeline") == li.read(f"/{WANG}/timeline")


def test_instants_in_json_say_their_zone(li: Agent) -> None:
    assert li.read(f"/{WANG}")["customer"]["last_contact_at"] == "2026-03-28T02:00:00Z"


def test_usage_and_bills_can_be_read_further_back(li: Agent) -> None:
    usage = li.read(f"/{WANG}/usage", days=90, months=2)
    assert (len(usage["days"]), len(usage["months"])) == (90, 2)
    assert len(li.read(f"/{WANG}/bills", limit=3)) == 3


def test_the_timeline_is_every_channel_newest_first(li: Agent) -> None:
    entries = li.read(f"/{WANG}/timeline")["items"]
    assert [entry["entry_id"].split(":")[-1] for entry in entries] == ["I-5", "I-4", "I-1", "O-1", "PAY-1", "I-2"]
    assert {entry["channel"] for entry in entries} == {"tieline", "web", "call", "shop", None}


@pytest.mark.parametrize("size", [1, 2, 4])
def test_pages_of_the_timeline_join_without_gap_or_repetition(li: Agent, size: int) -> None:
    seen, before = [], ""
    while True:
        page = li.read(f"/{WANG}/timeline", limit=size, before=before)
        seen += [entry["entry_id"] for entry in page["items"]]
        before = page["next"]
        if not before:
            break
    assert seen == [entry["entry_id"] for entry in li.read(f"/{WANG}/timeline")["items"]]


@pytest.mark.parametrize(
    ("parameters", "count"),
    [
        ({"channel": "call"}, 2),
        ({"channel": "shop"}, 1),
        ({"kind": "order"}, 1),
        ({"kind": "payment"}, 1),
        ({"kind": "survey"}, 1),
        ({"channel": "fax"}, 0),
    ],
)
def test_the_timeline_can_be_narrowed_to_a_channel_or_a_kind(li: Agent, parameters: dict[str, str], count: int) -> None:
    assert len(li.read(f"/{WANG}/timeline", **parameters)["items"]) == count


def test_what_was_recorded_a_second_ago_is_on_the_timeline_and_once_after_the_next_run(
    li: Agent, refreshed: Warehouse
) -> None:
    at = end_of_day(AS_OF) - timedelta(hours=1)
    record_interaction(customer_id=WANG, at=at, channel="call", handled_by="li-na", response="accepted")
    newest = li.read(f"/{WANG}/timeline")["items"][0]
    assert (newest["response"], newest["is_pending"], newest["kind"]) == ("accepted", True, "work")
    assert li.read(f"/{WANG}")["timeline"]["items"][0] == newest
    assert li.read(f"/{WANG}/timeline", channel="shop")["items"][0]["entry"] == "order"

    land_recorded_interactions(refreshed)
    refresh_profile(AS_OF, lambda share, word: None)
    entries = li.read(f"/{WANG}/timeline")["items"]
    assert [entry["is_pending"] for entry in entries if entry["response"] == "accepted"] == [False]
    assert entries[0]["entry_id"] == newest["entry_id"]


def test_all_customers_are_listed_by_name_with_filters_and_pages(li: Agent) -> None:
    everybody = li.read("")
    assert (everybody["total"], [hit["name"] for hit in everybody["items"]]) == (2, ["John Müller", "王小明"])
    assert [hit["customer_id"] for hit in li.read("", manager="me")["items"]] == [WANG]
    assert [hit["customer_id"] for hit in li.read("", sort="-monthly_fee", limit=1)["items"]] == [WANG]
    assert [hit["customer_id"] for hit in li.read("", limit=1, offset=1)["items"]] == [WANG]
    assert li.read("", plan="Fibre 500", active=True)["items"][0]["customer_id"] == MUELLER
    assert li.read("", city="北京") == {"items": [], "total": 0, "total_is_exact": True}


@pytest.mark.parametrize("path", [*ROUTES, "?q=wang"])
def test_a_page_costs_few_queries_of_the_operational_database(
    li: Agent, path: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(10):
        assert li.get(f"/api/customers{path}").status_code == 200


def test_before_the_first_run_there_are_no_customers(db: None, warehouse: Warehouse) -> None:
    agent = Agent("li-na", ["agent"])
    assert agent.read("")["total"] == 0
    assert agent.read("", q="wang")["items"] == []
    assert agent.get(f"/api/customers/{WANG}").status_code == 404


def test_nobody_without_contacts_sees_that_something_was_just_recorded(li: Agent) -> None:
    record_interaction(customer_id=WANG, at=end_of_day(AS_OF), channel="call", handled_by="li", text="calls back")
    assert li.read(f"/{WANG}/timeline")["items"][0]["is_pending"]
    words = {"zh": "坐席", "en": "Agent"}
    sees = [{"purpose": "service", "fields": {"otherwise": "readable", "contact": "hidden"}}]
    agent = {"key": "agent", "name": words, "says": words, "permissions": ["customers.read"], "sees": sees}
    publish_definition(ROLES, agent, [ROLES], by="li", reason="no contacts")
    kinds = {entry["entry"] for entry in li.read(f"/{WANG}/timeline")["items"]}
    assert kinds, "orders and payments are still there"
    assert "contact" not in kinds
