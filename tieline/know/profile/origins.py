"""Where each field of a customer came from: the record that won, or the newest of the facts behind a figure."""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from tieline.know.profile.definitions import FIELDS
from tieline.know.profile.picks import instant_of, seconds_of
from tieline.know.profile.survivorship import AGE_SHIFT, SOURCE_SHIFT, origin_of
from tieline.know.profile.tables import FIELD_ORIGIN

FIGURES = ("balance", "plan", "last_bill_amount", "voice_minutes_30d", "last_contact_at")
"""Computed fields of which the page says where they come from."""


def numbered_sources(records: Sequence[ir.Table]) -> ir.Table:
    """``system, source, origin``: every source of some records, numbered from 1 in the order of its key."""
    found = ibis.union(*(rows.select("system", "source").distinct() for rows in records), distinct=True)
    order = ibis.row_number().over(order_by=["source", "system"])
    return found.mutate(origin=order + 1)


def newest_strength(facts: ir.Table, sources: ir.Table, field: str, observed_at: ir.TimestampColumn) -> ir.Table:
    """``customer_id`` and ``<field>_strength``: age and source of the newest fact that a figure follows from."""
    rows = facts.mutate(_seconds=seconds_of(observed_at)).inner_join(sources, ["system", "source"])
    strength = rows["_seconds"] * (1 << AGE_SHIFT) + rows.origin * (1 << SOURCE_SHIFT)
    return rows.group_by("customer_id").aggregate(**{f"{field}_strength": strength.max()})


def latest_feed(delivered: ir.Table, sources: ir.Table) -> int:
    """The number of the source that delivered the latest day of use; 0 for none."""
    latest = delivered.group_by("system", "source").aggregate(day=delivered.day.max())
    found = latest.inner_join(sources, ["system", "source"]).order_by([ibis.desc("day"), ibis.desc("origin")])
    rows: list[int] = found.limit(1).to_pyarrow()["origin"].to_pylist()
    return rows[0] if rows else 0


def usage_strength(days: ir.Table, feed: int) -> ir.Table:
    """The same for use: the latest day of each customer, and the feed of use."""
    last = days.group_by("customer_id").aggregate(day=days.day.max())
    strength = seconds_of(last.day.cast("timestamp")) * (1 << AGE_SHIFT) + feed * (1 << SOURCE_SHIFT)
    return last.select("customer_id", voice_minutes_30d_strength=strength)


def field_origins(customers: ir.Table, sources: ir.Table) -> ir.Table:
    """
    Rows of ``profile.field_origin`` in the order of the customers: ``customers`` has the fields, the strength of each
    value and what others say, and ``last_contact_system``.
    """
    nothing = ibis.null("string")
    entries = [
        _entry(field, customers[field], customers[f"{field}_strength"], customers[f"{field}_others"])
        for field in sorted(FIELDS)
    ]
    figures = [_entry(field, nothing, customers[f"{field}_strength"], nothing) for field in FIGURES[:-1]]
    contact = seconds_of(customers.last_contact_at) * (1 << AGE_SHIFT)
    met = _entry("last_contact_at", nothing, contact.nullif(0), nothing, customers.last_contact_system)
    rows = customers.select("customer_id", entry=ibis.array([*entries, *figures, met]).unnest()).unpack("entry")
    told = rows.filter(rows.strength.notnull())
    named = told.mutate(**origin_of(told.strength))
    system, source = _named(sources)
    return named.select(
        "customer_id",
        "field",
        "value",
        "verified",
        "others",
        source=source[named.origin],
        system=system[named.origin].fill_null(named.met_system),
        observed_at=instant_of(named.seconds),
    ).cast(FIELD_ORIGIN.ibis_schema)


def _named(sources: ir.Table) -> tuple[ir.ArrayValue, ir.ArrayValue]:
    """The systems and the sources by number, as lists: a join would lose the order of the rows."""
    rows = sources.order_by("origin").to_pyarrow().to_pylist()
    systems, keys = ([ibis.null("string"), *(row[name] for row in rows)] for name in ("system", "source"))
    return ibis.array(systems), ibis.array(keys)


def _entry(
    field: str,
    value: ir.StringValue,
    strength: ir.IntegerValue,
    others: ir.StringValue,
    system: ir.StringValue | None = None,
) -> ir.StructValue:
    return ibis.struct(
        {
            "field": ibis.literal(field),
            "value": value,
            "strength": strength,
            "others": others,
            "met_system": ibis.null("string") if system is None else system,
        }
    )
