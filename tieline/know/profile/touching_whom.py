"""Whom new records and settlings of identity concern: the customers of the records, before and after."""

from collections.abc import Collection, Iterable, Sequence
from functools import reduce

import ibis
import ibis.expr.types as ir
from django.conf import settings

from tieline.foundation.standards.phone_columns import read_phones
from tieline.foundation.warehouse.staging import Staging
from tieline.foundation.warehouse.tables import Table
from tieline.know.identity.tables import LINK, PARTY, SETTLED
from tieline.know.ingest import tables as source
from tieline.know.ingest.models import Load
from tieline.know.ingest.queries import current
from tieline.know.ingest.tables import FORMER, RECORDS
from tieline.know.ingest.versions import KEY
from tieline.know.profile import tables
from tieline.know.profile.parties import OWN

PERSON = ["system", "party_ref"]
ACCOUNT = ["system", "account_ref"]


def new_records(area: Staging, table: Table, loads: Sequence[Load]) -> ir.Table:
    """The records of one kind that these loads brought and that hold."""
    loads = [load for load in loads if load.records.get(table.name)]
    numbers = [load.number for load in loads]
    rows = current(area.warehouse, table)
    first = 0 if any(load.corrects for load in loads) else min(numbers)
    return area.keep(rows.filter((rows.load_number >= first) & rows.load_id.isin([load.pk for load in loads])))


def _versions(area: Staging, table: Table, loads: Sequence[Load], *, is_streaming: bool) -> ir.Table | None:
    """
    The new records with their former versions, which may have been somebody else's; of what streams only those that
    have such versions. None where there are none.
    """
    new = new_records(area, table, loads)
    former = FORMER[table.name]
    if not area.warehouse.has(former):
        return None if is_streaming else new
    versions = area.keep(area.warehouse.table(former).semi_join(new, list(KEY)).select(new.columns))
    if not is_streaming:
        return area.keep(new.union(versions))
    if not versions.limit(1).count().to_pyarrow().as_py():
        return None
    return area.keep(new.semi_join(versions, list(KEY)).union(versions))


def kinds_of(loads: Iterable[Load]) -> list[Table]:
    """The kinds of record that loads brought."""
    found = {kind for load in loads for kind, count in load.records.items() if count}
    return [table for name, table in RECORDS.items() if name in found]


def concerned(
    area: Staging, loads: Sequence[Load], settlings: Sequence[str], named: Iterable[str], streams: Collection[str]
) -> ir.Table:
    """
    ``customer_id`` of parties whom loads or settlings concern, or who are named; some may be no customers.

    Of the kinds of record that stream only those count that replace another one.
    """
    store = area.warehouse
    persons, accounts, phones, parties = [], [], [], [area.keep_values({"customer_id": ("string", sorted(set(named)))})]
    for table in kinds_of(loads):
        rows = _versions(area, table, loads, is_streaming=table.name in streams)
        if rows is None:
            continue
        if "party_ref" in rows.columns:
            persons.append(rows.select(*PERSON))
        if "account_ref" in rows.columns:
            accounts.append(rows.select(*ACCOUNT))
        if table.name in BY_PHONE:
            phones.append(rows.select(written="phone"))
        if table.name == source.AREA.name:
            parties.append(store.table(tables.CUSTOMER).semi_join(rows, "postal_code").select("customer_id"))
    if accounts:
        persons.append(_holders_of(area, _together(area, accounts)))
    if persons:
        parties += _parties_of(area, _together(area, persons))
    if phones:
        parties.append(_called_by(area, _together(area, phones)))
    settled = store.table(SETTLED)
    told = settled.filter(settled.settling.isin(list(settlings))).select(customer_id="party_id")
    parties.append(told)
    became = store.table(PARTY).semi_join(told, [("party_id", "customer_id")]).select(customer_id="now")
    return _together(area, [*parties, became])


BY_PHONE = {table.name for table in (source.USAGE_DAY, source.USAGE_MONTH, source.INTERACTION, source.PRODUCT_ORDER)}


def _together(area: Staging, parts: Sequence[ir.Table]) -> ir.Table:
    rows = reduce(lambda one, other: one.union(other), parts).distinct()
    return area.keep(rows.filter(ibis.and_(*(rows[name].notnull() for name in rows.columns))))


def _holders_of(area: Staging, accounts: ir.Table) -> ir.Table:
    return current(area.warehouse, source.BILLING_ACCOUNT).semi_join(accounts, ACCOUNT).select(*PERSON)


def _parties_of(area: Staging, persons: ir.Table) -> list[ir.Table]:
    """Whom persons are; persons of Tieline itself are named by the id of their day."""
    store = area.warehouse
    own = area.keep(persons.filter(persons.system == OWN).select(customer_id="party_ref"))
    now = store.table(PARTY).semi_join(own, [("party_id", "customer_id")]).select(customer_id="now")
    return [store.table(LINK).semi_join(persons, PERSON).select(customer_id="party_id"), own, now]


def _called_by(area: Staging, written: ir.Table) -> ir.Table:
    """The customers with a line of one of these numbers."""
    numbers = read_phones(area, written, settings.TIELINE_COUNTRY)
    lines = area.warehouse.table(tables.LINE)
    return lines.semi_join(numbers, [("phone", "e164")]).select("customer_id")
