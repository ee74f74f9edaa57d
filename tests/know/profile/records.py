"""Builders for the records of sources and the links of identity, and the named cast of the profile's tests."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.tables import Table
from tieline.know.identity.tables import CONTACT_POINT, LINK

AS_OF = date(2026, 3, 31)

Rows = Sequence[Mapping[str, Any]]


def literal(table: Table, rows: Rows) -> ir.Table:
    """Literal rows in the columns of a declared table; columns that are not given are null."""
    filled = [{name: row.get(name) for name in table.column_names} for row in rows]
    return ibis.memtable(pa.Table.from_pylist(filled, schema=table.ibis_schema.to_pyarrow()), schema=table.ibis_schema)


def land(warehouse: Warehouse, table: Table, rows: Rows, *, system: str = "billing") -> None:
    """Records of one kind as ingest lands them, in place of those that were there; the header is filled in."""
    header = [
        {
            "system": system,
            "source": f"{row.get('system', system)}.feed",
            "load_id": "l1",
            "load_number": 1,
            "row": place,
            "record_key": f"{place}",
            **row,
        }
        for place, row in enumerate(rows, 1)
    ]
    warehouse.publish(table, literal(table, header))


def link(warehouse: Warehouse, *links: tuple[str, str, str]) -> None:
    """``(system, party_ref, party_id)`` as identity publishes them."""
    rows = [{"system": s, "party_ref": ref, "party_id": party, "rule": "alone"} for s, ref, party in links]
    warehouse.publish(LINK, literal(LINK, rows))


def reach(warehouse: Warehouse, *points: tuple[str, str, str]) -> None:
    """``(party_id, medium, value)`` as identity publishes contact points."""
    rows = [{"party_id": party, "medium": m, "value": v, "systems": "billing"} for party, m, v in points]
    warehouse.publish(CONTACT_POINT, literal(CONTACT_POINT, rows))


def day(text: str) -> date:
    """``2026-03-31`` as a date."""
    return date.fromisoformat(text)


def instant(text: str) -> datetime:
    """``2026-03-31 08:00`` as the warehouse stores it: UTC, naive."""
    return datetime.fromisoformat(text)
