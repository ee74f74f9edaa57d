"""Where the computed fields of a customer came from: the system and age of the facts behind them."""

import ibis
import ibis.expr.types as ir

from tieline.know.profile.picks import sortable
from tieline.know.profile.tables import FIELD_ORIGIN

TYPES = FIELD_ORIGIN.ibis_schema


def newest_origin(facts: ir.Table, field: str, observed_at: ir.TimestampColumn) -> ir.Table:
    """Rows of ``profile.field_origin`` for a field computed from facts: the source of the newest one per customer."""
    rows = facts.mutate(_at=observed_at)
    order = sortable(rows["_at"]) + rows.source + rows.record_key
    origin = ibis.struct({"system": rows.system, "source": rows.source, "observed_at": rows["_at"]})
    found = rows.group_by("customer_id").aggregate(origin=origin.argmax(order))
    return found.select(
        "customer_id",
        field=ibis.literal(field),
        value=ibis.null("string"),
        system=found.origin.system,
        source=found.origin.source,
        observed_at=found.origin.observed_at,
        others=ibis.null("string"),
    )


def usage_origin(days: ir.Table, delivered: ir.Table) -> ir.Table:
    """The same for use: the latest day of each customer; the feed is the one that delivered last."""
    order = sortable(delivered.day.cast("timestamp")) + delivered.source
    feed = delivered.aggregate(system=delivered.system.argmax(order), source=delivered.source.argmax(order))
    last = days.group_by("customer_id").aggregate(day=days.day.max()).cross_join(feed)
    return last.select(
        "customer_id",
        "system",
        "source",
        field=ibis.literal("voice_minutes_30d"),
        value=ibis.null("string"),
        observed_at=last.day.cast("timestamp"),
        others=ibis.null("string"),
    )


def contact_origin(contacts: ir.Table) -> ir.Table:
    """The same for contacts: the latest personal contact."""
    known = contacts.filter(contacts.last_contact_at.notnull())
    return known.select(
        "customer_id",
        system="last_contact_system",
        observed_at="last_contact_at",
        field=ibis.literal("last_contact_at"),
        value=ibis.null("string"),
        source=ibis.null("string"),
        others=ibis.null("string"),
    )
