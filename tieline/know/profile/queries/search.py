"""Finding customers: as you type by any word they are known by, and as a filtered list."""

import ibis.expr.types as ir

from tieline.foundation.warehouse.connection import Row, Warehouse
from tieline.foundation.warehouse.finding import find_by_prefixes
from tieline.know.profile.search_words import ways_to_read
from tieline.know.profile.shapes import CustomerFilter, CustomerHit
from tieline.know.profile.tables import CUSTOMER, SEARCH_TERM

COUNTED_UP_TO = 1000
"""From here on a count is not worth its time, and may be cut short."""

HIT = tuple(name for name in CustomerHit.model_fields if name != "matched")


def find_customers(warehouse: Warehouse, text: str, *, limit: int, offset: int) -> Row:
    """Customers that every word of ``text`` leads to, exact matches first, each with what matched."""
    found: list[Row] = []
    total = 0
    for words in ways_to_read(text):
        found, total = find_by_prefixes(warehouse, SEARCH_TERM, words, key="customer_id", limit=limit, offset=offset)
        if found:
            break
    hits = _hits(warehouse, [row["customer_id"] for row in found])
    items = [
        {**hits[row["customer_id"]], "matched": [{"kind": row["kind"], "shown": row["shown"]}]}
        for row in found
        if row["customer_id"] in hits
    ]
    return {"items": items, "total": total, "total_is_exact": total < COUNTED_UP_TO}


def _hits(warehouse: Warehouse, ids: list[str]) -> dict[str, Row]:
    rows = warehouse.rows(CUSTOMER, columns=HIT, customer_id=ids) if ids else []
    return {row["customer_id"]: row for row in rows}


def list_customers(warehouse: Warehouse, wanted: CustomerFilter, *, login: str, limit: int, offset: int) -> Row:
    """A page of all customers in the wanted order; ``manager=me`` means ``login``."""
    rows = _filtered(warehouse.table(CUSTOMER), wanted, login)
    column = rows[wanted.sort.removeprefix("-")]
    order = column.desc(nulls_first=False) if wanted.sort.startswith("-") else column.asc(nulls_first=False)
    page = rows.select(*HIT).order_by(order, rows.customer_id).limit(limit, offset=offset)
    items = warehouse.ibis.to_pyarrow(page).to_pylist()
    total = warehouse.ibis.to_pyarrow(rows.count()).as_py()
    return {"items": [{**item, "matched": []} for item in items], "total": total, "total_is_exact": True}


def _filtered(rows: ir.Table, wanted: CustomerFilter, login: str) -> ir.Table:
    manager = login if wanted.manager == "me" else wanted.manager
    for name, value in (("city", wanted.city), ("plan", wanted.plan), ("manager", manager)):
        if value:
            rows = rows.filter(rows[name] == value)
    return rows if wanted.active is None else rows.filter(rows.is_active == wanted.active)
