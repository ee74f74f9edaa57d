"""
Survivorship: of what several systems say about a person, which value is shown, and who says otherwise.

Every statement gets one number whose greatest is the winner, so that a field costs a maximum and no sorting of text::

    verified, where that is declared (1 bit) | class of trust (6) | second of the last change (33)
        | source (10) | place among the records of the customer in that source (12) | verified (1)

A correction that was granted to the customer has all bits of the first two set, which no source has: it outranks them.

From the number of the winner its age, source and verification are read again. Unknown age is the oldest.
"""

from datetime import date, datetime

import ibis
import ibis.expr.types as ir

from tieline.know.profile.definitions import FIELDS, UNNAMED, FieldName, Survivorship, Trust
from tieline.know.profile.parties import OWN
from tieline.know.profile.picks import end_as_stored, seconds_of, sharing, value_at_greatest

OLDEST_BIRTH = date(1900, 1, 1)
CORRECTIONS = "correction"
"""The source within Tieline that corrections come from."""
PLAIN = ("address", "city", "district", "postal_code", "language", "manager")
VERIFIABLE = {"phone": "phone", "email": "email"}
"""Fields that are contact points, and their medium."""

HIGHEST_CLASS = 62
CLASSES = 64
OUTRANKS = 2 * CLASSES - 1
SOURCE_BITS, PLACE_BITS, AGE_BITS = 10, 12, 33
SOURCE_SHIFT = 1 + PLACE_BITS
AGE_SHIFT = SOURCE_SHIFT + SOURCE_BITS
CLASS_SHIFT = AGE_SHIFT + AGE_BITS


def statements(rows: ir.Table, as_of: date) -> ir.Table:
    """
    One row per record of a customer's person: ``customer``, the number of its source, its key, ``observed_at``, and
    every field as text in the form that the profile shows. ``rows`` are records with ``customer``, ``origin`` and their
    ``e164``; landing has trimmed their texts, and made an empty one null.
    """
    is_possible = rows.birth_date.between(OLDEST_BIRTH, as_of)
    return rows.select(
        "customer",
        "origin",
        "record_key",
        observed_at=_not_later(rows.updated_at, end_as_stored(as_of)),
        name=rows.full_name.fill_null(_composed_name(rows)),
        gender=rows.gender,
        birth_date=is_possible.ifelse(rows.birth_date, ibis.null("date")).cast("string"),
        phone=rows.e164,
        email=rows.email.lower(),
        **{name: rows[name] for name in PLAIN},
        household_id=rows.system + ":" + rows.household_ref,
    )


def verified_points(points: ir.Table, customers: ir.Table) -> ir.Table:
    """``customer, medium, value`` of the contact points (by ``customer_id``) that are verified."""
    verified = points.filter(points.verified_by.notnull() & points.medium.isin(list(VERIFIABLE.values())))
    held = verified.inner_join(customers, "customer_id")
    return held.select("customer", "medium", "value").distinct()


def line_phones(lines: ir.Table, customers: ir.Table) -> ir.Table:
    """``customer, line_phone, line_phone_strength`` of some customers: the number of the line that changed last."""
    held = lines.filter(lines.phone.notnull() & lines.ended_on.isnull()).semi_join(customers, "customer")
    newest = held.mutate(strength=seconds_of(held.updated_at) * (1 << AGE_SHIFT) + held.origin * (1 << SOURCE_SHIFT))
    order = ibis.struct({"strength": newest.strength, "line": newest.product_ref.fill_null("")})
    return newest.group_by("customer").aggregate(
        line_phone=newest.phone.argmax(order), line_phone_strength=newest.strength.max()
    )


def weighed(said: ir.Table, verified: ir.Table, origins: ir.Table, policy: Survivorship, as_of: date) -> ir.Table:
    """The statements with ``<field>_strength``, the number whose greatest wins; null where nothing is said."""
    rows = _with_places(said).inner_join(_with_classes(origins, policy).drop("system", "source"), "origin")
    rows = rows.mutate(seconds=seconds_of(rows.observed_at))
    rows = rows.mutate(age=_shifted(rows.seconds, AGE_SHIFT) + _shifted(rows.origin, SOURCE_SHIFT) + rows.place * 2)
    for field, medium in VERIFIABLE.items():
        known = verified.filter(verified.medium == medium).select("customer", value="value", is_known=ibis.literal(1))
        joined = rows.left_join(known, [rows.customer == known.customer, rows[field] == known["value"]])
        columns = {name: joined[name] for name in rows.columns}
        rows = joined.select(**columns, **{f"{field}_verified": joined.is_known.fill_null(0)})
    strengths = {f"{field}_strength": _strength(rows, field, policy, as_of) for field in FIELDS}
    return rows.select("customer", *FIELDS, **strengths)


