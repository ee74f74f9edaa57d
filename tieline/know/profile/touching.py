"""``touch_profile``: the profile of the customers whom new records or settlings concern, as a run would give it."""

import logging
from collections.abc import Iterable
from datetime import date

import ibis.expr.types as ir

from tieline.foundation.warehouse.connection import Readable
from tieline.foundation.warehouse.staging import Staging
from tieline.know.profile import tables
from tieline.know.profile.corrected import granted_corrections
from tieline.know.profile.ground import NUMBERED
from tieline.know.profile.queries import snapshot_day
from tieline.know.profile.steps import STEPS, Kept
from tieline.know.profile.survivorship import CORRECTIONS
from tieline.know.profile.touched import Touched
from tieline.know.profile.touching_changes import changes, nothing_touched, state_of
from tieline.know.profile.touching_feed import changed_feed
from tieline.know.profile.touching_ground import lay_narrow_ground
from tieline.know.profile.touching_households import settle_households
from tieline.know.profile.touching_seen import LEFT, TOUCH, Unseen, mark_seen, unseen
from tieline.know.profile.touching_whom import concerned

logger = logging.getLogger("tieline.profile")

MOST_SHARE = 0.05
MOST_AT_LEAST = 20_000
"""More customers than this share of all (and than this many) are left to the next run, which is quicker for them."""


def profile_waits(store: Readable) -> bool:
    """Whether something landed or was settled that the profile has not taken into account; never before a run."""
    return bool(unseen(store))


def touch_profile(area: Staging, named: Iterable[str] = ()) -> Touched:
    """
    Bring the profile of the customers up to date whom loads that it has not seen, settlings of identity, or ``named``
    concern; what changed of whom.

    Their rows of all tables are then those that a run over everybody, as of the day of the last one, gives. It belongs
    into the transaction of the caller, and what was seen is written in it: twice does nothing the second time. What
    is too much for that, or changes something for everybody, is left to the next run, and all before the first.
    """
    store = area.warehouse
    found, as_of, names = unseen(store), snapshot_day(store), sorted(set(named))
    if as_of is None or not (found or names):
        return nothing_touched(area)
    touched = concerned(area, found.loads, found.settlings, names)
    if why := _too_much(area, found, touched):
        logger.warning("%s loads are left to the next run: %s", len(found.loads), why)
        mark_seen(area, found, LEFT)
        return nothing_touched(area)
    result = _touch(area, touched, as_of) if _count(touched) else nothing_touched(area)
    mark_seen(area, found, TOUCH)
    return result


def _touch(area: Staging, concerned_by: ir.Table, as_of: date) -> Touched:
    """The general way: the steps of a run, on a ground that is narrowed to these customers."""
    ground = lay_narrow_ground(area, concerned_by, as_of)
    before = state_of(area, ground.touched)
    facts: Kept = {}
    for write in STEPS.values():
        write(ground, facts)
    resized = settle_households(area, before[tables.CUSTOMER.full_name], ground.touched)
    found = changes(area, ground.touched, before)
    if not _count(resized):
        return found
    customers = area.keep(found.customers.union(resized, distinct=True))
    return Touched(customers, found.lists, found.fields | {"household_size"})


def _too_much(area: Staging, found: Unseen, touched: ir.Table) -> str:
    """Why this is left to the next run; empty where it is not."""
    store = area.warehouse
    count = _count(touched)
    most = max(MOST_AT_LEAST, MOST_SHARE * _count(store.table(tables.CUSTOMER)))
    if count > most:
        return f"{count} customers"
    known = {row["source"] for row in store.rows(tables.SOURCE)}
    numbered = {table.name for table in NUMBERED}
    for load in found.loads:
        if load.source not in known and any(load.records.get(kind) for kind in numbered):
            return f"{load.source} is a new source"
    corrected = granted_corrections(area) is not None
    if corrected != (CORRECTIONS in known):
        return "the first correction was granted, or the last one withdrawn"
    return changed_feed(area, found.loads)


def _count(rows: ir.Table) -> int:
    return int(rows.count().to_pyarrow().as_py())
