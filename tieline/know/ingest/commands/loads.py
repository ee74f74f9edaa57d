"""Receive a delivered file, and land it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from tieline.foundation.access.changes import record_change
from tieline.foundation.days import aware
from tieline.foundation.errors import Invalid, NotFound, TielineError
from tieline.foundation.warehouse.current import close_warehouse, warehouse
from tieline.foundation.warehouse.staging import staging
from tieline.know.ingest import queries
from tieline.know.ingest.checking import Result, holds
from tieline.know.ingest.commands.checks import compare_columns, judge_load, keep_results
from tieline.know.ingest.commands.scrub import scrub
from tieline.know.ingest.definitions import Source
from tieline.know.ingest.files import delivery_of
from tieline.know.ingest.finding import sources_of_name
from tieline.know.ingest.landing import Landed, land
from tieline.know.ingest.models import Load
from tieline.know.ingest.receiving import Content, Unchanging, load_id, mapping_digest, plain_name, received
from tieline.know.ingest.storage import is_broken, is_storage, storage_trouble, unreadable
from tieline.know.ingest.validation import validate


def recognise_source(file_name: str) -> Source:
    """The one published source whose files have such a name; Invalid where none or several do."""
    name = plain_name(file_name)
    sources = queries.list_sources()
    found = sources_of_name(sources, name)
    if len(found) == 1:
        return found[0]
    keys = ", ".join(source.key for source in (found or sources))
    what = "Several sources have files" if found else "No source has a file"
    raise Invalid(f"{what} of this name", where=name, do=f"Say which source it is: {keys or 'apply a pack first'}")


def receive_file(
    source: Source,
    file: Content | Path | Unchanging,
    *,
    file_name: str = "",
    by: str = "",
    now: datetime | None = None,
    arrival: Load.Arrival = Load.Arrival.FILE,
    also: Callable[[Load], None] | None = None,
) -> Load:
    """
    The load that a delivered file is: new, or the one it was before where content and mapping are the same.

    A file that goes back to a former content, after another one landed under its name, is new too.

    The file is copied into the inbox first, so the delivered one may go. A failed load is tried again. ``also``
    is done in the transaction of the receipt, new or not: both happen or neither.
    """
    name = plain_name(file_name or (file.name if isinstance(file, Path) else ""))
    at = now or timezone.now()
    if isinstance(file, Path):
        try:
            with file.open("rb") as content:
                return _receive(source, content, name, by, at, arrival, also)
        except FileNotFoundError as error:
            raise NotFound("The file does not exist", where=str(file), do="Check the path") from error
    return _receive(source, file, name, by, at, arrival, also)


def _receive(
    source: Source,
    content: Content | Unchanging,
    name: str,
    by: str,
    now: datetime,
    arrival: Load.Arrival,
    also: Callable[[Load], None] | None,
) -> Load:
    inbox = Path(settings.TIELINE_DATA) / "inbox" / source.key
    mapping = mapping_digest(source)
    try:
        with received(content, inbox) as copy, transaction.atomic():
            load, is_new = Load.objects.select_for_update().get_or_create(
                pk=_id(source, copy.sha256, mapping, name, arrival),
                defaults={
                    "number": (Load.objects.aggregate(last=Max("number"))["last"] or 0) + 1,
                    "source": source.key,
                    "arrival": arrival,
                    "file_name": name,
                    "sha256": copy.sha256,
                    "mapping": mapping,
                    "bytes": copy.bytes,
                    "asked_by": by,
                    "received_at": now,
                },
            )
            if is_new:
                after = {"source": source.key, "file_name": name, "bytes": copy.bytes}
                record_change("receive_file", "load", load.pk, by=by, after=after, now=now)
            if load.state == Load.State.FAILED:
                _try_again(load, name, by)
            if also is not None:
                also(load)
            if load.state != Load.State.LANDED or not (load.file.exists() or load.scrubbed_at):
                copy.path.rename(load.file)
            return load
    except OSError as error:
        raise storage_trouble(error, str(inbox)) from error


def _id(source: Source, sha256: str, mapping: str, name: str, arrival: Load.Arrival) -> str:
    """
    The id of the load that the content is: a new one where a file of this name went back to what it had been.

    Of A, then B, then A again under one name, the third is no repetition of the first: it takes the place of B.
    """
    first = load_id(source, sha256, mapping)
    same = Load.objects.filter(source=source.key, sha256=sha256, mapping=mapping).order_by("-number")
    last = same.first()
    if last is None or arrival == Load.Arrival.REPLAY:
        return first
    landed = Load.objects.filter(source=source.key, file_name=name, state=Load.State.LANDED)
    if last.file_name == name and last.state == Load.State.LANDED and landed.filter(number__gt=last.number).exists():
        return f"{first}-{same.count() + 1}"
    return last.pk


def _try_again(load: Load, name: str, by: str) -> None:
    load.state, load.file_name, load.asked_by = Load.State.RECEIVED, name, by
    load.error_what = load.error_where = load.error_do = ""
    load.save()


def load(load_id: str, *, source: Source | None = None) -> Load:
    """
    Validate a received load as a whole and land all of it; nothing happens where it has landed, is held or undone.

    An error is kept in the load, which has failed then, and raised; the warehouse is as it was.
    """
    row = queries.get_load(load_id)
    if row.state not in (Load.State.RECEIVED, Load.State.VALIDATED, Load.State.FAILED):
        return row
    started = time.monotonic()
    try:
        checked, landed = _read_and_land(row, source or queries.get_source(row.source))
    except TielineError as error:
        _fail(row, error)
        raise
    except Exception as error:
        if is_broken(error):
            close_warehouse()  # the engine refuses further work; the next use opens the last good state
        if not is_storage(error):
            _fail(row, TielineError(f"{type(error).__name__}: {error}", do="This was not foreseen: see the log"))
            raise
        trouble = storage_trouble(error, f"load {row.id}")
        _fail(row, trouble)
        raise trouble from error
    seconds = round(time.monotonic() - started, 3)
    done = _hold(row, checked) if landed is None else _succeed(row, checked, landed, seconds=seconds)
    if checked.erased:
        scrub(done, now=timezone.now(), source=source)
    return done


@dataclass(frozen=True)
class _Checked:
    """How many rows were read, how many of them are erased customers', and what the checks found."""

    received: int
    erased: int
    results: list[Result]


