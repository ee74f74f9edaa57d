"""
The embedded warehouse's file, copied while it is open: writers wait, readers go on.

Another process copies, because closing any second handle of the file in this one would let go of the lock by which
the engine keeps others out.
"""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from tieline.foundation.errors import Refused, Unavailable
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.embedded import EmbeddedWarehouse


@contextmanager
def held(warehouse: Warehouse) -> Iterator[EmbeddedWarehouse]:
    """Nothing is written to the warehouse inside; Refused for one that is not embedded."""
    if not isinstance(warehouse, EmbeddedWarehouse):
        raise Refused(
            "Only the embedded warehouse can be copied as a whole",
            where=type(warehouse).__name__,
            do="Back up the folder of the other engine with its own means",
        )
    with warehouse._write:
        yield warehouse


def copy_held(warehouse: EmbeddedWarehouse, to: Path) -> None:
    """Copy the file, and the log where it cannot be emptied now, to ``to`` and ``to.wal``; inside ``held`` only."""
    with suppress(duckdb.TransactionException):  # somebody reads: what is in the log is copied with it
        warehouse.checkpoint()
    for end in ("", ".wal"):
        file = Path(f"{warehouse.path}{end}")
        if file.exists():
            _copy(file, Path(f"{to}{end}"))


def _copy(file: Path, to: Path) -> None:
    program = shutil.which("cp")
    if not program:
        raise Unavailable("The program cp is missing", where="PATH", do="Install the system's basic programs")
    told = subprocess.run([program, str(file), str(to)], capture_output=True, text=True, check=False)  # noqa: S603 - two paths of our own, without a shell
    if told.returncode:
        raise Unavailable(
            f"The warehouse cannot be copied: {told.stderr.strip()}",
            where=str(to.parent),
            do="Make room in the data folder: a backup needs as much as the warehouse for a while",
        )
