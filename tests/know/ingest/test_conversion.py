"""Texts of every kind become typed values, or a reason why not."""

from datetime import date, datetime
from typing import Any

import ibis
import pytest

from tieline.know.ingest.conversion import Reading, judge, value_of
from tieline.know.ingest.definitions.cells import Cell

utc = datetime.fromisoformat
"""An instant as the warehouse keeps it."""

SHANGHAI = Reading([], "Asia/Shanghai")


def converted(kind: str, texts: list[Any], reading: Reading = SHANGHAI, **said: Any) -> list[tuple[Any, Any]]:
    """Value and fault of each text."""
    each = Cell.model_validate({"column": "x", **said})
    backend = ibis.duckdb.connect()
    rows = backend.create_table("rows", ibis.memtable({"x": texts, "n": list(range(len(texts)))}, schema=None))
    values = rows.mutate(value=value_of(rows, each, kind, reading))
    judged = judge(values, values["value"], each, kind, reading)
    fault = judged.fault if judged.fault is not None else ibis.null("string")
    found = values.order_by("n").select(value=judged.value, fault=fault).to_pyarrow().to_pylist()
    return [(row["value"], row["fault"]) for row in found]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12.0),
        ("-1.50", -1.5),
        ("1e3", 1000.0),
        ("54,492", 54492.0),
        ("1,234,567.8", 1234567.8),
        (".5", 0.5),
        (None, None),
    ],
)
def test_numbers_are_read(text: str | None, value: float | None) -> None:
    assert converted("number", [text, "0"])[0] == (value, None)


@pytest.mark.parametrize("text", ["twelve", "1,2", "12,34", "nan", "inf", "1.2.3", "12元"])
def test_what_is_no_number_is_told(text: str) -> None:
    assert converted("number", [text]) == [(None, "not a number")]


def test_whole_numbers_are_not_rounded() -> None:
    assert converted("integer", ["7", "7.0", "7.5", "9007199254740993", "1,000", "1e22", "-3.5", "-3.0"]) == [
        (7, None),
        (7, None),
        (None, "not a whole number"),
        (9007199254740993, None),
        (1000, None),
        (None, "not a whole number"),
        (None, "not a whole number"),
        (-3, None),
    ]


def test_units_are_converted_to_the_sixth_decimal() -> None:
    assert converted("number", ["12345"], unit="fen", to="yuan") == [(123.45, None)]
    assert converted("number", ["100"], unit="seconds", to="minutes") == [(1.666667, None)]
    assert converted("number", ["2"], unit="gb", to="mb") == [(2048.0, None)]


@pytest.mark.parametrize(
    ("form", "text", "value"),
    [
        (None, "2026-02-28", date(2026, 2, 28)),
        (None, "2026-2-8", date(2026, 2, 8)),
        (None, "2026-02-28 23:59:59", date(2026, 2, 28)),
        ("%Y%m%d", "20260228", date(2026, 2, 28)),
        ("%d/%m/%Y", "28/2/2026", date(2026, 2, 28)),
        ("%Y年%m月%d日", "2026年2月28日", date(2026, 2, 28)),
        ("%Y-%m", "2026-02", date(2026, 2, 1)),
        ("%d.%m.%y", "28.02.26", date(2026, 2, 28)),
        (["%Y%m%d", "%Y/%m/%d"], "2026/02/28", date(2026, 2, 28)),
    ],
)
def test_dates_are_read_in_their_format(form: Any, text: str, value: date) -> None:
    assert converted("date", [text], format=form) == [(value, None)]


@pytest.mark.parametrize(
    ("form", "text"),
    [(None, "28.02.2026"), ("%Y%m%d", "20260230"), ("%Y%m%d", "2026022"), ("%Y-%m-%d", "2026-13-01"), (None, "soon")],
)
def test_impossible_dates_are_told(form: str | None, text: str) -> None:
    assert converted("date", [text], format=form) == [(None, "not a date")]


