"""What value each tag has: definitions → typed expressions → one column per tag, for all customers at once."""

from collections.abc import Mapping, Sequence

import ibis
import ibis.expr.types as ir

from tieline.foundation.expressions.checker import Typed, check
from tieline.foundation.expressions.parser import parse
from tieline.foundation.expressions.scope import Scope
from tieline.foundation.expressions.types import BOOLEAN, NUMBER, TEXT, Type
from tieline.know.tags.tag import TagDefinition, TagType

EXPRESSION_TYPE: Mapping[TagType, Type] = {
    TagType.BOOLEAN: BOOLEAN,
    TagType.NUMBER: NUMBER,
    TagType.CATEGORY: TEXT,
    TagType.BAND: NUMBER,
}
"""The type that the expression of a tag must have; a band's expression is the number that falls into bands."""

COLUMN_TYPE: Mapping[TagType, str] = {
    TagType.BOOLEAN: "boolean",
    TagType.NUMBER: "float64",
    TagType.CATEGORY: "string",
    TagType.BAND: "string",
}

ROUNDED = 6


def expression(tag: TagDefinition) -> str:
    """The FEEL text of the tag: its value, or ``if … then … else`` over the conditions of its categories."""
    if tag.value is not None:
        return tag.value.strip()
    branches = [f'if {category.when} then "{category.key}"' for category in tag.categories]
    return " else ".join([*branches, "null"])


def typed(tag: TagDefinition, scope: Scope) -> Typed:
    """The tag's expression, checked; Invalid at the wrong word, or where its type is not that of the tag."""
    return check(parse(expression(tag)), scope, EXPRESSION_TYPE[tag.type])


def tag_columns(computed: ir.Table, tags: Sequence[TagDefinition]) -> ir.Table:
    """
    One row per customer with the value of each tag, from a table of the values of their expressions.

    A boolean that is not true becomes null or false as it came; numbers are rounded to six decimals.
    """
    return computed.select("customer_id", **{tag.key: _column(computed[tag.key], tag) for tag in tags})


def _column(value: ir.Value, tag: TagDefinition) -> ir.Value:
    if tag.type is TagType.BAND:
        return band_of(value, tag)
    if tag.type is TagType.NUMBER:
        return value.cast("float64").round(ROUNDED)
    return value


def band_of(number: ir.Value, tag: TagDefinition) -> ir.Value:
    """The key of the band a number falls into; null below the first band and for null."""
    cases = [(number >= band.from_, ibis.literal(band.key)) for band in reversed(tag.bands)]
    return ibis.cases(*cases, else_=ibis.null("string"))


def band_of_number(number: float | None, tag: TagDefinition) -> str | None:
    """The same for one number."""
    reached = [band.key for band in tag.bands if number is not None and number >= band.from_]
    return reached[-1] if reached else None


def value_counts(tags_of_customers: ir.Table, tags: Sequence[TagDefinition]) -> ir.Table:
    """One row per tag and value that some customer carries: ``tag, value, customers``; a number's value is empty."""
    if not tags:
        return ibis.memtable([], schema={"tag": "string", "value": "string", "customers": "int64"})
    parts = [_counts_of(tags_of_customers, tag) for tag in tags]
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


def _counts_of(table: ir.Table, tag: TagDefinition) -> ir.Table:
    column = table[tag.key]
    carried = column if tag.type is TagType.BOOLEAN else column.notnull()
    value = {TagType.BOOLEAN: ibis.literal("true"), TagType.NUMBER: ibis.literal("")}.get(tag.type, column)
    rows = table.filter(carried).select(tag=ibis.literal(tag.key), value=value.cast("string"))
    return rows.group_by("tag", "value").aggregate(customers=lambda found: found.count())
