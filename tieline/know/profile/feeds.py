"""
How fresh each feed is, as fields that a condition may name: ``feed.<source>.data_until`` and ``feed.<source>.late``.

They are the same for every customer, so a rule can keep still while what it looks at is old.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import ibis.expr.types as ir

from tieline.foundation.expressions.scope import FieldType
from tieline.foundation.expressions.types import BOOLEAN, INSTANT
from tieline.foundation.warehouse.connection import Readable
from tieline.know.ingest.definitions import Source
from tieline.know.ingest.tables import FEED

PREFIX = "feed."
COLUMNS = {"data_until": INSTANT, "late": BOOLEAN}
WORDS = {"data_until": ("数据截至", "data until"), "late": ("迟到", "is late")}


def feed_fields(sources: Iterable[Source]) -> dict[str, FieldType]:
    """The fields of every source by name."""
    return {
        f"{PREFIX}{source.key}.{column}": FieldType(
            type_, f"{source.name.zh}{WORDS[column][0]}", f"{source.name.en} {WORDS[column][1]}"
        )
        for source in sorted(sources, key=lambda each: each.key)
        for column, type_ in COLUMNS.items()
    }


def with_feeds(customers: ir.Table, warehouse: Readable, fields: Mapping[str, FieldType]) -> ir.Table:
    """Customers with the fields of every feed, as the last run found them; null for a feed that it did not know."""
    if not fields:
        return customers
    feeds = warehouse.table(FEED)
    values = {}
    for name in fields:
        key, column = _apart(name)
        values[name] = feeds[column].max(where=feeds.source == key)
    return customers.cross_join(feeds.aggregate(**values))


def feed_values(warehouse: Readable, fields: Mapping[str, FieldType]) -> dict[str, Any]:
    """The same fields as plain values."""
    rows = {row["source"]: row for row in warehouse.rows(FEED)} if fields else {}
    found = {}
    for name in fields:
        key, column = _apart(name)
        found[name] = rows[key][column] if key in rows else None
    return found


def _apart(name: str) -> tuple[str, str]:
    key, _, column = name.removeprefix(PREFIX).rpartition(".")
    return key, column
