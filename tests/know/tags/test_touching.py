"""``touch_tags``: what it asks of whom, with what it leaves alone, against a run over everybody."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.know.tags.cast import (
    AS_OF,
    complaint,
    contact,
    customer,
    literal,
    nothing,
    publish_definitions,
    publish_profile,
    telecom,
)
from tieline.foundation.access.commands import create_user
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.staging import staging
from tieline.know.profile import tables
from tieline.know.profile.touched import Followed, Touched
from tieline.know.tags.commands import refresh_tags
from tieline.know.tags.history import value_as_of
from tieline.know.tags.queries import get_tag, published_tag_table
from tieline.know.tags.tables import CHANGE, VALUE_COUNT
from tieline.know.tags.touching import touch_tags

pytestmark = pytest.mark.django_db

PEOPLE = [customer("wang", age=70), customer("li", age=61), customer("chen", age=30)]
TAGS = ("senior", "family", "age_group", "complainer", "app_inactive", "data_exhausted", "recommendation")
LATER = date(2026, 4, 1)


def begun(warehouse: Warehouse, *people: dict[str, Any]) -> None:
    publish_definitions(tag=[tag for tag in telecom("tags") if tag["key"] in TAGS])
    publish_profile(warehouse, list(people) or PEOPLE)
    refresh_tags(AS_OF, nothing)


def touch(
    warehouse: Warehouse, *customers: str, lists: frozenset[str] = frozenset(), fields: frozenset[str] = frozenset()
) -> Followed:
    """What touching these customers does, of whom these lists and fields changed."""
    with staging(warehouse) as area, warehouse.transaction():
        whom = area.keep_as("touched_customers", area.keep_values({"customer_id": ("string", list(customers))}))
        return touch_tags(area, Touched(whom, lists, fields), AS_OF, "touch 1")


def state(warehouse: Warehouse) -> tuple[Any, Any]:
    rows = sorted(warehouse.rows(published_tag_table()), key=lambda row: row["customer_id"])
    return rows, sorted((row["tag"], row["value"], row["customers"]) for row in warehouse.rows(VALUE_COUNT))


def complains(warehouse: Warehouse) -> Followed:
    """Li complains three times."""
    made = [complaint("li", f"2026-03-{day} 08:00") for day in (10, 20, 30)]
    warehouse.append(tables.CONTACT, literal(tables.CONTACT, made))
    warehouse.retract(tables.CUSTOMER, customer_id="li")
    warehouse.append(tables.CUSTOMER, literal(tables.CUSTOMER, [customer("li", age=61, complaint_count_90d=3)]))
    return touch(warehouse, "li", lists=frozenset({"contacts"}), fields=frozenset({"complaint_count_90d"}))


def test_touched_customers_have_the_tags_that_a_run_gives_them(warehouse: Warehouse) -> None:
    begun(warehouse)
    first = state(warehouse)
    followed = complains(warehouse)
    touched = state(warehouse)
    assert touched != first
    refresh_tags(AS_OF, nothing)
    assert touched == state(warehouse)
    assert "tags.complainer" in followed.touched.fields


def test_only_tags_that_read_what_changed_are_asked(warehouse: Warehouse) -> None:
    begun(warehouse)
    asked = touch(warehouse, "li", fields=frozenset({"age"})).asked
    assert "senior" in asked
    assert "complainer" not in asked
    assert touch(warehouse, "li", fields=frozenset({"nothing_reads_this"})).asked == ()


def test_twice_does_nothing_the_second_time(warehouse: Warehouse) -> None:
    begun(warehouse)
    assert complains(warehouse).changed
    before = state(warehouse), warehouse.rows(CHANGE)
    assert touch(warehouse, "li", lists=frozenset({"contacts"})).changed == 0
    assert (state(warehouse), warehouse.rows(CHANGE)) == before


def test_who_comes_has_all_tags_and_who_goes_has_none(warehouse: Warehouse) -> None:
    begun(warehouse)
    warehouse.retract(tables.CUSTOMER, customer_id="wang")
    warehouse.append(tables.CUSTOMER, literal(tables.CUSTOMER, [customer("zhao", age=80)]))
    touch(warehouse, "wang", "zhao", fields=frozenset({"age"}))
    touched = state(warehouse)
    assert {row["customer_id"]: row["senior"] for row in touched[0]} == {"li": True, "chen": False, "zhao": True}
    assert warehouse.rows(CHANGE) == []
    refresh_tags(AS_OF, nothing)
    assert touched == state(warehouse)


def test_a_tag_that_was_published_anew_waits_for_the_next_run(warehouse: Warehouse) -> None:
    begun(warehouse)
    publish_definitions(tag=[tag for tag in telecom("tags") if tag["key"] in ("senior", "family")])
    assert touch(warehouse, "li", fields=frozenset({"age"})).asked == ()


def test_a_change_is_kept_with_its_cause_and_the_value_as_of_any_day_can_be_asked(warehouse: Warehouse) -> None:
    begun(warehouse)
    assert warehouse.rows(CHANGE) == []
    complains(warehouse)
    (row,) = warehouse.rows(CHANGE, tag="complainer")
    assert (row["customer_id"], row["after"], row["day"], row["cause"]) == ("li", "true", AS_OF, "touch 1")
    assert "contacts" in row["because"].split() or "complaint_count_90d" in row["because"].split()
    publish_profile(warehouse, [customer("li", age=61)], as_of=LATER)
    refresh_tags(LATER, nothing)
    (_, gone) = warehouse.rows(CHANGE, tag="complainer", order_by=("at",))
    assert (gone["before"], gone["day"]) == ("true", LATER)
    assert value_as_of(warehouse, "li", get_tag("complainer"), AS_OF) is True
    assert not value_as_of(warehouse, "li", get_tag("complainer"), LATER)


def test_a_touch_that_asks_for_a_contact_leaves_the_other_tags_of_the_row_alone(warehouse: Warehouse) -> None:
    begun(warehouse)
    warehouse.append(tables.CONTACT, literal(tables.CONTACT, [contact("wang", "2026-03-30 08:00", kind="login")]))
    touch(warehouse, "wang", lists=frozenset({"contacts"}))
    rows = {row["customer_id"]: row for row in warehouse.rows(published_tag_table())}
    assert rows["wang"]["senior"] is True


def test_the_history_of_a_tag_is_told_with_its_causes_and_the_value_as_of_a_day(warehouse: Warehouse) -> None:
    begun(warehouse)
    complains(warehouse)
    client = Client()
    client.force_login(create_user("sun", name="Sun", roles=["analyst"], password="a long calm password"))
    told = client.get("/api/tags/of/li/complainer/history?day=2026-03-01").json()
    (change,) = told["changes"]
    assert (change["cause"], change["after"]["value"], change["day"]) == ("touch 1", True, "2026-03-31")
    assert (told["now"]["value"], told["then"]["value"]) == (True, None)
    assert client.get("/api/tags/of/nobody/complainer/history").status_code == 404
    assert client.get("/api/tags/of/li/unheard/history").status_code == 404
