"""Publishing definitions over HTTP: who may, what is refused, and what is told."""

from typing import Any

import pytest
from django.test import Client

from tests.server.test_runs_api import logged_in
from tieline.foundation.packs.models import Definition

pytestmark = pytest.mark.django_db

SEGMENT = {
    "key": "night_owls",
    "name": {"zh": "夜猫子", "en": "Night owls"},
    "when": "line_count > 1",
    "says": {"zh": "夜里上网", "en": "Up at night"},
}
CONNECTION = {
    "key": "mall",
    "name": {"zh": "商城", "en": "Mall"},
    "type": "rest",
    "url": "https://mall.example.org/api",
    "options": {"auth": {"type": "bearer", "token": "${MALL_TOKEN}"}},
}


def publish(client: Client, kind: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    wanted = {"body": body, "reason": "asked for by the board"}
    answer = client.post(f"/api/definitions/{kind}", wanted, content_type="application/json")
    return answer.status_code, answer.json()


def test_an_analyst_publishes_and_takes_back(client: Client) -> None:
    analyst = logged_in(client, "analyst")
    status, made = publish(analyst, "segment", SEGMENT)
    assert (status, made["version"], made["versions"][0]["by"]) == (201, 1, "analyst")
    where = "/api/definitions/segment/night_owls/retire"
    answer = analyst.post(where, {"reason": "no longer"}, content_type="application/json")
    assert (answer.status_code, answer.json()) == (200, {"now": None})


@pytest.mark.parametrize("role", ["agent", "supervisor", "marketer"])
def test_who_may_not_publish_is_refused(client: Client, role: str) -> None:
    status, problem = publish(logged_in(client, role), "segment", SEGMENT)
    assert (status, Definition.objects.count()) == (403, 0)
    assert "definitions.publish" in problem["detail"]


def test_a_connection_with_its_secrets_takes_more_than_the_right_to_publish(client: Client) -> None:
    status, problem = publish(logged_in(client, "analyst"), "connection", CONNECTION)
    assert (status, Definition.objects.count()) == (403, 0)
    assert "data.connect" in problem["detail"]


def test_an_administrator_publishes_a_connection_and_nobody_else_takes_it_back(client: Client) -> None:
    status, made = publish(logged_in(client, "admin"), "connection", CONNECTION)
    assert status == 201, made
    client.logout()
    where = "/api/definitions/connection/mall/retire"
    answer = logged_in(client, "analyst").post(where, {"reason": "mine"}, content_type="application/json")
    assert (answer.status_code, Definition.objects.get().state) == (403, "published")


def test_an_unknown_kind_is_not_found_with_the_nearest(client: Client) -> None:
    status, problem = publish(logged_in(client, "analyst"), "segmet", SEGMENT)
    assert status == 404
    assert "segment" in str(problem)


def test_a_wrong_draft_is_told_by_its_field(client: Client) -> None:
    status, problem = publish(logged_in(client, "analyst"), "segment", SEGMENT | {"when": "lines > "})
    assert (status, Definition.objects.count()) == (422, 0)
    assert "when" in problem["where"]


def test_a_segment_that_others_name_is_not_taken_back_and_they_are_listed(client: Client) -> None:
    analyst = logged_in(client, "analyst")
    publish(analyst, "segment", SEGMENT)
    publish(analyst, "segment", {**SEGMENT, "key": "awake", "when": "segments.night_owls and age > 20"})
    where = "/api/definitions/segment/night_owls/retire"
    answer = analyst.post(where, {"reason": "no longer"}, content_type="application/json")
    assert answer.status_code == 403
    assert "The segment 'night_owls' is used by segment awake" in answer.json()["detail"]
    uses = analyst.get("/api/segments/night_owls/uses").json()["items"]
    assert [(each["kind"], each["key"]) for each in uses] == [("segment", "awake")]
