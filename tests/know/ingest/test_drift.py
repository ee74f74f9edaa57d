"""Columns that come are reported; mapped ones that go or change their type stop the load, unless declared else."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.know.ingest.deliveries import HEADER, LI, WANG, ZHANG, delivered, rows_of, source, written
from tests.know.ingest.workbooks import workbook
from tieline.foundation.errors import Invalid
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.definitions import Source
from tieline.know.ingest.models import CheckResult, Load
from tieline.know.ingest.tables import INDIVIDUAL

pytestmark = pytest.mark.django_db

SIMPLE: dict[str, Any] = {"record": "individual", "key": ["NO"], "map": {"party_ref": "NO", "full_name": "NAME"}}
AGED: dict[str, Any] = {**SIMPLE, "characteristics": {"age": {"column": "AGE", "type": "integer", "invalid": "null"}}}


def simple(kind: str, **changes: Any) -> Source:
    return source(format={"type": kind}, records=[SIMPLE], **changes)


def ndjson(path: Path, *rows: dict[str, Any]) -> Path:
    return written(path, *(json.dumps(row) for row in rows))


def parquet(path: Path, **columns: Any) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


def test_the_first_load_has_nothing_to_be_compared_with(warehouse: Warehouse, tmp_path: Path) -> None:
    row = delivered(source(), written(tmp_path / "1.csv", HEADER, ZHANG))
    assert row.drift == {}
    assert row.columns == {
        "NO": "text", "NAME": "text", "PHONE": "text", "SEX": "text", "BIRTH": "date", "UPD": "timestamp",
    }  # fmt: skip


def test_a_new_column_is_reported_once_and_the_file_lands(warehouse: Warehouse, tmp_path: Path) -> None:
    delivered(source(), written(tmp_path / "1.csv", HEADER, ZHANG))
    row = delivered(source(), written(tmp_path / "2.csv", f"{HEADER},VIP", f"{LI},Y"))
    assert (row.state, row.drift, row.verdict) == ("landed", {"new": ["VIP"]}, "warn")
    assert CheckResult.objects.get(load=row, kind="drift").says == "new: VIP"
    again = delivered(source(), written(tmp_path / "3.csv", f"{HEADER},VIP", f"{WANG},N"))
    assert (again.drift, again.verdict) == ({}, "pass")


def test_a_new_column_that_is_mapped_later_lands_from_the_file_that_was_kept(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    file = written(tmp_path / "2.csv", "NO,NAME,CITY", "1,Li,Suzhou")
    delivered(simple("csv"), file)
    mapped = {**SIMPLE, "map": {**SIMPLE["map"], "city": "CITY"}}
    delivered(source(records=[mapped]), Load.objects.get().file)
    assert [row["city"] for row in rows_of(warehouse, INDIVIDUAL)] == ["Suzhou"]


def test_a_new_column_stops_where_the_source_says_so(warehouse: Warehouse, tmp_path: Path) -> None:
    declared = source(drift={"new": "stop"})
    delivered(declared, written(tmp_path / "1.csv", HEADER, ZHANG))
    with pytest.raises(Invalid, match="a column that the last one had not: 'VIP'"):
        delivered(declared, written(tmp_path / "2.csv", f"{HEADER},VIP", f"{LI},Y"))
    assert len(rows_of(warehouse, INDIVIDUAL)) == 1


def test_a_mapped_column_that_is_gone_stops_the_load_and_names_the_nearest(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    delivered(source(), written(tmp_path / "1.csv", HEADER, ZHANG))
    with pytest.raises(Invalid, match="The file has no column 'PHONE'") as error:
        delivered(source(), written(tmp_path / "2.csv", HEADER.replace("PHONE", "PHONE_NO"), LI))
    assert error.value.do.startswith("Did you mean 'PHONE_NO'?")
    assert len(rows_of(warehouse, INDIVIDUAL)) == 1


@pytest.mark.parametrize("kind", ["csv", "ndjson", "parquet", "excel"])
def test_a_mapped_column_that_is_gone_is_null_where_the_source_says_so(
    warehouse: Warehouse, tmp_path: Path, kind: str
) -> None:
    declared = simple(kind, drift={"missing": "null"})
    file = {
        "csv": lambda: written(tmp_path / "f", "NO", "1"),
        "ndjson": lambda: ndjson(tmp_path / "f", {"NO": "1"}),
        "parquet": lambda: parquet(tmp_path / "f", NO=["1"]),
        "excel": lambda: workbook(tmp_path / "f", s=[["NO"], [1]]),
    }[kind]()
    row = delivered(declared, file)
    assert [(each["party_ref"], each["full_name"]) for each in rows_of(warehouse, INDIVIDUAL)] == [("1", None)]
    assert row.drift == {"missing": ["NAME"]}


def test_a_column_that_nothing_reads_may_go_and_is_reported(warehouse: Warehouse, tmp_path: Path) -> None:
    delivered(source(), written(tmp_path / "1.csv", f"{HEADER},VIP", f"{ZHANG},Y"))
    assert delivered(source(), written(tmp_path / "2.csv", HEADER, LI)).drift == {"missing": ["VIP"]}


def test_a_typed_column_that_turns_to_text_stops_the_load_although_the_mapping_would_empty_it(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    declared = source(records=[AGED])
    delivered(declared, written(tmp_path / "1.csv", "NO,NAME,AGE", "1,Li,44", "2,Wang,n/a", "3,Wu,31"))
    with pytest.raises(Invalid, match="The column 'AGE' held numbers and now holds text") as error:
        delivered(declared, written(tmp_path / "2.csv", "NO,NAME,AGE", "1,Li,forty", "2,Wang,fifty", "3,Wu,31"))
    assert "drift.retyped" in error.value.do
    row = delivered(
        source(records=[AGED], drift={"retyped": "report"}), written(tmp_path / "3.csv", "NO,NAME,AGE", "1,Li,forty")
    )
    assert row.drift == {"retyped": ["AGE"]}


def test_an_empty_column_has_no_type_and_keeps_the_one_it_had(warehouse: Warehouse, tmp_path: Path) -> None:
    declared = source(records=[AGED])
    delivered(declared, written(tmp_path / "1.csv", "NO,NAME,AGE", "1,Li,44"))
    empty = delivered(declared, written(tmp_path / "2.csv", "NO,NAME,AGE", "1,Li,"))
    assert (empty.drift, empty.columns["AGE"]) == ({}, "number")
    with pytest.raises(Invalid, match="The column 'AGE' held numbers"):
        delivered(declared, written(tmp_path / "3.csv", "NO,NAME,AGE", "1,Li,forty"))


def test_a_changed_type_of_parquet_stops_also_where_it_is_read_as_text(warehouse: Warehouse, tmp_path: Path) -> None:
    delivered(simple("parquet"), parquet(tmp_path / "1", NO=["007"], NAME=["Li"]))
    with pytest.raises(Invalid, match="The column 'NO' held text and now holds numbers"):
        delivered(simple("parquet"), parquet(tmp_path / "2", NO=[7], NAME=["Li"]))
    assert delivered(simple("parquet"), parquet(tmp_path / "3", NO=["8"], NAME=["Li"], N=[1])).drift == {"new": ["N"]}


def test_a_field_that_json_leaves_out_is_not_gone(warehouse: Warehouse, tmp_path: Path) -> None:
    delivered(simple("ndjson"), ndjson(tmp_path / "1", {"NO": "1", "NAME": "Li", "VIP": True}))
    row = delivered(simple("ndjson"), ndjson(tmp_path / "2", {"NO": "2", "NAME": "Wu"}))
    assert (row.drift, row.columns["VIP"]) == ({}, "boolean")
    later = delivered(simple("ndjson"), ndjson(tmp_path / "3", {"NO": "3", "NAME": "Ma", "VIP": "yes", "X": [1]}))
    assert later.drift == {"new": ["X"], "retyped": ["VIP"]}


def test_a_load_that_failed_is_nothing_to_compare_with(warehouse: Warehouse, tmp_path: Path) -> None:
    delivered(source(), written(tmp_path / "1.csv", HEADER, ZHANG))
    with pytest.raises(Invalid):
        delivered(source(), written(tmp_path / "2.csv", f"{HEADER},VIP", "1,,,,,,Y"))
    assert delivered(source(), written(tmp_path / "3.csv", f"{HEADER},VIP", f"{LI},Y")).drift == {"new": ["VIP"]}
