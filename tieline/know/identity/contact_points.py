"""The numbers, e-mails and addresses through which parties can be reached, each with its verification and age."""

import ibis
import ibis.expr.types as ir

from tieline.foundation.standards.emails import email_column
from tieline.foundation.warehouse.staging import Staging
from tieline.know.identity.definitions import MatchPolicy
from tieline.know.identity.folding import address_key
from tieline.know.identity.numbers import numbered_as
from tieline.know.identity.records import PERSON, Records

BY_SERVICE, BY_CODE = "service", "code"
"""How a contact point is known to work: a line of the party is served under it, or a system sent a code to it."""


def contact_points(area: Staging, links: ir.Table, policy: MatchPolicy, country: str, said: Records) -> ir.Table:
    """
    Rows of ``identity.contact_point`` for the parties of ``links`` (``system, party_ref, party_id``): each value once.

    An address is shown as its latest record writes it.
    """
    individuals = said.individuals.join(links.select(*PERSON, "party_id"), PERSON)
    records = area.keep(
        individuals.select("party_id", "system", "updated_at", "phone", "other_phone", "email", "address")
    )
    lines = _lines(area, links, country, said)
    address = records.address.re_replace(r"\s+", " ").strip()
    email = email_column(records.email)
    points = ibis.union(
        _phones(area, records, "phone", country, policy),
        _phones(area, records, "other_phone", country, policy),
        _points(records, "email", email, email, policy.vouched.get("emails", [])),
        _points(records, "address", address, address_key(records.address), []),
        lines,
        distinct=False,
    )
    held = points.filter(points["value"].notnull() & points["same"].notnull())
    latest = ibis.coalesce(held.updated_at, ibis.timestamp("1970-01-01"))
    ordered = held.mutate(order=latest.cast("string") + " " + held["value"])
    by_system = ordered.group_by(["party_id", "medium", "same", "system"]).agg(
        value=ordered["value"].argmax(ordered["order"]),
        order=ordered["order"].max(),
        observed_at=ordered["updated_at"].max(),
        first_observed_at=ordered["updated_at"].min(),
        verified_by=ordered["verified_by"].max(),
    )
    each = area.keep(by_system)
    verified = each["verified_by"].notnull()
    return area.keep(
        each.group_by(["party_id", "medium", "same"]).agg(
            value=each["value"].argmax(each["order"]),
            systems=each["system"].group_concat(", ", order_by=each["system"]),
            observed_at=each["observed_at"].max(),
            first_observed_at=each["first_observed_at"].min(),
            verified_by=each["verified_by"].max(),
            verified_in=each["system"].group_concat(", ", where=verified, order_by=each["system"]),
        )
    )


def _phones(area: Staging, records: ir.Table, column: str, country: str, policy: MatchPolicy) -> ir.Table:
    read = numbered_as(area, records.drop("other_phone" if column == "phone" else "phone"), column, country)
    return _points(read, "phone", read["e164"], read["e164"], policy.vouched.get("phones", []))


def _lines(area: Staging, links: ir.Table, country: str, said: Records) -> ir.Table:
    """The numbers of the lines that a party pays for and that are served: the service itself verifies them."""
    accounts = said.accounts.join(links.select(*PERSON, "party_id"), PERSON)
    owners = accounts.select("system", "account_ref", "party_id")
    served = said.products.filter(said.products.phone.notnull() & said.products.ended_on.isnull())
    mine = served.select("system", "account_ref", "phone", "updated_at").join(owners, ["system", "account_ref"])
    read = numbered_as(area, mine.select("party_id", "system", "updated_at", "phone"), "phone", country)
    return _points(read, "phone", read["e164"], read["e164"], []).mutate(verified_by=ibis.literal(BY_SERVICE))


def _points(
    records: ir.Table, medium: str, value: ir.StringValue, same: ir.StringValue, vouched: list[str]
) -> ir.Table:
    nothing = ibis.null("string")
    verified = ibis.ifelse(records.system.isin(vouched), ibis.literal(BY_CODE), nothing) if vouched else nothing
    return records.select(
        "party_id", "system", "updated_at", medium=ibis.literal(medium), value=value, same=same, verified_by=verified
    )
