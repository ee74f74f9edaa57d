"""
Survivorship: of what several systems say about a person, which value is shown, and who says otherwise.

Takes the records of a customer's persons; gives one row per customer and field with the winner, its origin
and the others. The order of trust is in ``trust``.
"""

from datetime import date, datetime

import ibis
import ibis.expr.types as ir

from tieline.know.profile.picks import end_as_stored, sortable
from tieline.know.profile.trust import UNNAMED, classes

OLDEST_BIRTH = date(1900, 1, 1)

FIELDS = (
    "name",
    "gender",
    "birth_date",
    "phone",
    "email",
    "address",
    "city",
    "district",
    "postal_code",
    "language",
    "manager",
    "household_id",
)


def statements(individuals: ir.Table, persons: ir.Table, numbers: ir.Table, as_of: date) -> ir.Table:
    """One row per record of a customer's person, with every field as text in the form the profile shows."""
    rows = individuals.inner_join(persons, ["system", "party_ref"])
    e164 = numbers.select("e164", phone_written=numbers.written)
    rows = rows.left_join(e164, rows.phone == e164.phone_written)
    is_possible = rows.birth_date.between(OLDEST_BIRTH, as_of)
    household = rows.system + ":" + _filled(rows.household_ref)
    return rows.select(
        "customer_id",
        "system",
        "source",
        "record_key",
        observed_at=_not_later(rows.updated_at, end_as_stored(as_of)),
        name=_filled(rows.full_name).fill_null(_composed_name(rows)),
        gender=_filled(rows.gender),
        birth_date=is_possible.ifelse(rows.birth_date, ibis.null("date")).cast("string"),
        phone=rows.e164,
        email=_filled(rows.email.lower()),
        **{name: _filled(rows[name]) for name in ("address", "city", "district", "postal_code", "language", "manager")},
        household_id=household,
    )


def by_field(said: ir.Table) -> ir.Table:
    """The statements as one row per record and field that is not empty: ``field, value, rank`` and the origin."""
    return ibis.union(*(_one_field(said, name) for name in FIELDS))


def line_phones(lines: ir.Table) -> ir.Table:
    """What lines say of the phone, in the shape of ``by_field``: believed last, when no person record has a number."""
    held = lines.filter(lines.phone.notnull() & lines.ended_on.isnull())
    return _said(held, "phone", held.phone, held.updated_at, ibis.literal(UNNAMED + 1))


def _one_field(said: ir.Table, field: str) -> ir.Table:
    rank = ibis.cases(
        *((said.system.isin(systems), place) for place, systems in enumerate(classes(field))), else_=UNNAMED
    )
    filled = said.mutate(rank=rank).filter(said[field].notnull())
    return _said(filled, field, filled[field], filled.observed_at, filled["rank"])


def _said(
    rows: ir.Table, field: str, value: ir.StringColumn, observed_at: ir.TimestampColumn, rank: ir.IntegerValue
) -> ir.Table:
    return rows.select(
        "customer_id",
        "system",
        "source",
        "record_key",
        field=ibis.literal(field),
        value=value,
        observed_at=observed_at.cast("timestamp"),
        rank=rank.cast("int64"),
    )


def survivors(values: ir.Table) -> ir.Table:
    """Rows of ``profile.field_origin``: the winner of each customer and field, and the others in one text."""
    key = ["customer_id", "field"]
    origin = ibis.struct({name: values[name] for name in ("value", "system", "source", "observed_at")})
    won = values.group_by(key).aggregate(won=origin.argmax(_order(values)))
    won = won.select(*key, **{name: won.won[name] for name in ("value", "system", "source", "observed_at")})
    against = values.inner_join(won.select(*key, taken=won.value), key)
    against = against.filter(against.value != against.taken).select(*key, "system", "value").distinct()
    says = against.system + ": " + against.value
    others = against.group_by(key).aggregate(others=says.group_concat("\n", order_by=says))
    return won.left_join(others, key).drop("customer_id_right", "field_right")


def _order(values: ir.Table) -> ir.StringColumn:
    """Text whose greatest is the winner: by trust, then newest (unknown age is oldest), then by source and record."""
    trust = (99 - values["rank"]).cast("string").lpad(2, "0")
    return trust + sortable(values.observed_at) + values.source + values.record_key


def _filled(text: ir.StringColumn) -> ir.StringColumn:
    return text.strip().nullif("")


def _not_later(instant: ir.TimestampColumn, end: datetime) -> ir.TimestampColumn:
    """The instant; null where a source dates its record into the future."""
    return (instant <= end).ifelse(instant, ibis.null("timestamp"))


def _composed_name(rows: ir.Table) -> ir.StringColumn:
    """Family and given name in the order of their script."""
    family, given = _filled(rows.family_name), _filled(rows.given_name)
    is_chinese = family.re_search("^[一-鿿]")
    return is_chinese.ifelse(family + given.fill_null(""), (given.fill_null("") + " " + family).strip())
