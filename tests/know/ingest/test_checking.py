"""Declared checks: rows that fail wait in quarantine or land with a warning; deliveries that fail are held."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.know.ingest.deliveries import HEADER, LI, WANG, ZHANG, delivered, rows_of, source, written
from tieline.foundation.errors import Invalid
from tieline.foundation.packs.kinds import Definitions
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.checking import check_whole
from tieline.know.ingest.commands import load, receive_file, release_load
from tieline.know.ingest.definitions import Source, check
from tieline.know.ingest.models import CheckResult, Load
from tieline.know.ingest.tables import INDIVIDUAL, REJECTED_ROW

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 10, 2, 12, tzinfo=UTC)


def checked(*checks: dict[str, Any], **changes: Any) -> Source:
    return source(checks=list(checks), rejected_share_limit=0.9, **changes)


def results(row: Load) -> dict[str, tuple[str, int]]:
    """Verdict and failed rows by kind of check."""
    return {each.kind: (each.verdict, each.rows) for each in CheckResult.objects.filter(load=row)}


def rejected(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    return [(row["row"], row["field"], row["value"], row["reason"]) for row in rows_of(warehouse, REJECTED_ROW)]


def landed(warehouse: Warehouse) -> list[int]:
    return [row["row"] for row in rows_of(warehouse, INDIVIDUAL)]


def test_a_row_that_fails_a_check_waits_in_quarantine_with_its_reason(warehouse: Warehouse, tmp_path: Path) -> None:
    declared = checked({"check": "required", "columns": ["PHONE", "SEX"]})
    file = written(tmp_path / "c.csv", HEADER, ZHANG, LI.replace("13800000002", " "), WANG.replace(",2,", ",,"))
    row = delivered(declared, file)
    assert landed(warehouse) == [1]
    assert rejected(warehouse) == [(2, "PHONE", None, "required"), (3, "SEX", None, "required")]
    assert (row.verdict, row.rows_landed, row.rows_rejected) == ("quarantine", 1, 2)
    assert results(row) == {"required": ("quarantine", 2), "mapping": ("pass", 0), "drift": ("pass", 0)}


def test_a_row_that_fails_a_check_with_a_warning_lands_and_is_counted(warehouse: Warehouse, tmp_path: Path) -> None:
    declared = checked({"check": "format", "column": "PHONE", "pattern": r"1\d{10}", "verdict": "warn"})
    row = delivered(declared, written(tmp_path / "c.csv", HEADER, ZHANG, LI.replace("13800000002", "021-555")))
    assert landed(warehouse) == [1, 2]
    assert (row.verdict, results(row)["format"]) == ("warn", ("warn", 1))


def test_the_first_of_rows_that_must_be_unique_lands_and_empty_ones_are_not_compared(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    declared = checked({"check": "unique", "columns": ["NAME", "PHONE"]})
    lines = [ZHANG, ZHANG.replace("1,", "8,", 1), ZHANG.replace("1,", "9,", 1), LI, *("4,,1,1,,", "5,,1,1,,")]
    record = {"record": "individual", "key": ["NO"], "map": {"party_ref": "NO", "full_name": "NAME"}}
    declared = declared.model_copy(update={"records": source(records=[record]).records})
    row = delivered(declared, written(tmp_path / "c.csv", HEADER, *lines))
    assert landed(warehouse) == [1, 4, 5, 6]
    assert rejected(warehouse) == [
        (2, "NAME + PHONE", "张伟 + 13800000001", "not unique"),
        (3, "NAME + PHONE", "张伟 + 13800000001", "not unique"),
    ]
    assert results(row)["unique"] == ("quarantine", 2)


def test_numbers_are_compared_as_written_and_dates_as_the_mapping_reads_them(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    declared = checked(
        {"check": "range", "column": "NO", "minimum": 2, "maximum": 3},
        {"check": "range", "column": "BIRTH", "minimum": "1900-01-01", "maximum": "1990-01-01", "name": "born"},
    )
    file = written(tmp_path / "c.csv", HEADER, ZHANG, LI, WANG, WANG.replace("3,", "x,", 1))
    delivered(declared, file)
    assert landed(warehouse) == [3]
    assert rejected(warehouse) == [
        (1, "NO", "1", "out of range"),
        (2, "BIRTH", "19900203", "out of range"),
        (4, "NO", "x", "not a number"),
    ]


def test_typed_columns_of_parquet_are_held_against_ranges(warehouse: Warehouse, tmp_path: Path) -> None:
    days = pa.array([20_000, 10_000], pa.date32())
    pq.write_table(pa.table({"NO": ["1", "2"], "BORN": days, "N": [1.5, 2.5]}), tmp_path / "c.parquet")
    fields = {"party_ref": "NO", "birth_date": {"column": "BORN", "type": "date", "format": "%Y%m%d"}}
    declared = checked(
        {"check": "range", "column": "BORN", "minimum": "2000-01-01", "verdict": "warn"},
        {"check": "range", "column": "N", "maximum": 2},
        format={"type": "parquet"},
        records=[{"record": "individual", "key": ["NO"], "map": fields}],
    )
    row = delivered(declared, tmp_path / "c.parquet")
    assert results(row)["range"] == ("quarantine", 1)
    assert rejected(warehouse) == [(2, "N", "2.5", "out of range")]
    assert CheckResult.objects.get(load=row, position=0).verdict == "warn"


def test_a_reference_must_be_a_record_of_the_same_system_that_landed_before(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    delivered(source(), written(tmp_path / "c.csv", HEADER, ZHANG))
    delivered(source(key="shop.cards", system="shop"), written(tmp_path / "s.csv", HEADER, LI))
    account = {"record": "billing_account", "key": ["ACCT"], "map": {"account_ref": "ACCT", "party_ref": "CUST"}}
    to_person = {"check": "reference", "column": "CUST", "record": "individual", "field": "party_ref"}
    declared = checked(to_person, key="billing.accounts", records=[account])
    row = delivered(declared, written(tmp_path / "a.csv", "ACCT,CUST", "a1,1", "a2,2", "a3,"))
    assert rejected(warehouse) == [(2, "CUST", "2", "unknown reference")]
    assert (row.rows_landed, results(row)["reference"]) == (2, ("quarantine", 1))


def test_a_row_that_the_mapping_and_a_check_refuse_is_told_once_for_each_reason(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    declared = checked({"check": "required", "columns": ["NAME"]}, {"check": "required", "columns": ["PHONE"]})
    file = written(tmp_path / "c.csv", HEADER, ZHANG, "2,,,2,never,2026-10-01 08:00:00", "3,Li,1,2,never,")
    row = delivered(declared, file)
    assert rejected(warehouse) == [
        (2, "BIRTH", "never", "not a date"),
        (2, "NAME", None, "required"),
        (2, "PHONE", None, "required"),
        (3, "BIRTH", "never", "not a date"),
    ]
    assert (row.rows_received, row.rows_landed, row.rows_rejected) == (3, 1, 2)
    assert CheckResult.objects.get(load=row, kind="mapping").rows == 1


def test_too_many_rows_in_quarantine_fail_the_load_as_a_whole(warehouse: Warehouse, tmp_path: Path) -> None:
    declared = source(checks=[{"check": "range", "column": "NO", "maximum": 1}], rejected_share_limit=0.5)
    with pytest.raises(Invalid, match="2 of 3 rows would be rejected") as error:
        delivered(declared, written(tmp_path / "c.csv", HEADER, ZHANG, LI, WANG))
    assert "2 × out of range in NO (first in row 2: '2')" in error.value.where
    assert not warehouse.has(INDIVIDUAL)


def test_a_delivery_that_fails_is_held_and_lands_when_a_person_lets_it(warehouse: Warehouse, tmp_path: Path) -> None:
    declared = checked({"check": "row_count", "change": 0.5, "verdict": "quarantine"})
    first = delivered(declared, written(tmp_path / "1.csv", HEADER, ZHANG, LI, WANG))
    assert first.state == "landed"
    held = delivered(declared, written(tmp_path / "2.csv", HEADER, ZHANG))
    assert (held.state, held.verdict, held.rows_received, held.rows_landed) == ("held", "quarantine", 1, None)
    said = CheckResult.objects.get(load=held, kind="row_count")
    assert said.says == "1 row, the last load had 3"
    assert said.measured == pytest.approx(2 / 3)
    assert {row["load_id"] for row in rows_of(warehouse, INDIVIDUAL)} == {first.pk}
    assert load(held.pk, source=declared).state == "held"
    release_load(held.pk, why="a shop closed", by="li")
    assert load(held.pk, source=declared).state == "landed"
    assert CheckResult.objects.filter(load=held, kind="row_count").count() == 1


def test_a_warning_about_the_whole_lets_it_land(warehouse: Warehouse, tmp_path: Path) -> None:
    declared = checked({"check": "row_count", "minimum": 10}, {"check": "freshness", "at_most": "P1D"})
    file = written(tmp_path / "1.csv", HEADER, ZHANG)
    row = load(receive_file(declared, file, now=NOON).pk, source=declared)
    assert (row.state, row.verdict) == ("landed", "warn")
    assert results(row) == {
        "row_count": ("warn", 0), "freshness": ("warn", 0), "mapping": ("pass", 0), "drift": ("pass", 0),
    }  # fmt: skip
    said = CheckResult.objects.get(load=row, kind="freshness")
    assert said.measured == 36 * 3600
    assert said.says == "The data reach until 2026-10-01 00:00 UTC, 36.0 hours before they were received"


@pytest.mark.parametrize(
    ("said", "received", "before", "verdict"),
    [
        ({"minimum": 5}, 4, None, "warn"),
        ({"minimum": 5}, 5, None, "pass"),
        ({"maximum": 5}, 6, None, "warn"),
        ({"change": 0.2}, 80, 100, "pass"),
        ({"change": 0.2}, 79, 100, "warn"),
        ({"change": 0.2}, 121, 100, "warn"),
        ({"change": 0.2}, 5, None, "pass"),
        ({"change": 0.2}, 5, 0, "pass"),
    ],
)
def test_the_number_of_rows_is_judged_by_itself_and_against_the_last_load(
    said: dict[str, Any], received: int, before: int | None, verdict: str
) -> None:
    declared = checked({"check": "row_count", **said})
    (found,) = check_whole(declared, received=received, data_until=None, before=before, received_at=NOON)
    assert found.verdict == verdict


@pytest.mark.parametrize(("hours", "verdict"), [(23, "pass"), (24, "pass"), (25, "warn"), (None, "warn")])
def test_freshness_is_the_age_when_it_was_received(hours: int | None, verdict: str) -> None:
    until = None if hours is None else (NOON - timedelta(hours=hours)).replace(tzinfo=None)
    declared = checked({"check": "freshness", "at_most": "P1D"})
    (found,) = check_whole(declared, received=1, data_until=until, before=None, received_at=NOON)
    assert found.verdict == verdict


def test_a_reference_to_what_there_is_not_is_refused() -> None:
    wrong = {"check": "reference", "column": "NO", "record": "individul", "field": "party_ref"}
    with pytest.raises(Invalid, match="no kind of record 'individul'") as error:
        check([checked(wrong)], Definitions())
    assert "Did you mean 'individual'?" in error.value.do
    with pytest.raises(Invalid, match="no field 'party_reff'"):
        check([checked({**wrong, "record": "individual", "field": "party_reff"})], Definitions())


@pytest.mark.parametrize(
    "wrong",
    [
        {"check": "range", "column": "A"},
        {"check": "range", "column": "A", "minimum": 1, "maximum": "2026-01-01"},
        {"check": "format", "column": "A", "pattern": "("},
        {"check": "format", "column": "A", "pattern": "(?=x)"},
        {"check": "row_count"},
        {"check": "unique", "columns": []},
        {"check": "freshness", "at_most": "a day"},
        {"check": "sql", "query": "SELECT 1"},
    ],
)
def test_a_check_that_cannot_work_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="check"):
        checked(wrong)
