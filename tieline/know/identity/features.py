"""
Records of all systems → one row per person of a system, every value folded so that it can be compared.

A person of whom one system delivers several records (two feeds of one system) has the lists of all of them, and of
what there is only one of the newest value.
"""

from collections.abc import Callable

import ibis
import ibis.expr.types as ir

from tieline.foundation.standards.emails import email_column
from tieline.foundation.standards.names import plain_name_column
from tieline.foundation.warehouse.staging import Staging, staging
from tieline.know.identity.definitions import CHARACTERISTIC, MatchPolicy
from tieline.know.identity.folding import address_key, named_city, plain_text, titled_gender
from tieline.know.identity.numbers import numbered_as
from tieline.know.identity.records import Records, records_of_all
from tieline.know.identity.spelling import spelled_cities, spelled_names
from tieline.know.identity.tables import FEATURES, LISTS
from tieline.know.ingest.queries import current
from tieline.know.ingest.tables import CHARACTERISTIC as FURTHER

KEY = ["system", "party_ref"]
TEXT = "array<string>"


def features_of(area: Staging, policy: MatchPolicy, country: str, records: Records | None = None) -> ir.Table:
    """
    The columns of ``identity.features`` with ``node``, and one more for each characteristic that the policy compares.

    Of everybody, or of the persons of these records. ``node`` numbers them in the order of system and reference.
    """
    said = records or records_of_all(area.warehouse)
    known = said.individuals.filter(said.individuals.party_ref.notnull())
    with staging(area.warehouse) as own:
        rows = _one_each(own, _folded(own, _read(own, known, policy, country)))
        rows = _with_lines(own, rows, country, said)
        for name in policy.characteristics:
            rows = _with_characteristic(own, rows, name)
        return numbered(area, rows)


def numbered(area: Staging, features: ir.Table) -> ir.Table:
    """Features with ``node``: their place in the order of system and reference, from 0."""
    order = ibis.row_number().over(order_by=[features.system, features.party_ref])
    return area.keep(features.mutate(node=order))


def _read(area: Staging, known: ir.Table, policy: MatchPolicy, country: str) -> ir.Table:
    """Names as they are written but plain; numbers, e-mails, dates and addresses read."""
    name = ibis.coalesce(known.full_name.nullif(""), _whole(known.family_name, known.given_name))
    systems = policy.vouched.get("phones", [])
    read = known.select(
        "system",
        "party_ref",
        "updated_at",
        "phone",
        "other_phone",
        written=name,
        plain=plain_name_column(name),
        told_family=plain_name_column(known.family_name),
        told_given=plain_name_column(known.given_name),
        gender=ibis.coalesce(known.gender, titled_gender(name)),
        birth_date=known.birth_date.cast("string"),
        email=email_column(known.email),
        street=address_key(known.address),
        city=ibis.coalesce(known.city, named_city(known.address)),
        district=plain_text(known.district),
        postal_code=plain_text(known.postal_code),
        vouches=known.system.isin(systems) if systems else ibis.literal(value=False),
    )
    first = numbered_as(area, read, "phone", country, name="first")
    return numbered_as(area, first, "other_phone", country, name="second")


def _whole(family: ir.StringValue, given: ir.StringValue) -> ir.StringValue:
    return ibis.array([family, given]).filter(lambda part: part.notnull()).join(" ").nullif("")


def _folded(area: Staging, read: ir.Table) -> ir.Table:
    named = spelled_names(area, read)
    cities = spelled_cities(area, read)
    placed = named.left_join(cities.select(of_city="city", city_key="spelled"), [("city", "of_city")])
    numbers = ibis.array([placed["first"], placed["second"]]).filter(lambda each: each.notnull())
    return placed.select(
        "system",
        "party_ref",
        "updated_at",
        "plain",
        "name",
        "sound",
        "western",
        "family",
        "given",
        "family_sounds",
        "script",
        "gender",
        "birth_date",
        phones=numbers.unique().sort(),
        emails=_listed(placed["email"]),
        streets=_listed(placed["street"]),
        city=placed["city_key"],
        district=placed["district"],
        postal_code=placed["postal_code"],
        held=ibis.literal([], type=TEXT),
        vouched=ibis.ifelse(placed["vouches"], numbers.unique().sort(), ibis.literal([], type=TEXT)),
    )


def _listed(value: ir.StringValue) -> ir.ArrayValue:
    return ibis.ifelse(value.isnull(), ibis.literal([], type=TEXT), ibis.array([value]))


def _one_each(area: Staging, rows: ir.Table) -> ir.Table:
    """Persons with several records made one row."""
    counted = rows.group_by(KEY).agg(records=rows.count())
    several = area.keep(counted.filter(counted["records"] > 1).select(KEY))
    alone = rows.anti_join(several, KEY).drop("updated_at")
    many = rows.semi_join(several, KEY)
    moment = ibis.coalesce(many.updated_at, ibis.timestamp("1970-01-01")).cast("string")
    merged = (
        many.mutate(moment=moment)
        .group_by(KEY)
        .agg(
            **{
                name: _all_of(many[name]) if name in LISTS else _newest(name)
                for name in alone.columns
                if name not in KEY
            }
        )
    )
    return area.keep(ibis.union(alone, merged.select(alone.columns), distinct=False))


def _all_of(column: ir.Column) -> ir.ArrayValue:
    return column.collect().flatten().unique().sort()


def _newest(name: str) -> Callable[[ir.Table], ir.Value]:
    return lambda t: t[name].argmax(t["moment"] + ibis.literal(" ") + t[name], where=t[name].notnull())


def _with_lines(area: Staging, rows: ir.Table, country: str, records: Records) -> ir.Table:
    """With the numbers of the lines that a person's accounts pay for."""
    accounts = records.accounts.select("system", "account_ref", "party_ref")
    products = records.products.select("system", "account_ref", "phone")
    owned = products.filter(products.phone.notnull()).join(accounts, ["system", "account_ref"])
    read = numbered_as(area, owned.select("system", "party_ref", "phone"), "phone", country)
    lines = area.keep(read.filter(read.e164.notnull()).group_by(KEY).agg(lines=read.e164.collect().unique().sort()))
    held = rows.left_join(
        lines.select(line_system="system", line_ref="party_ref", lines="lines"),
        [("system", "line_system"), ("party_ref", "line_ref")],
    )
    numbers = ibis.coalesce(held["lines"], ibis.literal([], type=TEXT))
    return area.keep(
        held.mutate(held=numbers, phones=held["phones"].concat(numbers).unique().sort()).select(rows.columns)
    )


def _with_characteristic(area: Staging, rows: ir.Table, name: str) -> ir.Table:
    further = current(area.warehouse, FURTHER)
    told = further.filter((further.name == name) & further.text.notnull())
    values = told.group_by(KEY).agg(value=plain_text(told.text).max())
    joined = rows.left_join(
        values.select(of_system="system", of_ref="party_ref", value="value"),
        [("system", "of_system"), ("party_ref", "of_ref")],
    )
    return area.keep(joined.select(*rows.columns, **{f"{CHARACTERISTIC}{name}": joined["value"]}))


__all__ = ["FEATURES", "features_of", "numbered"]
