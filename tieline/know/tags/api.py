"""Endpoints of tags: the catalogue, the tags of a customer, and why."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router

from tieline.foundation.access.endpoint import allow
from tieline.foundation.access.looks import told
from tieline.foundation.access.projection import seen_by
from tieline.know.tags import history, queries, reasons
from tieline.know.tags.shapes import CustomerTags, TagCatalogue, TagHistory, TagWhy

router = Router(tags=["tags"])


@router.get(
    "",
    auth=allow("definitions.read"),
    response=TagCatalogue,
    operation_id="list_tags",
    summary="All tags and how many carry them",
)
def list_tags(request: HttpRequest) -> Any:
    """Every published tag with its sentence, and count and share of customers per value."""
    return queries.tag_catalogue(seen_by(request))


@router.get(
    "/of/{customer_id}",
    auth=allow("customers.read"),
    response=CustomerTags,
    operation_id="get_customer_tags",
    summary="The tags a customer carries",
)
def get_customer_tags(request: HttpRequest, customer_id: str) -> Any:
    """The tags that the customer carries, by kind; not found for an unknown customer."""
    return told(request, queries.get_customer_tags(seen_by(request), customer_id))


@router.get(
    "/of/{customer_id}/{key}/history",
    auth=allow("customers.read"),
    response=TagHistory,
    operation_id="get_customer_tag_history",
    summary="The values that a tag had for a customer",
)
def get_customer_tag_history(request: HttpRequest, customer_id: str, key: str, day: date | None = None) -> Any:
    """Every change of the value with its day and cause, the newest first; with ``day`` the value as of its end."""
    return told(request, history.get_tag_history(seen_by(request), customer_id, key, day))


@router.get(
    "/of/{customer_id}/{key}/why",
    auth=allow("customers.read"),
    response=TagWhy,
    operation_id="explain_customer_tag",
    summary="Why a customer has a tag",
)
def explain_customer_tag(request: HttpRequest, customer_id: str, key: str) -> Any:
    """The tag's condition part by part over the customer's own rows: what holds, what does not, on which evidence."""
    return told(request, reasons.why(seen_by(request), customer_id, key))
