"""Reading sources, loads, rejected rows and recorded interactions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import ibis.expr.types as ir
from django.db.models import Count, Max, Q, Sum

from tieline.foundation.errors import NotFound
from tieline.foundation.packs.queries import published
from tieline.foundation.warehouse.connection import Readable, Row
from tieline.foundation.warehouse.tables import Table
from tieline.know.ingest.definitions import KIND, Source
from tieline.know.ingest.landing import Ticket
from tieline.know.ingest.models import Load, RecordedInteraction
from tieline.know.ingest.tables import REJECTED_ROW

MAY_HAVE_LANDED = (Load.State.VALIDATED, Load.State.LANDED, Load.State.UNDOING, Load.State.FAILED)
Counts = Mapping[str, object]


@dataclass(frozen=True)
class Freshness:
    """How a source stands: its loads, its counts, and whether a delivery is overdue (None: none is expected)."""

    source: Source
    last_load: Load | None
    last_landed_at: datetime | None
    data_until: datetime | None
    late: bool | None
    load_count: int
    failed_count: int
    rows_landed: int
    rows_rejected: int


def current(warehouse: Readable, table: Table) -> ir.Table:
    """
    The records that hold now: one row per source and record key.

    Landing puts the versions that a later one replaced into tables beside (see ``versions``), so reading costs nothing
    more.
    """
    return warehouse.table(table)


def list_sources() -> list[Source]:
    """All published sources by key."""
    return published(KIND.name, Source)


def get_source(key: str) -> Source:
    """The published source, or NotFound."""
    for source in list_sources():
        if source.key == key:
            return source
    raise NotFound(f"There is no source '{key}'", do="Look at the list of sources, or apply the pack that declares it")


def is_folded(key: str) -> bool:
    """Whether rows of a source are added up into records; not where it is not published any more."""
    return any(record.fold for source in list_sources() if source.key == key for record in source.records)


def told_after_the_fact(sources: Iterable[Source] | None = None) -> set[str]:
    """
    Names of the characteristics that are known only after the outcome, so that no model may learn from them.

    Without ``sources`` those that are published count; a pack that is being checked passes its own.
    """
    return {
        name
        for source in (list_sources() if sources is None else sources)
        for record in source.records
        for name, each in record.characteristic_cells.items()
        if each.told_after_the_fact
    }


def list_freshness(now: datetime) -> list[Freshness]:
    """Every published source with how it stands at ``now``, by key."""
    stands = ~Q(state=Load.State.UNDONE)
    counts: dict[str, Counts] = {
        row["source"]: {**row}
        for row in Load.objects.values("source").annotate(
            loads=Count("id"),
            newest=Max("received_at"),
            failed=Count("id", filter=Q(state=Load.State.FAILED)),
            landed_at=Max("landed_at", filter=stands),
            delivered_at=Max("received_at", filter=Q(state=Load.State.LANDED)),
            data_until=Max("data_until", filter=stands),
            rows_landed=Sum("rows_landed", filter=stands),
            rows_rejected=Sum("rows_rejected", filter=stands),
        )
    }
    recent = Load.objects.filter(received_at__in=[row["newest"] for row in counts.values()]).order_by("id")
    newest = {load.source: load for load in recent if load.received_at == counts[load.source]["newest"]}
    return [_freshness(source, counts.get(source.key, {}), newest.get(source.key), now) for source in list_sources()]


def _freshness(source: Source, counts: Counts, last: Load | None, now: datetime) -> Freshness:
    delivered = counts.get("delivered_at")
    late = None
    if source.late_after is not None:
        late = not isinstance(delivered, datetime) or now - delivered > source.late_after
    landed_at, data_until = counts.get("landed_at"), counts.get("data_until")
    return Freshness(
        source=source,
        last_load=last,
        last_landed_at=landed_at if isinstance(landed_at, datetime) else None,
        data_until=data_until if isinstance(data_until, datetime) else None,
        late=late,
        load_count=_number(counts.get("loads")),
        failed_count=_number(counts.get("failed")),
        rows_landed=_number(counts.get("rows_landed")),
        rows_rejected=_number(counts.get("rows_rejected")),
    )


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def list_loads(
    *, source: str | None = None, state: str | None = None, limit: int = 50, offset: int = 0
) -> tuple[list[Load], int]:
    """A page of loads, the newest first, and how many there are in all."""
    found = Load.objects.order_by("-received_at", "-id")
    if source:
        found = found.filter(source=source)
    if state:
        found = found.filter(state=state)
    return list(found[offset : offset + limit]), found.count()


def get_load(load_id: str) -> Load:
    """The load, or NotFound."""
    try:
        return Load.objects.get(pk=load_id)
    except Load.DoesNotExist as error:
        raise NotFound(f"There is no load '{load_id}'", do="Look at the list of loads") from error


def ticket_of(load: Load) -> Ticket:
    """Under which names a load lands: a replay takes the place in the order that its rows were received in."""
    others = Load.objects.filter(source=load.source).exclude(mapping=load.mapping)
    return Ticket(
        load.pk,
        get_load(load.corrects).number if load.corrects else load.number,
        one_mapping=not others.filter(state__in=MAY_HAVE_LANDED).exists(),
    )


def list_former_mappings(load: Load) -> list[Load]:
    """Landed loads of the same content under another mapping, and the replays of their rows."""
    landed = Load.objects.filter(source=load.source, state=Load.State.LANDED)
    same = landed.filter(sha256=load.sha256).exclude(mapping=load.mapping)
    return list(same.exclude(pk=load.pk)) + list(landed.filter(corrects__in=[each.pk for each in same]))


def find_last_landed(load: Load) -> Load | None:
    """The load of the same source that was received before this one and landed as a delivery, or None."""
    before = Load.objects.filter(source=load.source, number__lt=load.number, state=Load.State.LANDED, corrects="")
    return before.order_by("-number").first()


def list_unfinished_loads() -> list[Load]:
    """Loads that were received or validated but have neither landed nor failed, the oldest first."""
    return list(
        Load.objects.filter(state__in=[Load.State.RECEIVED, Load.State.VALIDATED]).order_by("received_at", "id")
    )


def list_rejected_rows(warehouse: Readable, load_id: str, *, limit: int = 50, offset: int = 0) -> tuple[list[Row], int]:
    """A page of the rejected rows of a load in the order of the file, and how many there are in all."""
    rejected = warehouse.table(REJECTED_ROW)
    rejected = rejected.filter(rejected.load_id == load_id)
    page = rejected.order_by(["row", "field"]).limit(limit, offset=offset)
    items: list[Row] = page.to_pyarrow().to_pylist()
    return items, int(rejected.count().execute())


def list_recorded_interactions(customer_ids: Sequence[str]) -> list[RecordedInteraction]:
    """What people recorded in Tieline about these customers, the newest first."""
    found = RecordedInteraction.objects.filter(customer_id__in=list(customer_ids))
    return list(found.order_by("-at", "id"))
