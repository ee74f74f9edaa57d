"""What the customers API and other capabilities read of the profile: search, the 360° page, the timeline."""

from tieline.know.profile.queries.page import get_customer, list_bills, list_usage, snapshot_day
from tieline.know.profile.queries.search import find_customers, list_customers
from tieline.know.profile.queries.timeline import list_timeline

__all__ = [
    "find_customers",
    "get_customer",
    "list_bills",
    "list_customers",
    "list_timeline",
    "list_usage",
    "snapshot_day",
]
