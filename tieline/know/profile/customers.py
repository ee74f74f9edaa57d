"""The customers themselves, bucket by bucket: what survives of all that is said, and the figures of their facts."""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
from ibis import _

from tieline.foundation.warehouse.staging import Staging, staging
from tieline.foundation.warehouse.tables import Table
from tieline.know.identity.tables import CONTACT_POINT
from tieline.know.ingest import tables as source
from tieline.know.profile import bills, contacts, lines, origins, survivorship, tables, usage
from tieline.know.profile.characteristics import told_figures
from tieline.know.profile.corrected import corrected_statements
from tieline.know.profile.customer import customer_rows, with_activity, with_area, with_household
from tieline.know.profile.definitions import Survivorship
from tieline.know.profile.ground import Ground
from tieline.know.profile.ordering import Bucket, Writing, buckets_of


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
    customers, fields = (Writing(ground, table) for table in (tables.CUSTOMER, tables.FIELD_ORIGIN))
    with staging(ground.store) as area_of_all:
        said = area_of_all.keep(_said(ground))
        whole = _whole(ground, said, policy)
        for bucket in buckets_of(ground.customers):
            with staging(ground.store) as area:
                stated = bucket.numbered(said)
                called = stated.filter(stated.name.notnull()).select("customer", "name").distinct()
                names.append(ground.area.keep(called))
                won = _survivors(ground, area, bucket, facts, stated, policy)
                figures = [area.keep(figure) for figure in _figures(ground, bucket, facts, whole)]
                rows = customer_rows(bucket.numbered(ground.customers), [*won, *figures], ground.as_of)
                whole_rows = with_household(with_area(rows, ground.records(source.AREA)), whole.households)
                customers.add(_in_order(with_activity(whole_rows, whole.gone), tables.CUSTOMER))
                fields.add(_in_order(rows, tables.FIELD_ORIGIN))
    customers.finish()
    fields.finish()
    return ibis.union(*names)


def _in_order(rows: ir.Table, table: Table) -> ir.Table:
    """Of all that is known of customers what one table has, in their order."""
    return rows.select("customer", *table.column_names).order_by("customer")


def _whole(ground: Ground, said: ir.Table, policy: Survivorship) -> Whole:
    left = ground.records(source.PARTY_STATUS).filter(_.left)
    left = ground.persons.semi_join(ground.area.keep(left), ["system", "party_ref"])
    nobody = ground.customers.select("customer", medium=_.customer_id, value=_.customer_id).limit(0)
    at_home = said.filter(said.household_id.notnull())
    weighed = survivorship.weighed(at_home, nobody, ground.sources, policy, ground.as_of)
    homes = weighed.group_by("customer").aggregate(
        household_id=weighed.household_id.argmax(weighed.household_id_strength)
    )
    homes = homes.filter(homes.household_id.notnull())
    return Whole(
        gone=ground.area.keep(left.select("customer_id").distinct()),
        households=ground.area.keep(homes.group_by("household_id").aggregate(household_size=homes.count())),
        has_use=ground.has_use,
        feed_of_use=ground.feed_of_use,
    )


def _said(ground: Ground) -> ir.Table:
    """All statements, in the order of customers, so that those of a bucket lie side by side."""
    persons = ground.persons.select("system", "party_ref", "customer")
    rows = ground.with_origin(ground.records(source.INDIVIDUAL).inner_join(persons, ["system", "party_ref"]))
    said = survivorship.statements(ground.with_e164(rows), ground.as_of)
    if ground.corrections is not None:
        added = corrected_statements(ground.corrections, ground.persons, ground.sources)
        said = said.union(added.select(said.columns).cast(dict(said.schema().items())))
    return said.order_by("customer")


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
    return [won, area.keep(survivorship.dissent(said, won, ground.sources)), area.keep(of_lines)]


def _figures(ground: Ground, bucket: Bucket, facts: Facts, whole: Whole) -> list[ir.Table]:
    """What the facts add up to, and how old and of which source the newest of them are."""
    as_of = ground.as_of
    accounts, held, billed = (bucket.numbered(rows) for rows in (facts.accounts, facts.lines, facts.bills))
    days = bucket.named(ground.written(tables.USAGE_DAY))
    return [
        lines.account_figures(
            accounts, "customer", balance_strength=origins.newest_strength(accounts, accounts.updated_at)
        ),
        lines.line_figures(held, as_of, "customer", plan_strength=origins.newest_strength(held, held.updated_at)),
        bills.bill_figures(billed, "customer"),
        billed.group_by("customer").aggregate(
            last_bill_amount_strength=origins.newest_strength(billed, billed.issued_on.cast("timestamp"))
        ),
        usage.usage_figures(days, as_of, has_use=whole.has_use),
        contacts.contact_figures(bucket.named(ground.written(tables.CONTACT)), as_of),
        told_figures(bucket.named(ground.written(tables.CHARACTERISTIC))),
        origins.usage_strength(days, whole.feed_of_use),
    ]
