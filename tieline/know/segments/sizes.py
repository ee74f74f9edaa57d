"""How large segments were after each run, and how many came and went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir

from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.segments.tables import SIZE


@dataclass(frozen=True)
class Size:
    """How many customers are in a segment, how many of them came, and how many others went."""

    members: int
    entered: int
    left: int


def sizes(members: ir.Table, before: ir.Table, segments: Sequence[str]) -> dict[str, Size]:
    """
    Per segment how many customers are in it, how many of them were not before, and how many were before and are not.

    Both tables are ``segments.membership``; a segment that nobody is or was in has zeros.
    """
    now, then = members.select("segment", "customer_id"), before.select("segment", "customer_id")
    inside = _per_segment(now)
    entered = _per_segment(now.anti_join(then, ["segment", "customer_id"]))
    left = _per_segment(then.anti_join(now, ["segment", "customer_id"]))
    return {key: Size(inside.get(key, 0), entered.get(key, 0), left.get(key, 0)) for key in segments}


def record_sizes(at: Warehouse, found: Mapping[str, Size], customers: int, as_of: date) -> None:
    """
    Keep a row per segment for the day, in place of those that a run of the same day left.

    Who came or went in that run still counts: a second run of a day adds to the first.
    """
    earlier = {row["segment"]: row for row in at.rows(SIZE, day=as_of)}
    rows = [
        {
            "segment": key,
            "day": as_of,
            "members": size.members,
            "customers": customers,
            "entered": size.entered + earlier.get(key, {}).get("entered", 0),
            "left": size.left + earlier.get(key, {}).get("left", 0),
        }
        for key, size in found.items()
    ]
    at.retract(SIZE, day=as_of)
    if rows:
        at.append(SIZE, ibis.memtable(rows, schema=SIZE.ibis_schema))


def _per_segment(rows: ir.Table) -> dict[str, int]:
    counted = rows.group_by("segment").aggregate(n=lambda found: found.count())
    return {row["segment"]: int(row["n"]) for row in counted.to_pyarrow().to_pylist()}
