"""Who is a customer, and which customer a person, an account or a phone number of a source means."""

from datetime import date

import ibis
import ibis.expr.types as ir

from tieline.know.profile.picks import newest

FIRST = date(1900, 1, 1)
LAST = date(9999, 12, 31)
OWN = "tieline"
"""The system of what people record in Tieline itself."""


def account_owners(accounts: ir.Table, links: ir.Table) -> ir.Table:
    """
    The newest record of each billing account with its ``customer_id``, and ``customer_number``, the id of the
    person in that system. Accounts of people whom identity does not know are left out.
    """
    accounts = newest(accounts, ["system", "account_ref"], "updated_at")
    owners = links.select("system", "party_ref", customer_id=links.party_id)
    return accounts.inner_join(owners, ["system", "party_ref"]).rename(customer_number="party_ref")


def person_owners(links: ir.Table, parties: ir.Table, customers: ir.Table) -> ir.Table:
    """
    ``system, party_ref → customer_id, customer`` for people who are customers; ``customers`` numbers them.

    Tieline's own records name the customer by the id of their day, which may have become part of another party.
    """
    linked = links.select("system", "party_ref", customer_id=links.party_id).filter(links.system != OWN)
    became = parties.select(party_ref="party_id", customer_id=parties.now)
    same = customers.select(party_ref="customer_id", customer_id="customer_id").anti_join(became, "party_ref")
    own = became.union(same).select("party_ref", "customer_id", system=ibis.literal(OWN))
    return linked.union(own.select(linked.columns)).inner_join(customers, "customer_id")


def phone_owners(lines: ir.Table) -> ir.Table:
    """
    ``phone, customer_id, since, until``: who held a number when; periods of one number do not overlap.

    A number that was given to another customer belongs to the former one until the day before. Where two
    customers' lines began on the same day nobody knows, and the number leads to neither of them.
    """
    held = lines.filter(lines.phone.notnull()).mutate(since=lines.started_on.fill_null(FIRST))
    starts = held.group_by("phone", "since").aggregate(
        customer_id=held.customer_id.min(), last_customer=held.customer_id.max()
    )
    over = ibis.window(group_by="phone", order_by="since")
    periods = starts.mutate(
        until=(starts.since.lead().over(over).cast("timestamp") - ibis.interval(days=1)).date().fill_null(LAST),
        place=ibis.row_number().over(over),
    ).filter(lambda t: t.customer_id == t.last_customer)
    return periods.select(
        "phone",
        "customer_id",
        since=(periods.place == 0).ifelse(ibis.literal(FIRST), periods.since),
        until="until",
    )


def by_written_phone(owners: ir.Table, numbers: ir.Table) -> ir.Table:
    """``written, customer_id, since, until``: owners by every way in which sources write their numbers."""
    return numbers.inner_join(owners, numbers.e164 == owners.phone).select("written", "customer_id", "since", "until")


def owned_through_phone(rows: ir.Table, owners: ir.Table, day: str) -> ir.Table:
    """Rows of sources with the ``customer_id`` who held their ``phone`` on their ``day``; others are left out."""
    same = [rows.phone == owners.written, rows[day] >= owners.since, rows[day] <= owners.until]
    return rows.inner_join(owners, same).drop("written", "since", "until")
