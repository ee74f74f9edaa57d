"""Segments that people list: what entries name, until when, through merges, as a copy of another, and who may."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.know.segments.test_naming_segments import segment
from tests.know.tags.cast import AS_OF, customer, literal, nothing, publish_definitions, publish_profile
from tieline.foundation.access.commands import create_user
from tieline.foundation.access.models import Change
from tieline.foundation.access.projection import Projection
from tieline.foundation.access.sight import EVERYTHING
from tieline.foundation.days import local_day
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.identity.tables import CONTACT_POINT, PARTY
from tieline.know.segments.commands import refresh_segments
from tieline.know.segments.definitions import SegmentDefinition
from tieline.know.segments.listing import Found, entries_of, find_listed
from tieline.know.segments.tables import LISTED, MEMBERSHIP

pytestmark = pytest.mark.django_db
WORDS = {"zh": "名单", "en": "List"}
LIST = {"key": "guests", "name": WORDS, "says": WORDS, "listed": True}
PHONES = {"wang": "+8613800138000", "li": "+8613900139000", "zhang": "+8613900139000"}


@pytest.fixture
def people(warehouse: Warehouse) -> Warehouse:
    publish_definitions(
        segment=[LIST, segment("old", "age > 60"), segment("others", "age > 60 and not(segments.guests)")]
    )
    numbers = {"wang": "8001", "li": "8002", "zhang": "8003"}
    publish_profile(warehouse, [customer(name, age=70, customer_number=number) for name, number in numbers.items()])
    points = [{"party_id": name, "medium": "phone", "value": phone} for name, phone in PHONES.items()]
    warehouse.publish(CONTACT_POINT, literal(CONTACT_POINT, points))
    refresh_segments(AS_OF, nothing)
    return warehouse


@pytest.fixture
def analyst(people: Warehouse) -> Client:
    client = Client()
    client.force_login(create_user("ana", name="Ana", roles=["analyst"], password="a long calm password"))
    return client


def members(at: Warehouse, key: str = "guests") -> set[str]:
    return {row["customer_id"] for row in at.rows(MEMBERSHIP, segment=key)}


def put(client: Client, key: str = "guests", **wanted: Any) -> tuple[int, Any]:
    answer = client.post(f"/api/segments/{key}/customers", wanted, content_type="application/json")
    return answer.status_code, answer.json()


def test_the_first_cell_of_each_line_is_an_entry_once() -> None:
    text = '\ufeff8001,Wang\n\n"8002"; Li\n8001\n 138 0013 8000\tx\n'
    assert entries_of(text) == ["8001", "8002", "138 0013 8000"]


def test_numbers_phones_and_ids_are_found_and_what_several_answer_to_is_not(people: Warehouse) -> None:
    entries = ["8002", "138 0013 8000", "zhang", "13900139000", "nobody"]
    found = find_listed(Projection(people, EVERYTHING), entries)
    assert found == Found(("li", "wang", "zhang"), ("13900139000", "nobody"))


def test_who_is_listed_is_in_the_segment_at_once_and_stays_in_runs(analyst: Client, people: Warehouse) -> None:
    assert put(analyst, entries="8001\n8002\nx") == (200, {"found": 2, "listed": 2, "unmatched": ["x"]})
    assert members(people) == {"wang", "li"}
    assert put(analyst, entries="8003")[1]["listed"] == 3
    assert put(analyst, entries="8001", replace=True)[1]["listed"] == 1
    refresh_segments(local_day(timezone.now()), nothing)
    assert (members(people), members(people, "others")) == ({"wang"}, {"li", "zhang"})
    change = Change.objects.filter(command="list_customers").latest("sequence")
    after = json.loads(change.after)
    assert (change.user, after["listed"], after["replace"]) == ("ana", 1, True)


def test_a_segment_of_today_is_kept_as_a_list(analyst: Client, people: Warehouse) -> None:
    assert put(analyst, of="old")[1]["listed"] == 3
    publish_profile(people, [customer(name, age=20) for name in PHONES])
    refresh_segments(local_day(timezone.now()), nothing)
    assert (members(people), members(people, "old")) == ({"wang", "li", "zhang"}, set())


def test_who_is_listed_until_a_day_is_out_after_it(analyst: Client, people: Warehouse) -> None:
    today = local_day(timezone.now())
    put(analyst, entries="8001", until=today.isoformat())
    refresh_segments(today, nothing)
    assert members(people) == {"wang"}
    refresh_segments(today + timedelta(days=1), nothing)
    assert members(people) == set()


def test_a_listed_party_that_became_part_of_another_is_the_other(people: Warehouse) -> None:
    people.publish(LISTED, literal(LISTED, [{"segment": "guests", "customer_id": "former", "listed_by": "ana"}]))
    people.publish(PARTY, literal(PARTY, [{"party_id": "former", "now": "li"}, {"party_id": "li", "now": "li"}]))
    refresh_segments(AS_OF, nothing)
    assert members(people) == {"li"}


@pytest.mark.parametrize(
    ("key", "wanted", "status", "says"),
    [
        ("old", {"entries": "8001"}, 422, "has a condition"),
        ("guests", {"entries": "8001", "until": "2020-01-01"}, 422, "last day is over"),
        ("nobody", {"entries": "8001"}, 404, "no published segment"),
        ("guests", {"of": "nobody"}, 404, "no published segment"),
    ],
)
def test_what_cannot_be_listed_is_refused(
    analyst: Client, key: str, wanted: dict[str, Any], status: int, says: str
) -> None:
    found = put(analyst, key, **wanted)
    assert found[0] == status
    assert says in str(found[1])


def test_who_may_not_publish_lists_nobody(people: Warehouse) -> None:
    client = Client()
    client.force_login(create_user("max", name="Max", roles=["marketer"], password="a long calm password"))
    assert put(client, entries="8001")[0] == 403
    assert members(people) == set()


def test_a_list_has_no_condition_and_a_segment_without_one_is_a_list() -> None:
    assert SegmentDefinition.model_validate(LIST).when == "false"
    for wrong in ({**LIST, "when": "age > 3"}, {**LIST, "listed": False}):
        with pytest.raises(ValueError, match="when"):
            SegmentDefinition.model_validate(wrong)


def test_the_catalogue_says_that_people_list_it(analyst: Client) -> None:
    found = {each["key"]: each for each in analyst.get("/api/segments").json()["items"]}
    assert found["guests"]["listed"] is True
    assert found["guests"]["sentence"]["en"] == "Customers whom people listed"
    assert date.fromisoformat(analyst.get("/api/segments").json()["as_of"]) == AS_OF


def test_who_came_and_went_is_told_with_what_asked(analyst: Client) -> None:
    put(analyst, entries="8001")
    put(analyst, entries="8002", replace=True)
    found = analyst.get("/api/segments/guests/transitions?limit=2").json()
    told = {(each["customer_id"], each["change"], each["name"], each["cause"]) for each in found["items"]}
    assert found["total"] == 3
    assert told == {("wang", "left", "Wang", "list ana"), ("li", "entered", "Li", "list ana")}
