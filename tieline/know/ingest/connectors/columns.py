"""
Columns of a result as Arrow writes them.

What PostgreSQL and MySQL declare as numbers, dates and truth is kept as such; everything else, and everything of
databases that declare nothing, is written as text, so that no later row can be of another type than the first.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pyarrow as pa
from pymysql.constants import FIELD_TYPE

from tieline.foundation.errors import Invalid

DIGITS = 38
INSTANT = pa.timestamp("us", tz="UTC")
POSTGRESQL: dict[int, pa.DataType] = {
    16: pa.bool_(),
    20: pa.int64(),
    21: pa.int64(),
    23: pa.int64(),
    26: pa.int64(),
    700: pa.float64(),
    701: pa.float64(),
    1082: pa.date32(),
    1114: pa.timestamp("us"),
    1184: INSTANT,
}
NUMERIC = 1700
MYSQL: dict[int, pa.DataType] = {
    FIELD_TYPE.TINY: pa.int64(),
    FIELD_TYPE.SHORT: pa.int64(),
    FIELD_TYPE.INT24: pa.int64(),
    FIELD_TYPE.LONG: pa.int64(),
    FIELD_TYPE.LONGLONG: pa.int64(),
    FIELD_TYPE.YEAR: pa.int64(),
    FIELD_TYPE.FLOAT: pa.float64(),
    FIELD_TYPE.DOUBLE: pa.float64(),
    FIELD_TYPE.DATE: pa.date32(),
    FIELD_TYPE.DATETIME: pa.timestamp("us"),
    FIELD_TYPE.TIMESTAMP: pa.timestamp("us"),
}
DECIMALS = {FIELD_TYPE.DECIMAL, FIELD_TYPE.NEWDECIMAL}


@dataclass(frozen=True)
class Column:
    """A column of a result."""

    name: str
    type: pa.DataType


def columns_of(description: Sequence[Any], backend: str, where: str) -> list[Column]:
    """The columns of a result by its description; Invalid where two have one name, or one has none."""
    columns = [Column(str(entry[0]), _type_of(entry, backend)) for entry in description]
    seen: set[str] = set()
    for column in columns:
        if not column.name or column.name.casefold() in seen:
            raise Invalid(
                f"The statement gives the column '{column.name}' twice, or without a name",
                where=where,
                do="Name each column once: select … as …",
            )
        seen.add(column.name.casefold())
    return columns


def _type_of(entry: Sequence[Any], backend: str) -> pa.DataType:
    code, length, digits, scale = entry[1], entry[3], entry[4], entry[5]
    if backend == "postgresql":
        if code == NUMERIC:
            return _decimal(digits, scale)
        return POSTGRESQL.get(code, pa.string())
    if backend == "mysql":
        if code in DECIMALS:
            return _decimal(max(int(length) - (2 if scale else 1), int(scale) + 1), scale)
        return MYSQL.get(code, pa.string())
    return pa.string()


def _decimal(digits: int | None, scale: int | None) -> pa.DataType:
    """As declared; text where nothing is, or more than Arrow holds."""
    if digits is None or scale is None or not 0 <= scale <= digits <= DIGITS:
        return pa.string()
    return pa.decimal128(digits, scale)


def table_of(columns: Sequence[Column], rows: Sequence[Sequence[Any]], where: str) -> pa.Table:
    """Rows as a table; Invalid for a value that its column cannot hold."""
    arrays = []
    for position, column in enumerate(columns):
        try:
            arrays.append(_array(column, [row[position] for row in rows]))
        except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
            raise Invalid(
                f"A value of the column '{column.name}' is not {column.type}: {error}",
                where=where,
                do="Convert the column in the statement, for instance to text",
            ) from error
    return pa.Table.from_arrays(arrays, names=[column.name for column in columns])


def _array(column: Column, values: Iterable[Any]) -> pa.Array:
    if pa.types.is_string(column.type):
        return pa.array([text_of(value) for value in values], pa.string())
    if pa.types.is_date(column.type) or pa.types.is_timestamp(column.type):
        return pa.array([None if _is_no_day(value) else value for value in values], column.type)
    return pa.array(values, column.type)


def _is_no_day(value: Any) -> bool:
    """MySQL's 0000-00-00, which pymysql gives as a text."""
    return isinstance(value, str) and value.startswith("0000-00-00")


def text_of(value: Any) -> str | None:
    """A value as the text that a CSV file would have; objects and lists as JSON, bytes that are no text in hex."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date):
        return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, bytes | bytearray | memoryview):
        return _text_of_bytes(bytes(value))
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _text_of_bytes(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.hex()
