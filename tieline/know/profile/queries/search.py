"""Finding customers: as you type by any word they are known by, and as a filtered list."""

import ibis.expr.types as ir

from tieline.foundation.warehouse.connection import Row, Warehouse
from tieline.foundation.warehouse.finding import find_by_prefixes
from tieline.know.profile.search_words import ways_to_read
from tieline.know.profile.shapes import CustomerFilter, CustomerHit
from tieline.know.profile.tables import CUSTOMER, SEARCH_TERM

COUNTED_UP_TO = 1000
"""A search stops here: nobody reads further, and one letter may lead to half of all customers."""

HIT = tuple(name for name in CustomerHit.model_fields if name != "matched")


def find_customers(warehouse: Warehouse, text: str, *, limit: int, offset: int) -> Row:
    """Customers that every word of ``text`` leads to, exact matches first, each with what matched."""
    matched: dict[str, list[Row]] = {}
    for words in ways_to_read(text):
        for row in find_by_prefixes(warehouse, SEARCH_TERM, words, key="customer_id", limit=COUNTED_UP_TO):
            matched.setdefault(row["customer_id"], []).append({"kind": row["kind"], "shown": row["shown"]})
    ids = list(matched)[offset : offset + limit]
    customers = (
        {row["customer_id"]: row for row in warehouse.rows(CUSTOMER, columns=HIT, customer_id=ids)} if ids else {}
    )
    return {
        "items": [{**customers[key], "matched": matched[key]} for key in ids if key in customers],
        "total": len(matched),
        "total_is_exact": len(matched) < COUNTED_UP_TO,
    }


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
