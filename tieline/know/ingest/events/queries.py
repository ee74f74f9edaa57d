"""How sources of events stand: what waits, what landed last, what became dead letters, who listens."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Sum

from tieline.know.ingest.definitions import Source
from tieline.know.ingest.events.doors import inbox
from tieline.know.ingest.events.segments import waiting_bytes
from tieline.know.ingest.models import Feed, Load
from tieline.know.ingest.queries import list_sources


@dataclass(frozen=True)
class Standing:
    """A source of events; ``feed`` says how its listener fares, None for sources that nobody listens to."""

    source: Source
    waiting_bytes: int
    last_landed_at: datetime | None
    data_until: datetime | None
    events_landed: int
    dead_letters: int
    failed_loads: int
    feed: Feed | None


def list_standings() -> list[Standing]:
    """Every source that takes events, by key."""
    sources = [each for each in list_sources() if each.where.kind in ("events", "topic")]
    waiting = waiting_bytes(inbox())
    keys = [each.key for each in sources]
    loads: dict[str, dict[str, Any]] = {
        row["source"]: {**row}
        for row in Load.objects.filter(source__in=keys, arrival=Load.Arrival.EVENTS)
        .values("source")
        .annotate(
            landed_at=Max("landed_at"),
            until=Max("data_until"),
            landed=Sum("rows_landed"),
            rejected=Sum("rows_rejected"),
        )
    }
    failed: dict[str, int] = {}
    for key in Load.objects.filter(source__in=keys, state=Load.State.FAILED).values_list("source", flat=True):
        failed[key] = failed.get(key, 0) + 1
    feeds = {feed.source: feed for feed in Feed.objects.filter(source__in=keys)}
    return [
        Standing(
            source=each,
            waiting_bytes=waiting.get(each.key, 0),
            last_landed_at=loads.get(each.key, {}).get("landed_at"),
            data_until=loads.get(each.key, {}).get("until"),
            events_landed=loads.get(each.key, {}).get("landed") or 0,
            dead_letters=loads.get(each.key, {}).get("rejected") or 0,
            failed_loads=failed.get(each.key, 0),
            feed=feeds.get(each.key) if each.where.kind == "topic" else None,
        )
        for each in sources
    ]
