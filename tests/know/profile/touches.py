"""More loads after a run, as ingest enters them, and touches of the profile; with everything that the profile has."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import count

from django.utils import timezone

from tests.know.profile.records import literal
from tieline.foundation.warehouse.connection import Row, Warehouse
from tieline.foundation.warehouse.staging import staging
from tieline.foundation.warehouse.tables import Table
from tieline.know.identity.commands import match_new_records
from tieline.know.ingest.models import Load
from tieline.know.ingest.versions import enter
from tieline.know.profile.commands import WRITTEN, touch_profile

DAY = date(2026, 10, 31)
NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
Deliveries = dict[Table, list[Row]]
numbers = count(100_000)


def land(store: Warehouse, deliveries: Deliveries) -> None:
    """A load for each source of these records, which ingest enters as it does any."""
    for table, rows in deliveries.items():
        for key in sorted({row["source"] for row in rows}):
            number = next(numbers)
            brought = [
                {**row, "load_id": f"L{number}", "load_number": number, "row": place}
                for place, row in enumerate((row for row in rows if row["source"] == key), 1)
            ]
            with staging(store) as area, store.transaction():
                enter(area, table, area.keep(literal(table, brought)), key)
            Load.objects.create(
                id=f"L{number}", number=number, source=key, file_name="more", sha256=f"{number}", mapping="m", bytes=1,
                state=Load.State.LANDED, received_at=timezone.now(), landed_at=timezone.now(),
                records={table.name: len(brought)},
            )  # fmt: skip


def touch(store: Warehouse, named: Sequence[str] = ()) -> tuple[set[str], set[str], set[str]]:
    """Customers, lists and fields that a touch found changed."""
    match_new_records(as_of=DAY, now=NOW)
    with staging(store) as area, store.transaction():
        found = touch_profile(area, named)
        customers = set(found.customers.to_pyarrow()["customer_id"].to_pylist())
    return customers, set(found.lists), set(found.fields)


def everything(store: Warehouse) -> dict[str, list[str]]:
    return {table.name: sorted(map(repr, store.rows(table))) for table in WRITTEN}
