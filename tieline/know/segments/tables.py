"""What segments writes."""

from tieline.foundation.warehouse.tables import Column, Table

MEMBERSHIP = Table(
    "segments",
    "membership",
    "segment and customer in it",
    ("customer_id", "segment"),
    (
        Column("customer_id", "string", "The customer."),
        Column("segment", "string", "Key of the segment.", category="none"),
        Column("since", "date", "Day of the run in which the customer entered, without a break since."),
    ),
    category="judgement",
    subject="customer_id",
)
