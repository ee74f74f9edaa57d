"""The numbers, e-mails and addresses through which each party can be reached."""

import ibis
import ibis.expr.types as ir

from tieline.know.identity.folding import address_key, email_key
from tieline.know.identity.observing import Observed


def contact_points(seen: Observed, parties: ir.Table) -> ir.Table:
    """
    ``party_id, medium, value, systems, observed_at``; each value once per party.

    ``parties`` has ``node, party_id``. An address is shown as its latest record writes it.
    """
    records = seen.records
    points = ibis.union(
        _phones(records, seen.numbers, "phone"),
        _phones(records, seen.numbers, "other_phone"),
        _point(records, "email", email_key(records.email), email_key(records.email)),
        _point(records, "address", records.address.strip(), address_key(records.address)),
        distinct=False,
    )
    held = points.filter(points["value"].notnull() & points["same"].notnull()).join(parties, "node")
    latest = ibis.coalesce(held.updated_at, ibis.timestamp("1970-01-01"))
    grouped = held.mutate(order=latest.cast("string") + " " + held["value"]).group_by(["party_id", "medium", "same"])
    return grouped.agg(
        value=lambda each: each["value"].argmax(each["order"]),
        systems=lambda each: each["system"].collect(distinct=True).sort().join(", "),
        observed_at=lambda each: each["updated_at"].max(),
    )


def _phones(records: ir.Table, numbers: ir.Table, column: str) -> ir.Table:
    read = numbers.select("written", number="phone")
    joined = records.join(read, records[column] == read.written)
    return _point(joined, "phone", joined["number"], joined["number"])


def _point(records: ir.Table, medium: str, value: ir.StringValue, same: ir.StringValue) -> ir.Table:
    return records.select("node", "system", "updated_at", medium=ibis.literal(medium), value=value, same=same)
