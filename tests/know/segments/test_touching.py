"""``touch_segments``: who enters and leaves by what changed, against a run over everybody, and the transitions kept."""

from datetime import date
from typing import Any

import pytest

from tests.know.tags.cast import AS_OF, customer, literal, nothing, publish_definitions, publish_profile
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.staging import staging
from tieline.know.profile import tables
from tieline.know.profile.touched import Followed, Touched
from tieline.know.segments.commands import refresh_segments
from tieline.know.segments.tables import CHANGE, MEMBERSHIP
from tieline.know.segments.touching import touch_segments

pytestmark = pytest.mark.django_db

WORDS = {"zh": "客群", "en": "Segment"}
LATER = date(2026, 4, 1)
SEGMENTS = [
    {"key": "old", "name": WORDS, "says": WORDS, "when": "age > 60"},
    {"key": "old_and_dear", "name": WORDS, "says": WORDS, "when": "segments.old and average_bill_3m > 100"},
    {"key": "unlike", "name": WORDS, "says": WORDS, "when": "nps < 3"},
]


@pytest.fixture
def begun(warehouse: Warehouse) -> Warehouse:
    """Wang is old, Li is old and dear, Chen neither."""
    publish_definitions(segment=SEGMENTS)
    dear = {"average_bill_3m": 150.0}
    publish_profile(warehouse, [customer("wang", age=70), customer("li", age=61, **dear), customer("chen", **dear)])
    refresh_segments(AS_OF, nothing)
    assert members(warehouse) == {("old", "wang"), ("old", "li"), ("old_and_dear", "li")}
    assert warehouse.rows(CHANGE) == []
    return warehouse


def members(warehouse: Warehouse) -> set[tuple[str, str]]:
    return {(row["segment"], row["customer_id"]) for row in warehouse.rows(MEMBERSHIP)}


def now(warehouse: Warehouse, name: str, *fields: str, **facts: Any) -> Followed:
    """What a touch does when these facts of a customer are so now."""
    warehouse.retract(tables.CUSTOMER, customer_id=name)
    if facts:
        warehouse.append(tables.CUSTOMER, literal(tables.CUSTOMER, [customer(name, **facts)]))
    with staging(warehouse) as area, warehouse.transaction():
        whom = area.keep_values({"customer_id": ("string", [name])})
        return touch_segments(area, Touched(whom, frozenset(), frozenset(fields)), AS_OF, "touch 7")


def test_who_enters_a_segment_enters_those_that_name_it_and_the_cause_is_kept(begun: Warehouse) -> None:
    followed = now(begun, "chen", "age", age=65, average_bill_3m=150.0)
    assert followed.asked == ("old", "old_and_dear")
    assert {"segments.old", "segments.old_and_dear"} <= followed.touched.fields
    touched = begun.rows(MEMBERSHIP, order_by=("segment", "customer_id"))
    kept = {(row["segment"], row["change"], row["cause"], row["because"]) for row in begun.rows(CHANGE)}
    assert kept == {
        ("old", "entered", "touch 7", "age"),
        ("old_and_dear", "entered", "touch 7", "segments.old"),
    }
    refresh_segments(AS_OF, nothing)
    assert begun.rows(MEMBERSHIP, order_by=("segment", "customer_id")) == touched


def test_who_leaves_is_gone_once_and_stays_gone(begun: Warehouse) -> None:
    assert now(begun, "li", "age", age=50, average_bill_3m=150.0).changed == 2
    assert now(begun, "li", "age", age=50, average_bill_3m=150.0).changed == 0
    assert members(begun) == {("old", "wang")}
    assert len(begun.rows(CHANGE)) == 2


def test_who_is_no_customer_any_more_is_in_nothing(begun: Warehouse) -> None:
    now(begun, "li", "age")
    assert members(begun) == {("old", "wang")}


def test_a_run_keeps_transitions_too_but_not_of_a_segment_that_is_new(begun: Warehouse) -> None:
    publish_definitions(segment=[*SEGMENTS, {"key": "all", "name": WORDS, "says": WORDS, "when": "true"}])
    refresh_segments(AS_OF, nothing)
    assert begun.rows(CHANGE) == []
    publish_profile(begun, [customer("wang", age=20)], as_of=LATER)
    refresh_segments(LATER, nothing)
    kept = {(row["segment"], row["customer_id"], row["change"], row["day"]) for row in begun.rows(CHANGE)}
    assert ("old", "wang", "left", LATER) in kept
    assert ("all", "li", "left", LATER) in kept
