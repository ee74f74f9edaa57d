"""``refresh_profile``: the 360° profile of every customer as of a day, published whole or not at all."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import ibis
import ibis.expr.types as ir
from ibis import _

from tieline.foundation.jobs.stages import Progress, StageResult
from tieline.foundation.warehouse.current import warehouse
from tieline.foundation.warehouse.staging import staging
from tieline.know.identity.tables import CONTACT_POINT
from tieline.know.ingest import tables as source
from tieline.know.profile import bills, contacts, customer, lines, origins, search_terms, survivorship, tables, usage
from tieline.know.profile.characteristics import characteristics_of_customers, told_figures
from tieline.know.profile.ground import READ, Ground, lay_ground
from tieline.know.profile.parties import by_written_phone, phone_owners

WRITTEN = (
    tables.CUSTOMER,
    tables.FIELD_ORIGIN,
    *tables.FACTS,
    tables.HOUSEHOLD_MEMBER,
    tables.SEARCH_TERM,
    tables.SNAPSHOT,
)


@dataclass
class Found:
    """What the steps leave for the customer's own row: figures, where they came from, and what is said of fields."""

    figures: list[ir.Table] = field(default_factory=list)
    origins: list[ir.Table] = field(default_factory=list)
    said: list[ir.Table] = field(default_factory=list)


def refresh_profile(as_of: date, progress: Progress) -> StageResult:
    """Publish all tables of the profile as of the end of ``as_of``; twice for one day leaves the same tables."""
    store = warehouse()
    with staging(store) as area, store.transaction():
        progress(0.0, "numbers")
        ground = lay_ground(store, area, as_of)
        found = Found()
        for place, (word, publish) in enumerate(STEPS.items()):
            progress(0.1 + 0.9 * place / len(STEPS), word)
            publish(ground, found)
        store.publish(tables.SNAPSHOT, area.keep_values({"as_of": ("date", [as_of])}))
        rows = {table.name: _count(store.table(table)) for table in WRITTEN}
        read = {table.name: _count(ground.records(table)) for table in READ}
        unowned = read["billing_account"] - _count(ground.accounts)
    progress(1.0, "profile")
    return StageResult(sum(read.values()), sum(rows.values()), {"rows": rows, "accounts_without_person": unowned})


def _publish_lines(ground: Ground, found: Found) -> None:
    accounts = ground.area.keep(lines.accounts_of_customers(ground.accounts, ground.as_of))
    products = ground.area.keep(
        lines.lines_of_customers(ground.records(source.PRODUCT), ground.accounts, ground.numbers, ground.as_of)
    )
    ground.store.publish(tables.ACCOUNT, accounts)
    ground.store.publish(tables.LINE, products)
    found.figures += [lines.account_figures(accounts), lines.line_figures(products, ground.as_of)]
    found.origins += [
        origins.newest_origin(accounts, "balance", accounts.updated_at),
        origins.newest_origin(products, "plan", products.updated_at),
    ]
    found.said.append(survivorship.line_phones(products))


def _publish_bills(ground: Ground, found: Found) -> None:
    owned = ground.area.keep(
        bills.bills_of_customers(ground.records(source.CUSTOMER_BILL), ground.accounts, ground.as_of)
    )
    paid = bills.payments_of_customers(ground.records(source.PAYMENT), owned, ground.accounts, ground.as_of)
    ground.store.publish(tables.BILL, owned)
    ground.store.publish(tables.PAYMENT, paid)
    found.figures.append(bills.bill_figures(owned))
    found.origins.append(origins.newest_origin(owned, "last_bill_amount", owned.issued_on.cast("timestamp")))


def _publish_usage(ground: Ground, found: Found) -> None:
    owners = _phone_owners(ground)
    delivered = ground.records(source.USAGE_DAY)
    ground.store.publish(tables.USAGE_DAY, usage.usage_days_of_customers(delivered, owners, ground.as_of))
    months = usage.usage_months_of_customers(ground.records(source.USAGE_MONTH), owners, ground.as_of)
    ground.store.publish(tables.USAGE_MONTH, months)
    days = ground.store.table(tables.USAGE_DAY)
    found.figures.append(usage.usage_figures(days, ground.as_of))
    found.origins.append(origins.usage_origin(days, delivered))


