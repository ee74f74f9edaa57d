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
    """
    One row per tag and value that some customer carries: ``tag, value, customers``; a number's value is empty.

    Counted in one pass over the customers, and one more for each category that any text may be.
    """
    asked = {(tag.key, value): holds for tag in tags for value, holds in _declared(tags_of_customers, tag)}
    names = {f"count_{place}": key for place, key in enumerate(asked)}
    counts = {name: asked[key].sum().fill_null(0) for name, key in names.items()}
    found = tags_of_customers.aggregate(**counts).to_pyarrow().to_pylist()[0] if counts else {}
    rows = [(*names[name], int(count)) for name, count in found.items() if count]
    rows += [row for tag in tags if _is_open(tag) for row in _values_found(tags_of_customers, tag)]
    return ibis.memtable(rows, schema={"tag": "string", "value": "string", "customers": "int64"})


def _is_open(tag: TagDefinition) -> bool:
    """Whether any text may be its value, whatever texts have a name."""
    return tag.type is TagType.CATEGORY and tag.value is not None


def _declared(table: ir.Table, tag: TagDefinition) -> list[tuple[str, ir.BooleanValue]]:
    """The values of a tag that are known beforehand, each with whether a customer carries it."""
    if _is_open(tag):
        return []
    column = table[tag.key]
    if tag.type is TagType.BOOLEAN:
        return [("true", column)]
    if tag.type is TagType.NUMBER:
        return [("", column.notnull())]
    keys = [band.key for band in tag.bands] + [category.key for category in tag.categories]
    return [(key, column == key) for key in keys]


def _values_found(table: ir.Table, tag: TagDefinition) -> list[tuple[str, str, int]]:
    column = table[tag.key]
    counted = table.filter(column.notnull()).group_by(value=column).aggregate(customers=lambda found: found.count())
    return [(tag.key, row["value"], row["customers"]) for row in counted.to_pyarrow().to_pylist()]


def comparable(before: ir.Table, after: ir.Table, key: str) -> bool:
    """Whether both tables have the tag as a column of the same type: a tag may be new, or of another kind now."""
    if key not in before.columns or key not in after.columns:
        return False
    return bool(before[key].type().copy(nullable=True) == after[key].type().copy(nullable=True))
