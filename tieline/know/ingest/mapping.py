"""
Rows of a file → records, as the source's definition says, and the faults that keep rows from landing.

One set-based expression per delivery: every field of every record is a column, beside whether the row is sound.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import ibis
import ibis.expr.types as ir

from tieline.foundation.warehouse.staging import POSITION
from tieline.foundation.warehouse.tables import Table
from tieline.know.ingest.conversion import Converted, Reading, convert, text_of
from tieline.know.ingest.definitions import Condition, Record, Source
from tieline.know.ingest.tables import CHARACTERISTIC, HEADER, RECORDS

SOUND = "__sound"
NUMBER = "__record"
"""Which record of the definition a row belongs to, from 0."""
FAULT = "struct<field: string, value: string, reason: string>"
KINDS = {
    "string": "text",
    "int64": "integer",
    "float64": "number",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamp",
}
"""The kind of conversion by the type of a record's column."""


@dataclass
class RecordColumns:
    """The columns of ``Mapped.converted`` that hold one record of the definition, and its faults as expressions."""

    record: Record
    table: Table
    applies: str
    key: str
    fields: dict[str, str] = field(default_factory=dict)
    characteristics: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Mapped:
    """
    What a delivery is mapped to.

    ``converted`` has one row per row of the file with all columns of ``records``, ``__row`` and
    ``__sound``; ``faults`` has one row per wrong field: ``__row``, ``field``, ``value``, ``reason``.
    """

    converted: ir.Table
    faults: ir.Table
    records: list[RecordColumns]


def map_rows(rows: ir.Table, source: Source, time_zone: str) -> Mapped:
    """All records of all rows; ``time_zone`` holds for timestamps for which the source says none."""
    reading = Reading(source.empty, source.time_zone or time_zone)
    columns: dict[str, ir.Value] = {}
    faults: list[ir.StructValue] = []
    records: list[RecordColumns] = []
    applied: list[ir.BooleanValue] = []
    for number, record in enumerate(source.records):
        applies = _applies(rows, record, reading)
        applied.append(applies)
        layout = RecordColumns(record, RECORDS[record.record], f"r{number}_applies", f"r{number}_key")
        records.append(layout)
        columns[layout.applies] = applies
        columns[layout.key] = _record_key(rows, record, reading)
        for each in _fields(rows, layout, number, reading, columns):
            faults += [ibis.cases((applies & each[0], each[1]), else_=ibis.null(FAULT))]
    nothing = ~_any(applied)
    faults.append(ibis.cases((nothing, _fault(None, ibis.null("string"), "no record")), else_=ibis.null(FAULT)))
    found = ibis.array(faults).filter(lambda each: each.notnull())
    converted = rows.select(POSITION, **columns, **{SOUND: found.length() == 0})
    listed = rows.select(POSITION, fault=found.unnest()).unpack("fault")
    return Mapped(converted, listed, records)


def record_rows(mapped: Mapped, layout: RecordColumns, *, number: int) -> ir.Table:
    """The sound rows of one record: the columns of its table after the header, ``record_key``, position and number."""
    kept = mapped.converted
    kept = kept.filter(kept[SOUND] & kept[layout.applies])
    header = {column.name for column in HEADER}
    values = {
        column.name: kept[layout.fields[column.name]] if column.name in layout.fields else ibis.null(column.type)
        for column in layout.table.columns
        if column.name not in header
    }
    return kept.select(POSITION, record_key=kept[layout.key], **{NUMBER: ibis.literal(number, "int64")}, **values)


def characteristic_rows(mapped: Mapped, layout: RecordColumns, *, number: int) -> ir.Table | None:
    """One row per sound row and characteristic, as ``record_rows``; also an empty one, as emptiness may be news."""
    if not layout.characteristics:
        return None
    kept = mapped.converted
    kept = kept.filter(kept[SOUND] & kept[layout.applies])
    values = [
        ibis.struct({"name": ibis.literal(name), "text": kept[text], "number": kept[figure]})
        for name, (text, figure) in layout.characteristics.items()
    ]
    updated = layout.fields.get("updated_at")
    spread = kept.select(
        POSITION,
        key=kept[layout.key],
        party_ref=kept[layout.fields["party_ref"]],
        updated_at=kept[updated] if updated else ibis.null("timestamp"),
        value=ibis.array(values).unnest(),
    ).unpack("value")
    columns = [column.name for column in CHARACTERISTIC.columns[len(HEADER) :]]
    return spread.select(
        POSITION,
        record_key=spread.key + "|" + spread["name"],
        **{NUMBER: ibis.literal(number, "int64")},
        **{name: spread[name] for name in columns},
    )


