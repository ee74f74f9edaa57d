"""Every format and encoding is read; files that are wrong are told with what, where and what to do."""

import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.know.ingest.deliveries import CUSTOMER_MAP, HEADER, LI, WANG, ZHANG, delivered, rows_of, source, written
from tieline.foundation.errors import Invalid
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.definitions import Source
from tieline.know.ingest.models import Load
from tieline.know.ingest.tables import INDIVIDUAL, REJECTED_ROW, USAGE_DAY

pytestmark = pytest.mark.django_db

SIMPLE: dict[str, Any] = {"party_ref": "no", "full_name": "name", "phone": "phone"}


def ndjson(**changes: Any) -> Source:
    record = {"record": "individual", "key": ["no"], "map": SIMPLE}
    return source(format={"type": "ndjson"}, records=[record], rejected_share_limit=0.5, **changes)


def parquet() -> Source:
    record = {
        "record": "usage_day",
        "key": ["line", "day"],
        "map": {
            "phone": "line",
            "day": {"column": "day", "type": "date"},
            "voice_minutes": {"column": "voice_seconds", "type": "number", "unit": "seconds", "to": "minutes"},
            "sms": "sms",
        },
        "require": ["phone", "day"],
    }
    return source(key="network.usage", system="network", format={"type": "parquet"}, records=[record])


def use(path: Path) -> Path:
    table = pa.table(
        {
            "line": ["13800000001", "13800000002", "13800000003"],
            "day": pa.array([20_000, 20_001, 20_002], pa.date32()),
            "voice_seconds": [90, 30, 0],
            "sms": pa.array([1, None, 3], pa.int32()),
        }
    )
    pq.write_table(table, path)
    return path


def names(warehouse: Warehouse) -> list[str]:
    return [row["full_name"] for row in rows_of(warehouse, INDIVIDUAL)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_csv_is_read_in_the_declared_encoding(warehouse: Warehouse, tmp_path: Path, encoding: str) -> None:
    declared = source(format={"type": "csv", "encoding": "utf-8" if encoding == "utf-8-sig" else encoding})
    delivered(declared, written(tmp_path / "c.csv", HEADER, ZHANG, LI, encoding=encoding))
    assert names(warehouse) == ["张伟", "李娜"]


def test_a_packed_file_is_read(warehouse: Warehouse, tmp_path: Path) -> None:
    file = tmp_path / "customers.csv.gz"
    file.write_bytes(gzip.compress("\n".join([HEADER, ZHANG, LI]).encode()))
    delivered(source(), file)
    assert names(warehouse) == ["张伟", "李娜"]


def test_half_a_packed_file_is_told(warehouse: Warehouse, tmp_path: Path) -> None:
    file = tmp_path / "customers.csv.gz"
    whole = gzip.compress("\n".join([HEADER, *[ZHANG] * 999]).encode())
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Invalid, match="gzip file is damaged or only half written"):
        delivered(source(), file)


def test_quotes_line_ends_and_delimiters_are_read_as_declared(warehouse: Warehouse, tmp_path: Path) -> None:
    declared = source(
        format={"type": "csv", "delimiter": ";", "quote": "'"},
        records=[{"record": "individual", "key": ["no"], "map": SIMPLE}],
    )
    file = tmp_path / "c.csv"
    file.write_bytes(b"no;name;phone\r\n1;'O''Neill; Ann';138\r\n2;'two\r\nlines';139\r\n")
    delivered(declared, file)
    assert names(warehouse) == ["O'Neill; Ann", "two\r\nlines"]


