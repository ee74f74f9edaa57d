"""
What the profile has taken into account: loads, and settlings of identity, as rows of ``profile.seen``.

The rows are written in the transaction that writes what follows from them, so a touch that was killed is done again,
and none is done twice or lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any

from django.db.models import Q

from tieline.foundation.days import naive_utc
from tieline.foundation.warehouse.connection import Readable, Warehouse
from tieline.foundation.warehouse.staging import Staging
from tieline.know.identity.tables import SETTLED
from tieline.know.ingest.models import Load
from tieline.know.profile.tables import SEEN

KEPT_FOR = timedelta(days=1)
"""What landed longer ago than this before the newest load that was seen is seen, and needs no row."""
LOAD, SETTLING = "load", "settling"
RUN, TOUCH, LEFT = "run", "touch", "left"


@dataclass(frozen=True)
class Unseen:
    """Loads and settlings that the profile has not taken into account."""

    loads: Sequence[Load]
    settlings: Sequence[str]

    def without(self, load: Load) -> "Unseen":
        """All but one of the loads."""
        return Unseen([each for each in self.loads if each.pk != load.pk], self.settlings)

    def __bool__(self) -> bool:
        return bool(self.loads or self.settlings)


def unseen(store: Readable) -> Unseen:
    """What is to be looked at; nothing before the first run, which looks at everything."""
    if not store.has(SEEN):
        return Unseen([], [])
    rows = store.rows(SEEN)
    known = {row["ref"] for row in rows if row["kind"] == LOAD}
    newest = max((row["landed_at"] for row in rows if row["landed_at"]), default=None)
    landed = landed_loads()
    if newest is not None:
        since = newest.replace(tzinfo=UTC) - KEPT_FOR
        landed = landed.filter(Q(landed_at__gt=since) | Q(landed_at=None))
    settled = store.rows(SETTLED, columns=("settling",))
    told = {row["ref"] for row in rows if row["kind"] == SETTLING}
    return Unseen(
        [load for load in landed if load.pk not in known], sorted({row["settling"] for row in settled} - told)
    )


def landed_loads() -> Any:
    """All loads that stand landed, in the order of their receipt."""
    return Load.objects.filter(state=Load.State.LANDED).order_by("number")


def mark_seen(area: Staging, found: Unseen, how: str) -> None:
    """These are seen, and how; in the transaction of the caller."""
    area.warehouse.append(SEEN, area.keep_values(_columns(found, how)))


def mark_all_seen(store: Warehouse, area: Staging, loads: Sequence[Load]) -> None:
    """A run has seen these loads, and all that identity had settled before it; older ones need no row."""
    times = [load.landed_at for load in loads if load.landed_at]
    since = max(times) - KEPT_FOR if times else None
    kept = [load for load in loads if load.landed_at is None or since is None or load.landed_at > since]
    settled = sorted({row["settling"] for row in store.rows(SETTLED, columns=("settling",))})
    store.publish(SEEN, area.keep_values(_columns(Unseen(kept, settled), RUN)))


def _columns(found: Unseen, how: str) -> dict[str, tuple[str, list[Any]]]:
    count = len(found.loads) + len(found.settlings)
    landed = [load.landed_at and naive_utc(load.landed_at) for load in found.loads]
    return {
        "kind": ("string", [LOAD] * len(found.loads) + [SETTLING] * len(found.settlings)),
        "ref": ("string", [load.pk for load in found.loads] + list(found.settlings)),
        "landed_at": ("timestamp", [*landed, *([None] * len(found.settlings))]),
        "how": ("string", [how] * count),
    }
