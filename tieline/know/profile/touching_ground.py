"""The ground for some customers alone: what the steps of a refresh read of them, and where they write."""

from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir
from django.conf import settings

from tieline.foundation.standards.phone_columns import read_phones
from tieline.foundation.warehouse.staging import Staging
from tieline.foundation.warehouse.tables import Table
from tieline.know.identity.tables import LINK, PARTY
from tieline.know.ingest import tables as source
from tieline.know.ingest.queries import current
from tieline.know.profile import tables
from tieline.know.profile.bills import bills_of_customers
from tieline.know.profile.corrected import granted_corrections
from tieline.know.profile.ground import ACCOUNT, Ground, called_numbers, unusual_numbers
from tieline.know.profile.parties import account_owners, person_owners, phone_owners
from tieline.know.profile.touching_feed import feed_of_use, is_in_use
from tieline.know.profile.touching_owners import account_holders, persons_named

PERSON = ["system", "party_ref"]
HELD = ["system", "account_ref"]


@dataclass(frozen=True)
class NarrowGround(Ground):
    """
    The ground for ``touched`` (``customer_id``): of all that is published, their rows; what is written replaces them.

    Of the touched those who hold an account are ``customers``; the rows of the others go.
    """

    touched: ir.Table

    def written(self, table: Table) -> ir.Table:
        """Their rows."""
        return self.store.table(table).semi_join(self.touched, "customer_id")

    def publish(self, table: Table, rows: ir.Table) -> None:
        """These rows in the place of theirs; those of others stay."""
        kept = self.area.keep(rows)
        self.store.remove(table, self.touched)
        self.store.append(table, kept)

    def index(self, table: Table) -> None:
        """Nothing: the indexes stand."""

    @property
    def has_use(self) -> bool:
        """Whether anybody has had any use lately; a touch does not change it."""
        return is_in_use(self.store, self.as_of)

    @property
    def feed_of_use(self) -> int:
        """The feed that everybody's rows say, which a touch does not change; of the records where none says any."""
        return feed_of_use(self.store)

    def holders(self, lines: ir.Table) -> ir.Table:
        """Who of them held a number when, as far as others do not hold it."""
        others = self.store.table(tables.LINE).anti_join(self.touched, "customer_id")
        others = others.semi_join(lines, "phone").select("phone", "customer_id", "started_on")
        both = lines.select("phone", "customer_id", "started_on").union(others)
        return phone_owners(both).semi_join(self.touched, "customer_id")

    def billed(self, own: ir.Table) -> ir.Table:
        """Their bills, and those of others that they paid."""
        paid = self.records(source.PAYMENT).semi_join(self.accounts, HELD)
        bills = self.records(source.CUSTOMER_BILL).semi_join(paid, ["system", "bill_ref"])
        others = self.area.keep_as("touch_bills_of_others", bills.anti_join(self.accounts, HELD))
        holders = account_holders(self.area, "bills_of_others", others, self.as_of)
        columns = ["system", "bill_ref", "due_on"]
        return own.select(columns).union(bills_of_customers(others, holders, self.as_of).select(columns))

    def records(self, table: Table) -> ir.Table:
        """
        The current records of one kind; of products those of their accounts, each with all that is said of it, and of
        contacts and orders those that name no other customer, whatever number they come from.
        """
        rows = super().records(table)
        if table.name in (source.INTERACTION.name, source.PRODUCT_ORDER.name):
            numbers = self.called.semi_join(self.written(tables.LINE), [("e164", "phone")])
            theirs = rows.semi_join(numbers, [("phone", "written")]).anti_join(self.persons, PERSON)
            named = self.area.keep_as(
                "touch_named", theirs.filter(theirs.party_ref.notnull()).select(*PERSON).distinct()
            )
            others = persons_named(self.area, "named", named).anti_join(self.touched, "customer_id")
            return rows.anti_join(self.area.keep(others), PERSON)
        if table.name == source.PRODUCT.name:
            return rows.semi_join(rows.semi_join(self.accounts, HELD), ["system", "product_ref"])
        return rows


def lay_narrow_ground(area: Staging, touched: ir.Table, as_of: date) -> NarrowGround:
    """The ground for these customers, and for those with whom they share or shared a number."""
    store = area.warehouse
    everybody = area.keep(ibis.union(touched, _sharing_a_number(area, touched), distinct=True))
    accounts = area.keep(_accounts_of(area, everybody))
    found = accounts.select("customer_id").distinct()
    customers = area.keep(found.mutate(customer=ibis.row_number().over(order_by="customer_id")))
    persons = area.keep(person_owners(store.table(LINK), store.table(PARTY), customers))
    sources = area.keep(store.table(tables.SOURCE).rename(origin="number"))
    country = settings.TIELINE_COUNTRY
    called = read_phones(area, called_numbers(store), country)
    unusual = read_phones(area, unusual_numbers(store), country)
    corrections = granted_corrections(area)
    return NarrowGround(
        store, area, as_of, accounts, customers, persons, called, unusual, sources, corrections, touched=everybody
    )


def _accounts_of(area: Staging, customers: ir.Table) -> ir.Table:
    """Their accounts with their owners; which record of one is the newest is asked of all records of it."""
    store = area.warehouse
    links, records = store.table(LINK), current(store, source.BILLING_ACCOUNT)
    own = links.semi_join(customers, [("party_id", "customer_id")])
    held = area.keep(records.semi_join(own, PERSON).select(*HELD).distinct())
    owners = account_owners(records.semi_join(held, HELD), links)
    return owners.semi_join(customers, "customer_id").select(*ACCOUNT)


def _sharing_a_number(area: Staging, touched: ir.Table) -> ir.Table:
    """Customers with a line of a number that one of these has or had: who held it when may differ for them."""
    store = area.warehouse
    lines, products = store.table(tables.LINE), current(store, source.PRODUCT)
    paid = products.semi_join(_accounts_of(area, touched), HELD).select(written="phone")
    now = read_phones(area, paid.filter(paid.written.notnull()).distinct(), settings.TIELINE_COUNTRY).select("e164")
    before = lines.semi_join(touched, "customer_id").select(e164="phone")
    numbers = area.keep(ibis.union(now, before, distinct=True))
    return lines.semi_join(numbers, [("phone", "e164")]).select("customer_id")
