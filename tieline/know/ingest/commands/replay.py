"""Land rows that waited in quarantine, as a load of their own."""

import io
from datetime import datetime
from typing import Literal

from django.utils import timezone

from tieline.foundation.errors import Invalid, Refused
from tieline.foundation.warehouse.current import warehouse
from tieline.know.ingest import queries
from tieline.know.ingest.commands.corrections import keep_for_replay
from tieline.know.ingest.commands.loads import load as land_load
from tieline.know.ingest.commands.loads import receive_file
from tieline.know.ingest.models import Load
from tieline.know.ingest.quarantine import Content, every_row
from tieline.know.ingest.reading.replay_file import lines
from tieline.know.ingest.validation import DUPLICATE

Rows = Literal["corrected", "all"]


def replay_load(load_id: str, *, by: str, rows: Rows = "corrected", now: datetime | None = None) -> Load | None:
    """The landed replay of rows in quarantine; None where none waits, as after the first time."""
    replay = begin_replay(load_id, by=by, rows=rows, now=now)
    return land_load(replay.pk) if replay is not None else None


def begin_replay(load_id: str, *, by: str, rows: Rows = "corrected", now: datetime | None = None) -> Load | None:
    """
    A received load of the rows that wait, to be landed through the mapping as it is published now; None without any.

    ``corrected`` takes what people corrected; ``all`` takes every open row too, as it was delivered, which is for
    a mapping that was mended. Rows that could not be taken apart, and those that another row of the file replaces,
    wait for a correction by hand.
    """
    load = queries.get_load(load_id)
    if load.corrects:
        raise Invalid("This load is a replay itself", where=load_id, do=f"Replay the rows of {load.corrects}")
    if load.state != Load.State.LANDED:
        raise Refused(f"The load is {load.state}", where=load_id, do="Only rows of a landed load can be replayed")
    source = queries.get_source(load.source)
    if queries.is_folded(load.source):
        raise Refused(
            "Its rows are added up into records, so that a row cannot land by itself",
            where=load.source,
            do="Deliver the corrected file and undo this load",
        )
    at = now or timezone.now()
    chosen = _chosen(load, rows)
    if not chosen:
        return None

    def also(replay: Load) -> None:
        if replay.state == Load.State.UNDONE:
            replay.state, replay.undone_at, replay.undone_by, replay.undone_why = Load.State.RECEIVED, None, "", ""
        replay.corrects = load.pk
        replay.save()
        keep_for_replay(load, chosen, replay, by=by, now=at)

    return receive_file(
        source,
        io.BytesIO(b"".join(lines(load.pk, chosen))),
        file_name=f"replay of {load.file_name}.ndjson"[-255:],
        by=by,
        now=at,
        arrival=Load.Arrival.REPLAY,
        also=also,
    )


def _chosen(load: Load, rows: Rows) -> list[tuple[int, Content]]:
    found: list[tuple[int, Content]] = []
    for each in every_row(warehouse(), load, status=("corrected",) if rows == "corrected" else ("corrected", "open")):
        content = each.latest
        by_hand = each.status == "corrected"
        if content is not None and (by_hand or DUPLICATE not in each.reasons):
            found.append((each.row, content))
    return found
