"""``refresh_segments`` with the definitions of the telecom pack over literal customers."""

from datetime import date

import pytest

from tests.know.tags.cast import (
    AS_OF,
    complaint,
    customer,
    nothing,
    publish_definitions,
    publish_profile,
    publish_telecom,
)
from tieline.foundation.errors import Unavailable
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.segments.commands import refresh_segments
from tieline.know.segments.tables import MEMBERSHIP
from tieline.know.tags.commands import refresh_tags

pytestmark = pytest.mark.django_db


def run(warehouse: Warehouse, as_of: date = AS_OF, *, renewed: bool = False) -> set[tuple[str, str, date]]:
    """Wang's contract ends unless renewed, Li complains, Zhang is valuable and likely to leave."""
    publish_telecom()
    people = [
        customer("wang", contract_days_left=300 if renewed else 20),
        customer("li", complaint_count_90d=2),
        customer("zhang", average_bill_3m=180.0),
    ]
    scores = [{"customer_id": "zhang", "model": "churn", "probability": 0.4, "percentile": 99.0}]
    publish_profile(warehouse, people, as_of=as_of, scores=scores, contacts=[complaint("li", "2026-03-20 08:00")])
    refresh_tags(as_of, nothing)
    refresh_segments(as_of, nothing)
    return {(row["segment"], row["customer_id"], row["since"]) for row in warehouse.rows(MEMBERSHIP)}


def test_customers_are_in_the_segments_whose_conditions_hold(warehouse: Warehouse) -> None:
    assert run(warehouse) == {
        ("renew_contract", "wang", AS_OF),
        ("needs_care", "li", AS_OF),
        ("value_at_risk", "zhang", AS_OF),
    }


def test_a_membership_lasts_as_long_as_the_condition_holds(warehouse: Warehouse) -> None:
    run(warehouse)
    later = run(warehouse, date(2026, 4, 1), renewed=True)
    assert later == {("needs_care", "li", AS_OF), ("value_at_risk", "zhang", AS_OF)}


def test_twice_for_the_same_day_gives_the_same_table(warehouse: Warehouse) -> None:
    assert run(warehouse) == run(warehouse)


def test_a_retired_segment_has_no_members(warehouse: Warehouse) -> None:
    run(warehouse)
    publish_definitions(segment=[])
    refresh_segments(AS_OF, nothing)
    assert warehouse.rows(MEMBERSHIP) == []


def test_a_segment_over_tags_that_were_not_computed_says_so(warehouse: Warehouse) -> None:
    publish_telecom()
    publish_profile(warehouse, [customer("wang")])
    with pytest.raises(Unavailable, match="not been computed"):
        refresh_segments(AS_OF, nothing)
