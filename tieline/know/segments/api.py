"""Endpoints of segments: the catalogue, and the customers of one."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from tieline.foundation.access.endpoint import allow, demand, user_of
from tieline.foundation.access.looks import told
from tieline.foundation.access.projection import seen_by
from tieline.know.segments import queries
from tieline.know.segments.list_commands import list_customers_in
from tieline.know.segments.listing import Found, entries_of, find_listed
from tieline.know.segments.profiling import segment_overlaps, segment_profile, segment_uses
from tieline.know.segments.shapes import (
    ListAnswer,
    ListIn,
    SegmentCatalogue,
    SegmentCustomers,
    SegmentHistory,
    SegmentOverlaps,
    SegmentProfile,
    SegmentTransitions,
    SegmentUses,
)
from tieline.know.segments.transitions import list_transitions

router = Router(tags=["segments"])

Limit = Annotated[int, Query(ge=1, le=200)]
Offset = Annotated[int, Query(ge=0, le=10_000_000)]


@router.get(
    "",
    auth=allow("definitions.read"),
    response=SegmentCatalogue,
    operation_id="list_segments",
    summary="All segments and their sizes",
)
def list_segments(request: HttpRequest) -> Any:
    """Every published segment with its sentence, count and share of customers."""
    return queries.segment_catalogue(seen_by(request))


@router.get(
    "/{key}/customers",
    auth=allow("customers.read"),
    response=SegmentCustomers,
    operation_id="list_segment_customers",
    summary="The customers of a segment",
)
def list_segment_customers(
    request: HttpRequest,
    key: str,
    newest: bool = False,  # noqa: FBT001, FBT002 - a parameter of the query
    limit: Limit = 50,
    offset: Offset = 0,
) -> Any:
    """A page of the segment's customers by id, or who came last first; not found for an unknown segment."""
    return told(request, queries.list_customers(seen_by(request), key, newest=newest, limit=limit, offset=offset))


@router.get(
    "/{key}/history",
    auth=allow("definitions.read"),
    response=SegmentHistory,
    operation_id="get_segment_history",
    summary="Its size over time",
)
def get_segment_history(request: HttpRequest, key: str) -> Any:
    """The size after each run, with how many came and went; refused for who does not see every customer."""
    return queries.segment_history(seen_by(request), key)


@router.get(
    "/{key}/transitions",
    auth=allow("customers.read"),
    response=SegmentTransitions,
    operation_id="list_segment_transitions",
    summary="Who entered and left",
)
def list_segment_transitions(request: HttpRequest, key: str, limit: Limit = 50, offset: Offset = 0) -> Any:
    """A page of who entered or left the segment, the newest first, with what asked and what had changed."""
    return told(request, list_transitions(seen_by(request), key, limit=limit, offset=offset))


@router.get(
    "/{key}/profile",
    auth=allow("definitions.read"),
    response=SegmentProfile,
    operation_id="get_segment_profile",
    summary="What distinguishes its customers",
)
def get_segment_profile(request: HttpRequest, key: str) -> Any:
    """The tag values that are surely more or less common inside than among everybody else, the surest first."""
    return segment_profile(seen_by(request), key)


@router.get(
    "/{key}/overlaps",
    auth=allow("definitions.read"),
    response=SegmentOverlaps,
    operation_id="list_segment_overlaps",
    summary="Whom it shares with others",
)
def list_segment_overlaps(request: HttpRequest, key: str) -> Any:
    """For each other segment how many customers are in both, and which part of either that is."""
    return segment_overlaps(seen_by(request), key)


@router.get(
    "/{key}/uses",
    auth=allow("definitions.read"),
    response=SegmentUses,
    operation_id="list_segment_uses",
    summary="Where it is used",
)
def list_segment_uses(request: HttpRequest, key: str) -> Any:
    """The published definitions whose conditions name the segment."""
    return segment_uses(key)


@router.post(
    "/{key}/customers",
    auth=allow("definitions.publish"),
    response=ListAnswer,
    operation_id="list_customers_in_segment",
    summary="List customers in it",
)
def list_customers_in_segment(request: HttpRequest, key: str, wanted: ListIn) -> Any:
    """
    Puts the customers that the entries name, or who are in another segment now, on the list of a segment.

    422 for a segment with a condition; entries that name nobody, or several customers, come back.
    """
    demand(user_of(request), "customers.read")
    seen = seen_by(request)
    seen.sight.demand_category("judgement", "list customers in a segment")
    found = find_listed(seen, entries_of(wanted.entries))
    if wanted.of:
        found = Found((*found.customers, *queries.members_of(seen, wanted.of)), found.unmatched)
    customers = tuple(dict.fromkeys(found.customers))
    listed = list_customers_in(
        seen, key, customers, replace=wanted.replace, until=wanted.until, by=user_of(request).login
    )
    return {"found": len(customers), "listed": listed, "unmatched": found.unmatched}
