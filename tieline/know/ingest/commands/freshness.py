"""How fresh and how good every feed is, as a table of the warehouse that conditions may ask."""

from datetime import datetime
from typing import Any

from tieline.foundation.days import naive_utc
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.staging import staging
from tieline.know.ingest.quality import Quality, list_quality, share_rejected
from tieline.know.ingest.tables import FEED


def publish_feeds(warehouse: Warehouse, now: datetime) -> int:
    """Write ``ingest.feed`` as it stands at ``now``; how many feeds there are."""
    rows = [_row(quality) for quality in list_quality(now, loads=1)]
    columns: dict[str, tuple[str, list[Any]]] = {
        column.name: (column.type, [row[column.name] for row in rows]) for column in FEED.columns
    }
    with staging(warehouse) as area:
        return warehouse.publish(FEED, area.keep_values(columns))


def _row(quality: Quality) -> dict[str, Any]:
    freshness, checked = quality.freshness, quality.checked
    every = freshness.source.late_after
    return {
        "source": freshness.source.key,
        "system": freshness.source.system,
        "data_until": naive_utc(freshness.data_until) if freshness.data_until else None,
        "landed_at": naive_utc(freshness.last_landed_at) if freshness.last_landed_at else None,
        "expected_every": every.total_seconds() if every else None,
        "late": freshness.late,
        "verdict": checked.verdict if checked else None,
        "rejected_share": share_rejected(checked) if checked else None,
    }
