"""What an alert keeps of what was so when it was raised."""

import json
from typing import Any

import pytest

from tests.know.tags.cast import AS_OF, customer, nothing, publish_definitions, publish_profile, query, three_rules
from tieline.foundation.warehouse.connection import Warehouse
from tieline.notice.rules.commands import refresh_rules
from tieline.notice.rules.models import Alert

pytestmark = pytest.mark.django_db


def raised(warehouse: Warehouse, contacts: list[dict[str, Any]]) -> dict[str, Any]:
    publish_definitions(rule=three_rules())
    wang = customer("wang", voice_minutes_30d=12.0, plan="畅享5G 99元套餐")
    publish_profile(warehouse, [wang, customer("li")], contacts=contacts)
    refresh_rules(AS_OF, nothing)
    return dict(Alert.objects.get().evidence)


def test_each_part_of_the_condition_is_kept_with_what_was_so(warehouse: Warehouse) -> None:
    kept = raised(warehouse, [query("wang", "2026-03-30 08:00")])
    use, asked = kept["parts"]
    assert (kept["joined"], use["held"], asked["held"]) == ("and", True, True)
    assert "12" in use["actual"]["en"]
    assert "30" in use["actual"]["zh"]


def test_the_rows_that_were_counted_are_kept_newest_first_and_nobody_elses(warehouse: Warehouse) -> None:
    old, new, foreign = (
        query(*made)
        for made in (("wang", "2026-03-29 08:00"), ("wang", "2026-03-30 08:00"), ("li", "2026-03-30 09:00"))
    )
    rows = raised(warehouse, [old, new, foreign])["parts"][1]["rows"]
    assert [row["values"]["at"] for row in rows] == ["2026-03-30T08:00:00Z", "2026-03-29T08:00:00Z"]
    assert rows[0]["list"] == "contacts"


def test_no_more_rows_are_kept_than_the_rule_says_but_all_are_counted(warehouse: Warehouse) -> None:
    part = raised(warehouse, [query("wang", f"2026-03-30 {hour:02}:00") for hour in range(12)])["parts"][1]
    assert (len(part["rows"]), part["row_count"]) == (10, 12)


def test_the_figures_of_the_rule_are_kept_for_people(warehouse: Warehouse) -> None:
    figures = {
        figure["field"]: figure["shown"]["zh"]
        for figure in raised(warehouse, [query("wang", "2026-03-30 08:00")])["figures"]
    }
    assert figures["plan"] == "畅享5G 99元套餐"
    assert figures["voice_minutes_30d"].startswith("12")
    assert figures["contract_end"] == "—"


def test_evidence_is_json(warehouse: Warehouse) -> None:
    assert json.dumps(raised(warehouse, [query("wang", "2026-03-30 08:00")]))
