"""
Rows of a file → records, as the source's definition says, and the faults that keep rows from landing.

Set-based, in three steps that are computed in one go: texts trimmed, values read from them, values judged. Only
the rows that are not sound are gone through once more, to tell what is wrong with them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import ibis
import ibis.expr.types as ir

from tieline.foundation.warehouse.staging import POSITION, Staging
from tieline.foundation.warehouse.tables import Table
from tieline.know.ingest.conversion import Reading, given, judge, needs_no_text, text_of, value_of
from tieline.know.ingest.definitions import Condition, Record, Source
from tieline.know.ingest.definitions.cells import Cell
from tieline.know.ingest.headers import HEADER
from tieline.know.ingest.tables import CHARACTERISTIC, RECORDS
from tieline.know.ingest.written import KINDS

SOUND = "__sound"
NUMBER = "__record"
"""Which record of the definition a row belongs to, from 0."""
FAULT = "struct<field: string, value: string, reason: string>"

NO_FAULTS: dict[str, tuple[str, list[Any]]] = {
    POSITION: ("int64", []),
    "field": ("string", []),
    "value": ("string", []),
    "reason": ("string", []),
}

Wrong = tuple[ir.BooleanValue, ir.StructValue]
"""When a field is wrong, and how."""


@dataclass
class RecordColumns:
    """The columns of ``Mapped.converted`` that hold one record of the definition."""

    record: Record
    table: Table
    number: int
    fields: dict[str, str] = field(default_factory=dict)
    characteristics: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def applies(self) -> str:
        """Column that says whether the row gives the record."""
        return f"r{self.number}_applies"

    @property
    def key(self) -> str:
        """Column of the record's key."""
        return f"r{self.number}_key"


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


def map_rows(area: Staging, rows: ir.Table, source: Source, time_zone: str) -> Mapped:
    """All records of all rows; ``time_zone`` holds for timestamps for which the source says none."""
    reading = Reading(source.empty, source.time_zone or time_zone)
    plan = _plan(rows, source, reading)
    sound = ~_any([when for when, _ in plan.wrong])
    converted = area.keep(plan.values.select(POSITION, **plan.judged, **{SOUND: sound}))
    unsound = converted.filter(~converted[SOUND])
    if not int(unsound.count().to_pyarrow().as_py()):
        return Mapped(converted, area.keep_values(NO_FAULTS), plan.records)
    again = _plan(area.keep(rows.semi_join(unsound, POSITION)), source, reading)
    return Mapped(converted, _faults(area, again), plan.records)


@dataclass(frozen=True)
class _Plan:
    """How rows are mapped: their values, those as they are judged, and what may be wrong. Nothing is computed yet."""

    values: ir.Table
    judged: dict[str, ir.Value]
    wrong: list[Wrong]
    records: list[RecordColumns]


def _plan(rows: ir.Table, source: Source, reading: Reading) -> _Plan:
    """One select upon another, so that each step is computed once: texts, values, what is wrong with them."""
    texts = _texts(rows, source, reading)
    records = [RecordColumns(record, RECORDS[record.record], n) for n, record in enumerate(source.records)]
    columns: dict[str, ir.Value] = {}
    for layout in records:
        columns[layout.applies] = _applies(texts, layout.record)
        columns[layout.key] = _record_key(texts, layout.record)
        for column, each, kind in _columns(layout):
            columns[column] = value_of(texts, each, kind, reading)
    values = texts.mutate(**columns)
    judged: dict[str, ir.Value] = {}
    wrong: list[Wrong] = []
    for layout in records:
        found = _judge_record(values, layout, reading, judged)
        wrong += [(values[layout.applies] & when, fault) for when, fault in found]
    wrong.append((~_any([values[layout.applies] for layout in records]), _fault(None, None, "no record")))
    return _Plan(values, judged, wrong, records)


def _texts(rows: ir.Table, source: Source, reading: Reading) -> ir.Table:
    """The columns that the source reads, trimmed; typed ones as they are where nothing asks for their text."""
    typed: dict[str, bool] = {}
    for record in source.records:
        for _, each, kind in _columns(RecordColumns(record, RECORDS[record.record], 0)):
            for part in each.parts.values() or [each]:
                wanted = kind if part is each else part.type or "text"
                for name in part.columns:
                    typed[name] = typed.get(name, True) and needs_no_text(part, rows[name], wanted)
    read = {name: rows[name] if typed.get(name) else text_of(rows[name], reading) for name in source.columns}
    return rows.select(POSITION, **read)


def _columns(layout: RecordColumns) -> Iterator[tuple[str, Cell, str]]:
    """Every field and characteristic of a record: its column, its cell and the kind of its value."""
    types = {column.name: column.type for column in layout.table.columns}
    for name, each in layout.record.cells.items():
        yield f"r{layout.number}_{name}", each, KINDS[types[name]]
    for position, each in enumerate(layout.record.characteristic_cells.values()):
        yield f"r{layout.number}c{position}", each, each.type or "text"


def _faults(area: Staging, plan: _Plan) -> ir.Table:
    """One row per wrong field."""
    found = ibis.array([ibis.cases((when, fault), else_=ibis.null(FAULT)) for when, fault in plan.wrong])
    listed = found.filter(lambda each: each.notnull()).unnest()
    return area.keep(plan.values.select(POSITION, fault=listed).unpack("fault"))


