"""
The quick way of a touch, for what streams: new contacts, orders, use and payments of customers who are known.

Rows of the new loads are added to those of their customers, and the figures that follow from them are computed again,
all by the functions of a run. Who has something else than that is *odd*, and goes the general way: a row whose key the
customer has already, which may be the same one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import ibis.expr.types as ir

from tieline.foundation.warehouse.staging import Staging
from tieline.foundation.warehouse.tables import Table
from tieline.know.ingest import tables as source
from tieline.know.ingest.models import Load
from tieline.know.ingest.queries import current
from tieline.know.profile import tables
from tieline.know.profile.bills import bills_of_customers, payments_of_customers
from tieline.know.profile.contacts import contacts_of_customers, orders_of_customers
from tieline.know.profile.touched import Touched
from tieline.know.profile.touching_figures import OF_CONTACTS, OF_USE, Figures, renew
from tieline.know.profile.touching_owners import HELD, account_holders, number_holders, persons_named
from tieline.know.profile.touching_whom import new_records
from tieline.know.profile.usage import usage_days_of_customers

Rows = Callable[[Staging, ir.Table, date], Callable[[], ir.Table]]
"""From new records the rows of their customers, in two parts: what is looked up now, and what is computed from it."""


@dataclass(frozen=True)
class Stream:
    """A kind of record that streams, the list that its rows are in, what tells rows apart, and the figures of it."""

    kind: Table
    list: str
    table: Table
    rows: Rows
    key: tuple[str, ...]
    figures: Figures | None = None


def follow_stream(
    area: Staging, stream: Stream, loads: Sequence[Load], elsewhere: ir.Table, as_of: date
) -> tuple[Touched, ir.Table]:
    """
    Add what these loads brought to all but those who go the general way ``elsewhere``; who was touched, who is odd.

    ``elsewhere`` is a kept table of ``customer_id`` under one name.
    """
    store, name = area.warehouse, stream.kind.name
    new = area.keep_as(f"touch_new_{name}", new_records(area, stream.kind, loads))
    computed = stream.rows(area, new, as_of)
    found = area.keep_known(f"touch_found_{name}", as_of, lambda: computed().select(*stream.table.column_names))

    def odd_ones() -> ir.Table:
        theirs = found.anti_join(elsewhere, "customer_id")
        held = store.table(stream.table).semi_join(theirs, "customer_id")
        same = [theirs[each].identical_to(held[each]) for each in stream.key if each != "customer_id"]
        return theirs.semi_join(held, ["customer_id", *same]).select("customer_id").distinct()

    odd = area.keep_known(f"touch_odd_{name}", "odd", odd_ones)
    rows = found.anti_join(elsewhere, "customer_id").anti_join(odd, "customer_id")
    customers = area.keep_as(f"touch_customers_{name}", rows.select("customer_id").distinct())
    if not store.append(stream.table, rows):
        return Touched(customers, frozenset(), frozenset()), odd
    fields = renew(area, stream.figures, customers, as_of) if stream.figures else frozenset()
    return Touched(customers, frozenset({stream.list}), fields), odd


def _contacts(area: Staging, new: ir.Table, as_of: date) -> Callable[[], ir.Table]:
    persons, phones = persons_named(area, "contact", new), number_holders(area, "contact", new)
    return lambda: contacts_of_customers(new, persons, phones, as_of)


def _orders(area: Staging, new: ir.Table, as_of: date) -> Callable[[], ir.Table]:
    persons, phones = persons_named(area, "order", new), number_holders(area, "order", new)
    return lambda: orders_of_customers(new, persons, phones, as_of)


def _days(area: Staging, new: ir.Table, as_of: date) -> Callable[[], ir.Table]:
    phones = number_holders(area, "use", new)
    return lambda: usage_days_of_customers(new, phones, as_of)


def _payments(area: Staging, new: ir.Table, as_of: date) -> Callable[[], ir.Table]:
    records = current(area.warehouse, source.CUSTOMER_BILL)
    bills = area.keep_as("touch_bills_paid", records.semi_join(new, ["system", "bill_ref"]))
    accounts = area.keep_as("touch_accounts_paid", new.select(*HELD).union(bills.select(*HELD), distinct=True))
    holders = account_holders(area, "payment", accounts, as_of)
    return lambda: payments_of_customers(new, bills_of_customers(bills, holders, as_of), holders, as_of)


STREAMS = (
    Stream(
        source.INTERACTION,
        "contacts",
        tables.CONTACT,
        _contacts,
        ("customer_id", "at", "system", "interaction_ref"),
        OF_CONTACTS,
    ),
    Stream(source.PRODUCT_ORDER, "orders", tables.ORDER, _orders, ("customer_id", "at", "system", "order_ref")),
    Stream(source.USAGE_DAY, "usage", tables.USAGE_DAY, _days, ("customer_id", "day"), OF_USE),
    Stream(source.PAYMENT, "payments", tables.PAYMENT, _payments, ("customer_id", "paid_at", "payment_ref")),
)
"""What streams; every other kind of record, and what these replace, goes the general way."""
