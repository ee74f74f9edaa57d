"""The routes of conditions that are being written: checking, names, common values, counts, and why for a customer."""

from typing import Any

import pytest
from django.test import Client

from tests.know.tags.cast import (
    CHURN_MODEL,
    customer,
    publish_definitions,
    publish_profile,
    query,
    telecom,
)
from tests.know.tags.test_api import get, logged_in
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.profile import facts
from tieline.know.profile.themes import THEMES

RISK = (
    "voice_minutes_30d < 0.3 * average_voice_minutes_3m and "
    'count(contacts[reason = "mnp query" and at > now() - duration("P7D")]) > 0'
)


@pytest.fixture
def operator(warehouse: Warehouse, db: None) -> Warehouse:
    """Wang hardly calls any more and asked about leaving; six others are content, five of them on one plan."""
    tags = [each for each in telecom("tags") if each["key"] in ("senior", "data_use", "bill_level")]
    publish_definitions(model=[CHURN_MODEL], tag=tags, role=telecom("roles"))
    wang = customer("wang", age=70, voice_minutes_30d=10.0, plan="Solo", phone="+8613800000001")
    others = [customer(f"other{number}", plan="Family", nps=10.0 if number else 3.0) for number in range(5)]
    publish_profile(warehouse, [wang, *others], contacts=[query("wang", "2026-03-30 08:00")])
    return warehouse


def post(client: Client, path: str, status: int = 200, **body: Any) -> Any:
    response = client.post(path, body, content_type="application/json")
    assert response.status_code == status, response.content
    return response.json()


def test_a_text_comes_back_drawn_in_words_and_with_what_it_reads(operator: Warehouse) -> None:
    found = post(logged_in("analyst"), "/api/conditions/check", text=f"{RISK} and tags.senior", used_for="service")
    assert (found["type"], found["mistakes"]) == ("boolean", [])
    assert [part["kind"] for part in found["drawn"]["parts"]] == ["compare", "compare", "name"]
    assert found["sentence"]["zh"].startswith("近30天通话分钟 < 0.3 × 此前三个月月均通话分钟 且")
    reads = found["dependencies"]
    assert (reads["fields"], reads["tags"]) == (["average_voice_minutes_3m", "voice_minutes_30d"], ["senior"])
    assert reads["windows"] == [{"list": "contacts", "days": 7.0}]


def test_a_drawing_comes_back_as_text(operator: Warehouse) -> None:
    client = logged_in("analyst")
    drawn = post(client, "/api/conditions/check", text=RISK)["drawn"]
    found = post(client, "/api/conditions/check", drawn=drawn)
    assert (found["text"], found["mistakes"], found["drawn"]) == (RISK, [], drawn)


def test_a_mistake_points_at_the_word_and_is_told_in_the_language_of_the_reader(operator: Warehouse) -> None:
    client = logged_in("analyst")
    [mistake] = post(client, "/api/conditions/check", text="age > 60 and tenur_months > 3")["mistakes"]
    assert (mistake["offset"], mistake["length"], mistake["do"]) == (13, 12, "Did you mean 'tenure_months'?")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-CN"
    [mistake] = post(client, "/api/conditions/check", text="age > 60 and tenur_months > 3")["mistakes"]
    assert mistake["do"] == "是否指“tenure_months”？"


def test_a_tag_may_name_no_tags_and_must_give_what_it_is_made_of(operator: Warehouse) -> None:
    client = logged_in("analyst")
    [mistake] = post(client, "/api/conditions/check", text="tags.senior", used_in="tag")["mistakes"]
    assert mistake["offset"] == 0
    assert post(client, "/api/conditions/check", text="age", used_in="tag", wanted="number")["mistakes"] == []
    assert post(client, "/api/conditions/check", text="age", used_in="tag")["mistakes"] != []


def test_names_come_by_theme_with_labels_units_and_values(operator: Warehouse) -> None:
    found = get(logged_in("marketer"), "/api/conditions/names")
    groups = {group["key"]: {item["name"]: item for item in group["items"]} for group in found["groups"]}
    assert groups["usage"]["voice_minutes_30d"]["unit"] == {"zh": "分钟", "en": "min"}
    assert [each["key"] for each in groups["behaviour"]["tags.data_use"]["values"]][:2] == ["light", "normal"]
    assert not groups["person"]["phone"]["seen"]
    contacts = next(each for each in found["lists"] if each["name"] == "contacts")
    assert contacts["when"] == "at"
    reason = next(each for each in contacts["columns"] if each["name"] == "reason")
    assert {"key": "mnp query", "name": {"zh": "携号转网查询", "en": "number-portability query"}} in reason["values"]
    tags = get(logged_in("analyst"), "/api/conditions/names?used_in=tag")
    assert not any(group["of"] in ("tags", "segments") for group in tags["groups"])


@pytest.mark.django_db
def test_every_field_of_a_customer_is_in_one_theme() -> None:
    themed = [name for _, names in THEMES.values() for name in names]
    fields = [name for name in facts.scope([]).fields if not name.startswith(facts.PROPERTY)]
    assert sorted(themed) == sorted(fields)


def test_common_values_are_told_to_who_sees_the_field_and_rare_ones_to_nobody(operator: Warehouse) -> None:
    marketer = logged_in("marketer")
    assert get(marketer, "/api/conditions/values?name=plan")["items"] == [
        {"value": "Family", "name": {"zh": "Family", "en": "Family"}, "customers": 5}
    ]
    assert get(marketer, "/api/conditions/values?name=plan&like=solo")["items"] == []
    assert get(marketer, "/api/conditions/values?name=contacts.reason")["items"] == []
    assert marketer.get("/api/conditions/values?name=name").status_code == 403
    assert marketer.get("/api/conditions/values?name=contacts.text").status_code == 403
    assert marketer.get("/api/conditions/values?name=plann").status_code == 404


def test_a_count_is_exact_and_refused_where_it_would_tell_what_is_held_back(operator: Warehouse) -> None:
    marketer = logged_in("marketer")
    counted = post(marketer, "/api/conditions/count", text='plan = "Family" and nps >= 9')
    assert counted == {"count": 4, "customers": 6, "share": 4 / 6}
    assert post(marketer, "/api/conditions/count", text=RISK)["count"] == 1
    post(marketer, "/api/conditions/count", 403, text='phone = "+8613800000001"')


def test_it_is_told_why_and_what_would_have_to_change(operator: Warehouse) -> None:
    agent = logged_in("agent")
    why = post(agent, "/api/conditions/explain", text=RISK, customer_id="other0")
    assert (why["held"], [part["held"] for part in why["parts"]]) == (False, [False, False])
    assert len(why["ways"][0]["changes"]) == 2
    assert "< 30" in why["ways"][0]["changes"][0]["sentence"]["en"]
    assert post(agent, "/api/conditions/explain", text=RISK, customer_id="wang")["held"] is True
    post(agent, "/api/conditions/explain", 404, text=RISK, customer_id="nobody")


def test_no_way_is_told_of_what_the_reader_does_not_see(operator: Warehouse) -> None:
    marketer = logged_in("marketer")
    why = post(marketer, "/api/conditions/explain", text='phone = "+8613800000001" and nps > 8', customer_id="wang")
    assert (why["held"], why["ways"], why["withheld"]) == (None, [], True)
    assert [part["withheld"] for part in why["parts"]] == [True, False]