def record_rows(mapped: Mapped, layout: RecordColumns) -> ir.Table:
    """The sound rows of one record: the columns of its table after the header, ``record_key``, position and number."""
    kept = mapped.converted
    kept = kept.filter(kept[SOUND] & kept[layout.applies])
    header = {column.name for column in HEADER}
    values = {
        column.name: kept[layout.fields[column.name]] if column.name in layout.fields else ibis.null(column.type)
        for column in layout.table.columns
        if column.name not in header
    }
    return kept.select(
        POSITION, record_key=kept[layout.key], **{NUMBER: ibis.literal(layout.number, "int64")}, **values
    )


def characteristic_rows(mapped: Mapped, layout: RecordColumns) -> ir.Table | None:
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
        **{NUMBER: ibis.literal(layout.number, "int64")},
        **{name: spread[name] for name in columns},
    )


def _judge_record(
    values: ir.Table, layout: RecordColumns, reading: Reading, judged: dict[str, ir.Value]
) -> Iterator[Wrong]:
    """Adds the record's final columns to ``judged``; yields what may be wrong with it."""
    record = layout.record
    judged[layout.applies], judged[layout.key] = values[layout.applies], values[layout.key]
    for name in record.key:
        yield values[name].isnull(), _fault(name, None, "required")
    fields = [*record.cells, *record.characteristic_cells]
    for position, (column, each, kind) in enumerate(_columns(layout)):
        found = judge(values, values[column], each, kind, reading)
        rejects = each.invalid == "reject" and each.feel is None
        value = values[column] if rejects else found.value  # a row that does not land needs no second look at bounds
        shown = given(values, each).cast("string")
        label = " + ".join(each.columns) or fields[position]
        if found.fault is not None:
            yield found.is_wrong, _fault(label, shown, found.fault)
        if position < len(record.cells):
            layout.fields[fields[position]] = column
            judged[column] = value
            if fields[position] in record.require:
                missing = value.isnull()
                yield (
                    missing & ~found.is_wrong if found.fault is not None else missing,
                    _fault(label, shown, "required"),
                )
        else:
            layout.characteristics[fields[position]] = (f"{column}_text", f"{column}_number")
            judged[f"{column}_text"], judged[f"{column}_number"] = _text_and_number(value)
    for name in record.require:
        if name not in record.map:
            yield ibis.literal(True), _fault(name, None, "required")  # noqa: FBT003 - a literal


def _fault(column: str | None, value: ir.StringValue | None, reason: str | ir.StringValue) -> ir.StructValue:
    shown = ibis.null("string") if value is None else value
    name = ibis.null("string") if column is None else ibis.literal(column)
    said = ibis.literal(reason) if isinstance(reason, str) else reason
    return ibis.struct({"field": name, "value": shown, "reason": said}, type=FAULT)


def _text_and_number(value: ir.Value) -> tuple[ir.Value, ir.Value]:
    """A characteristic as text and, where it is one, as a number; yes and no are 1 and 0."""
    kind = value.type()
    if kind.is_boolean():
        return ibis.cases((value, "yes"), (~value, "no"), else_=ibis.null("string")), value.cast("float64")
    if kind.is_numeric():
        return value.cast("string"), value.cast("float64")
    return value.cast("string"), ibis.null("float64")


def _applies(texts: ir.Table, record: Record) -> ir.BooleanValue:
    tests = [_holds(texts, condition) for condition in record.conditions]
    return _all(tests) if tests else ibis.literal(True)  # noqa: FBT003 - a literal


def _holds(texts: ir.Table, condition: Condition) -> ir.BooleanValue:
    text = texts[condition.column].cast("string")
    if condition.filled is not None:
        return text.notnull() if condition.filled else text.isnull()
    among = text.isin(condition.texts).fill_null(False)  # noqa: FBT003 - the value that fills
    return among if condition.equals is not None else ~among


def _record_key(texts: ir.Table, record: Record) -> ir.StringValue:
    """The key columns as one text, joined by a bar; a bar within one has a backslash before it."""
    if len(record.key) == 1 and not record.part:
        return texts[record.key[0]].cast("string")
    escaped = [_escaped(texts[name]) for name in record.key]
    return _joined([*escaped, ibis.literal(record.part)] if record.part else escaped)


def _escaped(part: ir.Value) -> ir.StringValue:
    if not part.type().is_string():
        return part.cast("string") if part.type().is_primitive() else _escaped(part.cast("string"))
    needed = part.contains("|") | part.contains("\\")
    return ibis.ifelse(needed, part.replace("\\", "\\\\").replace("|", "\\|"), part)


def _joined(parts: list[ir.StringValue]) -> ir.StringValue:
    text = parts[0]
    for part in parts[1:]:
        text = text + "|" + part
    return text


def _any(tests: list[ir.BooleanValue]) -> ir.BooleanValue:
    """Whether one test holds; halves of halves, as hundreds in a chain are more than the compiler can take."""
    if len(tests) == 1:
        return tests[0]
    middle = len(tests) // 2
    return _any(tests[:middle]) | _any(tests[middle:])


def _all(tests: list[ir.BooleanValue]) -> ir.BooleanValue:
    found = tests[0]
    for test in tests[1:]:
        found = found & test
    return found
