"""What rules writes."""

from tieline.foundation.warehouse.tables import Column, Table

MATCH = Table(
    "rules",
    "match",
    "rule and customer for whom it holds",
    ("rule", "customer_id"),
    (
        Column("rule", "string", "Key of the rule.", category="none"),
        Column("customer_id", "string", "The customer."),
        Column("since", "date", "Day of the run in which the rule began to hold, without a break since: the episode."),
        Column(
            "held_out",
            "boolean",
            "Whether the rule leaves the customer alone, to measure against: no alert is raised.",
            category="none",
        ),
    ),
    category="judgement",
    subject="customer_id",
)

INSIDE = Table(
    "rules",
    "inside",
    "group rule, group with an open incident, and customer inside it",
    ("rule", "group_name", "customer_id"),
    (
        Column("rule", "string", "Key of the group rule.", category="none"),
        Column("group_name", "string", "The area, plan or shop.", category="none"),
        Column("customer_id", "string", "A customer of the group for whom the condition holds."),
    ),
    category="judgement",
    subject="customer_id",
)
