"""What rehearsals write."""

from tieline.foundation.warehouse.tables import Column, Table

REHEARSED = Table(
    "rehearsal",
    "customer",
    "rehearsal, kind, outcome, customer and day",
    ("rehearsal", "kind", "outcome", "customer_id", "day"),
    (
        Column("rehearsal", "string", "Id of the rehearsal.", category="none"),
        Column(
            "kind",
            "string",
            "alert (would have been raised), hit (and the outcome followed), missed or noticed (the outcome happened).",
            category="none",
        ),
        Column("outcome", "string", "Key of the outcome; empty for alerts.", category="none"),
        Column("customer_id", "string", "The customer."),
        Column("day", "date", "Day on which the alert would have been raised, or the outcome happened."),
    ),
    category="judgement",
    subject="customer_id",
)
