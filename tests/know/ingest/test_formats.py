"""TSV, Excel and text of any kind are read as declared; endless lines and whatever is damaged are refused."""

import tracemalloc
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.know.ingest.deliveries import CUSTOMER_MAP, HEADER, LI, WANG, ZHANG, delivered, rows_of, source, written
from tests.know.ingest.workbooks import old_workbook, workbook
from tieline.foundation.errors import Invalid
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.staging import POSITION, staging
from tieline.know.ingest.definitions import Format, Source
from tieline.know.ingest.reading.formats import looked_at
from tieline.know.ingest.tables import INDIVIDUAL, REJECTED_ROW

pytestmark = pytest.mark.django_db

SIMPLE: dict[str, Any] = {"party_ref": "NO", "full_name": "NAME", "phone": "PHONE", "birth_date": "BIRTH"}
SHEET: list[list[Any]] = [
    ["NO", "NAME", "PHONE", "BIRTH"],
    [1, "张伟", 13800000001, date(1980, 1, 2)],
    [2, "李娜", 13800000002, None],
]


def simple(fmt: dict[str, Any], **changes: Any) -> Source:
    return source(format=fmt, records=[{"record": "individual", "key": ["NO"], "map": SIMPLE}], **changes)


def names(warehouse: Warehouse) -> list[str]:
    return [row["full_name"] for row in rows_of(warehouse, INDIVIDUAL)]


