"""Numbers of identity documents are masked at landing; the number itself is stored nowhere but in the inbox."""

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from pydantic import ValidationError

from tests.know.ingest.deliveries import CUSTOMER_MAP, delivered, rows_of, source, written
from tieline.foundation.errors import Invalid
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.commands import receive_file
from tieline.know.ingest.definitions import Source
from tieline.know.ingest.definitions.cells import Cell
from tieline.know.ingest.models import Load
from tieline.know.ingest.tables import INDIVIDUAL, REJECTED_ROW

pytestmark = pytest.mark.django_db

NUMBER = "11010519491231002X"
WRONG = "110105194912310021"
HEADER = "NO,NAME,ID_NO,BIRTH"
RECORD: dict[str, Any] = {
    "record": "individual",
    "key": ["NO"],
    "map": {
        "party_ref": "NO",
        "full_name": "NAME",
        "identity_number": {"column": "ID_NO", "standard": "identity_number"},
        "birth_date": CUSTOMER_MAP["birth_date"],
    },
}
SECRET = "19491231002"
"""The part that the mask hides, and a little more."""


def papers(**changes: Any) -> Source:
    cell = {"column": "ID_NO", "standard": "identity_number", **changes}
    return source(rejected_share_limit=1.0, records=[{**RECORD, "map": {**RECORD["map"], "identity_number": cell}}])


def everything_stored(warehouse: Warehouse) -> str:
    """All rows of all tables of the warehouse and of the operational database, as text."""
    connection = warehouse.ibis.con
    tables = connection.execute("SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT temporary").fetchall()
    said = [str(connection.execute(f'SELECT * FROM "{schema}"."{name}"').fetchall()) for schema, name in tables]
    return "".join(said) + "".join(str(list(model._default_manager.values())) for model in apps.get_models())


def test_a_number_lands_as_mask_and_hash_in_one_way_for_every_writing(warehouse: Warehouse, tmp_path: Path) -> None:
    lines = [HEADER, f"1,张伟,{NUMBER},", f"2,李娜,{NUMBER.lower()},", "3,王芳,,"]
    delivered(papers(), written(tmp_path / "customers.csv", *lines))
    held = [row["identity_number"] for row in rows_of(warehouse, INDIVIDUAL)]
    assert held[0] == held[1]
    assert held[0].startswith("110105********002X~")
    assert len(held[0].partition("~")[2]) == 64
    assert held[2] is None


def test_a_number_that_is_none_rejects_the_row_or_is_emptied(warehouse: Warehouse, tmp_path: Path) -> None:
    lines = [HEADER, f"1,张伟,{WRONG},"]
    delivered(papers(), written(tmp_path / "customers.csv", *lines))
    rejected = rows_of(warehouse, REJECTED_ROW)
    assert [(row["field"], row["value"], row["reason"]) for row in rejected] == [
        ("ID_NO", "110105********0021", "does not match")
    ]
    delivered(papers(invalid="null"), written(tmp_path / "customers2.csv", *lines, ""))
    assert [row["identity_number"] for row in rows_of(warehouse, INDIVIDUAL)] == [None]


def test_the_number_is_stored_nowhere_but_in_the_delivered_file(warehouse: Warehouse, tmp_path: Path) -> None:
    lines = [f"1,张伟,{NUMBER},", f"2,李娜,{WRONG},", f"3,王芳,{NUMBER},2026-99", f"4,赵,{NUMBER},20000101,more"]
    row = delivered(papers(), written(tmp_path / "customers.csv", HEADER, *lines))
    assert row.rows_rejected == 3
    assert "110105********002X" in everything_stored(warehouse)
    assert SECRET not in everything_stored(warehouse)


def test_a_file_that_cannot_be_read_is_told_without_the_number(warehouse: Warehouse, tmp_path: Path) -> None:
    file = written(tmp_path / "customers.csv", HEADER, f'1,"张伟,{NUMBER},', f"2,李娜,{NUMBER},")
    with pytest.raises(Invalid) as told:
        delivered(papers(), file)
    assert "110105********002X" in told.value.where
    assert SECRET not in f"{told.value.what} {told.value.where} {told.value.do}"
    assert SECRET not in everything_stored(warehouse)


def test_a_sealed_number_of_a_corrected_row_lands_again(warehouse: Warehouse, tmp_path: Path) -> None:
    delivered(papers(), written(tmp_path / "customers.csv", HEADER, f"1,张伟,{NUMBER},"))
    held = rows_of(warehouse, INDIVIDUAL)[0]["identity_number"]
    delivered(papers(), written(tmp_path / "again.csv", HEADER, f"2,张伟,{held},"))
    assert {row["identity_number"] for row in rows_of(warehouse, INDIVIDUAL)} == {held}


def test_a_cell_that_seals_does_nothing_else(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="standard and prefix cannot be combined"):
        Cell.model_validate({"column": "ID_NO", "standard": "identity_number", "prefix": "x"})


def test_the_delivered_file_is_the_exception(warehouse: Warehouse, tmp_path: Path) -> None:
    load = receive_file(papers(), written(tmp_path / "customers.csv", HEADER, f"1,张伟,{NUMBER},"))
    kept = Load.objects.get(pk=load.pk)
    assert kept.state == "received"
    assert SECRET not in everything_stored(warehouse)
