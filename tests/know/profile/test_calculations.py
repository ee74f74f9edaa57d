"""The figures of a customer from literal rows: lines, bills, use, contacts, months."""

from datetime import date, timedelta
from typing import Any

import ibis
import ibis.expr.types as ir
import pytest

from tests.know.profile.records import AS_OF, day, instant, literal
from tieline.know.profile import tables
from tieline.know.profile.bills import bill_figures
from tieline.know.profile.contacts import contact_figures
from tieline.know.profile.customer import completed_months
from tieline.know.profile.lines import is_held, line_figures, lines_as_known_on
from tieline.know.profile.parties import phone_owners
from tieline.know.profile.usage import usage_figures


def one(rows: ir.Table) -> dict[str, Any]:
    """The only row."""
    [row] = rows.to_pyarrow().to_pylist()
    found: dict[str, Any] = row
    return found


def use(*days: tuple[int, float]) -> ir.Table:
    """Minutes by how many days before the day of the run."""
    rows = [
        {"customer_id": "w", "day": AS_OF - timedelta(days=back), "voice_minutes": minutes} for back, minutes in days
    ]
    return literal(tables.USAGE_DAY, [{**row, "data_mb": 0.0, "dropped_calls": 0, "sms": 0} for row in rows])


def lines(*rows: dict[str, Any]) -> ir.Table:
    return literal(tables.LINE, [{"customer_id": "w", "product_ref": str(n), **row} for n, row in enumerate(rows)])


@pytest.mark.parametrize(
    ("since", "months"),
    [("2026-03-31", 0), ("2026-02-28", 1), ("2025-03-31", 12), ("2025-04-01", 11), ("2020-12-31", 63)],
)
def test_a_month_counts_once_its_day_is_reached(since: str, months: int) -> None:
    rows = ibis.memtable({"since": [day(since)]}, schema={"since": "date"})
    assert one(rows.select(months=completed_months(rows.since, AS_OF)))["months"] == months


def test_the_last_thirty_days_begin_after_the_thirtieth_day_back() -> None:
    found = one(usage_figures(use((0, 1.0), (29, 2.0), (30, 100.0)), AS_OF))
    assert found["voice_minutes_30d"] == 3.0


def test_the_three_months_before_are_a_mean_per_thirty_days() -> None:
    days = use((0, 1.0), *((back, 10.0) for back in range(30, 120)), (120, 999.0))
    assert one(usage_figures(days, AS_OF))["average_voice_minutes_3m"] == 300.0


@pytest.mark.parametrize(
    ("first", "average"), [(119, 90 / 90 * 30), (74, 45 / 45 * 30), (59, 30.0), (58, None), (29, None)]
)
def test_who_came_lately_is_compared_with_the_days_since_and_with_nothing_below_thirty(
    first: int, average: float | None
) -> None:
    days = use((0, 1.0), *((back, 1.0) for back in range(30, first + 1)), *(((first, 1.0),) if first < 30 else ()))
    assert one(usage_figures(days, AS_OF))["average_voice_minutes_3m"] == average


def test_no_use_in_thirty_days_is_zero_while_the_feed_lives_and_unknown_when_it_is_silent() -> None:
    silent = use((40, 10.0))
    assert one(usage_figures(silent, AS_OF))["voice_minutes_30d"] is None
    other = silent.mutate(customer_id=ibis.literal("other"), day=ibis.literal(AS_OF))
    rows = usage_figures(silent.union(other), AS_OF).to_pyarrow().to_pylist()
    assert {row["customer_id"]: row["voice_minutes_30d"] for row in rows} == {"w": 0.0, "other": 10.0}


