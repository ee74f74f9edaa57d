"""Finding customers: as you type by any word they are known by, and as a filtered list."""

import ibis.expr.types as ir
from django.conf import settings

from tieline.foundation.access.projection import Projection
from tieline.foundation.access.sight import Sight
from tieline.foundation.standards.characters import folded
from tieline.foundation.standards.phones import numbering_plan, read_number
from tieline.foundation.warehouse.connection import Readable, Row
from tieline.foundation.warehouse.finding import find_by_prefixes
from tieline.know.profile.search_words import REVERSED, ways_to_read
from tieline.know.profile.shapes import CustomerFilter, CustomerHit
from tieline.know.profile.tables import CUSTOMER, FIELD_ORIGIN, SEARCH_TERM

COUNTED_UP_TO = 1000
"""From here on a count is not worth its time, and may be cut short."""

HIT = tuple(name for name in CustomerHit.model_fields if name != "matched")


def find_customers(seen: Projection, text: str, *, limit: int, offset: int) -> Row:
    """Customers that every word of ``text`` leads to, exact matches first, each with what matched."""
    found: list[Row] = []
    total = 0
    words_of, among = seen.one_reach() or (seen, None)
    for words in ways_to_read(text, numbering_plan(settings.TIELINE_COUNTRY).code):
        found, total = find_by_prefixes(
            words_of, SEARCH_TERM, words, key="customer_id", limit=limit, offset=offset, among=among
        )
        if found:
            break
    ids = [row["customer_id"] for row in found]
    hits = _hits(seen, ids)
    others = _other_names(seen, ids) if any(row["kind"] == "name" for row in found) else {}
    items = [
        {**hit, "matched": [{"kind": row["kind"], "shown": _shown(row, hit, others.get(row["customer_id"], []))}]}
        for row in found
        if (hit := hits.get(row["customer_id"]))
    ]
    return {"items": items, "total": total, "total_is_exact": total < COUNTED_UP_TO}


def _shown(term: Row, hit: Row, other_names: list[str]) -> str:
    """What matched, as people write it."""
    found = str(term["term"])
    if term["shown"]:
        return str(term["shown"])
    if term["kind"] == "name":
        names = [str(hit["name"] or ""), *other_names]
        return next((name for name in names if set(found) <= set(folded(name))), names[0])
    if term["kind"] == "phone":
        number = read_number(found[::-1].rstrip(REVERSED), settings.TIELINE_COUNTRY) if found[0] == REVERSED else None
        number = number or read_number(found, settings.TIELINE_COUNTRY)
        return number.shown if number else found
    return found


def _other_names(warehouse: Readable, ids: list[str]) -> dict[str, list[str]]:
    """What other systems call customers, beside the name that is shown."""
    rows = warehouse.rows(FIELD_ORIGIN, columns=("customer_id", "name_others"), customer_id=ids)
    return {
        row["customer_id"]: [line.partition(": ")[2] for line in (row["name_others"] or "").splitlines()]
        for row in rows
    }


def _hits(warehouse: Readable, ids: list[str]) -> dict[str, Row]:
    rows = warehouse.rows(CUSTOMER, columns=HIT, customer_id=ids) if ids else []
    return {row["customer_id"]: row for row in rows}


def list_customers(seen: Projection, wanted: CustomerFilter, *, login: str, limit: int, offset: int) -> Row:
    """A page of all customers in the wanted order; ``manager=me`` means ``login``. Refused by what is not seen."""
    demand_filter(seen.sight, wanted)
    rows = filtered_customers(seen, wanted, login)
    page = rows.select(*HIT).order_by(*order_of(rows, wanted, seen.sight)).limit(limit, offset=offset)
    items = seen.ibis.to_pyarrow(page).to_pylist()
    total = seen.ibis.to_pyarrow(rows.count()).as_py()
    return {"items": [{**item, "matched": []} for item in items], "total": total, "total_is_exact": True}


def demand_filter(sight: Sight, wanted: CustomerFilter) -> None:
    """Refused where customers are filtered or sorted by what is not seen in full."""
    for name in ("city", "plan", "manager"):
        if getattr(wanted, name):
            sight.demand(CUSTOMER, name, "filter")
    if "sort" in wanted.model_fields_set:
        sight.demand(CUSTOMER, wanted.sort.removeprefix("-"), "sort")
    if wanted.active is not None:
        sight.demand(CUSTOMER, "is_active", "filter")


def order_of(rows: ir.Table, wanted: CustomerFilter, sight: Sight) -> list[ir.Value]:
    """By what was asked for; by id where nothing was, and the reader does not see what it usually is."""
    name = wanted.sort.removeprefix("-")
    if sight.level(CUSTOMER, name) != "readable":
        return [rows.customer_id]
    column = rows[name]
    order = column.desc(nulls_first=False) if wanted.sort.startswith("-") else column.asc(nulls_first=False)
    return [order, rows.customer_id]


def filtered_customers(seen: Projection, wanted: CustomerFilter, login: str) -> ir.Table:
    """The customers who are seen and fit a filter; ``manager=me`` means ``login``."""
    rows = seen.table(CUSTOMER)
    manager = login if wanted.manager == "me" else wanted.manager
    for name, value in (("city", wanted.city), ("plan", wanted.plan), ("manager", manager)):
        if value:
            rows = rows.filter(rows[name] == value)
    return rows if wanted.active is None else rows.filter(rows.is_active == wanted.active)
