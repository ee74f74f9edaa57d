"""What every step of the refresh stands on: the day, and which customer the references of sources mean."""

from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir
from django.conf import settings

from tieline.foundation.standards.phone_columns import read_phones, usual_national
from tieline.foundation.standards.phones import numbering_plan
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.staging import Staging
from tieline.foundation.warehouse.tables import Table
from tieline.know.identity.tables import LINK, PARTY
from tieline.know.ingest import tables as source
from tieline.know.ingest.queries import current
from tieline.know.profile import tables
from tieline.know.profile.corrected import granted_corrections
from tieline.know.profile.origins import latest_feed, numbered_sources
from tieline.know.profile.parties import account_owners, person_owners, phone_owners
from tieline.know.profile.usage import feed_lives

READ = tuple(source.RECORDS.values())
"""Every kind of record is read."""

BY_PHONE = (source.USAGE_DAY, source.USAGE_MONTH, source.INTERACTION, source.PRODUCT_ORDER)
"""Records that lead to their customer through a number: many rows of few numbers."""

NUMBERED = (source.INDIVIDUAL, source.PRODUCT, source.BILLING_ACCOUNT, source.CUSTOMER_BILL, source.USAGE_DAY)
"""Records of which the profile says which source they came from."""

ACCOUNT = ("system", "source", "updated_at", "customer_number", *tables.ACCOUNT.column_names)
"""What is read of a billing account."""


@dataclass(frozen=True)
class Ground:
    """
    Accounts with their owners; ``customers``, numbered in the order of their ids (``customer_id, customer``); the
    ``persons`` that are customers; ``called``, the numbers of records that come by phone in each way of writing;
    ``unusual``, the numbers of other records that are written in no usual way; the ``sources``, numbered;
    the ``corrections`` that were granted, if any.
    """

    store: Warehouse
    area: Staging
    as_of: date
    accounts: ir.Table
    customers: ir.Table
    persons: ir.Table
    called: ir.Table
    unusual: ir.Table
    sources: ir.Table
    corrections: ir.Table | None

    def records(self, table: Table) -> ir.Table:
        """The current records of one kind."""
        return current(self.store, table)

    def written(self, table: Table) -> ir.Table:
        """What is written so far of the customers in a table of the profile; the state before where nothing is."""
        return self.store.table(table)

    def publish(self, table: Table, rows: ir.Table) -> None:
        """Put these rows in the place of those that the customers have in a table of the profile."""
        self.store.publish(table, rows)

    def append(self, table: Table, rows: ir.Table) -> None:
        """Add rows to those that were published."""
        self.store.append(table, rows)

    def index(self, table: Table) -> None:
        """Make the indexes of a table that was published without."""
        self.store.index(table)

    def holders(self, lines: ir.Table) -> ir.Table:
        """``phone, customer_id, since, until`` of these customers' lines: who of them held a number when."""
        return phone_owners(lines)

    def billed(self, own: ir.Table) -> ir.Table:
        """The bills among which that of a payment is looked for, given those of the customers."""
        return own

    @property
    def has_use(self) -> bool:
        """Whether anybody has had any use lately."""
        return feed_lives(self.store.table(tables.USAGE_DAY), self.as_of)

    @property
    def feed_of_use(self) -> int:
        """The number of the source that delivered the latest day of use; 0 for none."""
        return latest_feed(self.records(source.USAGE_DAY), self.sources)

    def with_origin(self, rows: ir.Table) -> ir.Table:
        """Records with ``origin``, the number of their source."""
        return rows.inner_join(self.sources, ["system", "source"])

    def with_e164(self, rows: ir.Table, column: str = "phone") -> ir.Table:
        """Rows with ``e164``, the number that they write in a column."""
        code = numbering_plan(settings.TIELINE_COUNTRY).code
        judged = rows.mutate(_national=usual_national(rows[column], settings.TIELINE_COUNTRY))
        judged = judged.mutate(_rest=judged["_national"].isnull().ifelse(judged[column], ibis.null("string")))
        rest = self.unusual.select(_written="written", _e164="e164")
        joined = judged.left_join(rest, judged["_rest"] == rest["_written"])
        usual = ibis.literal(f"+{code}") + joined["_national"]
        columns = {name: joined[name] for name in rows.columns}
        return joined.select(**columns, e164=usual.fill_null(joined["_e164"]))

    def with_forms(self, phones: ir.Table) -> ir.Table:
        """
        Rows of ``customer_id, e164`` with the ways in which people write a number: ``national``, the digits within its
        country, and of numbers abroad ``international``, the digits with the country, and ``shown``.
        """
        code = f"+{numbering_plan(settings.TIELINE_COUNTRY).code}"
        is_own = phones.e164.startswith(code)
        own = phones.filter(is_own).select("customer_id", national=phones.e164.substr(len(code)))
        own = own.mutate(international=ibis.null("string"), shown=ibis.null("string"))
        forms = ibis.union(self.called, self.unusual).select("national", "shown", known="e164").distinct()
        abroad = phones.filter(~is_own).left_join(forms, [("e164", "known")])
        told = abroad.select(
            "customer_id",
            "national",
            international=abroad.e164.substr(1),
            shown=abroad.shown.fill_null(abroad.e164),
        )
        return own.union(told.select(own.columns))


def lay_ground(store: Warehouse, area: Staging, as_of: date) -> Ground:
    """The ground for a refresh as of a day, computed into the staging area."""
    links = store.table(LINK)
    accounts = area.keep(account_owners(current(store, source.BILLING_ACCOUNT), links).select(*ACCOUNT))
    found = accounts.select("customer_id").distinct()
    customers = area.keep(found.mutate(customer=ibis.row_number().over(order_by="customer_id")))
    persons = area.keep(person_owners(links, store.table(PARTY), customers))
    corrections = granted_corrections(area)
    records = [current(store, table) for table in NUMBERED]
    sources = area.keep(numbered_sources(records if corrections is None else [*records, corrections]))
    called = read_phones(area, called_numbers(store), settings.TIELINE_COUNTRY)
    unusual = read_phones(area, unusual_numbers(store), settings.TIELINE_COUNTRY)
    return Ground(store, area, as_of, accounts, customers, persons, called, unusual, sources, corrections)


def called_numbers(store: Warehouse) -> ir.Table:
    """Every number in each way that a record writes it which comes by phone, once each."""
    written = [current(store, table).select(written="phone").distinct() for table in BY_PHONE]
    rows = ibis.union(*written, distinct=True)
    return rows.filter(rows.written.notnull())


def unusual_numbers(store: Warehouse) -> ir.Table:
    """The other numbers, as far as no expression reads them."""
    written = [current(store, table).select(written="phone") for table in (source.INDIVIDUAL, source.PRODUCT)]
    rows = ibis.union(*written)
    national = usual_national(rows.written, settings.TIELINE_COUNTRY)
    return rows.filter(rows.written.notnull() & national.isnull()).distinct()
