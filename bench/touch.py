"""
How long from an event to everything that follows of it, and what that grows with.

    python -m bench.touch FOLDER [--events 50] [--batch 10] [--double]

``FOLDER`` is a data folder in which ``tieline demo`` or a run as of today is done; it is changed. Batches of
interactions (complaints, logins, searches of its own customers) land as loads, one after the other, and are followed at
once: match, profile, tags, segments, rules, tasks. With ``--double`` the same again with twice the segments published.
The seconds are those of this process, so without the time until a segment of events is sealed
(``TIELINE_EVENTS_LAND_EVERY``) and a worker is free.
"""

import argparse
import os
import random
import resource
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

POOL = 20_000


def main(folder: Path, batches: int, batch: int, *, double: bool) -> None:
    """One line per number of definitions, with the load of the machine beside."""
    os.environ |= {"TIELINE_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "tieline.server.settings"}
    import django  # noqa: PLC0415 - after the settings are known

    django.setup()
    from tieline.foundation.jobs.queries import find_newest_run  # noqa: PLC0415 - after setup
    from tieline.foundation.warehouse.current import warehouse  # noqa: PLC0415 - after setup
    from tieline.know.profile.queries import count_customers  # noqa: PLC0415 - after setup

    run = find_newest_run()
    if run is None or run.state != "done":
        raise SystemExit("The newest run of this folder is not done: run the pipeline first")
    table = Table(title=f"{batch} events at a time, {count_customers(warehouse()):,} customers")
    headings = ("segments", "touches", "p50 s", "p99 s", "events/s", "land", "profile", "tags", "segments s", "rules")
    for name in (*headings, "load", "peak MB"):
        table.add_column(name, justify="right")
    table.add_row(*_measured(run.as_of, batches, batch))
    if double:
        _double_segments()
        table.add_row(*_measured(run.as_of, batches, batch))
    Console(width=160).print(table)


def _measured(day: Any, batches: int, batch: int) -> Sequence[str]:
    """The first two touches, which write their statements, are left out."""
    from django.utils import timezone  # noqa: PLC0415 - after setup

    from tieline.foundation.jobs.models import Touch  # noqa: PLC0415 - after setup
    from tieline.know.segments.queries import list_segments  # noqa: PLC0415 - after setup
    from tieline.server.touching import follow  # noqa: PLC0415 - after setup

    random.seed(7)
    pool, took, landed = _pool(), [], []
    parts: dict[str, list[float]] = {}
    for number in range(batches + 2):
        began = time.perf_counter()
        _land([_event(random.choice(pool), day, f"{time.time_ns()}-{place}") for place in range(batch)])
        between = time.perf_counter()
        follow(timezone.now())
        if number < 2:
            continue
        took.append(time.perf_counter() - began)
        landed.append(between - began)
        touch = Touch.objects.order_by("-id").first()
        for stage, said in (touch.report if touch else {}).items():
            parts.setdefault(stage, []).append(said["seconds"])
    took.sort()
    middle = [sum(parts.get(stage, [0])) / len(took) for stage in ("profile", "tags", "segments", "rules")]
    return (
        f"{len(list_segments())}",
        f"{len(took)}",
        f"{took[len(took) // 2]:.2f}",
        f"{took[min(len(took) - 1, int(len(took) * 0.99))]:.2f}",
        f"{batch * len(took) / sum(took):.0f}",
        f"{sum(landed) / len(landed):.2f}",
        *(f"{each:.2f}" for each in middle),
        f"{os.getloadavg()[0]:.1f}",
        f"{round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024):,}",
    )


def _pool() -> list[dict[str, Any]]:
    """Interactions that were delivered, to be told again as new ones of the same customers."""
    from tieline.foundation.warehouse.current import warehouse  # noqa: PLC0415 - after setup
    from tieline.know.ingest.tables import INTERACTION  # noqa: PLC0415 - after setup

    store = warehouse()
    rows = store.table(INTERACTION)
    chosen = rows.filter(rows.kind.isin(["call", "login", "search"]) & rows.source.notnull())
    found: list[dict[str, Any]] = chosen.order_by(rows.record_key.hash()).limit(POOL).to_pyarrow().to_pylist()
    source = found[0]["source"]
    return [row for row in found if row["source"] == source]


def _event(row: dict[str, Any], day: Any, key: str) -> dict[str, Any]:
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=random.randrange(60, 600))
    return {**row, "record_key": key, "interaction_ref": key, "at": at.replace(tzinfo=None)}


def _land(rows: list[dict[str, Any]]) -> None:
    """A load of its own, entered as ingest enters any."""
    import pyarrow as pa  # noqa: PLC0415 - after setup
    from django.utils import timezone  # noqa: PLC0415 - after setup

    from tieline.foundation.warehouse.current import warehouse  # noqa: PLC0415 - after setup
    from tieline.foundation.warehouse.staging import staging  # noqa: PLC0415 - after setup
    from tieline.know.ingest.models import Load  # noqa: PLC0415 - after setup
    from tieline.know.ingest.tables import INTERACTION  # noqa: PLC0415 - after setup
    from tieline.know.ingest.versions import enter  # noqa: PLC0415 - after setup

    newest = Load.objects.order_by("-number").first()
    number = (newest.number if newest else 0) + 1
    name, now = f"bench-touch-{number}", timezone.now()
    brought = [{**row, "load_id": name, "load_number": number, "row": place} for place, row in enumerate(rows, 1)]
    with staging(warehouse()) as area, area.warehouse.transaction():
        kept = area.keep_arrow(pa.Table.from_pylist(brought, schema=INTERACTION.ibis_schema.to_pyarrow()))
        enter(area, INTERACTION, kept, rows[0]["source"])
    Load.objects.create(
        id=name, number=number, source=rows[0]["source"], file_name="bench", sha256=name, mapping="", bytes=0,
        state=Load.State.LANDED, received_at=now, landed_at=now, records={INTERACTION.name: len(rows)},
    )  # fmt: skip


def _double_segments() -> None:
    """Each published segment once more under another key, known to everybody by a run of the stage."""
    from django.utils import timezone  # noqa: PLC0415 - after setup

    from tieline.foundation.jobs.queries import find_newest_run  # noqa: PLC0415 - after setup
    from tieline.foundation.packs.models import Application, Definition  # noqa: PLC0415 - after setup
    from tieline.know.segments.commands import refresh_segments  # noqa: PLC0415 - after setup

    for row in Definition.objects.filter(kind="segment", state=Definition.State.PUBLISHED):
        row.pk, row.key, row.body = None, f"{row.key}_again", {**row.body, "key": f"{row.key}_again"}
        row.save(force_insert=True)
    Application.objects.create(pack="bench", applied_at=timezone.now())
    run = find_newest_run()
    refresh_segments(run.as_of if run else timezone.now().date(), lambda share, doing: None)  # noqa: ARG005 - progress that nobody watches


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--events", type=int, default=50, help="how many batches")
    parser.add_argument("--batch", type=int, default=10, help="events in each")
    parser.add_argument("--double", action="store_true", help="once more with twice the segments")
    given = parser.parse_args()
    main(given.folder, given.events, given.batch, double=given.double)
