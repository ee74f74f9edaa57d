"""The first rows of an export for the second person: whatever names or reaches a customer is masked."""

from itertools import islice
from typing import Any

from tieline.foundation.access.masks import MASKS
from tieline.foundation.access.models import User
from tieline.foundation.access.projection import Projection
from tieline.foundation.access.reach import EVERYBODY
from tieline.foundation.access.sight import Grant, Sight
from tieline.foundation.exports.exportable import CUSTOMER_ID
from tieline.foundation.exports.models import Export
from tieline.foundation.exports.planning import Plan, demand_to_see

ROWS = 5
MASKED = Sight(None, (), (Grant(EVERYBODY, (("otherwise", "readable"), *((each, "masked") for each in MASKS))),))


def sample_of(export: Export, plan: Plan, approver: User) -> list[dict[str, Any]]:
    """The first rows of what goes out, masked; Refused for who does not see all of it and so cannot decide."""
    both = demand_to_see(approver, plan, export.purpose)
    masked = Projection(both.everything, both.sight.within(MASKED))
    names = [each.name for each in plan.going_out]
    found: list[dict[str, Any]] = []
    for batch in plan.exportable.read(masked, plan.wanted, plan.login, names):
        found += batch.slice(0, ROWS - len(found)).to_pylist()
        if len(found) >= ROWS:
            break
    return [
        {CUSTOMER_ID: row[CUSTOMER_ID], "values": [None if row[name] is None else str(row[name]) for name in names]}
        for row in islice(found, ROWS)
    ]