@pytest.mark.parametrize(
    ("zone", "form", "text", "value"),
    [
        ("Asia/Shanghai", None, "2026-07-01 08:00:00", utc("2026-07-01 00:00:00")),
        ("Asia/Shanghai", None, "2026-07-01T08:00:00.250", utc("2026-07-01 00:00:00.250000")),
        ("Asia/Shanghai", None, "2026-07-01T08:00:00Z", utc("2026-07-01 08:00:00")),
        ("Asia/Shanghai", None, "2026-07-01T08:00:00+02:00", utc("2026-07-01 06:00:00")),
        ("Europe/Berlin", None, "2026-01-01 08:00:00", utc("2026-01-01 07:00:00")),
        ("Europe/Berlin", None, "2026-07-01 08:00:00", utc("2026-07-01 06:00:00")),
        ("Europe/Berlin", "%d.%m.%Y %H:%M", "1.7.2026 8:05", utc("2026-07-01 06:05:00")),
        ("Europe/Berlin", None, "2026-10-25 01:59:00", utc("2026-10-24 23:59:00")),
        ("Europe/Berlin", None, "2026-10-25 02:30:00", utc("2026-10-25 00:30:00")),  # the first of the two
        ("Europe/Berlin", None, "2026-10-25 03:00:00", utc("2026-10-25 02:00:00")),
        ("Australia/Lord_Howe", None, "2026-04-05 01:45:00", utc("2026-04-04 14:45:00")),
        ("Asia/Shanghai", "%Y%m%d%H%M%S", "20260701080000", utc("2026-07-01 00:00:00")),
        ("Asia/Shanghai", "%Y-%m-%dT%H:%M:%S%z", "2026-07-01T08:00:00-0500", utc("2026-07-01 13:00:00")),
        ("UTC", None, "2026-07-01", utc("2026-07-01 00:00:00")),
    ],
)
def test_timestamps_are_read_in_their_zone_and_kept_in_utc(zone: str, form: Any, text: str, value: datetime) -> None:
    assert converted("timestamp", [text], Reading([], zone), format=form) == [(value, None)]


def test_typed_columns_are_taken_as_they_are() -> None:
    at = utc("2026-07-01 08:00:00")
    assert converted("timestamp", [at]) == [(utc("2026-07-01 00:00:00"), None)]
    assert converted("date", [date(2026, 7, 1)]) == [(date(2026, 7, 1), None)]
    assert converted("number", [90], unit="seconds", to="minutes") == [(1.5, None)]
    assert converted("integer", [5]) == [(5, None)]
    assert converted("boolean", [True]) == [(True, None)]


def test_yes_and_no_are_read_in_chinese_and_english() -> None:
    assert converted("boolean", ["Yes", "N", "是", "0", "maybe"]) == [
        (True, None),
        (False, None),
        (True, None),
        (False, None),
        (None, "not yes or no"),
    ]


def test_unknown_codes_are_rejected_emptied_or_kept() -> None:
    codes = {"1": "male", "2": "female"}
    assert converted("text", ["1", "9"], codes=codes) == [("male", None), (None, "unknown code")]
    assert converted("text", ["9"], codes=codes, unknown=None) == [(None, None)]
    assert converted("text", ["9"], codes=codes, unknown="keep") == [("9", None)]
    assert converted("boolean", ["Y", "N"], codes={"Y": True, "N": False}) == [(True, None), (False, None)]


def test_values_out_of_bounds_are_rejected_or_emptied() -> None:
    assert converted("number", ["-1", "5"], minimum=0) == [(None, "out of range"), (5.0, None)]
    assert converted("number", ["-1"], minimum=0, invalid="null") == [(None, None)]
    assert converted("date", ["1800-01-01"], earliest="1900-01-01") == [(None, "out of range")]
    assert converted("text", ["A12", "12"], matches=r"\d+") == [(None, "does not match"), ("12", None)]


def test_invalid_values_may_be_emptied() -> None:
    assert converted("date", ["never"], invalid="null") == [(None, None)]


def test_a_constant_has_its_type() -> None:
    assert converted("boolean", ["x"], column=None, value=True) == [(True, None)]
    assert converted("text", ["x"], column=None, value="consumer") == [("consumer", None)]


def test_an_affix_does_not_make_something_of_nothing() -> None:
    assert converted("text", ["7", None], prefix="K", suffix="/1") == [("K7/1", None), (None, None)]
