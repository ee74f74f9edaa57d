"""
A process of its own that receives and lands a file, to be killed or to run out of disk.

``python -m tests.know.ingest.loading_process FILE [copying|landing KILOBYTES]``: no file may grow beyond so
many kilobytes in that step. After a full disk while landing, the same process tries again with room.
"""

import os
import resource
import sys
from pathlib import Path


def main() -> None:
    """Set up, optionally limit the size of files in kilobytes, then receive and land; prints what came of it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tieline.server.settings"
    import django  # noqa: PLC0415 - after the environment is set

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - needs Django to be set up

    from tests.know.ingest.deliveries import source  # noqa: PLC0415 - needs Django to be set up
    from tieline.foundation.errors import TielineError  # noqa: PLC0415 - needs Django to be set up
    from tieline.foundation.warehouse.current import close_warehouse, warehouse  # noqa: PLC0415 - needs Django to be set up
    from tieline.know.ingest.commands import load, receive_file  # noqa: PLC0415 - needs Django to be set up
    from tieline.know.ingest.tables import INDIVIDUAL  # noqa: PLC0415 - needs Django to be set up

    call_command("migrate", verbosity=0, skip_checks=True)
    warehouse()
    step, kilobytes = (sys.argv[2], int(sys.argv[3])) if len(sys.argv) > 2 else ("", 0)
    print("ready", flush=True)
    try:
        if step == "copying":
            limit_files(kilobytes * 1024)
        row = receive_file(source(), Path(sys.argv[1]))
        if step == "landing":
            limit_files(kilobytes * 1024)
        row = load(row.pk, source=source())
    except TielineError as error:
        print(f"{type(error).__name__}: {error}", flush=True)
    else:
        print(f"{row.state} {row.rows_landed}", flush=True)
    limit_files(resource.RLIM_INFINITY)
    if step == "landing":
        print(f"{warehouse().table(INDIVIDUAL).count().execute()} rows", flush=True)
        print(f"again {load(row.pk, source=source()).state}", flush=True)
    close_warehouse()


def limit_files(size: int) -> None:
    """Writing beyond this size fails, as it does when the disk is full."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
