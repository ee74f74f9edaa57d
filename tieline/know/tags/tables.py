"""What tags writes: a table with one column per published tag, named after the tag's key, and counts of it."""

from collections.abc import Iterable

from tieline.foundation.warehouse.tables import Column, Table

CUSTOMER_TAG = Table(
    "tags",
    "customer_tag",
    "customer",
    ("customer_id",),
    (Column("customer_id", "string", "The customer."),),
    category="judgement",
    subject="customer_id",
)

VALUE_COUNT = Table(
    "tags",
    "value_count",
    "tag and value that some customer carries",
    ("tag", "value"),
    (
        Column("tag", "string", "Key of the tag."),
        Column("value", "string", "The value: true, the key of the band or category; empty for a number."),
        Column("customers", "int64", "How many customers carry it."),
    ),
    category="none",
)


def customer_tag(tags: Iterable[tuple[str, str, str]]) -> Table:
    """``tags.customer_tag`` with a column for each tag: (key, Ibis type, what it says)."""
    return CUSTOMER_TAG.with_columns(Column(key, column_type, says) for key, column_type, says in tags)
