"""Where each field of a customer came from: the record that won, or the newest of the facts behind a figure."""

from collections.abc import Mapping, Sequence
from typing import Any

import ibis
import ibis.expr.types as ir

from tieline.foundation.warehouse.connection import Row
from tieline.know.profile.definitions import FIELDS
from tieline.know.profile.picks import instant_of, seconds_of
from tieline.know.profile.survivorship import AGE_SHIFT, SOURCE_SHIFT, origin_of
from tieline.know.profile.tables import OF_FACTS

LAST_CONTACT = "last_contact_at"
"""The field whose origin is the system that recorded the contact."""


def numbered_sources(records: Sequence[ir.Table]) -> ir.Table:
    """``system, source, origin``: every source of some records, numbered from 1 in the order of its key."""
    found = ibis.union(*(rows.select("system", "source").distinct() for rows in records), distinct=True)
    order = ibis.row_number().over(order_by=["source", "system"])
    return found.mutate(origin=order + 1)


def fact_strength(origin: ir.IntegerValue, observed_at: ir.TimestampValue) -> ir.IntegerValue:
    """Age and source of a fact as one number; the greatest is that of the newest."""
    return seconds_of(observed_at) * (1 << AGE_SHIFT) + origin * (1 << SOURCE_SHIFT)


def newest_strength(facts: ir.Table, observed_at: ir.TimestampValue) -> ir.IntegerScalar:
    """The strength of the newest of the facts that a figure follows from."""
    return fact_strength(facts.origin, observed_at).max()


def latest_feed(delivered: ir.Table, sources: ir.Table) -> int:
    """The number of the source that delivered the latest day of use; 0 for none."""
    latest = delivered.group_by("system", "source").aggregate(day=delivered.day.max())
    found = latest.inner_join(sources, ["system", "source"]).order_by([ibis.desc("day"), ibis.desc("origin")])
    rows: list[int] = found.limit(1).to_pyarrow()["origin"].to_pylist()
    return rows[0] if rows else 0


def usage_strength(days: ir.Table, feed: int) -> ir.Table:
    """``customer_id, voice_minutes_30d_strength``: the latest day of use of each customer, and the feed of use."""
    last = days.group_by("customer_id").aggregate(day=days.day.max())
    strength = fact_strength(ibis.literal(feed), last.day.cast("timestamp"))
    return last.select("customer_id", voice_minutes_30d_strength=strength)


def told_origins(customer: Row, origin: Row, sources: Mapping[int, Row]) -> list[dict[str, Any]]:
    """
    The origin of each known field of one customer, by the name of the field.

    ``customer`` is the row of ``profile.customer``, ``origin`` that of ``profile.field_origin``, ``sources`` are the
    rows of ``profile.source`` by number. A figure has no value here; ``others`` is text of a line each, or None.
    """
    stated = [(field, _text(customer[field]), origin[f"{field}_others"]) for field in FIELDS]
    figures = [(field, None, None) for field in OF_FACTS]
    found = []
    for field, value, others in (*stated, *figures):
        strength = origin[f"{field}_strength"]
        if strength is not None:
            number, seconds, verified = origin_of(strength)
            where = {name: sources.get(number, {}).get(name) for name in ("system", "source")}
            at = instant_of(seconds)
            told = {"value": value, "observed_at": at, "verified": verified, "others": others}
            found.append({"field": field, **where, **told})
    if customer[LAST_CONTACT] is not None:
        met = {"system": origin["last_contact_system"], "source": None, "observed_at": customer[LAST_CONTACT]}
        found.append({"field": LAST_CONTACT, "value": None, **met, "verified": False, "others": None})
    return sorted(found, key=lambda row: str(row["field"]))


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
