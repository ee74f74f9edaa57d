"""How the feed of use stands, which is the same for every customer: whether new records change it for all."""

from collections.abc import Sequence
from datetime import date, timedelta

import ibis

from tieline.foundation.warehouse.connection import Readable
from tieline.foundation.warehouse.staging import Staging
from tieline.know.ingest.models import Load
from tieline.know.ingest.queries import current
from tieline.know.ingest.tables import USAGE_DAY
from tieline.know.profile import tables
from tieline.know.profile.origins import latest_feed
from tieline.know.profile.queries import snapshot_day
from tieline.know.profile.survivorship import origin_of
from tieline.know.profile.touching_whom import new_records
from tieline.know.profile.usage import WINDOW


def is_in_use(store: Readable, as_of: date) -> bool:
    """Whether anybody has had any use lately."""
    days = store.table(tables.USAGE_DAY)
    lately = days.filter(days.day > as_of - timedelta(days=WINDOW)).limit(1)
    return bool(lately.count().to_pyarrow().as_py())


def known_feed(store: Readable) -> int:
    """The number of the feed of use that the customers' rows say; 0 where none says any."""
    strength = store.table(tables.FIELD_ORIGIN).voice_minutes_30d_strength
    found = strength.as_table().filter(strength.notnull()).limit(1).to_pyarrow().to_pylist()
    return origin_of(found[0]["voice_minutes_30d_strength"])[0] if found else 0


def feed_of_use(store: Readable) -> int:
    """The feed that everybody's rows say, which a touch does not change; that of the records where none says any."""
    return known_feed(store) or latest_feed(
        current(store, USAGE_DAY), store.table(tables.SOURCE).rename(origin="number")
    )


def changed_feed(area: Staging, loads: Sequence[Load]) -> str:
    """Why these loads change the figures of use of everybody; empty where they do not."""
    store, as_of = area.warehouse, snapshot_day(area.warehouse)
    bringing = [load for load in loads if load.records.get(USAGE_DAY.name)]
    if as_of is None or not bringing:
        return ""
    new = new_records(area, USAGE_DAY, bringing)
    last = new.filter(new.day <= as_of).day.max().to_pyarrow().as_py()
    if last is not None and last > as_of - timedelta(days=WINDOW) and not is_in_use(store, as_of):
        return "use comes again after a silence"
    newest = new.day.max().to_pyarrow().as_py()
    known = known_feed(store)
    delivered = current(store, USAGE_DAY)
    sources = store.table(tables.SOURCE).rename(origin="number")
    latest = latest_feed(delivered.filter(delivered.day >= ibis.literal(newest)), sources) if newest else known
    return "another source delivers the latest use" if known and latest != known else ""