def _read_and_land(row: Load, source: Source) -> tuple[_Checked, Landed | None]:
    """What the checks found and what landed; nothing where the load must wait until a person lets it land."""
    if mapping_digest(source) != row.mapping:
        raise Invalid(
            "The source was changed after the file had been received", where=row.source, do="Deliver the file again"
        )
    if not row.file.exists():
        raise NotFound("The received file is gone", where=str(row.file), do="Deliver the file again")
    with staging(warehouse()) as area, delivery_of(area, row, source) as delivery:
        try:
            compare_columns(area, delivery, row, source)
            validated = validate(area, delivery, _judging(row, source), settings.TIELINE_TIME_ZONE)
        except duckdb.Error as error:
            raise unreadable(error, row.file_name, source.format.type) from error
        checked = _Checked(validated.received, len(validated.erased), judge_load(row, source, validated))
        if holds(source, checked.results) and row.released_at is None:
            return checked, None
        Load.objects.filter(pk=row.pk).update(state=Load.State.VALIDATED)
        replaces = [queries.ticket_of(former) for former in queries.list_former_mappings(row)]
        return checked, land(area, queries.ticket_of(row), source, validated, replaces=replaces)


def _judging(row: Load, source: Source) -> Source:
    """The source; of a replay any share of rows may fail again, as they only go back to where they were."""
    return source.model_copy(update={"rejected_share_limit": 1.0}) if row.corrects else source


def _fail(row: Load, error: TielineError) -> None:
    row.state = Load.State.FAILED
    row.error_what, row.error_where, row.error_do = error.what, error.where, error.do
    row.save()


def _hold(row: Load, checked: _Checked) -> Load:
    row.state, row.rows_received, row.rows_erased = Load.State.HELD, checked.received, checked.erased
    row.error_what = row.error_where = row.error_do = ""
    with transaction.atomic():
        keep_results(row, checked.results, now=timezone.now())
        row.save()
    return row


def _succeed(row: Load, checked: _Checked, landed: Landed, *, seconds: float) -> Load:
    row.state = Load.State.LANDED
    row.rows_received, row.rows_rejected = landed.received, landed.rejected
    row.rows_erased = checked.erased
    row.rows_landed = landed.received - landed.rejected - checked.erased
    row.records, row.reasons = landed.records, landed.reasons
    row.error_what = row.error_where = row.error_do = ""
    row.data_until = aware(landed.data_until) if landed.data_until else None
    row.landed_at, row.seconds = timezone.now(), seconds
    with transaction.atomic():
        for former in queries.list_former_mappings(row):
            former.state, former.undone_at = Load.State.UNDONE, row.landed_at
            former.undone_why = f"The same file landed under a changed mapping, as {row.pk}"[:300]
            former.save()
        keep_results(row, checked.results, now=row.landed_at)
        row.save()
    return row
