"""Whose the records of a few new loads are, found without looking at everybody."""

from datetime import date

import ibis
import ibis.expr.types as ir
from django.conf import settings

from tieline.foundation.standards.phone_columns import read_phones
from tieline.foundation.warehouse.staging import Staging
from tieline.know.identity.tables import LINK, PARTY
from tieline.know.ingest import tables as source
from tieline.know.ingest.queries import current
from tieline.know.profile import tables
from tieline.know.profile.lines import accounts_as_known_on
from tieline.know.profile.parties import OWN, account_owners, by_written_phone, person_owners, phone_owners

PERSON = ["system", "party_ref"]
HELD = ["system", "account_ref"]


def persons_named(area: Staging, name: str, new: ir.Table) -> ir.Table:
    """``system, party_ref → customer_id`` of the persons whom records name and who are customers."""
    links = area.keep_known(
        f"touch_links_{name}", "links of persons", lambda: area.warehouse.table(LINK).semi_join(new, PERSON)
    )

    def found() -> ir.Table:
        own = new.filter(new.system == OWN).select("party_ref").distinct()
        parties = area.warehouse.table(PARTY).semi_join(own, [("party_id", "party_ref")])
        ids = links.select(customer_id="party_id").union(parties.select(customer_id="now"))
        ids = ids.union(own.select(customer_id="party_ref"), distinct=True)
        customers = area.warehouse.table(tables.CUSTOMER).select("customer_id").semi_join(ids, "customer_id")
        numbered = customers.mutate(customer=ibis.literal(0, "int64"))
        return person_owners(links, parties, numbered).drop("customer")

    return area.keep_known(f"touch_persons_{name}", "persons named", found)


def number_holders(area: Staging, name: str, new: ir.Table) -> ir.Table:
    """``written, customer_id, since, until``: who held the numbers that records write, and when."""
    written = new.filter(new.phone.notnull()).select(written="phone").distinct()
    numbers = area.keep_as(f"touch_numbers_{name}", read_phones(area, written, settings.TIELINE_COUNTRY))

    def found() -> ir.Table:
        lines = area.warehouse.table(tables.LINE).select("phone", "started_on", "customer_id")
        held = lines.semi_join(numbers, [("phone", "e164")])
        return by_written_phone(phone_owners(held), numbers)

    return area.keep_known(f"touch_holders_{name}", "holders of numbers", found)


def account_holders(area: Staging, name: str, new: ir.Table, as_of: date) -> ir.Table:
    """``system, account_ref → customer_id, customer`` of the accounts of records."""

    def found() -> ir.Table:
        records = current(area.warehouse, source.BILLING_ACCOUNT).semi_join(new, HELD)
        owned = accounts_as_known_on(account_owners(records, area.warehouse.table(LINK)), as_of)
        return owned.select(*HELD, "customer_id", customer=ibis.literal(0, "int64"))

    return area.keep_known(f"touch_accounts_{name}", ("holders of accounts", as_of), found)
