"""Rows of erased customers are taken out of the files that were delivered."""

import os
from datetime import datetime
from uuid import uuid4

import duckdb
from django.conf import settings

from tieline.foundation.errors import TielineError
from tieline.foundation.warehouse.current import warehouse
from tieline.foundation.warehouse.staging import staging
from tieline.know.ingest.blanking import CannotBlank, write_replay_without, write_without
from tieline.know.ingest.definitions import Source
from tieline.know.ingest.files import delivery_of, find_source_of
from tieline.know.ingest.keeping_away import erased_rows
from tieline.know.ingest.mapping import map_rows
from tieline.know.ingest.models import Load


def scrub(row: Load, *, now: datetime, source: Source | None = None) -> int:
    """
    How many rows of erased customers were taken out of the file of a load; none the second time.

    A file that cannot be written without them, or still has some afterwards, is removed: what it brought stays in the
    warehouse, but the load cannot be landed again after an undo until the file is delivered once more.
    """
    if not row.file.exists():
        return 0
    source = source or find_source_of(row)
    rows = _rows(row, source) if source is not None else None
    if rows is not None and not rows:
        return 0
    if source is None or rows is None or not _rewritten(row, source, rows):
        row.file.unlink(missing_ok=True)
    row.scrubbed_at = now
    row.save(update_fields=["scrubbed_at"])
    return len(rows or ()) or 1


def _rows(row: Load, source: Source) -> list[int] | None:
    """The rows of erased customers in the file; None where it cannot be read."""
    with staging(warehouse()) as area:
        try:
            with delivery_of(area, row, source) as delivery:
                mapped = map_rows(area, delivery.rows, source, settings.TIELINE_TIME_ZONE)
                gone = erased_rows(area, delivery, mapped, source)
                return sorted(gone.to_pyarrow()["__row"].to_pylist()) if gone is not None else []
        except (TielineError, duckdb.Error):
            return None


def _rewritten(row: Load, source: Source, rows: list[int]) -> bool:
    """Whether the file stands without these rows, read again to be sure."""
    target = row.file.with_name(f".{uuid4().hex}.part")
    try:
        if row.corrects:
            write_replay_without(row.file, target, set(rows))
        else:
            write_without(row.file, target, source.format, set(rows))
        with target.open("rb") as written:
            os.fsync(written.fileno())
        target.replace(row.file)
    except (CannotBlank, UnicodeError, ValueError):
        return False
    finally:
        target.unlink(missing_ok=True)
    return _rows(row, source) == []
