"""Contacts and orders of customers in every channel, by who they were with or from which number."""

from datetime import date, timedelta

import ibis.expr.types as ir

from tieline.know.profile.parties import owned_through_phone
from tieline.know.profile.picks import end_as_stored, sortable

PERSONAL = ("call", "visit", "campaign", "work")
"""Kinds of contact in which somebody at the operator, or a campaign, met the customer."""


def contacts_of_customers(interactions: ir.Table, persons: ir.Table, phones: ir.Table, as_of: date) -> ir.Table:
    """Rows of ``profile.contact``: interactions that began by the day."""
    known = interactions.filter(interactions["at"] <= end_as_stored(as_of))
    return of_customers(known, persons, phones).mutate(
        interaction_ref=lambda t: t.interaction_ref.fill_null(t.record_key),
        is_complaint=lambda t: t.is_complaint.fill_null(False),  # noqa: FBT003 - the value that stands for null
    )


def orders_of_customers(orders: ir.Table, persons: ir.Table, phones: ir.Table, as_of: date) -> ir.Table:
    """Rows of ``profile.product_order``: orders placed by the day."""
    return of_customers(orders.filter(orders["at"] <= end_as_stored(as_of)), persons, phones)


def of_customers(rows: ir.Table, persons: ir.Table, phones: ir.Table) -> ir.Table:
    """
    Rows with the ``customer_id`` of the person they name, else of who held the phone number on that day.

    Rows that lead to no customer (a passer-by in a shop, a number of nobody) are left out.
    """
    named = rows.inner_join(persons, ["system", "party_ref"])
    unnamed = rows.anti_join(persons, ["system", "party_ref"])
    unnamed = unnamed.filter(unnamed.phone.notnull()).mutate(_day=unnamed["at"].date())
    called = owned_through_phone(unnamed, phones, "_day")
    return named.union(called.select(named.columns))


def contact_figures(contacts: ir.Table, as_of: date) -> ir.Table:
    """Complaints of 90 days, the latest personal contact and the latest recommendation score, per customer."""
    lately = contacts["at"] > end_as_stored(as_of - timedelta(days=90))
    personal = contacts.kind.isin(PERSONAL)
    is_nps = (contacts.reason == "nps") & contacts.rating.notnull()
    order = sortable(contacts["at"]) + contacts.system.fill_null("") + contacts.interaction_ref
    return contacts.group_by("customer_id").aggregate(
        complaint_count_90d=(contacts.is_complaint & lately).sum(),
        last_contact_at=contacts["at"].max(where=personal),
        last_contact_channel=contacts.channel.fill_null("").argmax(order, where=personal).nullif(""),
        last_contact_system=contacts.system.argmax(order, where=personal),
        nps=contacts.rating.argmax(order, where=is_nps),
    )
