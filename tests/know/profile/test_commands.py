"""refresh_profile on the cast: a story through all tables; twice is once; a failure leaves the last good state."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from tests.know.profile.cast import MUELLER, PASSER_BY, WANG, WANG_OTHER_PHONE, WANG_PHONE, land_the_cast
from tests.know.profile.records import AS_OF, day, instant, land, link
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest import tables as source
from tieline.know.profile import tables
from tieline.know.profile.commands import WRITTEN, refresh_profile
from tieline.know.profile.origins import told_origins
from tieline.know.profile.queries import snapshot_day

pytestmark = pytest.mark.django_db


def unwatched(share: float, word: str) -> None:
    """Progress that nobody watches."""


def everything(warehouse: Warehouse) -> dict[str, list[dict[str, Any]]]:
    return {table.name: warehouse.rows(table) for table in WRITTEN}


def test_wang_is_one_customer_with_what_every_system_knows(refreshed: Warehouse) -> None:
    wang = refreshed.row(tables.CUSTOMER, customer_id=WANG)
    assert {name: value for name, value in wang.items() if value is not None} == {
        "customer_id": WANG,
        "customer_number": "C-1",
        "name": "王小明",
        "gender": "male",
        "birth_date": day("1990-04-01"),
        "age": 35,
        "phone": WANG_PHONE,
        "email": "xiaoming.wang@example.cn",
        "city": "杭州",
        "postal_code": "310000",
        "area_population": 12_000,
        "manager": "li-na",
        "household_id": "billing:H1",
        "household_size": 2,
        "is_active": True,
        "customer_since": day("2019-01-01"),
        "tenure_months": 86,
        "account_count": 1,
        "line_count": 1,
        "plan": "5G 畅享 129",
        "monthly_fee": 129.0,
        "contract_end": day("2026-04-30"),
        "contract_days_left": 30,
        "payment_method": "auto debit",
        "balance": 12.5,
        "last_bill_amount": 180.1,
        "average_bill_3m": 140.0,
        "voice_minutes_30d": 30.0,
        "average_voice_minutes_3m": 300.0,
        "data_mb_30d": 3015.0,
        "average_data_mb_3m": 3015.0,
        "dropped_calls_30d": 1,
        "roaming_mb_30d": 0.0,
        "complaint_count_90d": 1,
        "last_contact_at": instant("2026-03-28 02:00"),
        "last_contact_channel": "tieline",
        "nps": 3.0,
    }


def test_the_facts_of_wang_are_all_there_and_none_of_anybody_else(refreshed: Warehouse) -> None:
    counts = {table.name: len(refreshed.rows(table, customer_id=WANG)) for table in tables.FACTS}
    assert counts == {
        "account": 1,
        "line": 2,
        "bill": 4,
        "payment": 1,
        "usage_day": 120,
        "usage_month": 3,
        "contact": 4,
        "product_order": 1,
        "characteristic": 0,
        "consent": 0,
    }


def test_mueller_without_a_phone_is_a_customer_with_characteristics_and_no_use(refreshed: Warehouse) -> None:
    mueller = refreshed.row(tables.CUSTOMER, customer_id=MUELLER)
    assert (mueller["line_count"], mueller["monthly_fee"], mueller["tenure_months"]) == (1, 99.0, 24)
    assert mueller["voice_minutes_30d"] is None
    assert mueller["birth_date"] is None, "a birth in the future is not believed"
    names = {row["name"]: row["text"] for row in refreshed.rows(tables.CHARACTERISTIC, customer_id=MUELLER)}
    assert names == {"paperless": "Yes", "offer": "Offer B", "age": "52", "tenure_months": "999"}


def test_an_age_that_a_source_tells_stands_in_for_an_unknown_birth_but_not_for_a_known_start(
    refreshed: Warehouse,
) -> None:
    mueller = refreshed.row(tables.CUSTOMER, customer_id=MUELLER)
    assert (mueller["age"], mueller["tenure_months"]) == (52, 24)


def test_somebody_without_a_billing_account_is_no_customer(refreshed: Warehouse) -> None:
    assert refreshed.rows(tables.CUSTOMER, customer_id=PASSER_BY) == []
    assert refreshed.rows(tables.SEARCH_TERM, customer_id=PASSER_BY) == []


def test_the_origin_of_a_field_names_its_system_its_age_and_who_says_otherwise(refreshed: Warehouse) -> None:
    [customer] = refreshed.rows(tables.CUSTOMER, customer_id=WANG)
    [origin] = refreshed.rows(tables.FIELD_ORIGIN, customer_id=WANG)
    sources = {row["number"]: row for row in refreshed.rows(tables.SOURCE)}
    origins = {row["field"]: row for row in told_origins(customer, origin, sources)}
    assert (origins["city"]["system"], origins["city"]["others"]) == ("billing", "shop: 上海")
    assert origins["phone"]["others"] == f"shop: {WANG_OTHER_PHONE}"
    assert origins["email"]["observed_at"] == instant("2026-02-01 00:00")
    assert origins["voice_minutes_30d"]["source"] == "network.feed"
    assert origins["last_contact_at"]["system"] == "tieline"


def test_the_run_record_tells_rows_and_the_account_that_nobody_owns(warehouse: Warehouse) -> None:
    land_the_cast(warehouse)
    result = refresh_profile(AS_OF, unwatched)
    assert result.report["accounts_without_person"] == 1
    assert result.report["rows"]["customer"] == 2
    assert result.rows_in > result.report["rows"]["usage_day"] == 120


def test_facts_after_the_day_are_not_in_the_profile(warehouse: Warehouse) -> None:
    land_the_cast(warehouse)
    refresh_profile(day("2026-02-28"), unwatched)
    assert [row["interaction_ref"] for row in warehouse.rows(tables.CONTACT, customer_id=WANG)] == ["I-2"]
    assert {row["bill_ref"] for row in warehouse.rows(tables.BILL)} == {"B-2025-11-01", "B-2025-12-01", "B-2026-01-01"}
    assert max(row["day"] for row in warehouse.rows(tables.USAGE_DAY)) == day("2026-02-28")
    assert [row["month"] for row in warehouse.rows(tables.USAGE_MONTH)] == [day("2026-01-01"), day("2026-02-01")]
    assert warehouse.rows(tables.ORDER) == []
    assert snapshot_day(warehouse) == day("2026-02-28")


def test_refreshing_twice_leaves_the_same_tables(refreshed: Warehouse) -> None:
    once = everything(refreshed)
    refresh_profile(AS_OF, unwatched)
    assert everything(refreshed) == once


def test_a_refresh_of_nothing_publishes_empty_tables(warehouse: Warehouse) -> None:
    result = refresh_profile(AS_OF, unwatched)
    assert result.rows_out == 1, "the day alone"
    assert all(warehouse.has(table) for table in WRITTEN)


def test_a_failure_after_the_facts_leaves_what_was_published_before(refreshed: Warehouse) -> None:
    before = everything(refreshed)
    link(refreshed, ("billing", "C-2", MUELLER))
    without_population = replace(source.AREA, columns=source.AREA.columns[:-1])
    land(refreshed, without_population, [{"postal_code": "310000"}])
    with pytest.raises(AttributeError, match="population"):
        refresh_profile(AS_OF, unwatched)
    assert everything(refreshed) == before


def test_readers_see_the_last_good_state_until_the_end(refreshed: Warehouse) -> None:
    link(refreshed, ("billing", "C-2", MUELLER))
    seen: dict[str, list[str]] = {}

    def look(share: float, word: str) -> None:
        with ThreadPoolExecutor(1) as another:
            rows = another.submit(refreshed.rows, tables.CUSTOMER, columns=("customer_id",)).result()
        seen[word] = [row["customer_id"] for row in rows]

    refresh_profile(AS_OF, look)
    assert seen["search"] == [MUELLER, WANG], "in the middle of the transaction, after the customers were written"
    assert seen["profile"] == [MUELLER], "after it"


def test_a_number_that_changed_hands_counts_for_each_holder_in_turn(warehouse: Warehouse) -> None:
    land_the_cast(warehouse)
    line = {"account_ref": "ACC-0001", "phone": "13800001234", "status": "active", "product_ref": "L-1"}
    heir = {**line, "account_ref": "ACC-0002", "product_ref": "L-2", "started_on": day("2026-03-02")}
    land(warehouse, source.PRODUCT, [{**line, "started_on": day("2020-02-10")}, heir])
    refresh_profile(AS_OF, unwatched)
    assert max(row["day"] for row in warehouse.rows(tables.USAGE_DAY, customer_id=WANG)) == day("2026-03-01")
    assert len(warehouse.rows(tables.USAGE_DAY, customer_id=MUELLER)) == 30
    assert warehouse.rows(tables.CONTACT, customer_id=MUELLER)[0]["interaction_ref"] == "I-1"


def test_progress_rises_to_one(warehouse: Warehouse) -> None:
    land_the_cast(warehouse)
    shares: list[float] = []
    refresh_profile(AS_OF, lambda share, word: shares.append(share))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
