"""What differs for some customers from before: which of them, which lists of facts, which fields."""

from collections.abc import Mapping, Sequence

import ibis
import ibis.expr.types as ir

from tieline.foundation.warehouse.staging import Staging
from tieline.foundation.warehouse.tables import Table
from tieline.know.profile.facts import LISTS, PROPERTY
from tieline.know.profile.tables import CHARACTERISTIC, CUSTOMER
from tieline.know.profile.touched import Touched

Before = Mapping[str, ir.Table]
"""By full name of a table, the rows that some customers had."""
KEPT = (CUSTOMER, *LISTS.values())


def state_of(area: Staging, customers: ir.Table) -> Before:
    """What these customers have now in every table that conditions may ask."""
    return {table.full_name: area.keep(_rows(area, table).semi_join(customers, "customer_id")) for table in KEPT}


def changes(area: Staging, customers: ir.Table, before: Before) -> Touched:
    """What is different now of the customers whose former state is given."""
    found: list[ir.Table] = []
    lists: set[str] = set()
    for name, table in LISTS.items():
        differing = _differing(area, table, customers, before)
        if _any(differing):
            lists.add(name)
            found.append(differing.select("customer_id"))
    fields = set()
    differing = _differing(area, CUSTOMER, customers, before)
    if _any(differing):
        found.append(differing.select("customer_id"))
        fields |= _fields(differing)
    if "characteristics" in lists:
        names = _differing(area, CHARACTERISTIC, customers, before).select("name").distinct()
        fields |= {f"{PROPERTY}{name}" for name in names.to_pyarrow()["name"].to_pylist()}
    whom = ibis.union(*found, distinct=True) if len(found) > 1 else (found or [customers.limit(0)])[0].distinct()
    return Touched(area.keep(whom), frozenset(lists), frozenset(fields))


def nobody(area: Staging) -> ir.Table:
    """No customer."""
    return area.keep_values({"customer_id": ("string", [])})


def nothing_touched(area: Staging) -> Touched:
    """Nobody and nothing."""
    return Touched(nobody(area), frozenset(), frozenset())


def together(area: Staging, parts: Sequence[Touched]) -> Touched:
    """All of these."""
    if not parts:
        return nothing_touched(area)
    customers = ibis.union(*(part.customers for part in parts), distinct=True) if len(parts) > 1 else parts[0].customers
    lists = frozenset(name for part in parts for name in part.lists)
    return Touched(area.keep(customers), lists, frozenset(name for part in parts for name in part.fields))


def _differing(area: Staging, table: Table, customers: ir.Table, before: Before) -> ir.Table:
    """Rows that were and are no more, and rows that are new."""
    old = before[table.full_name]
    new = _rows(area, table).semi_join(customers, "customer_id")
    gone, come = old.difference(new, distinct=False), new.difference(old, distinct=False)
    return area.keep(gone.union(come))


def _fields(differing: ir.Table) -> set[str]:
    """The columns of customers in which their two rows differ; all of them for who has one row only."""
    names = [name for name in CUSTOMER.column_names if name != "customer_id"]
    told = {name: (differing[name].nunique() + differing[name].isnull().any().cast("int64")) > 1 for name in names}
    by_customer = differing.group_by("customer_id").aggregate(rows=differing.count(), **told)
    row = by_customer.aggregate(**{name: (by_customer[name] | (by_customer["rows"] == 1)).any() for name in names})
    return {name for name, is_so in row.to_pyarrow().to_pylist()[0].items() if is_so}


def _rows(area: Staging, table: Table) -> ir.Table:
    return area.warehouse.table(table).select(*table.column_names)


def _any(rows: ir.Table) -> bool:
    return bool(rows.limit(1).count().to_pyarrow().as_py())