def survivors(weighed_statements: ir.Table) -> ir.Table:
    """One row per ``customer``: the winning value of each field, and its ``<field>_strength``."""
    rows = weighed_statements
    won: dict[str, ir.Value] = {}
    for field in FIELDS:
        strength = rows[f"{field}_strength"]
        won |= {field: value_at_greatest(rows[field], strength), f"{field}_strength": strength.max()}
    return rows.group_by("customer").aggregate(**won)


def dissent(said: ir.Table, won: ir.Table, origins: ir.Table) -> ir.Table:
    """``customer`` and ``<field>_others``: the different values of other records, a line ``system: value`` each."""
    taken = won.select("customer", **{f"{field}_taken": won[field] for field in FIELDS})
    rows = said.inner_join(taken, "customer")
    others = {field: rows[field].nullif(rows[f"{field}_taken"]) for field in FIELDS}
    rows = rows.select("customer", "origin", **others)
    rows = rows.filter(ibis.or_(*(rows[field].notnull() for field in FIELDS)))
    rows = rows.inner_join(origins.select("origin", "system"), "origin")
    lines = {field: rows.system + ": " + rows[field] for field in FIELDS}
    against = rows.select("customer", **lines)
    says = {
        f"{field}_others": against[field].collect(where=against[field].notnull(), distinct=True).sort().join("\n")
        for field in FIELDS
    }
    return against.group_by("customer").aggregate(**says)


def origin_of(strength: int) -> tuple[int, int, bool]:
    """The number of the source, the second and whether it is verified, of the statement that has a strength."""
    origin = (strength >> SOURCE_SHIFT) & ((1 << SOURCE_BITS) - 1)
    return origin, (strength >> AGE_SHIFT) & ((1 << AGE_BITS) - 1), bool(strength & 1)


def _with_places(rows: ir.Table) -> ir.Table:
    """With ``place`` among the records of a customer in one source, by their key; most have one, which is no work."""
    key = ["customer", "origin"]
    several = sharing(rows.select(*key, "record_key"), key)
    ranked = several.mutate(place=ibis.row_number().over(group_by=key, order_by="record_key"))
    joined = rows.left_join(ranked, [*key, "record_key"])
    columns = {name: joined[name] for name in rows.columns}
    return joined.select(**columns, place=ibis.least(joined.place.fill_null(0), (1 << PLACE_BITS) - 1))


def _strength(rows: ir.Table, field: FieldName, policy: Survivorship, as_of: date) -> ir.IntegerValue:
    trust = policy.of(field)
    verified = rows[f"{field}_verified"] if field in VERIFIABLE else ibis.literal(0)
    place = _faded(rows[_class_column(policy, trust)], rows.observed_at, trust, as_of)
    rank = HIGHEST_CLASS - place
    if trust.verified_first:
        rank = rank + verified * CLASSES
    rank = rows.is_correction.ifelse(OUTRANKS, rank)
    said = _shifted(rank, CLASS_SHIFT) + rows.age + verified
    return rows[field].notnull().ifelse(said, ibis.null("int64"))


def _faded(place: ir.IntegerValue, observed_at: ir.TimestampValue, trust: Trust, as_of: date) -> ir.IntegerValue:
    """The class to which a value has sunk by its age; one of unknown age has sunk to the last."""
    if trust.days_of_a_class is None:
        return place
    days = ibis.literal(as_of).delta(observed_at.date(), unit="day")
    sunk = (days / trust.days_of_a_class).floor().cast("int64")
    return ibis.least(place + sunk, UNNAMED).fill_null(UNNAMED)


def _with_classes(origins: ir.Table, policy: Survivorship) -> ir.Table:
    """The sources with their class of trust, a column for each order that some field has, and ``is_correction``."""
    orders = [policy.default, *policy.fields.values()]
    classes = {_class_column(policy, trust): _class(origins, trust) for trust in orders}
    is_correction = (origins.system == OWN) & (origins.source == CORRECTIONS)
    return origins.mutate(**classes, is_correction=is_correction)


def _class_column(policy: Survivorship, trust: Trust) -> str:
    return f"class_{[policy.default, *policy.fields.values()].index(trust)}"


def _class(origins: ir.Table, trust: Trust) -> ir.IntegerValue:
    """A source's own class before that of its system."""
    cases = [
        (origins[column] == name, place) for column in ("source", "system") for name, place in trust.places.items()
    ]
    return ibis.cases(*cases, else_=UNNAMED).cast("int64")


def _shifted(number: ir.IntegerValue, bits: int) -> ir.IntegerValue:
    return number.cast("int64") * (1 << bits)


def _not_later(instant: ir.TimestampColumn, end: datetime) -> ir.TimestampColumn:
    """The instant; null where a source dates its record into the future."""
    return (instant <= end).ifelse(instant, ibis.null("timestamp"))


def _composed_name(rows: ir.Table) -> ir.StringColumn:
    """Family and given name in the order of their script."""
    family, given = rows.family_name, rows.given_name
    is_chinese = family.re_search("^[一-鿿]")
    return is_chinese.ifelse(family + given.fill_null(""), (given.fill_null("") + " " + family).strip())
