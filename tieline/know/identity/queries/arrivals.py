"""Loads that brought or took records of persons and that identity has not looked at."""

from tieline.know.identity.models import SeenLoad
from tieline.know.ingest.models import Load

CONCERNING = frozenset({"individual", "billing_account", "product"})
"""Kinds of record that say who somebody is, or by which number he is reached."""


def unseen_loads(*, and_left: bool = False) -> list[Load]:
    """
    Landed loads with records that concern identity and were not seen, in the order of their receipt.

    ``and_left`` counts those that were left to the next run as well.
    """
    seen = SeenLoad.objects.exclude(how=SeenLoad.How.LEFT) if and_left else SeenLoad.objects.all()
    landed = Load.objects.filter(state=Load.State.LANDED).exclude(pk__in=seen.values("load_id")).order_by("number")
    return [load for load in landed if CONCERNING & {kind for kind, count in load.records.items() if count}]


def arrivals_wait() -> bool:
    """Whether there is something to match; never before the first run, which trains what matching needs."""
    return SeenLoad.objects.filter(how=SeenLoad.How.RUN).exists() and bool(unseen_loads())
