"""What people record in Tieline itself, which lands as source records of ``tieline.work``."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tieline.foundation.days import naive_utc
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.staging import staging
from tieline.know.ingest.models import RecordedInteraction
from tieline.know.ingest.tables import INTERACTION

SOURCE, SYSTEM = "tieline.work", "tieline"


def record_interaction(
    *,
    customer_id: str,
    at: datetime,
    channel: str,
    handled_by: str,
    kind: str = "work",
    reason: str = "",
    text: str = "",
    response: str = "",
) -> RecordedInteraction:
    """A contact that a person had, in the transaction of the caller; the next run lands it."""
    return RecordedInteraction.objects.create(
        customer_id=customer_id,
        at=at,
        channel=channel,
        kind=kind,
        reason=reason,
        text=text,
        response=response,
        handled_by=handled_by,
    )


def retract_interaction(interaction_id: UUID | str) -> None:
    """Take a recorded contact back; the next run takes it out of the records. Nothing happens the second time."""
    RecordedInteraction.objects.filter(pk=interaction_id).delete()


def land_recorded_interactions(warehouse: Warehouse) -> int:
    """Land all of them anew; ``party_ref`` is the customer's id in the system ``tieline``. How many there are."""
    rows = list(RecordedInteraction.objects.order_by("at", "id"))
    texts: dict[str, list[Any]] = {
        "source": [SOURCE] * len(rows),
        "system": [SYSTEM] * len(rows),
        "load_id": [SOURCE] * len(rows),
        "record_key": [str(row.id) for row in rows],
        "interaction_ref": [str(row.id) for row in rows],
        "party_ref": [row.customer_id for row in rows],
        "phone": [None] * len(rows),
        "channel": [row.channel for row in rows],
        "direction": ["outbound"] * len(rows),
        "kind": [row.kind for row in rows],
        "reason": [row.reason or None for row in rows],
        "text": [row.text or None for row in rows],
        "language": [None] * len(rows),
        "response": [row.response or None for row in rows],
        "handled_by": [row.handled_by for row in rows],
    }
    columns: dict[str, tuple[str, list[Any]]] = {name: ("string", values) for name, values in texts.items()}
    columns["row"] = ("int64", list(range(1, len(rows) + 1)))
    columns["load_number"] = ("int64", [0] * len(rows))
    columns["at"] = ("timestamp", [naive_utc(row.at) for row in rows])
    for name, kind in (("is_complaint", "boolean"), ("resolved", "boolean"), ("rating", "float64")):
        columns[name] = (kind, [None] * len(rows))
    columns["duration_seconds"] = ("int64", [None] * len(rows))
    with staging(warehouse) as area, warehouse.transaction():
        landed = area.keep_values(columns)
        warehouse.retract(INTERACTION, source=SOURCE)
        warehouse.append(INTERACTION, landed)
    return len(rows)
