"""Rows of erased customers are not kept: neither in the tables, nor in quarantine, nor in the file that came."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.know.ingest.deliveries import HEADER, LI, WANG, ZHANG, delivered, rows_of, source, written
from tieline.foundation.privacy.subjects import NAMED, PARTY, PHONE, Mark, named
from tieline.foundation.privacy.suppression import lift, suppress
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.definitions import Source
from tieline.know.ingest.models import Load
from tieline.know.ingest.tables import INDIVIDUAL, PRODUCT, REJECTED_ROW, USAGE_DAY

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def keep_away(*marks: Mark) -> None:
    suppress(marks, request="R-1", now=NOW)


def counts(load: Load) -> tuple[int | None, ...]:
    return load.rows_received, load.rows_landed, load.rows_rejected, load.rows_erased


def test_a_row_of_an_erased_person_does_not_land_and_is_counted(warehouse: Warehouse, tmp_path: Path) -> None:
    keep_away(Mark(PARTY, "billing", "1"))
    load = delivered(source(), written(tmp_path / "customers.csv", HEADER, ZHANG, LI))
    assert counts(load) == (2, 1, 0, 1)
    assert [row["full_name"] for row in rows_of(warehouse, INDIVIDUAL)] == ["李娜"]


def test_the_kept_file_has_an_empty_row_in_its_place(warehouse: Warehouse, tmp_path: Path) -> None:
    keep_away(Mark(PARTY, "billing", "1"))
    load = delivered(source(), written(tmp_path / "customers.csv", HEADER, ZHANG, LI))
    text = load.file.read_text()
    assert "张伟" not in text
    assert text.splitlines()[2] == LI
    assert load.scrubbed_at is not None


def test_the_same_reference_in_another_system_is_somebody_else(warehouse: Warehouse, tmp_path: Path) -> None:
    keep_away(Mark(PARTY, "store", "1"))
    assert counts(delivered(source(), written(tmp_path / "customers.csv", HEADER, ZHANG))) == (1, 1, 0, 0)


def test_without_anybody_erased_the_file_stays_as_it_came(warehouse: Warehouse, tmp_path: Path) -> None:
    file = written(tmp_path / "customers.csv", HEADER, ZHANG, LI)
    load = delivered(source(), file)
    assert (load.file.read_bytes(), load.scrubbed_at) == (file.read_bytes(), None)


def test_a_row_that_is_wrong_is_not_kept_in_quarantine_either(warehouse: Warehouse, tmp_path: Path) -> None:
    keep_away(Mark(PARTY, "billing", "1"))
    broken = ZHANG.replace("1980", "198x")
    load = delivered(source(rejected_share_limit=1.0), written(tmp_path / "customers.csv", HEADER, broken, WANG))
    assert load.rows_erased == 1
    assert not [row for row in rows_of(warehouse, REJECTED_ROW) if "张伟" in row["content"]]


def test_a_row_that_cannot_be_taken_apart_is_not_kept_either(warehouse: Warehouse, tmp_path: Path) -> None:
    keep_away(Mark(PHONE, "", "+8613800138000"))
    torn = "1,张伟,138-0013-8000,1,19800102,2026-10-01 08:00:00,more,and more"
    load = delivered(source(rejected_share_limit=1.0), written(tmp_path / "customers.csv", HEADER, torn, LI))
    assert counts(load) == (2, 1, 0, 1)
    assert "138-0013-8000" not in load.file.read_text()


def test_delivering_the_same_file_again_brings_nothing_back(warehouse: Warehouse, tmp_path: Path) -> None:
    keep_away(Mark(PARTY, "billing", "1"))
    file = written(tmp_path / "customers.csv", HEADER, ZHANG, LI)
    load = delivered(source(), file)
    load.file.unlink()
    again = delivered(source(), file)
    assert (again.pk, again.file.exists()) == (load.pk, False)


def test_a_person_known_by_name_and_number_is_kept_away_and_a_relative_with_the_number_is_not(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    declared = contacts()
    keep_away(Mark(NAMED, "", named("张 伟", "+8613800138000")))
    load = delivered(declared, written(tmp_path / "c.csv", "NO,NAME,TEL", "7,张伟,138 0013 8000", "8,张丽,13800138000"))
    assert load.rows_erased == 1
    assert [row["full_name"] for row in rows_of(warehouse, INDIVIDUAL)] == ["张丽"]


def contacts() -> Source:
    fields = {"party_ref": "NO", "full_name": "NAME", "phone": "TEL"}
    return source(records=[{"record": "individual", "key": ["NO"], "map": fields}])


def lines() -> Source:
    fields = {"product_ref": "NO", "account_ref": "ACC", "phone": "TEL"}
    return source(key="billing.lines", records=[{"record": "product", "key": ["NO"], "map": fields}])


def use() -> Source:
    fields = {"phone": "TEL", "day": {"column": "DAY", "format": "%Y-%m-%d"}, "data_mb": "MB"}
    record = {"record": "usage_day", "key": ["TEL", "DAY"], "map": fields}
    return source(key="network.daily", system="network", records=[record])


USE = ("TEL,DAY,MB", "13800138000,2026-11-01,5", "13900139000,2026-11-01,6")


def test_use_of_a_number_is_kept_away_until_a_line_has_the_number_again(warehouse: Warehouse, tmp_path: Path) -> None:
    keep_away(Mark(PHONE, "", "+8613800138000"))
    first = delivered(use(), written(tmp_path / "use.csv", *USE))
    assert counts(first) == (2, 1, 0, 1)
    delivered(lines(), written(tmp_path / "lines.csv", "NO,ACC,TEL", "L9,A9,+86 138-0013-8000"))
    assert len(rows_of(warehouse, PRODUCT)) == 1
    second = delivered(use(), written(tmp_path / "use2.csv", USE[0], USE[1].replace("11-01", "11-02")))
    assert (counts(second), len(rows_of(warehouse, USAGE_DAY))) == ((1, 1, 0, 0), 2)


def test_who_is_a_customer_again_is_kept_again(warehouse: Warehouse, tmp_path: Path) -> None:
    keep_away(Mark(PARTY, "billing", "1"))
    lift("R-1", why="signed a new contract", by="bo", now=NOW)
    assert counts(delivered(source(), written(tmp_path / "customers.csv", HEADER, ZHANG))) == (1, 1, 0, 0)
