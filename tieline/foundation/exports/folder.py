"""Where exports lie on disk: the file of each, and its roll, which names the customers in the order of the rows."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings

from tieline.foundation.exports.exportable import BATCH, CUSTOMER_ID
from tieline.foundation.exports.models import Export

ROLL = pa.schema([(CUSTOMER_ID, pa.string())])
FORGOTTEN = ""
"""Stands in a roll where a customer was who is forgotten, so that the rows behind keep their numbers."""


def folder() -> Path:
    """The folder of exports, for its owner only."""
    place = Path(settings.TIELINE_DATA) / "exports"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def file_of(export: Export) -> Path:
    """Where the file of an export lies."""
    return folder() / f"{export.id.hex}.{export.format}"


def roll_of(export: Export) -> Path:
    """Where its roll lies."""
    return folder() / f"{export.id.hex}.roll"


def part_of(path: Path) -> Path:
    """Where a file lies while it is written."""
    return path.with_name(path.name + ".part")


def private(path: Path) -> Path:
    """The path, at which there is an empty file now that only its owner reads."""
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    return path


def remove_file(export: Export) -> None:
    """Take the file away, and what was half written; nothing happens the second time. The roll stays."""
    for path in (file_of(export), part_of(file_of(export)), part_of(roll_of(export))):
        path.unlink(missing_ok=True)


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def holds(export: Export, customer_id: str) -> bool:
    """Whether a customer is in an export."""
    return any(pc.any(pc.equal(part, customer_id)).as_py() for part in _parts(roll_of(export)))


def customer_at(export: Export, row: int) -> str | None:
    """The customer in a row of an export, counted from 1; None where there is no such row, or who was is forgotten."""
    first = 1
    for part in _parts(roll_of(export)):
        if row < first + len(part):
            return part[row - first].as_py() or None
        first += len(part)
    return None


def take_out(export: Export, customer_id: str) -> None:
    """Take a customer out of a roll; the rows behind keep their numbers."""
    path = roll_of(export)
    fresh = private(part_of(path))
    with pq.ParquetWriter(fresh, ROLL, compression="zstd") as roll:
        for part in _parts(path):
            kept = [FORGOTTEN if each == customer_id else each for each in part.to_pylist()]
            roll.write_table(pa.table([pa.array(kept, pa.string())], schema=ROLL))
    fresh.replace(path)


def _parts(path: Path) -> Iterator[pa.Array]:
    if not path.exists():
        return
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=BATCH):
            yield batch.column(0)
