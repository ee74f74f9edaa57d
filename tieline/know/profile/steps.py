"""The steps of a refresh of the profile, each of which writes some of its tables: for everybody, or for some alone."""

from collections.abc import Callable
from dataclasses import replace

import ibis.expr.types as ir
from ibis import _

from tieline.foundation.warehouse.staging import staging
from tieline.foundation.warehouse.tables import Table
from tieline.know.identity.tables import CONTACT_POINT
from tieline.know.ingest import tables as source
from tieline.know.profile import bills, contacts, lines, search_terms, tables, usage
from tieline.know.profile.characteristics import characteristics_of_customers
from tieline.know.profile.consents import consents_of_customers
from tieline.know.profile.corrected import corrected_points
from tieline.know.profile.customers import Facts, write_customers
from tieline.know.profile.definitions import current_survivorship
from tieline.know.profile.ground import Ground
from tieline.know.profile.ordering import Writing, nothing
from tieline.know.profile.parties import by_written_phone

Kept = dict[str, ir.Table]
"""Facts of the customers that later steps need, with the source of each row."""


def _write_lines(ground: Ground, facts: Kept) -> None:
    owned = ground.with_origin(ground.accounts.inner_join(ground.customers, "customer_id"))
    accounts = _kept(
        ground,
        tables.ACCOUNT,
        lines.accounts_of_customers(owned, ground.as_of),
        "system",
        "updated_at",
        "customer_number",
    )
    products = lines.lines_of_customers(ground.with_e164(ground.records(source.PRODUCT)), owned, ground.as_of)
    facts["accounts"], facts["lines"] = accounts, _kept(ground, tables.LINE, ground.with_origin(products), "updated_at")
    _publish(ground, tables.ACCOUNT, accounts)
    _publish(ground, tables.LINE, facts["lines"])
    owners = by_written_phone(ground.holders(_called(ground, facts["lines"])), ground.called)
    facts["owners"] = ground.area.keep(owners)


def _write_bills(ground: Ground, facts: Kept) -> None:
    known = bills.bills_of_customers(ground.records(source.CUSTOMER_BILL), facts["accounts"], ground.as_of)
    owned = _kept(ground, tables.BILL, ground.with_origin(known), "system")
    facts["bills"] = owned
    _publish(ground, tables.BILL, owned)
    paid = bills.payments_of_customers(
        ground.records(source.PAYMENT), ground.billed(owned), facts["accounts"], ground.as_of
    )
    ground.publish(replace(tables.PAYMENT, key=()), paid.order_by(["customer", *tables.PAYMENT.key[1:]]))


def _write_usage(ground: Ground, facts: Kept) -> None:
    owners = facts["owners"]
    days = usage.usage_days_of_customers(ground.records(source.USAGE_DAY), owners, ground.as_of)
    months = usage.usage_months_of_customers(ground.records(source.USAGE_MONTH), owners, ground.as_of)
    ground.publish(tables.USAGE_DAY, days)
    ground.publish(tables.USAGE_MONTH, months)


def _write_contacts(ground: Ground, facts: Kept) -> None:
    at = {"persons": ground.persons.drop("customer"), "phones": facts["owners"], "as_of": ground.as_of}
    kinds: list[tuple[Table, Table, Callable[[ir.Table], ir.Table]]] = [
        (tables.CONTACT, source.INTERACTION, lambda rows: contacts.contacts_of_customers(rows, **at)),
        (tables.ORDER, source.PRODUCT_ORDER, lambda rows: contacts.orders_of_customers(rows, **at)),
        (
            tables.CHARACTERISTIC,
            source.CHARACTERISTIC,
            lambda rows: characteristics_of_customers(rows, ground.persons),
        ),
    ]
    for table, kind, of_customers in kinds:
        records = ground.records(kind)
        ground.publish(table, of_customers(records) if _count(records) else nothing(table))