def zipped(path: Path, **members: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def looked(warehouse: Warehouse, file: Path, **fmt: Any) -> list[dict[str, Any]]:
    with staging(warehouse) as area, looked_at(area, file, file.name, Format.model_validate(fmt)) as delivery:
        rows: list[dict[str, Any]] = delivery.rows.order_by(POSITION).to_pyarrow().to_pylist()
        return rows


def test_tsv_is_read_with_tabs_and_csv_with_any_delimiter(warehouse: Warehouse, tmp_path: Path) -> None:
    lines = ["NO|NAME|PHONE|BIRTH", "1|张伟|138|1980-01-02"]
    tabs = [line.replace("|", "\t") for line in lines]
    delivered(simple({"type": "tsv"}), written(tmp_path / "a.tsv", *tabs))
    delivered(simple({"type": "csv", "delimiter": "|"}, key="a.bars"), written(tmp_path / "b.csv", *lines))
    assert names(warehouse) == ["张伟", "张伟"]


def test_lines_before_the_header_are_skipped_and_rows_keep_their_place(warehouse: Warehouse, tmp_path: Path) -> None:
    file = written(tmp_path / "c.csv", "Export of 2026-11-22", "", HEADER, ZHANG, "2,too,few", WANG)
    load = delivered(source(format={"type": "csv", "skip_lines": 2}, rejected_share_limit=0.5), file)
    assert [(row["row"], row["full_name"]) for row in rows_of(warehouse, INDIVIDUAL)] == [(1, "张伟"), (3, "王芳")]
    assert [(row["row"], row["reason"]) for row in rows_of(warehouse, REJECTED_ROW)] == [(2, "too few columns")]
    assert load.rows_received == 3


def test_a_file_without_a_header_gets_the_declared_names(warehouse: Warehouse, tmp_path: Path) -> None:
    declared = source(format={"type": "csv", "columns": HEADER.split(",")}, rejected_share_limit=0.5)
    load = delivered(declared, written(tmp_path / "c.csv", ZHANG, "1,2", LI))
    assert names(warehouse) == ["张伟", "李娜"]
    assert [(row["row"], row["reason"]) for row in rows_of(warehouse, REJECTED_ROW)] == [(2, "too few columns")]
    assert load.rows_received == 3


def test_a_wrong_delimiter_is_told_also_without_a_header(warehouse: Warehouse, tmp_path: Path) -> None:
    declared = source(format={"type": "csv", "columns": HEADER.split(",")})
    with pytest.raises(Invalid, match="Only one column was found") as error:
        delivered(declared, written(tmp_path / "c.csv", ZHANG.replace(",", ";")))
    assert 'set format.delimiter of the source to ";"' in error.value.do


def test_a_sheet_is_read_by_name_with_typed_dates_and_whole_numbers_as_text(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    file = workbook(
        tmp_path / "c.xlsx", cover=[["nothing here"]], 客户=[["as of"], [], *SHEET[:2], [None] * 4, SHEET[2]]
    )
    load = delivered(simple({"type": "excel", "sheet": "客户", "skip_lines": 2}), file)
    rows = rows_of(warehouse, INDIVIDUAL)
    assert [(row["row"], row["party_ref"], row["phone"], row["birth_date"]) for row in rows] == [
        (1, "1", "13800000001", date(1980, 1, 2)),
        (3, "2", "13800000002", None),
    ]
    assert load.rows_received == 2


def test_a_sheet_is_chosen_by_number_and_a_wrong_one_names_those_there_are(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    file = workbook(tmp_path / "c.xlsx", cover=[["x"]], customers=SHEET)
    assert looked(warehouse, file, type="excel", sheet=2)[0]["NAME"] == "张伟"
    assert looked(warehouse, file, type="excel") == []
    with pytest.raises(Invalid, match="There is no sheet 'Kunden'") as error:
        looked(warehouse, file, type="excel", sheet="Kunden")
    assert error.value.where == "c.xlsx, sheets cover, customers"


def test_a_workbook_of_the_old_kind_is_read(warehouse: Warehouse, tmp_path: Path) -> None:
    file = old_workbook(tmp_path / "c.xls", [["NO", "NAME"], [1, "张伟"], [2, None], [None, None], [4, "李娜"]])
    assert looked(warehouse, file, type="excel", sheet="old") == [
        {POSITION: 1, "NO": 1, "NAME": "张伟"},
        {POSITION: 2, "NO": 2, "NAME": None},
        {POSITION: 4, "NO": 4, "NAME": "李娜"},
    ]


def test_a_column_of_a_sheet_that_turns_from_number_to_text_is_text(warehouse: Warehouse, tmp_path: Path) -> None:
    file = workbook(tmp_path / "c.xlsx", s=[["a", "b", "c"], [1, True, 2.5], ["A1", False, 3], [2.0, None, None]])
    assert looked(warehouse, file, type="excel") == [
        {POSITION: 1, "a": "1", "b": True, "c": 2.5},
        {POSITION: 2, "a": "A1", "b": False, "c": 3.0},
        {POSITION: 3, "a": "2", "b": None, "c": None},
    ]


def test_what_is_no_workbook_and_a_header_that_repeats_are_told(warehouse: Warehouse, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="damaged, locked or no Excel file"):
        looked(warehouse, written(tmp_path / "a.xlsx", HEADER, ZHANG), type="excel")
    whole = workbook(tmp_path / "whole.xlsx", s=SHEET).read_bytes()
    (tmp_path / "half.xlsx").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Invalid, match="damaged, locked or no Excel file"):
        looked(warehouse, tmp_path / "half.xlsx", type="excel")
    with pytest.raises(Invalid, match="The columns 'A' and 'a' have one name"):
        looked(warehouse, workbook(tmp_path / "b.xlsx", s=[["A", "a"], [1, 2]]), type="excel")
    with pytest.raises(Invalid, match="Column 2 has no name"):
        looked(warehouse, workbook(tmp_path / "d.xlsx", s=[["A"], [1, 2]]), type="excel")


def test_a_small_workbook_that_says_it_is_huge_does_not_take_the_server_with_it(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    file = workbook(tmp_path / "bomb.xlsx", s=[["A"], [1]])
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].replace(b'r="A2"', b'r="XFD1048576"').replace(b'r="2"', b'r="1048576"')
    with pytest.raises(Invalid, match="takes more memory or time than a workbook should"):
        looked(warehouse, zipped(tmp_path / "b.xlsx", **{**parts, "xl/worksheets/sheet1.xml": sheet}), type="excel")


@pytest.mark.parametrize("kind", ["csv", "ndjson", "tsv"])
def test_a_line_of_a_gigabyte_is_refused_without_taking_its_memory(
    warehouse: Warehouse, tmp_path: Path, kind: str
) -> None:
    file = written(tmp_path / "c.csv", HEADER, ZHANG)
    with file.open("r+b") as opened:
        opened.truncate(1024**3)  # a sparse file: a gigabyte of one line after the first two
    tracemalloc.start()
    try:
        with pytest.raises(Invalid, match="A line is longer than 16 million characters") as error:
            looked(warehouse, file, type=kind)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert error.value.where == "c.csv, line 3"
    assert peak < 100 * 1024**2


def test_a_line_just_below_the_limit_is_read(warehouse: Warehouse, tmp_path: Path) -> None:
    long = "x" * 15_000_000
    file = written(tmp_path / "c.ndjson", f'{{"NO":"1","NAME":"{long}"}}', '{"NO":"2","PHONE":"138","BIRTH":null}')
    delivered(simple({"type": "ndjson"}), file)
    assert [len(row["full_name"] or "") for row in rows_of(warehouse, INDIVIDUAL)] == [15_000_000, 0]


def test_a_header_whose_quote_is_never_closed_is_told(warehouse: Warehouse, tmp_path: Path) -> None:
    file = written(tmp_path / "c.csv", '"NO,NAME', *[ZHANG] * 50_000)
    with pytest.raises(Invalid, match="The header does not end"):
        looked(warehouse, file, type="csv")


def test_mixed_encodings_name_the_first_byte_that_does_not_fit(warehouse: Warehouse, tmp_path: Path) -> None:
    file = tmp_path / "c.csv"
    file.write_bytes(f"{HEADER}\n{ZHANG}\n".encode() + f"{LI}\n".encode("gb18030") + f"{WANG}\n".encode())
    with pytest.raises(Invalid, match=r"line 3\) cannot be decoded"):
        delivered(source(), file)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_a_mark_of_the_byte_order_is_no_part_of_the_first_column(
    warehouse: Warehouse, tmp_path: Path, encoding: str
) -> None:
    text = f"{HEADER}\n{ZHANG}\n"
    file = tmp_path / "c.csv"
    file.write_bytes((text if encoding != "gb18030" else f"\ufeff{text}").encode(encoding))
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    delivered(source(format={"type": "csv", "encoding": declared}), file)
    assert names(warehouse) == ["张伟"]


def test_a_column_that_turns_to_text_half_way_and_impossible_dates_reject_their_rows_only(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    record = {"record": "individual", "key": ["NO"], "map": CUSTOMER_MAP,
              "characteristics": {"age": {"column": "AGE", "type": "number"}}}  # fmt: skip
    rows = [
        f"{n},Name,1,1,{'20260230' if n == 7 else '19800102'},2026-10-01 08:00:00,{n if n < 15 else 'n/a'}"
        for n in range(20)
    ]
    file = written(tmp_path / "c.csv", f"{HEADER},AGE", *rows)
    delivered(source(records=[record], rejected_share_limit=0.5), file)
    rejected = [(row["row"], row["field"], row["value"], row["reason"]) for row in rows_of(warehouse, REJECTED_ROW)]
    assert rejected == [
        (8, "BIRTH", "20260230", "not a date"),
        *((n, "AGE", "n/a", "not a number") for n in range(16, 21)),
    ]
    with pytest.raises(Invalid, match="6 of 20 rows would be rejected") as error:
        delivered(source(records=[record], key="a.b"), file)
    assert "5 × not a number in AGE (first in row 16: 'n/a')" in error.value.where


def test_formats_that_cannot_be_are_refused() -> None:
    for wrong in (
        {"type": "csv", "sheet": 1},
        {"type": "parquet", "skip_lines": 1},
        {"type": "ndjson", "columns": ["a"]},
        {"type": "csv", "columns": ["a", "A"]},
        {"type": "excel", "sheet": 0},
    ):
        with pytest.raises(ValueError, match=r"sheet|skip_lines|name"):
            Format.model_validate(wrong)
