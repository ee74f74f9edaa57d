"""What the customers API and other capabilities read of the profile: search, the 360° page, the timeline."""

from tieline.know.profile.queries.heads import count_customers, heads_of, names_of, seen_customers
from tieline.know.profile.queries.page import get_customer, list_bills, list_usage, snapshot_day
from tieline.know.profile.queries.search import find_customers, list_customers
from tieline.know.profile.queries.timeline import list_timeline

__all__ = [
    "count_customers",
    "find_customers",
    "get_customer",
    "heads_of",
    "list_bills",
    "list_customers",
    "list_timeline",
    "list_usage",
    "names_of",
    "seen_customers",
    "snapshot_day",
]
