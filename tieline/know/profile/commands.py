"""``refresh_profile``: the 360° profile of every customer as of a day, published whole; ``touch_profile``: of some."""

from datetime import date

import ibis.expr.types as ir

from tieline.foundation.jobs.stages import Progress, StageResult
from tieline.foundation.warehouse.current import warehouse
from tieline.foundation.warehouse.staging import staging
from tieline.know.profile import tables
from tieline.know.profile.ground import READ, lay_ground
from tieline.know.profile.steps import STEPS, Kept
from tieline.know.profile.touching import profile_waits, touch_profile
from tieline.know.profile.touching_seen import landed_loads, mark_all_seen

__all__ = ["WRITTEN", "profile_waits", "refresh_profile", "touch_profile"]

WRITTEN = (
    tables.CUSTOMER,
    tables.FIELD_ORIGIN,
    *tables.FACTS,
    tables.HOUSEHOLD_MEMBER,
    tables.SEARCH_TERM,
    tables.SOURCE,
    tables.SNAPSHOT,
)


def refresh_profile(as_of: date, progress: Progress) -> StageResult:
    """Publish all tables of the profile as of the end of ``as_of``; twice for one day leaves the same tables."""
    store = warehouse()
    landed = list(landed_loads())
    with staging(store) as area, store.transaction():
        progress(0.0, "numbers")
        ground = lay_ground(store, area, as_of)
        facts: Kept = {}
        for place, (word, write) in enumerate(STEPS.items()):
            progress(0.1 + 0.9 * place / len(STEPS), word)
            write(ground, facts)
        store.publish(tables.SOURCE, ground.sources.rename(number="origin"))
        store.publish(tables.SNAPSHOT, area.keep_values({"as_of": ("date", [as_of])}))
        mark_all_seen(store, area, landed)
        rows = {table.name: _count(store.table(table)) for table in WRITTEN}
        read = {table.name: _count(ground.records(table)) for table in READ}
        unowned = read["billing_account"] - _count(ground.accounts)
    progress(1.0, "profile")
    return StageResult(sum(read.values()), sum(rows.values()), {"rows": rows, "accounts_without_person": unowned})


def _count(rows: ir.Table) -> int:
    return int(rows.count().to_pyarrow().as_py())
