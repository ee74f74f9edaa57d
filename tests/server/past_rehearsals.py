"""A rehearsal that is done, for tests that read every route."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from tests.know.tags.cast import literal
from tieline.foundation.warehouse.connection import Warehouse
from tieline.notice.rehearsal.models import Rehearsal
from tieline.notice.rehearsal.tables import REHEARSED


def rehearsed(store: Warehouse, customers: Sequence[str], day: date) -> str:
    """The id of a rehearsal that missed these customers."""
    body = {"key": "ending", "when": "contract_days_left <= 60"}
    done = {"state": "done", "asked_at": timezone.now()}
    found = str(Rehearsal.objects.create(rule="ending", body=body, as_of=day, horizon=90, **done).pk)
    row = {"rehearsal": found, "kind": "missed", "outcome": "", "day": day}
    store.publish(REHEARSED, literal(REHEARSED, [{**row, "customer_id": each} for each in customers]))
    return found
