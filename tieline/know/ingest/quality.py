"""How good what a source delivers is: the verdicts of its last loads, what failed, and how that changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from tieline.foundation.errors import NotFound
from tieline.know.ingest.models import CheckResult, Load
from tieline.know.ingest.queries import Freshness, list_freshness


@dataclass(frozen=True)
class Quality:
    """A source with its last loads, the oldest first, and what their checks found, in the order of the checks."""

    freshness: Freshness
    loads: Sequence[Load]
    results: Sequence[CheckResult]

    @property
    def checked(self) -> Load | None:
        """The last load that was checked."""
        return next((load for load in reversed(self.loads) if load.verdict), None)

    @property
    def latest(self) -> list[CheckResult]:
        """What the checks found in that load."""
        checked = self.checked
        return [] if checked is None else self.results_of(checked.pk)

    def results_of(self, load_id: str) -> list[CheckResult]:
        """What the checks found in one load."""
        return [result for result in self.results if result.load_id == load_id]


def list_quality(now: datetime, *, loads: int = 30) -> list[Quality]:
    """Every published source with its last ``loads`` loads and the results of the last one that was checked, by key."""
    by_source = _last_loads(loads)
    checked = {load.source: load.pk for found in by_source.values() for load in found if load.verdict}
    results = _results(list(checked.values()))
    return [
        Quality(
            freshness=each,
            loads=by_source.get(each.source.key, []),
            results=[result for result in results if result.load_id == checked.get(each.source.key)],
        )
        for each in list_freshness(now)
    ]


def get_quality(source: str, now: datetime, *, loads: int = 30) -> Quality:
    """One published source with its last ``loads`` loads and the results of all of them, or NotFound."""
    freshness = next((each for each in list_freshness(now) if each.source.key == source), None)
    if freshness is None:
        raise NotFound(f"There is no source '{source}'", do="Look at the list of sources")
    found = _last_loads(loads, source=source).get(source, [])
    return Quality(freshness, found, _results([load.pk for load in found]))


def share_rejected(load: Load) -> float | None:
    """Which share of the rows of a load was rejected; None where they were not counted."""
    if not load.rows_received or load.rows_rejected is None:
        return None
    return load.rows_rejected / load.rows_received


def _last_loads(count: int, source: str = "") -> dict[str, list[Load]]:
    """The last loads of each source, the oldest first."""
    among = Load.objects.filter(source=source) if source else Load.objects.all()
    rank = Window(RowNumber(), partition_by="source", order_by=F("number").desc())
    by_source: dict[str, list[Load]] = {}
    for load in among.annotate(rank=rank).filter(rank__lte=count).order_by("number"):
        by_source.setdefault(load.source, []).append(load)
    return by_source


def _results(load_ids: Sequence[str]) -> list[CheckResult]:
    return list(CheckResult.objects.filter(load__in=load_ids).order_by("load__number", "position"))
