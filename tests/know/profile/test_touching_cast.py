"""``touch_profile`` on the cast: the quick way, what goes the general way, kills, and what is left to the next run."""

import logging
from typing import Any

import pytest

from tests.know.profile.cast import MUELLER, WANG
from tests.know.profile.records import AS_OF, instant
from tests.know.profile.touches import everything, land, touch
from tieline.foundation.warehouse.connection import Row, Warehouse
from tieline.foundation.warehouse.staging import staging
from tieline.know.ingest import tables as source
from tieline.know.profile import tables
from tieline.know.profile.commands import profile_waits, refresh_profile, touch_profile

pytestmark = pytest.mark.django_db


def head(key: str, system: str = "callcentre") -> Row:
    return {"system": system, "source": f"{system}.feed", "record_key": key}


def complaint(**more: Any) -> Row:
    """Wang calls from his number."""
    said = {"channel": "call", "kind": "call", "is_complaint": True, "at": instant("2026-03-30 02:00")}
    return {**head("new"), **said, "interaction_ref": "I-9", "phone": "13800001234", **more}


def assert_as_a_run_gives_it(store: Warehouse) -> None:
    touched = everything(store)
    refresh_profile(AS_OF, lambda share, word: None)
    assert everything(store) == touched


def die_in_a_touch(store: Warehouse) -> None:
    with staging(store) as area, store.transaction():
        assert touch_profile(area).lists == {"contacts"}
        raise KeyboardInterrupt


def test_a_complaint_counts_at_once_and_once(refreshed: Warehouse) -> None:
    land(refreshed, {source.INTERACTION: [complaint()]})
    assert touch(refreshed) == (
        {WANG},
        {"contacts"},
        {"complaint_count_90d", "last_contact_at", "last_contact_channel"},
    )
    assert refreshed.row(tables.CUSTOMER, customer_id=WANG)["complaint_count_90d"] == 2
    assert touch(refreshed) == (set(), set(), set())
    assert_as_a_run_gives_it(refreshed)


@pytest.mark.slow
def test_a_contact_told_anew_of_another_customer_leaves_the_first(refreshed: Warehouse) -> None:
    land(refreshed, {source.INTERACTION: [complaint()]})
    touch(refreshed)
    land(refreshed, {source.INTERACTION: [complaint(system="billing", source="callcentre.feed", party_ref="C-2")]})
    customers, lists, _ = touch(refreshed)
    assert (customers, lists) == ({WANG, MUELLER}, {"contacts"})
    assert_as_a_run_gives_it(refreshed)


@pytest.mark.slow
def test_whom_a_contact_names_counts_before_whose_number_it_came_from(refreshed: Warehouse) -> None:
    land(refreshed, {source.INTERACTION: [complaint(**head("new", "billing"), party_ref="C-2")]})
    assert touch(refreshed)[0] == {MUELLER}
    opened = {"account_ref": "ACC-0001", "party_ref": "C-1", "status": "active", "balance": 99.0}
    land(refreshed, {source.BILLING_ACCOUNT: [{**head("1", "billing"), **opened}]})
    assert touch(refreshed)[0] == {WANG}, "all of Wang is derived anew, and the contact stays Müller's"
    assert_as_a_run_gives_it(refreshed)


@pytest.mark.slow
def test_a_payment_of_somebody_elses_bill_is_as_late_as_that_bill(refreshed: Warehouse) -> None:
    paid = {"payment_ref": "PAY-9", "account_ref": "ACC-0002", "bill_ref": "B-2026-01-01", "amount": 150.0}
    land(
        refreshed,
        {source.PAYMENT: [{**head("new", "billing"), **paid, "paid_at": instant("2026-03-22 02:00")}]},
    )
    assert touch(refreshed) == ({MUELLER}, {"payments"}, set())
    assert [row["days_late"] for row in refreshed.rows(tables.PAYMENT, customer_id=MUELLER)] == [33]
    touch(refreshed, [MUELLER])
    assert_as_a_run_gives_it(refreshed)


def test_a_touch_that_was_killed_is_done_again_and_nothing_is_lost(refreshed: Warehouse) -> None:
    before = everything(refreshed)
    land(refreshed, {source.INTERACTION: [complaint()]})
    with pytest.raises(KeyboardInterrupt):
        die_in_a_touch(refreshed)
    assert everything(refreshed) == before
    assert profile_waits(refreshed)
    assert touch(refreshed)[0] == {WANG}
    assert not profile_waits(refreshed)
    assert_as_a_run_gives_it(refreshed)


def test_a_new_source_is_left_to_the_next_run_and_said(refreshed: Warehouse, caplog: pytest.LogCaptureFixture) -> None:
    known = {"party_ref": "C-1", "full_name": "王晓明"}
    land(refreshed, {source.INDIVIDUAL: [{**head("1", "billing"), **known, "source": "billing.more"}]})
    land(refreshed, {source.INTERACTION: [complaint()]})
    with caplog.at_level(logging.WARNING, "tieline.profile"):
        assert touch(refreshed)[1] == {"contacts"}, "the other load is not held up"
    assert "left to the next run: its source is a new one" in caplog.text
    assert [row["how"] for row in refreshed.rows(tables.SEEN, kind="load")] == ["left", "touch"]
    refresh_profile(AS_OF, lambda share, word: None)
    assert {row["how"] for row in refreshed.rows(tables.SEEN, kind="load")} == {"run"}


def test_before_the_first_run_nothing_is_touched(warehouse: Warehouse) -> None:
    land(warehouse, {source.INTERACTION: [complaint()]})
    assert not profile_waits(warehouse)
    assert touch(warehouse) == (set(), set(), set())
