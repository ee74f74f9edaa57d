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

CHANGE = Table(
    "tags",
    "change",
    "customer, tag and moment at which its value changed",
    ("customer_id", "tag", "at"),
    (
        Column("customer_id", "string", "The customer."),
        Column("tag", "string", "Key of the tag.", category="none"),
        Column("before", "string", "The value until then; null for none."),
        Column("after", "string", "The value from then on; null for none."),
        Column("day", "date", "The day as of whose end the tag was asked.", category="none"),
        Column("at", "timestamp", "When it was asked.", category="none"),
        Column("cause", "string", "What asked: 'run 12', or 'touch 345' for what landed in between.", category="none"),
        Column("because", "string", "Lists and facts that had changed and that the tag reads.", category="none"),
    ),
    category="judgement",
    subject="customer_id",
)


def customer_tag(tags: Iterable[tuple[str, str, str]]) -> Table:
    """``tags.customer_tag`` with a column for each tag: (key, Ibis type, what it says)."""
    return CUSTOMER_TAG.with_columns(Column(key, column_type, says) for key, column_type, says in tags)
