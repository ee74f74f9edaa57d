"""The customers themselves, bucket by bucket: what survives of all that is said, and the figures of their facts."""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
from ibis import _

from tieline.foundation.warehouse.staging import Staging, staging
from tieline.know.identity.tables import CONTACT_POINT
from tieline.know.ingest import tables as source
from tieline.know.profile import bills, contacts, lines, origins, survivorship, tables, usage
from tieline.know.profile.characteristics import told_figures
from tieline.know.profile.customer import customer_rows, with_activity, with_area, with_household
from tieline.know.profile.definitions import Survivorship
from tieline.know.profile.ground import Ground
from tieline.know.profile.ordering import Bucket, Writing, buckets_of

WRITTEN = tuple(dict.fromkeys(("customer", *tables.CUSTOMER.column_names, *tables.FIELD_ORIGIN.column_names)))
"""Of all that is computed of a customer, what is written."""


@dataclass
class Facts:
    """Facts of all customers that are kept for their buckets, with ``customer`` and ``origin``, the source's number."""

    accounts: ir.Table
    lines: ir.Table
    bills: ir.Table


@dataclass(frozen=True)
class Whole:
    """What is known of all customers together: who has gone, the size of households, and how the feed of use stands."""

    gone: ir.Table
    households: ir.Table
    has_use: bool
    feed_of_use: int


def write_customers(ground: Ground, facts: Facts, policy: Survivorship) -> ir.Table:
    """Writes ``profile.customer`` and ``profile.field_origin``; ``customer, name``: all that customers are called."""
    names = [ground.customers.select("customer", name="customer_id").limit(0)]
    customers, fields = (Writing(ground.store, table) for table in (tables.CUSTOMER, tables.FIELD_ORIGIN))
    whole = _whole(ground, policy)
    for bucket in buckets_of(ground.customers):
        with staging(ground.store) as area:
            said = _said(ground, area, bucket)
            names.append(ground.area.keep(said.filter(said.name.notnull()).select("customer", "name").distinct()))
            won = _survivors(ground, area, bucket, facts, said, policy)
            figures = _figures(ground, bucket, facts, whole)
            rows = customer_rows(bucket.numbered(ground.customers), [*won, *figures], ground.as_of)
            rows = with_household(with_area(rows, ground.records(source.AREA)), whole.households)
            rows = with_activity(rows, whole.gone).select(*WRITTEN)
            rows = area.keep(rows.order_by("customer"))
            customers.add(rows)
            fields.add(origins.field_origins(rows))
    customers.finish()
    fields.finish()
    return ibis.union(*names)


def _whole(ground: Ground, policy: Survivorship) -> Whole:
    left = ground.records(source.PARTY_STATUS).filter(_.left).inner_join(ground.persons, ["system", "party_ref"])
    delivered = ground.records(source.USAGE_DAY)
    individuals = ground.records(source.INDIVIDUAL)
    individuals = individuals.filter(individuals.household_ref.notnull())
    said = survivorship.statements(_with_persons(ground, individuals, ground.persons), ground.as_of)
    nobody = ground.customers.select("customer", medium=_.customer_id, value=_.customer_id).limit(0)
    weighed = survivorship.weighed(said, nobody, ground.sources, policy, ground.as_of)
    homes = weighed.group_by("customer").aggregate(
        household_id=weighed.household_id.argmax(weighed.household_id_strength)
    )
    homes = homes.filter(homes.household_id.notnull())
    return Whole(
        gone=ground.area.keep(left.select("customer_id").distinct()),
        households=ground.area.keep(homes.group_by("household_id").aggregate(household_size=homes.count())),
        has_use=usage.feed_lives(ground.store.table(tables.USAGE_DAY), ground.as_of),
        feed_of_use=origins.latest_feed(delivered, ground.sources),
    )


def _with_persons(ground: Ground, individuals: ir.Table, persons: ir.Table) -> ir.Table:
    return ground.with_e164(individuals.inner_join(persons, ["system", "party_ref"]))


def _said(ground: Ground, area: Staging, bucket: Bucket) -> ir.Table:
    rows = _with_persons(ground, ground.records(source.INDIVIDUAL), bucket.numbered(ground.persons))
    return area.keep(survivorship.statements(rows, ground.as_of))


def _survivors(
    ground: Ground, area: Staging, bucket: Bucket, facts: Facts, said: ir.Table, policy: Survivorship
) -> list[ir.Table]:
    """By ``customer``: the values that survive with their strengths, what others say, and numbers of lines."""
    customers = bucket.numbered(ground.customers)
    points = bucket.named(ground.store.table(CONTACT_POINT).rename(customer_id="party_id"))
    verified = survivorship.verified_points(points, customers)
    weighed = survivorship.weighed(said, area.keep(verified), ground.sources, policy, ground.as_of)
    won = area.keep(survivorship.survivors(weighed))
    lacking = customers.anti_join(won.filter(won.phone.notnull()), "customer").select("customer")
    of_lines = survivorship.line_phones(bucket.numbered(facts.lines), lacking)
    return [won, area.keep(survivorship.dissent(said, won)), area.keep(of_lines)]


def _figures(ground: Ground, bucket: Bucket, facts: Facts, whole: Whole) -> list[ir.Table]:
    """What the facts add up to, and how old and of which source the newest of them are."""
    store, as_of = ground.store, ground.as_of
    accounts, held, billed = (bucket.numbered(rows) for rows in (facts.accounts, facts.lines, facts.bills))
    days = bucket.named(store.table(tables.USAGE_DAY))
    return [
        lines.account_figures(accounts, "customer"),
        lines.line_figures(held, as_of, "customer"),
        bills.bill_figures(billed, "customer"),
        origins.newest_strength(accounts, "balance", accounts.updated_at),
        origins.newest_strength(held, "plan", held.updated_at),
        origins.newest_strength(billed, "last_bill_amount", billed.issued_on.cast("timestamp")),
        usage.usage_figures(days, as_of, has_use=whole.has_use),
        contacts.contact_figures(bucket.named(store.table(tables.CONTACT)), as_of),
        told_figures(bucket.named(store.table(tables.CHARACTERISTIC))),
        origins.usage_strength(days, whole.feed_of_use),
    ]
