"""``list_customers_in``: who is in a segment that people list."""

from collections.abc import Sequence
from datetime import date, datetime

import ibis
from django.db import transaction
from django.utils import timezone

from tieline.foundation.access.changes import record_change
from tieline.foundation.access.projection import Projection
from tieline.foundation.days import local_day
from tieline.foundation.errors import Invalid
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.staging import Staging, staging
from tieline.know.segments.commands import who_is_in
from tieline.know.segments.definitions import SegmentDefinition
from tieline.know.segments.listing import listed_now, rows_of
from tieline.know.segments.membership import membership
from tieline.know.segments.queries import get_segment
from tieline.know.segments.tables import LISTED, MEMBERSHIP
from tieline.know.segments.transitions import record_transitions, transitions

MOST = 1_000_000
"""So many customers a list may take at once."""


def list_customers_in(
    seen: Projection,
    key: str,
    customers: Sequence[str],
    *,
    replace: bool,
    until: date | None,
    by: str,
    now: datetime | None = None,
) -> int:
    """
    Put customers on the list of a segment, until a day or without an end; how many it lists then.

    With ``replace`` nobody else is on it afterwards. They are in the segment at once; segments and rules that name it
    follow with the next run. Invalid for a segment with a condition, and for a day that is over.
    """
    segment, at, moment = get_segment(key), seen.everything, now or timezone.now()
    _demand_a_list(segment, customers, until, local_day(moment))
    with transaction.atomic(), staging(at) as area, at.transaction():
        if replace:
            at.retract(LISTED, segment=key)
        else:
            columns = {"segment": ("string", [key] * len(customers)), "customer_id": ("string", list(customers))}
            at.remove(LISTED, area.keep_values(columns))
        if customers:
            at.append(LISTED, ibis.memtable(rows_of(key, customers, until, by), schema=LISTED.ibis_schema))
        _follow(at, area, segment, moment, by)
        listed = int(listed_now(at, [key], local_day(moment)).count().to_pyarrow().as_py())
        after = {"customers": len(customers), "replace": replace, "until": until.isoformat() if until else None}
        record_change("list_customers", "segment", key, by=by, after={**after, "listed": listed}, now=moment)
    return listed


def _demand_a_list(segment: SegmentDefinition, customers: Sequence[str], until: date | None, today: date) -> None:
    if not segment.listed:
        raise Invalid(
            f"The segment '{segment.key}' has a condition: nobody is listed in it",
            where="key",
            do="Make a segment that is a list, and name it in the condition",
        )
    if len(customers) > MOST:
        raise Invalid(f"A list takes {MOST:,} customers at once", where="entries", do="List them in parts")
    if until is not None and until < today:
        raise Invalid("The last day is over", where="until", do="Give a later day, or none")


def _follow(at: Warehouse, area: Staging, segment: SegmentDefinition, now: datetime, by: str) -> None:
    """Let the membership of this segment be what the list says now."""
    day, published = local_day(now), at.table(MEMBERSHIP)
    before = area.keep(published.filter(published.segment == segment.key))
    after = area.keep(membership(who_is_in(at, area, [segment], day), [segment.key], before, day))
    at.retract(MEMBERSHIP, segment=segment.key)
    at.append(MEMBERSHIP, after)
    moved = area.keep(transitions(before, after))
    record_transitions(at, moved, day, now, f"list {by}", {}, {segment.key})
