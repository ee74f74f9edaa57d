"""Writing the file of an export: the rows stream from the engine through the projection into the file."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.db import transaction

from tieline.foundation.access.changes import record_change
from tieline.foundation.errors import TielineError, Unavailable
from tieline.foundation.exports.ending import end_export, said_of
from tieline.foundation.exports.exportable import CUSTOMER_ID
from tieline.foundation.exports.folder import ROLL, digest_of, file_of, part_of, private, remove_file, roll_of
from tieline.foundation.exports.formats import WRITERS, Writer
from tieline.foundation.exports.marking import TRACE_TITLE, mark_of, traces
from tieline.foundation.exports.models import Export
from tieline.foundation.exports.planning import Plan, may_still, no_less, plan_again, rights_digest
from tieline.foundation.exports.queries import find_asker, get_export
from tieline.foundation.jobs.stages import Progress

MORE = 50
"""One more row in so many is no other export than the one that was agreed to."""


class Grown(Exception):
    """There are more rows than were agreed to."""


@dataclass
class Written:
    """How many rows were written."""

    rows: int = 0


def agreed_rows(rows: int) -> int:
    """How many rows an export may have that was agreed to with so many: a little more, as customers come and go."""
    return rows + max(10, rows // MORE)


def write_export(export_id: UUID, *, progress: Progress, clock: Callable[[], datetime]) -> Export:
    """
    The export with its file; nothing happens where it is not queued (any more), and a killed one is written again.

    It waits (again) for a second person where there are more rows or columns than were agreed to; it is withdrawn
    where its asker lost the right to it.
    """
    if not Export.objects.filter(pk=export_id, state__in=("queued", "writing")).update(state="writing"):
        return get_export(export_id)
    export, now = get_export(export_id), clock()
    try:
        _write(export, progress, now)
    except Unavailable:
        raise
    except Exception as error:
        why = error.what if isinstance(error, TielineError) else type(error).__name__
        end_export(export, Export.State.FAILED, f"It could not be written: {why}", by="", now=now)
        raise
    return get_export(export_id)


def _write(export: Export, progress: Progress, now: datetime) -> None:
    asker = find_asker(export)
    if asker is None or not may_still(export, asker):
        end_export(export, Export.State.WITHDRAWN, "Its asker may not have it any more", by="", now=now)
        return
    plan = plan_again(export, asker, now)
    if _is_more(export, plan):
        _wait_again(export, plan, now)
        return
    try:
        written = _write_files(export, plan, progress, now)
    except Grown:
        remove_file(export)
        _wait_again(export, plan_again(export, asker, now), now)
        return
    _publish(export, plan, written.rows, now)


def _most(export: Export) -> int:
    return agreed_rows(export.approved["rows"]) if export.approved else export.row_limit


def _is_more(export: Export, plan: Plan) -> bool:
    if plan.rows > _most(export):
        return True
    agreed = export.approved["columns"] if export.approved else export.columns
    return not all(no_less(agreed[name], how) for name, how in plan.columns.items())


def _wait_again(export: Export, plan: Plan, now: datetime) -> None:
    """Ask for a (new) decision, on what would go out now."""
    before = said_of(export)
    export.rows, export.columns = plan.rows, {each.name: plan.columns[each.name] for each in plan.going_out}
    export.state, export.approved, export.job = Export.State.WAITING, None, None
    export.why = "There is more in it than was agreed to"
    with transaction.atomic():
        if Export.objects.filter(pk=export.pk, state=Export.State.WRITING).exists():
            export.save(update_fields=["rows", "columns", "state", "approved", "job", "why"])
            record_change(
                "ask_again_for_export", "export", str(export.id), by="", before=before, after=said_of(export), now=now
            )


def _write_files(export: Export, plan: Plan, progress: Progress, now: datetime) -> Written:
    """Write the file and the roll, under names that say they are not done."""
    written, most = Written(), _most(export)
    place = private(part_of(file_of(export)))
    out: Writer | None = None
    with pq.ParquetWriter(private(part_of(roll_of(export))), ROLL, compression="zstd") as roll:
        try:
            for rows in _batches(plan):
                marked = _marked(rows, plan, export, written.rows + 1)
                out = out or WRITERS[export.format](place, marked.schema, mark_of(export, now))
                out.write(marked)
                roll.write_table(pa.table([rows.column(CUSTOMER_ID).cast(pa.string())], schema=ROLL))
                written.rows += rows.num_rows
                if written.rows > most:
                    raise Grown
                progress(min(written.rows / max(plan.rows, 1), 1.0), "")
            out = out or WRITERS[export.format](place, _schema_of_nothing(plan, export), mark_of(export, now))
            out.finish()
        except BaseException:
            if out is not None:
                with suppress(Exception):
                    out.give_up()
            raise
    return written


def _batches(plan: Plan) -> Iterator[pa.RecordBatch]:
    names = [each.name for each in plan.going_out]
    return (each for each in plan.exportable.read(plan.seen, plan.wanted, plan.login, names) if each.num_rows)


def _marked(rows: pa.RecordBatch, plan: Plan, export: Export, first: int) -> pa.RecordBatch:
    """The columns that go out under their titles, and the trace of each row behind them."""
    columns = [_plain(rows.column(each.name)) for each in plan.going_out]
    codes = pa.array(traces(export.short, first, rows.num_rows), pa.string())
    return pa.RecordBatch.from_arrays([*columns, codes], names=_titles(plan, export))


def _schema_of_nothing(plan: Plan, export: Export) -> pa.Schema:
    return pa.schema([(title, pa.string()) for title in _titles(plan, export)])


def _titles(plan: Plan, export: Export) -> list[str]:
    titles = [*(each.title for each in plan.going_out), TRACE_TITLE]
    return [title.in_language(export.language) for title in titles]


def _plain(values: pa.Array) -> pa.Array:
    """Texts of every Arrow type as plain strings."""
    is_text = pa.types.is_large_string(values.type) or pa.types.is_dictionary(values.type)
    return values.cast(pa.string()) if is_text or pa.types.is_null(values.type) else values


def _publish(export: Export, plan: Plan, rows: int, now: datetime) -> None:
    """Put the files in their places and say so; they are removed where the export ended or begins anew meanwhile."""
    for path in (file_of(export), roll_of(export)):
        part_of(path).replace(path)
    size, digest, roll = file_of(export).stat().st_size, digest_of(file_of(export)), digest_of(roll_of(export))
    expires = now + timedelta(days=settings.TIELINE_EXPORTS_DAYS)
    with transaction.atomic():
        done = Export.objects.filter(pk=export.pk, state=Export.State.WRITING, job=export.job).update(
            state=Export.State.READY,
            columns={each.name: plan.columns[each.name] for each in plan.going_out},
            sight=rights_digest(plan.seen.sight),
            rows_written=rows,
            size=size,
            digest=digest,
            ready_at=now,
            expires_at=expires,
            why="",
        )
        if done:
            after = {"rows": rows, "digest": digest, "roll": roll, "expires_at": expires}
            record_change("write_export", "export", str(export.id), by=export.asked_by, after=after, now=now)
    if not done:
        remove_file(export)
        roll_of(export).unlink(missing_ok=True)
