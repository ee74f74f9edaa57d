"""What segments writes."""

from tieline.foundation.warehouse.tables import Column, Table
from tieline.know.tags.memberships import MEMBERSHIP

__all__ = ["CHANGE", "LISTED", "MEMBERSHIP", "SIZE"]

SIZE = Table(
    "segments",
    "size",
    "segment and day of a run",
    ("segment", "day"),
    (
        Column("segment", "string", "Key of the segment."),
        Column("day", "date", "The day as of whose end the run asked."),
        Column("members", "int64", "How many customers were in it."),
        Column("customers", "int64", "How many customers there were."),
        Column("entered", "int64", "How many came in since the run before, of an earlier day."),
        Column("left", "int64", "How many went out since the run before, of an earlier day."),
    ),
    category="none",
)

CHANGE = Table(
    "segments",
    "change",
    "segment, customer and moment of entering or leaving it",
    ("customer_id", "segment", "at"),
    (
        Column("customer_id", "string", "The customer."),
        Column("segment", "string", "Key of the segment.", category="none"),
        Column("change", "string", "entered or left."),
        Column("day", "date", "The day as of whose end the segment was asked.", category="none"),
        Column("at", "timestamp", "When it was asked.", category="none"),
        Column("cause", "string", "What asked: 'run 12', or 'touch 345' for what landed in between.", category="none"),
        Column("because", "string", "Lists and facts that had changed and that the segment reads.", category="none"),
    ),
    category="judgement",
    subject="customer_id",
)

LISTED = Table(
    "segments",
    "listed",
    "segment that people list, and customer whom they listed",
    ("customer_id", "segment"),
    (
        Column("customer_id", "string", "The customer, under the id of the day of listing."),
        Column("segment", "string", "Key of the segment.", category="none"),
        Column("until", "date", "The last day for which the customer is listed; null without an end."),
        Column("listed_by", "string", "Login of who listed the customer.", category="none"),
    ),
    category="judgement",
    subject="customer_id",
)
