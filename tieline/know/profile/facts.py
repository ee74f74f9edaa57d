"""
What conditions may name: the fields of a customer and the lists of their facts, for all at once or for one.

``scope`` names and types everything, ``source`` is the data of all customers as of a day, ``context`` the same
of one customer as plain values. For a day before the last run see ``past``.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir

from tieline.foundation.errors import NotFound
from tieline.foundation.expressions.compiler import Source
from tieline.foundation.expressions.scope import FieldType, ListType, Scope
from tieline.foundation.expressions.types import BOOLEAN, INSTANT, NUMBER, TEXT, Type, type_of_column
from tieline.foundation.warehouse.connection import Readable, Row
from tieline.foundation.warehouse.tables import Column, Table
from tieline.know.ingest import definitions as ingest
from tieline.know.ingest.queries import list_sources
from tieline.know.profile import labels, tables
from tieline.know.profile.codes import names_of_codes
from tieline.know.profile.feeds import feed_fields, feed_values, with_feeds
from tieline.know.profile.past import past_fields, past_lists, unknown_fields
from tieline.know.profile.queries import snapshot_day

KEY = "customer_id"
PROPERTY = "characteristic."

LISTS: dict[str, Table] = {
    "accounts": tables.ACCOUNT,
    "lines": tables.LINE,
    "bills": tables.BILL,
    "payments": tables.PAYMENT,
    "usage": tables.USAGE_DAY,
    "usage_months": tables.USAGE_MONTH,
    "contacts": tables.CONTACT,
    "orders": tables.ORDER,
    "characteristics": tables.CHARACTERISTIC,
    "consents": tables.CONSENT,
}

WHEN: dict[str, str] = {
    "accounts": "opened_on",
    "lines": "started_on",
    "bills": "month",
    "payments": "paid_at",
    "usage": "day",
    "usage_months": "month",
    "contacts": "at",
    "orders": "at",
    "consents": "since",
}

_OF_CELL: dict[str | None, Type] = {"number": NUMBER, "integer": NUMBER, "boolean": BOOLEAN}


def scope(sources: Iterable[ingest.Source] | None = None) -> Scope:
    """
    Every field and list with type and labels. ``characteristic.<name>`` is what ``sources`` declare, ``feed.<source>``
    how fresh they are.

    Without ``sources`` those that are published count; a pack that is being checked passes its own.
    """
    fields = {
        column.name: _field_type(column, labels.FIELDS) for column in tables.CUSTOMER.columns if column.name != KEY
    }
    lists = {name: _list_type(name, table) for name, table in LISTS.items()}
    declared = list_sources() if sources is None else list(sources)
    return Scope(fields, lists).with_fields({**_properties(declared), **feed_fields(declared)})


def source(warehouse: Readable, as_of: date | None = None, among: ir.Table | None = None) -> Source:
    """
    The facts of all customers as of a day; of the last run without one, or with its day or a later one.

    With ``among`` (``customer_id``) those of the last run, of these customers alone.
    """
    latest = snapshot_day(warehouse)
    if as_of is not None and latest is not None and as_of < latest:
        return source_as_of(warehouse, as_of)
    lists = {name: narrowed(warehouse.table(table), among) for name, table in LISTS.items()}
    declared = list_sources()
    customers = narrowed(warehouse.table(tables.CUSTOMER), among)
    fields = _with_properties(customers, lists["characteristics"], _properties(declared))
    return Source(KEY, with_feeds(fields, warehouse, feed_fields(declared)), lists)


def narrowed(rows: ir.Table, among: ir.Table | None) -> ir.Table:
    """The rows of these customers (``customer_id``); all rows where nobody is named."""
    return rows if among is None else rows.semi_join(among, KEY)


def source_as_of(warehouse: Readable, day: date, names: Collection[str] = tables.CUSTOMER.column_names) -> Source:
    """
    The facts as they were known at the end of a day before the last run, for learning from the past.

    Fields that are only known as they are now are null, so a condition that names them asks of nothing. Where only
    the fields of ``names`` are asked, others may be null too.
    """
    lists = past_lists({name: warehouse.table(table) for name, table in LISTS.items()}, day)
    fields = past_fields(warehouse.table(tables.CUSTOMER), lists, day, names)
    declared = list_sources()
    unknown = {**_properties(declared), **feed_fields(declared)}
    empty = {name: ibis.null(_column_type(field.type)) for name, field in unknown.items()}
    return Source(KEY, fields.mutate(**empty) if empty else fields, lists)


def unknown_then(warehouse: Readable) -> set[str]:
    """The fields that are known only as they are now, and null on every day before the last run."""
    lists = {name: warehouse.table(table) for name, table in LISTS.items()}
    declared = list_sources()
    return unknown_fields(warehouse.table(tables.CUSTOMER), lists) | {*_properties(declared)} | {*feed_fields(declared)}


def context(warehouse: Readable, customer_id: str, as_of: date | None = None) -> dict[str, Any]:
    """The fields and lists of one customer as plain values for ``evaluate`` and ``explain``, or NotFound."""
    latest = snapshot_day(warehouse)
    if as_of is not None and latest is not None and as_of < latest:
        return _past_context(warehouse, customer_id, as_of)
    row: dict[str, Any] = warehouse.row(tables.CUSTOMER, customer_id=customer_id)
    lists = {
        name: warehouse.rows(table, order_by=table.key[1:], customer_id=customer_id) for name, table in LISTS.items()
    }
    held = {f"{PROPERTY}{each['name']}": each for each in lists["characteristics"]}
    declared = list_sources()
    properties = {name: _value(held.get(name), field) for name, field in _properties(declared).items()}
    return {**row, **properties, **feed_values(warehouse, feed_fields(declared)), **lists}


def _past_context(warehouse: Readable, customer_id: str, day: date) -> dict[str, Any]:
    found = source_as_of(warehouse, day)
    rows = warehouse.ibis.to_pyarrow(found.fields.filter(found.fields[KEY] == customer_id)).to_pylist()
    if not rows:
        raise NotFound(f"{customer_id} was no customer on {day}", where="profile.customer")
    lists = {
        name: warehouse.ibis.to_pyarrow(table.filter(table[KEY] == customer_id)).to_pylist()
        for name, table in found.lists.items()
    }
    return {**rows[0], **lists}


def _field_type(column: Column, words: Mapping[str, labels.Label]) -> FieldType:
    kind = type_of_column(column.type)
    return FieldType(kind, *words[column.name], labels.unit_of(column.name), names_of_codes(column.name))


def _list_type(name: str, table: Table) -> ListType:
    columns = {column.name: _field_type(column, labels.COLUMNS) for column in table.columns if column.name != KEY}
    return ListType(columns, *labels.LISTS[name], when=WHEN.get(name, ""))


def _properties(sources: Iterable[ingest.Source]) -> dict[str, FieldType]:
    """The declared characteristics as fields, by name."""
    cells = {
        name: cell for each in sources for record in each.records for name, cell in record.characteristic_cells.items()
    }
    return {f"{PROPERTY}{name}": FieldType(_OF_CELL.get(cells[name].type, TEXT)) for name in sorted(cells)}


def _with_properties(customers: ir.Table, held: ir.Table, properties: Mapping[str, FieldType]) -> ir.Table:
    """Customers with one column per characteristic, null where a customer has none."""
    if not properties:
        return customers
    columns = {name: _column(held, name.removeprefix(PROPERTY), field) for name, field in properties.items()}
    wide = held.group_by(KEY).aggregate(**columns)
    return customers.left_join(wide, KEY).drop(f"{KEY}_right")


def _column(held: ir.Table, name: str, field: FieldType) -> ir.Value:
    of = held.name == name
    if field.type == TEXT:
        return held.text.max(where=of)
    number = held.number.max(where=of)
    return number == 1 if field.type == BOOLEAN else number


def _value(row: Row | None, field: FieldType) -> Any:
    if row is None:
        return None
    if field.type == BOOLEAN:
        return None if row["number"] is None else row["number"] == 1
    return row["number"] if field.type == NUMBER else row["text"]


def _column_type(type_: Type) -> str:
    return {NUMBER: "float64", BOOLEAN: "boolean", INSTANT: "timestamp"}.get(type_, "string")
