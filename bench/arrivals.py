"""
How many seconds matching takes when so many records arrive, against everybody whom identity knows.

    python -m bench.arrivals FOLDER     # a data folder in which ``bench.identity`` has run; it is changed

Each delivery gives that many persons another e-mail, as a source would deliver them again.
"""

import argparse
import os
import resource
import time
from datetime import UTC, date, datetime
from pathlib import Path

import ibis
from rich.console import Console
from rich.table import Table

AS_OF = date(2026, 11, 21)
SIZES = (1, 100, 10_000)


def main(folder: Path) -> None:
    """One line per size of the delivery."""
    os.environ |= {"TIELINE_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "tieline.server.settings"}
    import django  # noqa: PLC0415 - after the settings are known

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - after setup

    from tieline.foundation.warehouse.current import warehouse  # noqa: PLC0415 - after setup
    from tieline.know.identity.tables import FEATURES  # noqa: PLC0415 - after setup

    call_command("migrate", verbosity=0)
    known = int(warehouse().table(FEATURES).count().execute())
    table = Table(title=f"New records against {known:,} records of persons")
    for name in ("records", "seconds", "persons settled", "peak MB"):
        table.add_column(name, justify="right")
    for number, size in enumerate(SIZES):
        seconds, settled = _arrive(size, number)
        table.add_row(f"{size:,}", f"{seconds:.1f}", f"{settled:,}", f"{_peak():,}")
    Console().print(table)


def _arrive(size: int, number: int) -> tuple[float, int]:
    from tieline.know.identity.commands import match_new_records  # noqa: PLC0415 - after setup
    from tieline.know.identity.models import SeenLoad  # noqa: PLC0415 - after setup
    from tieline.know.identity.queries import unseen_loads  # noqa: PLC0415 - after setup
    from tieline.know.identity.seen import mark_seen  # noqa: PLC0415 - after setup

    now = datetime.now(UTC)
    mark_seen(unseen_loads(and_left=True), SeenLoad.How.RUN, now=now)
    _deliver(size, f"arrival-{number}-{now:%H%M%S}", now)
    began = time.perf_counter()
    settled = match_new_records(as_of=AS_OF, now=now)
    return time.perf_counter() - began, settled


def _deliver(size: int, load_id: str, now: datetime) -> None:
    """So many persons, spread over all, with another e-mail, as landed by a load of their own."""
    from tieline.foundation.warehouse.current import warehouse  # noqa: PLC0415 - after setup
    from tieline.foundation.warehouse.staging import staging  # noqa: PLC0415 - after setup
    from tieline.know.ingest.models import Load  # noqa: PLC0415 - after setup
    from tieline.know.ingest.tables import INDIVIDUAL  # noqa: PLC0415 - after setup

    store = warehouse()
    with staging(store) as area, store.transaction():
        people = store.table(INDIVIDUAL)
        order = (people.system + people.party_ref + load_id).hexdigest("md5")
        email = people.party_ref.lower() + "@arrived.example"
        chosen = area.keep(people.order_by(order).limit(size).mutate(email=email, load_id=ibis.literal(load_id)))
        store.remove(INDIVIDUAL, chosen.select("source", "record_key"))
        store.append(INDIVIDUAL, chosen)
    newest = Load.objects.order_by("-number").first()
    Load.objects.create(
        id=load_id,
        number=(newest.number if newest else 0) + 1,
        source="bench",
        file_name="bench",
        sha256=load_id,
        mapping="",
        bytes=0,
        state=Load.State.LANDED,
        received_at=now,
        records={"individual": size},
    )


def _peak() -> int:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    main(parser.parse_args().folder)
