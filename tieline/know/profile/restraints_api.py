"""``/api/customers/{id}/restraints``: what was granted to a customer that whoever serves them has to keep to."""

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from tieline.foundation.access.endpoint import allow
from tieline.foundation.access.looks import told
from tieline.foundation.access.projection import seen_by
from tieline.foundation.days import local_day
from tieline.know.profile.queries.customer import current_id
from tieline.know.profile.restraints import NOTHING, restraints_of

router = Router(tags=["customers"])


class RestraintOut(Schema):
    """A restriction or an objection that holds today, and since when and until when; ``objects_to`` of an objection."""

    kind: Literal["restriction", "objection"]
    since: date
    until: date | None
    objects_to: list[str]


class CustomerRestraints(Schema):
    """What holds for a customer; nothing for most."""

    customer_id: str
    items: list[RestraintOut]


@router.get(
    "/{customer_id}/restraints",
    auth=allow("customers.read"),
    response=CustomerRestraints,
    summary="Restrictions and objections that hold for a customer",
)
def get_customer_restraints(request: HttpRequest, customer_id: str) -> dict[str, Any]:
    """What was granted to any party that is this customer now, in the order in which it was granted."""
    seen = seen_by(request)
    current = current_id(seen, customer_id)
    held = restraints_of(seen.everything, [current], local_day(timezone.now())).get(current, NOTHING)
    items = [
        {
            "kind": right.kind,
            "since": right.since,
            "until": right.until,
            "objects_to": dict(right.says).get("objects_to", []),
        }
        for right in held.rights
    ]
    return told(request, {"customer_id": current, "items": items})
