"""What waits on disk, landing it, and what has landed."""

import json
from typing import Any

from tests.know.ingest.deliveries import rows_of
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.events import doors
from tieline.know.ingest.events.lander import land_sealed
from tieline.know.ingest.tables import INTERACTION


def waiting() -> list[dict[str, Any]]:
    """The events on disk."""
    paths = sorted(doors.inbox().glob("*/segments/*"))
    return [json.loads(line) for path in paths for line in path.read_bytes().splitlines()]


def land() -> int:
    """Seal what is open and land it; how many loads that became."""
    doors.stop_writing()
    return land_sealed(doors.inbox(), lambda share, doing: None)


def names(warehouse: Warehouse) -> list[str]:
    """The keys of the records, in the order of their loads."""
    return [row["record_key"] for row in rows_of(warehouse, INTERACTION)]
