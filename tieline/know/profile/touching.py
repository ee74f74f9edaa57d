"""``touch_profile``: the profile of the customers whom new records or settlings concern, as a run would give it."""

import logging
from collections.abc import Iterable, Sequence
from datetime import date

import ibis.expr.types as ir

from tieline.foundation.warehouse.connection import Readable
from tieline.foundation.warehouse.staging import Staging
from tieline.know.ingest.models import Load
from tieline.know.profile import tables
from tieline.know.profile.corrected import granted_corrections
from tieline.know.profile.ground import NUMBERED
from tieline.know.profile.queries import snapshot_day
from tieline.know.profile.steps import STEPS, Kept
from tieline.know.profile.survivorship import CORRECTIONS
from tieline.know.profile.touched import Touched
from tieline.know.profile.touching_changes import changes, nobody, nothing_touched, state_of, together
from tieline.know.profile.touching_feed import changed_feed
from tieline.know.profile.touching_ground import lay_narrow_ground
from tieline.know.profile.touching_households import settle_households
from tieline.know.profile.touching_seen import LEFT, TOUCH, Unseen, mark_seen, unseen
from tieline.know.profile.touching_streams import STREAMS, follow_stream
from tieline.know.profile.touching_whom import concerned

logger = logging.getLogger("tieline.profile")

MOST_SHARE = 0.05
MOST_AT_LEAST = 20_000
"""More customers than this share of all (and than this many), or records of a load that brings more, are left to the
next run, which is quicker for them."""


def profile_waits(store: Readable) -> bool:
    """Whether something landed or was settled that the profile has not taken into account; never before a run."""
    return bool(unseen(store))


def touch_profile(area: Staging, named: Iterable[str] = ()) -> Touched:
    """
    Bring the profile of the customers up to date whom loads that it has not seen, settlings of identity, or ``named``
    concern; what changed of whom. A customer who is no more is among them, and has no row left.

    Their rows of all tables are then those that a run over everybody, as of the day of the last one, gives. It belongs
    into the transaction of the caller, and what was seen is written in it: twice does nothing the second time. What
    is too much for that, or changes something for everybody, is left to the next run, and all before the first.
    """
    store = area.warehouse
    found, as_of, names = unseen(store), snapshot_day(store), sorted(set(named))
    if as_of is None or not (found or names):
        return nothing_touched(area)
    most = max(MOST_AT_LEAST, MOST_SHARE * _count(store.table(tables.CUSTOMER)))
    found = _without_too_much(area, found, most)
    streams = {stream.kind.name for stream in STREAMS}
    otherwise = concerned(area, found.loads, found.settlings, names, streams)
    count = _count(otherwise)
    if why := (f"they concern {count} customers" if count > most else _changed_corrections(area) if count else ""):
        _leave(area, found, why)
        return nothing_touched(area)
    touched = _touch(area, otherwise, found.loads, as_of)
    mark_seen(area, found, TOUCH)
    return touched


def _touch(area: Staging, otherwise: ir.Table, loads: Sequence[Load], as_of: date) -> Touched:
    """The general way for those whom more concerns than what streams, the quick one for the others."""
    parts = []
    elsewhere = otherwise
    if _count(otherwise):
        part, elsewhere = _derive(area, otherwise, as_of)
        parts.append(part)
    elsewhere, odd = area.keep_as("touch_elsewhere", elsewhere), nobody(area)
    for stream in STREAMS:
        bringing = [load for load in loads if load.records.get(stream.kind.name)]
        if bringing:
            part, odd_ones = follow_stream(area, stream, bringing, elsewhere, as_of)
            parts.append(part)
            odd = odd.union(odd_ones)
    odd = area.keep(odd.distinct())
    if _count(odd):
        parts.append(_derive(area, odd, as_of)[0])
    return together(area, parts)


def _derive(area: Staging, customers: ir.Table, as_of: date) -> tuple[Touched, ir.Table]:
    """The general way: the steps of a run on a ground that is narrowed to these customers; whom it covered."""
    ground = lay_narrow_ground(area, customers, as_of)
    before = state_of(area, ground.touched)
    facts: Kept = {}
    for write in STEPS.values():
        write(ground, facts)
    resized = settle_households(area, before[tables.CUSTOMER.full_name], ground.touched)
    found = changes(area, ground.touched, before)
    if _count(resized):
        found = together(area, [found, Touched(resized, frozenset(), frozenset({"household_size"}))])
    return found, ground.touched


def _without_too_much(area: Staging, found: Unseen, most: float) -> Unseen:
    """What is left after loads were set apart that bring too much, or change something for everybody."""
    known = {row["source"] for row in area.warehouse.rows(tables.SOURCE)}
    numbered = [table.name for table in NUMBERED]
    for load in found.loads:
        if sum(load.records.values()) > most:
            why = "it brings too many records"
        elif load.source not in known and any(load.records.get(kind) for kind in numbered):
            why = "its source is a new one"
        else:
            why = changed_feed(area, [load])
        if why:
            _leave(area, Unseen([load], []), why)
            found = found.without(load)
    return found


def _changed_corrections(area: Staging) -> str:
    known = {row["source"] for row in area.warehouse.rows(tables.SOURCE)}
    is_same = (granted_corrections(area) is not None) == (CORRECTIONS in known)
    return "" if is_same else "the first correction was granted, or the last one taken back"


def _leave(area: Staging, found: Unseen, why: str) -> None:
    logger.warning("%s is left to the next run: %s", ", ".join(load.pk for load in found.loads) or "a settling", why)
    mark_seen(area, found, LEFT)


def _count(rows: ir.Table) -> int:
    return int(rows.count().to_pyarrow().as_py())
