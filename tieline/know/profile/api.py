"""``/api/customers``: find customers, read the 360° head, page through the timeline."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from tieline.foundation.access.endpoint import allow, user_of
from tieline.foundation.access.looks import told
from tieline.foundation.access.projection import seen_by
from tieline.know.profile import queries
from tieline.know.profile.shapes import Bill, Customer360, CustomerFilter, CustomerPage, Timeline, Usage

router = Router(tags=["customers"])

Limit = Annotated[int, Query(ge=1, le=200)]


@router.get(
    "",
    response=CustomerPage,
    auth=allow("customers.read"),
    summary="Find customers as you type, or list them",
)
def find_customers(
    request: HttpRequest,
    wanted: Annotated[CustomerFilter, Query()],
    q: Annotated[str, Query(max_length=100)] = "",
    limit: Limit = 20,
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> dict[str, Any]:
    """
    Customers that every word of ``q`` leads to: words of the name in any order, any phone number or its last
    four or more digits, account or customer number, e-mail. Each item says why it matched.

    With an empty ``q`` all customers in the order of ``sort``, filtered by city, plan, manager (``me`` is the
    user's own login) and activity.
    """
    if q.strip():
        return told(request, queries.find_customers(seen_by(request), q, limit=limit, offset=offset))
    login = user_of(request).login
    return told(request, queries.list_customers(seen_by(request), wanted, login=login, limit=limit, offset=offset))


@router.get(
    "/{customer_id}",
    response=Customer360,
    auth=allow("customers.read"),
    summary="The 360° head of one customer",
)
def get_customer(
    request: HttpRequest,
    customer_id: str,
    usage_days: Annotated[int, Query(ge=0, le=120)] = 60,
    contacts: Annotated[int, Query(ge=0, le=100)] = 20,
) -> dict[str, Any]:
    """Everything the page shows at first, in one request; contacts further back come from the timeline."""
    return told(request, queries.get_customer(seen_by(request), customer_id, usage_days=usage_days, contacts=contacts))


@router.get(
    "/{customer_id}/timeline",
    response=Timeline,
    auth=allow("customers.read"),
    summary="Every contact, order and payment, newest first",
)
def list_customer_timeline(
    request: HttpRequest,
    customer_id: str,
    before: Annotated[str, Query(max_length=200)] = "",
    channel: str = "",
    kind: str = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """A page of the timeline in every channel, including what was recorded in Tieline since the last run."""
    found = queries.list_timeline(seen_by(request), customer_id, before=before, channel=channel, kind=kind, limit=limit)
    return told(request, found, about=customer_id)


@router.get(
    "/{customer_id}/usage",
    response=Usage,
    auth=allow("customers.read"),
    summary="Use by month and by day",
)
def list_customer_usage(
    request: HttpRequest,
    customer_id: str,
    months: Annotated[int, Query(ge=0, le=60)] = 24,
    days: Annotated[int, Query(ge=0, le=400)] = 120,
) -> dict[str, Any]:
    """The last months and days of use, oldest first."""
    return told(request, queries.list_usage(seen_by(request), customer_id, months=months, days=days), about=customer_id)


@router.get(
    "/{customer_id}/bills",
    response=list[Bill],
    auth=allow("customers.read"),
    summary="Bills with their payments",
)
def list_customer_bills(request: HttpRequest, customer_id: str, limit: Limit = 60) -> list[dict[str, Any]]:
    """Bills of all accounts, newest first, each with what was paid of it and how late."""
    return told(request, queries.list_bills(seen_by(request), customer_id, limit=limit), about=customer_id)
