"""A request of a customer for tests that ask routes about one."""

from collections.abc import Sequence
from datetime import UTC, datetime

from tieline.foundation.privacy.request_models import SubjectRequest

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


def open_requests(customers: Sequence[str]) -> list[int]:
    """The number of the request of the first of these customers to be erased; asked again, of the same."""
    fields = {"law": "pipl", "received_at": NOW, "received_by": "li", "received_through": "call", "due_on": NOW.date()}
    found, _ = SubjectRequest.objects.get_or_create(customer_id=customers[0], kind="deletion", defaults=fields)
    return [found.pk]
