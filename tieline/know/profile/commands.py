"""``refresh_profile``: the 360° profile of every customer as of a day, published whole or not at all."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import ibis
import ibis.expr.types as ir
from ibis import _

from tieline.foundation.jobs.stages import Progress, StageResult
from tieline.foundation.warehouse.current import warehouse
from tieline.foundation.warehouse.staging import staging
from tieline.foundation.warehouse.tables import Table
from tieline.know.identity.tables import CONTACT_POINT
from tieline.know.ingest import tables as source
from tieline.know.profile import bills, contacts, lines, search_terms, tables, usage
from tieline.know.profile.characteristics import characteristics_of_customers
from tieline.know.profile.customers import Facts, write_customers
from tieline.know.profile.definitions import current_survivorship
from tieline.know.profile.ground import READ, Ground, lay_ground
from tieline.know.profile.parties import by_written_phone, phone_owners

WRITTEN = (
    tables.CUSTOMER,
    tables.FIELD_ORIGIN,
    *tables.FACTS,
    tables.HOUSEHOLD_MEMBER,
    tables.SEARCH_TERM,
    tables.SOURCE,
    tables.SNAPSHOT,
)


Kept = dict[str, ir.Table]
"""Facts of all customers that later steps need, with the source of each row."""


def refresh_profile(as_of: date, progress: Progress) -> StageResult:
    """Publish all tables of the profile as of the end of ``as_of``; twice for one day leaves the same tables."""
    store = warehouse()
    with staging(store) as area, store.transaction():
        progress(0.0, "numbers")
        ground = lay_ground(store, area, as_of)
        facts: Kept = {}
        for place, (word, write) in enumerate(STEPS.items()):
            progress(0.1 + 0.9 * place / len(STEPS), word)
            write(ground, facts)
        store.publish(tables.SOURCE, ground.sources.rename(number="origin"))
        store.publish(tables.SNAPSHOT, area.keep_values({"as_of": ("date", [as_of])}))
        rows = {table.name: _count(store.table(table)) for table in WRITTEN}
        read = {table.name: _count(ground.records(table)) for table in READ}
        unowned = read["billing_account"] - _count(ground.accounts)
    progress(1.0, "profile")
    return StageResult(sum(read.values()), sum(rows.values()), {"rows": rows, "accounts_without_person": unowned})


def _write_lines(ground: Ground, facts: Kept) -> None:
    owned = ground.with_origin(ground.accounts.inner_join(ground.customers, "customer_id"))
    accounts = _kept(
        ground, tables.ACCOUNT, lines.accounts_of_customers(owned, ground.as_of), "updated_at", "customer_number"
    )
    products = lines.lines_of_customers(ground.with_e164(ground.records(source.PRODUCT)), owned, ground.as_of)
    facts["accounts"], facts["lines"] = accounts, _kept(ground, tables.LINE, ground.with_origin(products), "updated_at")
    _publish(ground, tables.ACCOUNT, accounts)
    _publish(ground, tables.LINE, facts["lines"])
    owners = by_written_phone(phone_owners(ground.store.table(tables.LINE)), ground.called)
    facts["owners"] = ground.area.keep(owners)


def _write_bills(ground: Ground, facts: Kept) -> None:
    known = bills.bills_of_customers(ground.records(source.CUSTOMER_BILL), facts["accounts"], ground.as_of)
    owned = _kept(ground, tables.BILL, ground.with_origin(known))
    facts["bills"] = owned
    _publish(ground, tables.BILL, owned)
    paid = bills.payments_of_customers(ground.records(source.PAYMENT), owned, facts["accounts"], ground.as_of)
    _publish(ground, tables.PAYMENT, paid)


def _write_usage(ground: Ground, facts: Kept) -> None:
    owners = facts["owners"]
    days = usage.usage_days_of_customers(ground.records(source.USAGE_DAY), owners, ground.as_of)
    months = usage.usage_months_of_customers(ground.records(source.USAGE_MONTH), owners, ground.as_of)
    ground.store.publish(tables.USAGE_DAY, days)
    ground.store.publish(tables.USAGE_MONTH, months)


def _write_contacts(ground: Ground, facts: Kept) -> None:
    at = {"persons": ground.persons.drop("customer"), "phones": facts["owners"], "as_of": ground.as_of}
    ground.store.publish(tables.CONTACT, contacts.contacts_of_customers(ground.records(source.INTERACTION), **at))
    ground.store.publish(tables.ORDER, contacts.orders_of_customers(ground.records(source.PRODUCT_ORDER), **at))
    properties = characteristics_of_customers(ground.records(source.CHARACTERISTIC), ground.persons)
    ground.store.publish(tables.CHARACTERISTIC, properties)


def _write_customers(ground: Ground, facts: Kept) -> None:
    kept = Facts(facts["accounts"], facts["lines"], facts["bills"])
    facts["names"] = write_customers(ground, kept, current_survivorship())
    published = ground.store.table(tables.CUSTOMER)
    ground.store.publish(tables.HOUSEHOLD_MEMBER, published.filter(published.household_id.notnull()))


def _write_search(ground: Ground, facts: Kept) -> None:
    accounts = facts["accounts"].select("customer", reference=_.account_ref)
    ids = ground.customers.select("customer", reference=_.customer_id)
    numbers = ground.persons.select("customer", reference=_.party_ref).union(ids)
    points = ground.store.table(CONTACT_POINT).inner_join(ground.customers, [("party_id", "customer_id")])
    held = facts["lines"].filter(_.phone.notnull()).select("customer", e164=_.phone)
    phones = held.union(points.filter(_.medium == "phone").select("customer", e164=_.value), distinct=True)
    emails = points.filter(_.medium == "email").select("customer", email=_.value)
    parts = [
        search_terms.name_terms(facts["names"]),
        search_terms.phone_terms(ground.with_forms(phones)),
        search_terms.reference_terms(accounts, "account"),
        search_terms.reference_terms(numbers, "number"),
        search_terms.email_terms(emails),
    ]
    rows = ibis.union(*parts).inner_join(ground.customers, "customer").order_by(["term", "customer"])
    ground.store.publish(replace(tables.SEARCH_TERM, key=()), rows)


def _kept(ground: Ground, table: Table, rows: ir.Table, *further: str) -> ir.Table:
    """The columns of a table computed now, with the customer's number, the source's, and what later steps ask for."""
    return ground.area.keep(rows.select(*table.column_names, "customer", "system", "origin", *further))


def _publish(ground: Ground, table: Table, rows: ir.Table) -> None:
    """Publish rows that have ``customer``, whose order is that of the ids and quicker to sort by."""
    ordered = rows.order_by(["customer", *table.key[1:]])
    ground.store.publish(replace(table, key=()), ordered)


def _count(rows: ir.Table) -> int:
    return int(rows.count().to_pyarrow().as_py())


STEPS: dict[str, Callable[[Ground, Kept], None]] = {
    "lines": _write_lines,
    "bills": _write_bills,
    "usage": _write_usage,
    "contacts": _write_contacts,
    "customers": _write_customers,
    "search": _write_search,
}
