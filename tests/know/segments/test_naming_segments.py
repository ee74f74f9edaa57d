"""Conditions that name segments: set algebra, the order of computing, circles and purposes."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.know.tags.cast import AS_OF, customer, nothing, publish_definitions, publish_profile
from tests.know.tags.test_definitions import pack, rule
from tests.know.tags.test_purposes import MARKETING, SERVICE_ONLY, source
from tieline.foundation.errors import Invalid
from tieline.foundation.packs.reading import read_pack
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.staging import staging
from tieline.know.segments.commands import refresh_segments, who_is_in
from tieline.know.segments.queries import list_segments
from tieline.know.segments.tables import MEMBERSHIP, SIZE
from tieline.know.tags.conditions import condition, hold, published_scope, sentences
from tieline.pipeline import KINDS

pytestmark = pytest.mark.django_db

SEGMENTS = {
    "zz_old": "age > 60",
    "wuhan": 'city = "Wuhan"',
    "old_elsewhere": "segments.zz_old and not(segments.wuhan)",
    "either": "segments.old_elsewhere or segments.wuhan",
}


def segment(key: str, when: str, **fields: Any) -> dict[str, Any]:
    words = {"zh": key, "en": key}
    return {"key": key, "name": words, "says": words, "when": when, **fields}


def published_people(warehouse: Warehouse) -> None:
    publish_definitions(segment=[segment(key, when) for key, when in SEGMENTS.items()])
    people = [
        ("wang", 70, "Wuhan"),
        ("li", 70, "Xi'an"),
        ("zhang", 30, "Wuhan"),
        ("chen", 30, None),
        ("zhao", None, None),
    ]
    publish_profile(warehouse, [customer(name, age=age, city=city) for name, age, city in people])


def members(warehouse: Warehouse) -> dict[str, set[str]]:
    rows = warehouse.rows(MEMBERSHIP)
    return {key: {row["customer_id"] for row in rows if row["segment"] == key} for key in SEGMENTS}


def test_a_segment_over_segments_sees_those_just_computed(warehouse: Warehouse) -> None:
    published_people(warehouse)
    refresh_segments(AS_OF, nothing)
    assert members(warehouse) == {
        "zz_old": {"wang", "li"},
        "wuhan": {"wang", "zhang"},
        "old_elsewhere": {"li"},
        "either": {"wang", "zhang", "li"},
    }
    publish_profile(warehouse, [customer("li", age=50, city="Xi'an"), customer("chen", age=90)])
    refresh_segments(date(2026, 4, 1), nothing)
    assert members(warehouse) == {"zz_old": {"chen"}, "wuhan": set(), "old_elsewhere": {"chen"}, "either": {"chen"}}


def test_every_run_leaves_the_sizes_and_who_came_and_went(warehouse: Warehouse) -> None:
    published_people(warehouse)
    refresh_segments(AS_OF, nothing)
    refresh_segments(AS_OF, nothing)
    publish_profile(warehouse, [customer("li", age=50, city="Xi'an"), customer("chen", age=90)])
    refresh_segments(date(2026, 4, 1), nothing)
    kept = {(row["segment"], row["day"].day): row for row in warehouse.rows(SIZE)}
    told = [[kept["either", day][name] for name in ("members", "customers", "entered", "left")] for day in (31, 1)]
    assert told == [[3, 5, 3, 0], [1, 2, 1, 3]]


def test_asked_of_some_it_is_asked_of_nobody_else(warehouse: Warehouse) -> None:
    published_people(warehouse)
    refresh_segments(AS_OF, nothing)
    with staging(warehouse) as area:
        among = area.keep_values({"customer_id": ("string", ["li", "zhao"])})
        found = who_is_in(warehouse, area, list_segments(), AS_OF, among).to_pyarrow().to_pylist()
    assert sorted((row["customer_id"], row["old_elsewhere"], row["either"]) for row in found) == [
        ("li", True, True),
        ("zhao", False, False),
    ]


def test_rules_may_name_segments_and_who_is_in_none_is_not_null_but_false(warehouse: Warehouse) -> None:
    published_people(warehouse)
    refresh_segments(AS_OF, nothing)
    asked = hold(warehouse, {"it": "not(segments.wuhan)"}, published_scope(with_tags=True), AS_OF)
    found = {row["customer_id"]: row["it"] for row in asked.to_pyarrow().to_pylist()}
    assert found == {"wang": False, "zhang": False, "li": True, "chen": True, "zhao": True}


def test_a_segment_is_called_by_its_name_in_sentences() -> None:
    publish_definitions(segment=[segment("wuhan", 'city = "Wuhan"', name={"zh": "武汉", "en": "Wuhan people"})])
    said = sentences(condition("segments.wuhan and age > 60", published_scope(with_tags=True)))
    assert said["en"].startswith("In segment “Wuhan people” and")
    assert said["zh"].startswith("属于客群“武汉”")


def refused(folder: Path, **kinds: list[dict[str, Any]]) -> str:
    with pytest.raises(Invalid) as found:
        read_pack(pack(folder, **kinds), KINDS)
    return str(found.value)


def test_segments_in_a_circle_are_refused_with_the_circle(tmp_path: Path) -> None:
    circle = [segment("a", "segments.b"), segment("b", "segments.c or age > 3"), segment("c", "not(segments.a)")]
    said = refused(tmp_path, segments=circle)
    assert "in a circle: segments.a → segments.b → segments.c → segments.a" in said


def test_a_segment_that_is_not_there_is_refused_with_the_nearest(tmp_path: Path) -> None:
    said = refused(tmp_path, segments=[segment("wuhan", "age > 3")], rules=[rule("segments.wuhn")])
    assert "Did you mean 'segments.wuhan'" in said


def test_a_segment_carries_the_limits_of_its_facts_through_others(tmp_path: Path) -> None:
    limited = [segment("old", "age > 60"), segment("b", "segments.old"), segment("c", "segments.b", **MARKETING)]
    said = refused(tmp_path, sources=[source(SERVICE_ONLY)], segments=limited)
    assert "'segments.b' may not be used for marketing: desk.people collected it for service" in said
