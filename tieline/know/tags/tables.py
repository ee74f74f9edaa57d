"""What tags writes: a table with one column per published tag, named after the tag's key."""

from tieline.foundation.warehouse.tables import Column, Table

CUSTOMER_TAG = Table(
    "tags",
    "customer_tag",
    "customer",
    ("customer_id",),
    (Column("customer_id", "string", "The customer."),),
)
