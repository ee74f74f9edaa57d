"""
Which version of a record holds: of all landed ones with one source and key, the last in the order of
``updated_at`` (no date comes first), load number, row.

It stands in the table of its kind; former versions stand in the table beside it. So the tables depend only on
which loads have landed and never on the order in which they did, and taking a load back is exact: its versions
go, and where one of them held, the last of the others holds.
"""

from collections.abc import Collection

import ibis
import ibis.expr.types as ir

from tieline.foundation.warehouse.staging import Staging
from tieline.foundation.warehouse.tables import Table
from tieline.know.ingest.tables import FORMER

KEY = ("source", "record_key")


def enter(area: Staging, table: Table, rows: ir.Table, source: str, fixed_by_key: Collection[str] = ()) -> int:
    """
    Add versions, at most one per key and none of a load that is there already; the count of versions.

    ``fixed_by_key`` are dates that are the same in all versions of a key, so that the search for other
    versions reads only those days.
    """
    warehouse = area.warehouse
    held = _held(area, table, rows, source, fixed_by_key)
    if held is None:
        return warehouse.append(table, rows)
    rivals = held.select("record_key", "load_number", *_order_columns(table, held, "held"))
    both = rows.rename(own_number="load_number").join(rivals, "record_key")
    met = area.keep(both.select("record_key", "load_number", newer=_is_newer(both, table)))
    if not _is_there(met):
        return warehouse.append(table, rows)
    replaced = met.filter(met.newer).select("record_key", "load_number", source=ibis.literal(source))
    beaten = area.keep(rows.semi_join(met.filter(~met.newer), "record_key"))
    warehouse.append(FORMER[table.name], held.semi_join(replaced, ["record_key", "load_number"]))
    warehouse.remove(table, replaced)
    return warehouse.append(table, rows.anti_join(beaten, "record_key")) + warehouse.append(FORMER[table.name], beaten)


def withdraw(area: Staging, table: Table, load_id: str, number: int) -> int:
    """Take away all versions of a load, and let former versions hold again; how many went, none the second time."""
    warehouse = area.warehouse
    if not warehouse.has(table):
        return 0
    former = FORMER[table.name]
    gone = warehouse.retract(former, load_number=number, load_id=load_id)
    if not warehouse.rows(table, columns=("load_id",), limit=1, load_number=number, load_id=load_id):
        return gone
    own = warehouse.table(table)
    keys = area.keep(own.filter((own.load_number == number) & (own.load_id == load_id)).select(*KEY))
    gone += warehouse.retract(table, load_number=number, load_id=load_id)
    if warehouse.has(former):
        kept = warehouse.table(former).semi_join(keys, list(KEY))
        rank = ibis.row_number().over(group_by=KEY, order_by=_latest_first(kept, table))
        again = area.keep(kept.mutate(rank=rank).filter(lambda each: each["rank"] == 0).drop("rank"))
        if _is_there(again):
            warehouse.append(table, again)
            warehouse.remove(former, again.select("source", "record_key", "load_id", "row"))
    return gone


def _held(area: Staging, table: Table, rows: ir.Table, source: str, fixed_by_key: Collection[str]) -> ir.Table | None:
    """The versions of the source that may meet the rows; None where there are none."""
    warehouse = area.warehouse
    if not warehouse.rows(table, columns=("load_id",), limit=1, source=source):
        return None
    held = warehouse.table(table)
    held = held.filter(held.source == source)
    for name in fixed_by_key:
        span = rows.agg(first=rows[name].min(), last=rows[name].max(), known=rows[name].count(), all=rows.count())
        (seen,) = span.to_pyarrow().to_pylist()
        if seen["known"] and seen["known"] == seen["all"]:
            held = held.filter(held[name].between(seen["first"], seen["last"]))
    return held if not fixed_by_key or _is_there(held) else None


def _is_there(rows: ir.Table) -> bool:
    return bool(rows.limit(1).count().to_pyarrow().as_py())


def _order_columns(table: Table, held: ir.Table, prefix: str) -> list[ir.Value]:
    dated = [held.updated_at.name(f"{prefix}_at")] if "updated_at" in table.column_names else []
    return [*dated, held["row"].name(f"{prefix}_row")]


def _is_newer(both: ir.Table, table: Table) -> ir.BooleanValue:
    """Whether the row comes after the held version, in the order of versions."""
    later = (both.own_number > both.load_number) | (
        (both.own_number == both.load_number) & (both["row"] > both.held_row)
    )
    if "updated_at" not in table.column_names:
        return later
    own, held = both.updated_at, both.held_at
    return ibis.cases(
        (own.isnull() & held.isnull(), later),
        (own.isnull(), False),
        (held.isnull(), True),
        (own == held, later),
        else_=own > held,
    )


def _latest_first(rows: ir.Table, table: Table) -> list[ir.Value]:
    dated = [rows.updated_at.desc(nulls_first=False)] if "updated_at" in table.column_names else []
    return [*dated, rows.load_number.desc(), rows["row"].desc()]