def _write_customers(ground: Ground, facts: Kept) -> None:
    kept = Facts(facts["accounts"], facts["lines"], facts["bills"])
    facts["names"] = write_customers(ground, kept, current_survivorship())
    published = ground.written(tables.CUSTOMER)
    ground.publish(tables.HOUSEHOLD_MEMBER, published.filter(published.household_id.notnull()))


def _write_consents(ground: Ground, facts: Kept) -> None:  # noqa: ARG001 - every step is called alike
    records, customers = ground.records(source.CONSENT), ground.written(tables.CUSTOMER)
    ground.publish(
        tables.CONSENT,
        consents_of_customers(ground.area, records, ground.persons.drop("customer"), customers, ground.as_of),
    )


def _write_search(ground: Ground, facts: Kept) -> None:
    """
    Words of one kind after those of another, each in their order: sorted apart they need less memory. A search that
    finds very many is cut as they lie, so names lead, and short numbers come before phones that begin alike.
    """
    ids = ground.customers.select("customer_id", reference=_.customer_id)
    persons = ground.persons.filter(_.party_ref != _.customer_id).select("customer_id", reference=_.party_ref)
    points = ground.store.table(CONTACT_POINT).rename(customer_id="party_id")
    points = points.select("customer_id", "medium", "value").semi_join(ground.customers, "customer_id")
    held = facts["lines"].filter(_.phone.notnull()).select("customer_id", e164=_.phone)
    phones = held.union(points.filter(_.medium == "phone").select("customer_id", e164=_.value), distinct=True)
    emails = points.filter(_.medium == "email").select("customer_id", email=_.value)
    if ground.corrections is not None:
        added = corrected_points(ground.corrections, ground.persons, "phone")
        phones = phones.union(added.rename(e164="value"), distinct=True)
        emails = emails.union(corrected_points(ground.corrections, ground.persons, "email").rename(email="value"))
    accounts = facts["accounts"].select("customer_id", reference=_.account_ref)
    kinds: list[tuple[ir.Table, Callable[[ir.Table], ir.Table]]] = [
        (
            search_terms.words_of_names(facts["names"]).inner_join(ground.customers, "customer"),
            search_terms.name_terms,
        ),
        (search_terms.words_of_references(accounts), lambda words: search_terms.reference_terms(words, "account")),
        (
            search_terms.words_of_references(persons.union(ids)),
            lambda words: search_terms.reference_terms(words, "number"),
        ),
        (ground.with_forms(phones), search_terms.phone_terms),
        (emails, search_terms.email_terms),
    ]
    terms = Writing(ground, tables.SEARCH_TERM)
    for words, terms_of in kinds:
        with staging(ground.store) as area:
            terms.add(terms_of(area.keep(words)).order_by(["term", "customer_id"]))
    terms.finish()


def _called(ground: Ground, lines: ir.Table) -> ir.Table:
    """The lines whose number some record comes by."""
    return lines.semi_join(ground.called, lines.phone == ground.called.e164)


def _kept(ground: Ground, table: Table, rows: ir.Table, *further: str) -> ir.Table:
    """
    The columns of a table computed now, in its order, with the customer's number, the source's, and what later steps
    ask for. The order of the numbers is that of the ids, and quicker to sort by.
    """
    ordered = rows.select(*table.column_names, "customer", "origin", *further).order_by(["customer", *table.key[1:]])
    return ground.area.keep(ordered)


def _publish(ground: Ground, table: Table, rows: ir.Table) -> None:
    """Publish rows that are kept in their order."""
    ground.publish(replace(table, key=()), rows)


def _count(rows: ir.Table) -> int:
    return int(rows.count().to_pyarrow().as_py())


STEPS: dict[str, Callable[[Ground, Kept], None]] = {
    "lines": _write_lines,
    "bills": _write_bills,
    "usage": _write_usage,
    "contacts": _write_contacts,
    "customers": _write_customers,
    "consents": _write_consents,
    "search": _write_search,
}
