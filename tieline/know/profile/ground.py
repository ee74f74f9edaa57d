"""What every step of the refresh stands on: the day, and which customer the references of sources mean."""

from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir
from django.conf import settings

from tieline.foundation.standards.phone_columns import read_phones
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.staging import Staging
from tieline.foundation.warehouse.tables import Table
from tieline.know.identity.tables import CONTACT_POINT, LINK, PARTY
from tieline.know.ingest import tables as source
from tieline.know.ingest.queries import current
from tieline.know.profile.parties import account_owners, person_owners

READ = tuple(source.RECORDS.values())
"""Every kind of record is read."""


@dataclass(frozen=True)
class Ground:
    """Accounts with their owners, the customers, the persons that are customers, and all numbers in E.164."""

    store: Warehouse
    area: Staging
    as_of: date
    accounts: ir.Table
    customers: ir.Table
    persons: ir.Table
    numbers: ir.Table

    def records(self, table: Table) -> ir.Table:
        """The current records of one kind."""
        return current(self.store, table)


def lay_ground(store: Warehouse, area: Staging, as_of: date) -> Ground:
    """The ground for a refresh as of a day, computed into the staging area."""
    links = store.table(LINK)
    accounts = area.keep(account_owners(current(store, source.BILLING_ACCOUNT), links))
    customers = area.keep(accounts.select("customer_id").distinct())
    persons = area.keep(person_owners(links, store.table(PARTY), customers))
    numbers = read_phones(area, _written(store), settings.TIELINE_COUNTRY)
    return Ground(store, area, as_of, accounts, customers, persons, numbers)


def _written(store: Warehouse) -> ir.Table:
    """Every phone number in each way some source writes it, once each."""
    written = [
        current(store, table).select(written="phone").distinct() for table in READ if "phone" in table.column_names
    ]
    points = store.table(CONTACT_POINT)
    written.append(points.filter(points.medium == "phone").select(written="value"))
    rows = ibis.union(*written, distinct=True)
    return rows.filter(rows.written.notnull())