def test_a_file_in_another_encoding_names_the_byte_the_line_and_the_encoding_that_fits(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    file = written(tmp_path / "c.csv", HEADER, "1,Ann,138,1,19800102,2026-10-01 08:00:00", ZHANG, encoding="gb18030")
    with pytest.raises(Invalid) as error:
        delivered(source(), file)
    offset = file.read_bytes().index("张".encode("gb18030"))
    assert f"the byte at offset {offset} (line 3)" in error.value.what
    assert "set format.encoding of the source to gb18030" in error.value.do
    row = Load.objects.get()
    assert (row.state, row.error_what, row.error_where) == ("failed", error.value.what, "c.csv, line 3")
    assert not warehouse.has(INDIVIDUAL)


def test_a_file_declared_gb18030_that_is_utf8_is_told_and_not_read_as_nonsense(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    lines = [f"{number},张伟先生,138,1,19800102,2026-10-01 08:00:00" for number in range(20)]
    file = written(tmp_path / "c.csv", HEADER, *lines)
    with pytest.raises(Invalid, match="is declared gb18030, but is UTF-8"):
        delivered(source(format={"type": "csv", "encoding": "gb18030"}), file)


def test_a_wrong_column_names_the_nearest_that_is_there(warehouse: Warehouse, tmp_path: Path) -> None:
    file = written(tmp_path / "c.csv", HEADER.replace("PHONE", "PHONES"), ZHANG)
    with pytest.raises(Invalid) as error:
        delivered(source(), file)
    assert error.value.what == "The file has no column 'PHONE', which the source reads"
    assert "Did you mean 'PHONES'?" in error.value.do
    assert error.value.where == "c.csv, columns NO, NAME, PHONES, SEX, BIRTH, UPD"


def test_a_wrong_delimiter_is_told(warehouse: Warehouse, tmp_path: Path) -> None:
    file = written(tmp_path / "c.csv", HEADER.replace(",", ";"), ZHANG.replace(",", ";"))
    with pytest.raises(Invalid, match="Only one column") as error:
        delivered(source(), file)
    assert "semicolon" in error.value.do


def test_a_column_named_twice_is_refused(warehouse: Warehouse, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="'NAME' and 'name' have one name"):
        delivered(source(), written(tmp_path / "c.csv", f"{HEADER},name", f"{ZHANG},x"))


def test_an_empty_file_is_refused(warehouse: Warehouse, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="The file is empty"):
        delivered(source(), written(tmp_path / "c.csv"))


def test_a_quote_that_is_never_closed_fails_the_load_at_its_line(warehouse: Warehouse, tmp_path: Path) -> None:
    broken = LI.replace("李娜", '"李娜')
    with pytest.raises(Invalid, match="A quote is opened and not closed") as error:
        delivered(source(rejected_share_limit=1), written(tmp_path / "c.csv", HEADER, ZHANG, broken, WANG, WANG))
    assert "line 3" in error.value.where


def test_too_many_rejected_rows_fail_the_load_with_the_main_reasons(warehouse: Warehouse, tmp_path: Path) -> None:
    bad = [ZHANG.replace("1,", f"{number},", 1).replace("19800102", "never") for number in range(10, 14)]
    with pytest.raises(Invalid) as error:
        delivered(source(), written(tmp_path / "c.csv", HEADER, *bad, LI, WANG, "9,,1,1,19800102,"))
    assert error.value.what == "5 of 7 rows would be rejected, more than 10%; nothing landed"
    assert error.value.where == (
        "4 × not a date in BIRTH (first in row 1: 'never'); 1 × required in NAME (first in row 7)"
    )
    assert not warehouse.has(INDIVIDUAL)
    assert not warehouse.has(REJECTED_ROW)


def test_ndjson_is_read_with_numbers_nulls_and_missing_fields(warehouse: Warehouse, tmp_path: Path) -> None:
    lines = [
        '{"no": 1, "name": "张伟", "phone": null, "more": {"a": [1]}}',
        "",
        '{"no": "2", "name": "李娜", "phone": 138}',
    ]
    row = delivered(ndjson(), written(tmp_path / "c.ndjson", *lines))
    found = [(each["row"], each["party_ref"], each["phone"]) for each in rows_of(warehouse, INDIVIDUAL)]
    assert found == [(1, "1", None), (3, "2", "138")]
    assert row.rows_received == 2


def test_a_broken_line_of_ndjson_is_rejected_with_its_number_and_text(warehouse: Warehouse, tmp_path: Path) -> None:
    lines = ['{"no": 1, "name": "a", "phone": "1"}', "", '{"no": 2, "name":', '{"no": 3, "name": "c"}', "[1]"]
    row = delivered(ndjson(), written(tmp_path / "c.ndjson", *lines, '{"no": 4, "name": "d"}'))
    rejected = [
        (each["row"], each["reason"], each["value"], each["content"]) for each in rows_of(warehouse, REJECTED_ROW)
    ]
    assert rejected == [(3, "not JSON", "line 3", '{"no": 2, "name":'), (5, "not JSON", "line 5", "[1]")]
    assert (row.rows_received, row.rows_landed, row.rows_rejected) == (5, 3, 2)
    assert [each["row"] for each in rows_of(warehouse, INDIVIDUAL)] == [1, 4, 6]


def test_ndjson_that_was_cut_off_fails_the_load_at_its_line(warehouse: Warehouse, tmp_path: Path) -> None:
    file = tmp_path / "c.ndjson"
    file.write_text('{"no": 1, "name": "a", "phone": "1"}\n{"no": 2, "na', encoding="utf-8")
    with pytest.raises(Invalid, match="only half written") as error:
        delivered(ndjson(), file)
    assert error.value.where.startswith("c.ndjson, line 2")


def test_a_field_that_no_line_of_ndjson_has_is_a_wrong_column(warehouse: Warehouse, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no column 'phone'") as error:
        delivered(ndjson(), written(tmp_path / "c.ndjson", '{"no": 1, "name": "a", "phones": "1"}'))
    assert "Did you mean 'phones'?" in error.value.do


def test_a_field_that_is_always_null_in_ndjson_is_there(warehouse: Warehouse, tmp_path: Path) -> None:
    row = delivered(ndjson(), written(tmp_path / "c.ndjson", '{"no": 1, "name": "a", "phone": null}'))
    assert row.rows_landed == 1


def test_the_content_of_a_rejected_line_of_ndjson_is_the_whole_line(warehouse: Warehouse, tmp_path: Path) -> None:
    line = '{"no": null, "name": "a", "phone": "1", "unmapped": true}'
    delivered(ndjson(), written(tmp_path / "c.ndjson", '{"no": 1}', line))
    (rejected,) = rows_of(warehouse, REJECTED_ROW)
    assert (rejected["row"], rejected["field"], rejected["reason"]) == (2, "no", "required")
    assert json.loads(rejected["content"])["unmapped"] is True


def test_parquet_is_read_with_its_own_types_and_units(warehouse: Warehouse, tmp_path: Path) -> None:
    row = delivered(parquet(), use(tmp_path / "u.parquet"))
    found = [
        (each["row"], each["record_key"], str(each["day"]), each["voice_minutes"], each["sms"])
        for each in rows_of(warehouse, USAGE_DAY)
    ]
    assert found == [
        (1, "13800000001|2024-10-04", "2024-10-04", 1.5, 1),
        (2, "13800000002|2024-10-05", "2024-10-05", 0.5, None),
        (3, "13800000003|2024-10-06", "2024-10-06", 0.0, 3),
    ]
    assert row.data_until is not None


def test_a_half_written_parquet_file_is_told_and_the_last_good_state_stays(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    whole = use(tmp_path / "u.parquet")
    delivered(parquet(), whole)
    before = rows_of(warehouse, USAGE_DAY)
    half = tmp_path / "half.parquet"
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(Invalid, match="only half written") as error:
        delivered(parquet(), half)
    assert error.value.where == "half.parquet"
    assert rows_of(warehouse, USAGE_DAY) == before


def test_a_damaged_parquet_page_fails_the_load(warehouse: Warehouse, tmp_path: Path) -> None:
    content = bytearray(use(tmp_path / "u.parquet").read_bytes())
    content[4:120] = b"\xff" * 116
    damaged = tmp_path / "damaged.parquet"
    damaged.write_bytes(bytes(content))
    with pytest.raises(Invalid, match="damaged"):
        delivered(parquet(), damaged)
    assert Load.objects.get().state == "failed"


def test_a_file_that_is_no_parquet_is_told(warehouse: Warehouse, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="not a Parquet file"):
        delivered(parquet(), written(tmp_path / "u.parquet", HEADER, ZHANG))


def test_customer_map_reads_every_column_once() -> None:
    assert source().columns == ["NO", "NAME", "PHONE", "SEX", "BIRTH", "UPD"]
    assert list(CUSTOMER_MAP) == list(source().records[0].map)