@pytest.mark.parametrize(
    ("row", "held"),
    [
        ({"status": "active"}, True),
        ({"status": "suspended"}, True),
        ({}, True),
        ({"status": "ended"}, False),
        ({"status": "active", "ended_on": day("2026-01-01")}, False),
        ({"status": "ended", "ended_on": day("2026-04-01")}, True),
    ],
)
def test_a_line_is_held_until_it_ends(row: dict[str, Any], held: bool) -> None:
    known = lines_as_known_on(lines(row), AS_OF)
    assert one(known.select(held=is_held(known)))["held"] is held


def test_the_plan_is_that_of_the_dearest_line_held_and_fees_add_up() -> None:
    rows = lines(
        {"offering": "small", "monthly_fee": 9.9},
        {"offering": "big", "monthly_fee": 199.1},
        {"offering": "gone", "monthly_fee": 500.0, "status": "ended", "ended_on": day("2026-01-01")},
    )
    found = one(line_figures(rows, AS_OF))
    assert (found["plan"], found["monthly_fee"], found["line_count"]) == ("big", 209.0, 2)


def test_the_contract_end_is_the_nearest_that_is_not_past() -> None:
    ends = ["2026-03-30", "2026-03-31", "2027-01-01"]
    found = one(line_figures(lines(*({"contract_end": day(end)} for end in ends)), AS_OF))
    assert (found["contract_end"], found["contract_days_left"]) == (AS_OF, 0)


def test_bills_of_one_month_are_one_bill_and_the_mean_leaves_out_the_latest() -> None:
    amounts = [("2026-03-01", 10.0), ("2026-03-01", 5.5), ("2026-02-01", 40.0), ("2026-01-01", 20.0)]
    rows = [{"customer_id": "w", "bill_ref": str(n), "month": day(m), "amount": a} for n, (m, a) in enumerate(amounts)]
    found = one(bill_figures(literal(tables.BILL, rows)))
    assert (found["last_bill_amount"], found["average_bill_3m"]) == (15.5, 30.0)


def test_a_first_bill_has_no_mean_before_it() -> None:
    rows = [{"customer_id": "w", "bill_ref": "1", "month": day("2026-03-01"), "amount": 10.0}]
    assert one(bill_figures(literal(tables.BILL, rows)))["average_bill_3m"] is None


def test_only_people_and_campaigns_count_as_latest_contact() -> None:
    contacts = [("call", "2026-03-01 00:00", "call"), ("login", "2026-03-30 00:00", "app")]
    rows = [
        {"customer_id": "w", "interaction_ref": str(n), "at": instant(at), "kind": kind, "channel": channel}
        for n, (kind, at, channel) in enumerate(contacts)
    ]
    found = one(contact_figures(literal(tables.CONTACT, [{**row, "is_complaint": False} for row in rows]), AS_OF))
    assert (found["last_contact_at"], found["last_contact_channel"]) == (instant("2026-03-01 00:00"), "call")
    assert found["nps"] is None


def test_complaints_of_ninety_days_end_with_the_operators_day() -> None:
    at = ["2025-12-31 15:59", "2025-12-31 16:00", "2026-03-31 10:00"]
    rows = [
        {"customer_id": "w", "interaction_ref": str(n), "at": instant(each), "is_complaint": True}
        for n, each in enumerate(at)
    ]
    assert one(contact_figures(literal(tables.CONTACT, rows), AS_OF))["complaint_count_90d"] == 2


def test_periods_of_a_number_follow_each_other() -> None:
    rows = [("a", "2020-01-01"), ("b", "2022-01-01"), ("c", "2024-01-01"), ("d", "2024-01-01")]
    held = [{"customer_id": who, "product_ref": who, "phone": "+86138", "started_on": day(on)} for who, on in rows]
    found = phone_owners(literal(tables.LINE, held)).order_by("since").to_pyarrow().to_pylist()
    assert [(row["customer_id"], row["since"], row["until"]) for row in found] == [
        ("a", date(1900, 1, 1), date(2021, 12, 31)),
        ("b", date(2022, 1, 1), date(2023, 12, 31)),
    ], "nobody knows whether c or d had it from 2024 on"
