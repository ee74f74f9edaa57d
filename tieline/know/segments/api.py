"""Endpoints of segments: the catalogue, and the customers of one."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from tieline.foundation.access.endpoint import allow
from tieline.foundation.access.looks import told
from tieline.foundation.access.projection import seen_by
from tieline.know.segments import queries
from tieline.know.segments.shapes import SegmentCatalogue, SegmentCustomers

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
def list_segment_customers(request: HttpRequest, key: str, limit: Limit = 50, offset: Offset = 0) -> Any:
    """A page of the segment's customers in the order of their id; not found for an unknown segment."""
    return told(request, queries.list_customers(seen_by(request), key, limit=limit, offset=offset))
