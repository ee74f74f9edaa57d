"""Who entered and who left a segment, when and why."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

import ibis
import ibis.expr.types as ir

from tieline.foundation.access.projection import Projection
from tieline.foundation.days import aware, naive_utc
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.profile.queries import names_of
from tieline.know.segments.queries import get_segment
from tieline.know.segments.tables import CHANGE

KEY = ["segment", "customer_id"]
ENTERED, LEFT = "entered", "left"


def transitions(before: ir.Table, after: ir.Table) -> ir.Table:
    """
    One row per customer who is in a segment in one of the two tables only: ``segment, customer_id, change``.

        before  a k1    after  a k2   →   a k2 entered
                a k3           a k3       a k1 left
    """
    then, now = before.select(*KEY), after.select(*KEY)
    entered = now.anti_join(then, KEY).mutate(change=ibis.literal(ENTERED))
    left = then.anti_join(now, KEY).mutate(change=ibis.literal(LEFT))
    return entered.union(left, distinct=False)


def record_transitions(
    at: Warehouse,
    found: ir.Table,
    as_of: date,
    now: datetime,
    cause: str,
    because: Mapping[str, str],
    known: Collection[str],
) -> int:
    """Keep the transitions of segments that were asked before, ``known``; how many. The first time is no entering."""
    kept = found.filter(found.segment.isin(sorted(known)))
    reasons = [(kept.segment == key, ibis.literal(text)) for key, text in because.items()]
    rows = kept.mutate(
        day=ibis.literal(as_of),
        at=ibis.literal(naive_utc(now), "timestamp"),
        cause=ibis.literal(cause),
        because=ibis.cases(*reasons, else_="") if reasons else ibis.literal(""),
    )
    return at.append(CHANGE, rows)


def list_transitions(seen: Projection, segment: str, *, limit: int, offset: int) -> dict[str, Any]:
    """Who entered or left a segment lately, the newest first, of the customers whom the reader sees, with names."""
    get_segment(segment)
    seen.sight.demand_category("judgement", "see who entered a segment")
    found = seen.table(CHANGE)
    found = found.filter(found.segment == segment)
    page = found.order_by([ibis.desc("at"), "customer_id"]).limit(limit, offset=offset).to_pyarrow().to_pylist()
    names = names_of(seen, [row["customer_id"] for row in page])
    items = [{**row, "at": aware(row["at"]), "name": names.get(row["customer_id"])} for row in page]
    return {"items": items, "total": int(found.count().to_pyarrow().as_py())}
