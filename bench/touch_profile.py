"""
What it costs that the profile of a few customers follows what landed: seconds, for operators of several sizes.

    python -m bench.profile 20000 --days 130 --keep FOLDER
    python -m bench.touch_profile FOLDER/profile-20000     # a data folder with a built profile; it is changed

Each delivery brings that many customers a contact each (the quick way), or tells the balance of their accounts anew
(the general way). The first delivery of each kind, in which statements are written for the first time, stands apart.
"""

import argparse
import os
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import ibis
import ibis.expr.types as ir

SIZES = (1, 100, 1_000)
TIMES = 5
KINDS = ("interaction", "billing_account")


def main(folder: Path, sizes: list[int], kinds: list[str]) -> None:
    """One line per kind of record and number of customers."""
    os.environ |= {"TIELINE_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "tieline.server.settings"}
    import django  # noqa: PLC0415 - after the settings are known

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - after setup

    from tieline.foundation.warehouse.current import warehouse  # noqa: PLC0415 - after setup
    from tieline.know.profile.tables import CONTACT, CUSTOMER  # noqa: PLC0415 - after setup

    call_command("migrate", verbosity=0)
    held = {table.name: int(warehouse().table(table).count().execute()) for table in (CUSTOMER, CONTACT)}
    print(f"{held['customer']:,} customers with {held['contact']:,} contacts; load average {os.getloadavg()[0]:.1f}\n")
    print("| records | customers | first | median | slowest | median of CPU | touched |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for kind in kinds:
        for size in sizes:
            first, _, touched = _touch(kind, size)
            found = [_touch(kind, size) for _ in range(TIMES)]
            wall, cpu = ([each[place] for each in found] for place in (0, 1))
            told = " | ".join(f"{each:.2f}" for each in (first, median(wall), max(wall), median(cpu)))
            print(f"| {kind} | {size:,} | {told} | {touched:,} |")
    print(f"\nload average {os.getloadavg()[0]:.1f}")


def _touch(kind: str, size: int) -> tuple[float, float, int]:
    """Seconds of a touch after a delivery about so many customers, also of CPU, and how many it found changed."""
    from tieline.foundation.warehouse.current import warehouse  # noqa: PLC0415 - after setup
    from tieline.foundation.warehouse.staging import staging  # noqa: PLC0415 - after setup
    from tieline.know.profile.commands import touch_profile  # noqa: PLC0415 - after setup

    _deliver(kind, size)
    store = warehouse()
    began, cpu = time.perf_counter(), time.process_time()
    with staging(store) as area, store.transaction():
        touched = touch_profile(area)
        count = int(touched.customers.count().execute())
    return time.perf_counter() - began, time.process_time() - cpu, count


def _deliver(kind: str, size: int) -> None:
    """A load with a record of as many customers, spread over all."""
    from tieline.foundation.warehouse.current import warehouse  # noqa: PLC0415 - after setup
    from tieline.foundation.warehouse.staging import staging  # noqa: PLC0415 - after setup
    from tieline.know.ingest.models import Load  # noqa: PLC0415 - after setup
    from tieline.know.ingest.tables import RECORDS  # noqa: PLC0415 - after setup
    from tieline.know.profile.queries import snapshot_day  # noqa: PLC0415 - after setup

    store, table, now = warehouse(), RECORDS[kind], datetime.now(UTC)
    number = (Load.objects.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    load_id, day = f"touch-{number}", snapshot_day(store) or now.date()
    with staging(store) as area, store.transaction():
        chosen = area.keep(store.table(table).order_by((store.table(table).record_key + load_id).hash()).limit(size))
        if kind == "billing_account":
            store.remove(table, chosen.select("source", "record_key"))
        key = str(chosen.source.first().execute())
        store.append(table, NEW[kind](chosen, day, load_id).mutate(load_id=ibis.literal(load_id), load_number=number))
    Load.objects.create(
        id=load_id,
        number=number,
        source=key,
        file_name="bench",
        sha256=load_id,
        mapping="",
        bytes=0,
        state=Load.State.LANDED,
        received_at=now,
        landed_at=now,
        records={kind: size},
    )


def _contact(rows: ir.Table, day: date, load_id: str) -> ir.Table:
    at = datetime.combine(day - timedelta(days=1), datetime.min.time())
    key = rows.record_key + load_id
    return rows.mutate(at=at, record_key=key, interaction_ref=key, kind=ibis.literal("call"), is_complaint=True)


def _balance(rows: ir.Table, day: date, load_id: str) -> ir.Table:  # noqa: ARG001 - as the other
    return rows.mutate(balance=rows.balance + 1.5)


NEW: dict[str, Callable[[Any, date, str], ir.Table]] = {"interaction": _contact, "billing_account": _balance}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--kinds", nargs="*", choices=KINDS, default=list(KINDS))
    given = parser.parse_args()
    main(given.folder, given.sizes, given.kinds)