def _fields(
    rows: ir.Table, layout: RecordColumns, number: int, reading: Reading, columns: dict[str, ir.Value]
) -> Iterator[tuple[ir.BooleanValue, ir.StructValue]]:
    """Adds the record's columns to ``columns``; yields its possible faults: when, and which."""
    record = layout.record
    types = {column.name: column.type for column in layout.table.columns}
    for name in record.key:
        empty = text_of(rows[name], reading).isnull()
        yield empty, _fault(name, ibis.null("string"), "required")
    for name, each in record.cells.items():
        converted = convert(rows, each, KINDS[types[name]], reading)
        layout.fields[name] = f"r{number}_{name}"
        columns[layout.fields[name]] = converted.value
        yield from _faults(converted, " + ".join(each.columns) or name, required=name in record.require)
    for name in record.require:
        if name not in record.map:
            yield ibis.literal(True), _fault(name, ibis.null("string"), "required")  # noqa: FBT003 - a literal
    for position, (name, each) in enumerate(record.characteristic_cells.items()):
        converted = convert(rows, each, each.type or "text", reading)
        text, figure = f"r{number}c{position}_text", f"r{number}c{position}_number"
        layout.characteristics[name] = (text, figure)
        columns[text], columns[figure] = _text_and_number(converted.value)
        yield from _faults(converted, " + ".join(each.columns) or name, required=False)


def _faults(converted: Converted, column: str, *, required: bool) -> Iterator[tuple[ir.BooleanValue, ir.StructValue]]:
    if converted.fault is not None:
        yield converted.fault.notnull(), _fault(column, converted.given, converted.fault)
    if required:
        missing = converted.value.isnull()
        missing = missing & converted.fault.isnull() if converted.fault is not None else missing
        yield missing, _fault(column, converted.given, "required")


def _fault(column: str | None, value: ir.StringValue, reason: str | ir.StringValue) -> ir.StructValue:
    name = ibis.null("string") if column is None else ibis.literal(column)
    said = ibis.literal(reason) if isinstance(reason, str) else reason
    return ibis.struct({"field": name, "value": value, "reason": said}, type=FAULT)


def _text_and_number(value: ir.Value) -> tuple[ir.Value, ir.Value]:
    """A characteristic as text and, where it is one, as a number; yes and no are 1 and 0."""
    kind = value.type()
    if kind.is_boolean():
        return ibis.cases((value, "yes"), (~value, "no"), else_=ibis.null("string")), value.cast("float64")
    if kind.is_numeric():
        return value.cast("string"), value.cast("float64")
    return value.cast("string"), ibis.null("float64")


def _applies(rows: ir.Table, record: Record, reading: Reading) -> ir.BooleanValue:
    tests = [_holds(rows, condition, reading) for condition in record.conditions]
    return _all(tests) if tests else ibis.literal(True)  # noqa: FBT003 - a literal


def _holds(rows: ir.Table, condition: Condition, reading: Reading) -> ir.BooleanValue:
    text = text_of(rows[condition.column], reading)
    if condition.filled is not None:
        return text.notnull() if condition.filled else text.isnull()
    among = text.isin(condition.texts).fill_null(False)  # noqa: FBT003 - the value that fills
    return among if condition.equals is not None else ~among


def _record_key(rows: ir.Table, record: Record, reading: Reading) -> ir.StringValue:
    """The key columns as one text, joined by a bar; a bar within one has a backslash before it."""
    parts = [text_of(rows[name], reading) for name in record.key]
    if len(parts) == 1 and not record.part:
        return parts[0]
    escaped = [part.replace("\\", "\\\\").replace("|", "\\|") for part in parts]
    return _joined([*escaped, ibis.literal(record.part)] if record.part else escaped)


def _joined(parts: list[ir.StringValue]) -> ir.StringValue:
    text = parts[0]
    for part in parts[1:]:
        text = text + "|" + part
    return text


def _any(tests: list[ir.BooleanValue]) -> ir.BooleanValue:
    found = tests[0]
    for test in tests[1:]:
        found = found | test
    return found


def _all(tests: list[ir.BooleanValue]) -> ir.BooleanValue:
    found = tests[0]
    for test in tests[1:]:
        found = found & test
    return found