def _publish_contacts(ground: Ground, found: Found) -> None:
    owners = _phone_owners(ground)
    at = {"persons": ground.persons, "phones": owners, "as_of": ground.as_of}
    ground.store.publish(tables.CONTACT, contacts.contacts_of_customers(ground.records(source.INTERACTION), **at))
    ground.store.publish(tables.ORDER, contacts.orders_of_customers(ground.records(source.PRODUCT_ORDER), **at))
    figures = ground.area.keep(contacts.contact_figures(ground.store.table(tables.CONTACT), ground.as_of))
    found.figures.append(figures)
    found.origins.append(origins.contact_origin(figures))


def _publish_origins(ground: Ground, found: Found) -> None:
    individuals = ground.records(source.INDIVIDUAL)
    said = survivorship.statements(individuals, ground.persons, ground.numbers, ground.as_of)
    found.said.append(survivorship.by_field(ground.area.keep(said)))
    found.said = [ground.area.keep(ibis.union(*found.said))]
    winners = survivorship.survivors(found.said[0])
    rows = [each.cast(origins.TYPES).select(*origins.TYPES) for each in (winners, *found.origins)]
    ground.store.publish(tables.FIELD_ORIGIN, ibis.union(*rows))


def _publish_customers(ground: Ground, found: Found) -> None:
    properties = characteristics_of_customers(ground.records(source.CHARACTERISTIC), ground.persons)
    ground.store.publish(tables.CHARACTERISTIC, properties)
    fields = customer.surviving_fields(ground.store.table(tables.FIELD_ORIGIN))
    left = ground.records(source.PARTY_STATUS).filter(_.left).inner_join(ground.persons, ["system", "party_ref"])
    told = told_figures(ground.store.table(tables.CHARACTERISTIC))
    figures = [fields, told, *found.figures]
    rows = customer.customer_rows(ground.customers, figures, ground.records(source.AREA), left, ground.as_of)
    ground.store.publish(tables.CUSTOMER, rows)
    published = ground.store.table(tables.CUSTOMER)
    ground.store.publish(tables.HOUSEHOLD_MEMBER, published.filter(published.household_id.notnull()))


def _publish_search(ground: Ground, found: Found) -> None:
    names = found.said[0].filter(_.field == "name").select("customer_id", name=_.value).distinct()
    accounts = ground.store.table(tables.ACCOUNT).select("customer_id", reference=_.account_ref)
    ids = ground.customers.select("customer_id", reference=_.customer_id)
    numbers = ground.persons.select("customer_id", reference=_.party_ref).union(ids, distinct=True)
    points = ground.store.table(CONTACT_POINT).semi_join(ground.customers, _.party_id == ground.customers.customer_id)
    points = points.select(_.medium, _.value, customer_id=_.party_id)
    held = ground.store.table(tables.LINE).filter(_.phone.notnull()).select("customer_id", e164=_.phone)
    phones = held.union(points.filter(_.medium == "phone").select("customer_id", e164=_.value), distinct=True)
    known = ground.numbers.select("e164", "national", "shown").distinct()
    parts = [
        search_terms.name_terms(names),
        search_terms.phone_terms(phones.inner_join(known, "e164")),
        search_terms.reference_terms(accounts, "account"),
        search_terms.reference_terms(numbers, "number"),
        search_terms.email_terms(points.filter(_.medium == "email").select("customer_id", email=_.value)),
    ]
    ground.store.publish(tables.SEARCH_TERM, search_terms.search_terms(parts))


def _phone_owners(ground: Ground) -> ir.Table:
    return by_written_phone(phone_owners(ground.store.table(tables.LINE)), ground.numbers)


def _count(rows: ir.Table) -> int:
    return int(rows.count().to_pyarrow().as_py())


STEPS: dict[str, Callable[[Ground, Found], None]] = {
    "lines": _publish_lines,
    "bills": _publish_bills,
    "usage": _publish_usage,
    "contacts": _publish_contacts,
    "origins": _publish_origins,
    "customers": _publish_customers,
    "search": _publish_search,
}
