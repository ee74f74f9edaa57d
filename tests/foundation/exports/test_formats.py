"""What stands in the files: nothing that a spreadsheet calculates, numbers as numbers, the mark and the traces."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from tieline.foundation.exports.formats import WRITERS, excel_file
from tieline.foundation.exports.formats.csv_file import harmless_text
from tieline.foundation.exports.marking import Mark

NOON = datetime(2026, 2, 28, 12)  # noqa: DTZ001 - as the warehouse tells instants: naive, in UTC
MARK = Mark("5f0c", "5f0c", "li", datetime(2026, 11, 1, 9, tzinfo=UTC), "service", "=reason & <more>", "zh-CN")
SCHEMA = pa.schema(
    [
        ("姓名", pa.string()),
        ("余额", pa.float64()),
        ("件", pa.int64()),
        ("在网", pa.bool_()),
        ("日", pa.date32()),
        ("时", pa.timestamp("us")),
    ]
)
ROWS: list[dict[str, Any]] = [
    {
        "姓名": "=HYPERLINK(1)",
        "余额": -12.5,
        "件": -3,
        "在网": True,
        "日": date(2026, 2, 28),
        "时": NOON,
    },
    {"姓名": '王"小,明\n二', "余额": 0.1, "件": None, "在网": False, "日": None, "时": None},
    {"姓名": None, "余额": float("nan"), "件": 2**53, "在网": None, "日": date(1990, 1, 1), "时": None},
]


def made(folder: Path, kind: str, rows: list[dict[str, Any]] = ROWS) -> Path:
    path = folder / f"file.{kind}"
    writer = WRITERS[kind](path, SCHEMA, MARK)
    for row in rows:
        writer.write(pa.RecordBatch.from_pylist([row], schema=SCHEMA))
    writer.finish()
    return path


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_a_text_that_a_spreadsheet_would_calculate_gets_an_apostrophe(begins: str) -> None:
    assert harmless_text(f"{begins}cmd|' /C calc'!A0") == f"'{begins}cmd|' /C calc'!A0"


@pytest.mark.parametrize("text", ["-12.5", "-3", "王小明", "", "a=b", "3-4", "x@y.cn"])
def test_negative_numbers_and_all_other_texts_stay_as_they_are(text: str) -> None:
    assert harmless_text(text) == text


@pytest.mark.parametrize("text", ["-1+1", "-12.5.1", "--1", "-1e5", "+8613800001234"])
def test_what_only_looks_like_a_number_does_not_stay(text: str) -> None:
    assert harmless_text(text) == f"'{text}"


def test_a_csv_file_begins_with_the_byte_order_mark_and_reads_back(tmp_path: Path) -> None:
    path = made(tmp_path, "csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf" + "姓名".encode())
    whole, last = path.read_text(encoding="utf-8-sig").rstrip("\n").rsplit("\n", 1)
    assert "5f0c" in last
    again = tmp_path / "again.csv"
    again.write_text(whole + "\n", encoding="utf-8")
    parse = pa_csv.ParseOptions(newlines_in_values=True)
    rows = pa_csv.read_csv(again, parse_options=parse).to_pylist()
    assert [row["姓名"] for row in rows] == ["'=HYPERLINK(1)", '王"小,明\n二', ""]
    assert [row["余额"] for row in rows][:2] == [-12.5, 0.1]
    assert rows[0]["日"] == date(2026, 2, 28)


def test_a_workbook_holds_texts_as_texts_and_numbers_as_numbers(tmp_path: Path) -> None:
    book = CalamineWorkbook.from_path(made(tmp_path, "xlsx"))
    assert book.sheet_names == ["数据", "说明"]
    head, *rows = book.get_sheet_by_name("数据").to_python()
    assert head == SCHEMA.names
    assert rows[0] == ["=HYPERLINK(1)", -12.5, -3.0, True, date(2026, 2, 28), NOON]
    assert rows[1][:4] == ['王"小,明\n二', 0.1, "", False]
    assert rows[2][:3] == ["", "", 2.0**53]
    about = book.get_sheet_by_name("说明").to_python()
    assert "5f0c" in str(about[0][0])
    assert ["reason", "=reason & <more>"] in [row[:2] for row in about]


def test_a_full_sheet_is_followed_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel_file, "ROWS_OF_A_SHEET", 2)
    book = CalamineWorkbook.from_path(made(tmp_path, "xlsx", ROWS * 2))
    assert book.sheet_names == ["数据", "数据 2", "数据 3", "说明"]
    assert [len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names[:3]] == [3, 3, 3]


def test_characters_that_xml_has_not_are_left_out(tmp_path: Path) -> None:
    path = made(tmp_path, "xlsx", [{**ROWS[1], "姓名": "a\x00\x0bb" + "x" * 40_000}])
    cell = CalamineWorkbook.from_path(path).get_sheet_by_name("数据").to_python()[1][0]
    assert str(cell).startswith("abx")
    assert len(str(cell)) <= excel_file.LONGEST_CELL


def test_a_parquet_file_keeps_types_and_says_its_mark(tmp_path: Path) -> None:
    table = pq.read_table(made(tmp_path, "parquet"))
    assert table.schema.types == SCHEMA.types
    assert table.column("姓名").to_pylist() == [row["姓名"] for row in ROWS]
    assert table.schema.metadata[b"tieline.export"] == b"5f0c"


@pytest.mark.parametrize("kind", WRITERS)
def test_a_file_without_rows_can_be_read(tmp_path: Path, kind: str) -> None:
    path = made(tmp_path, kind, [])
    if kind == "xlsx":
        assert CalamineWorkbook.from_path(path).get_sheet_by_name("数据").to_python() == [SCHEMA.names]
    elif kind == "parquet":
        assert pq.read_table(path).num_rows == 0
    else:
        assert len(path.read_text(encoding="utf-8-sig").splitlines()) == 2
