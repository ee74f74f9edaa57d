"""When each definition was last evaluated, and when that last failed: no published definition goes silent."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.utils import timezone

from tieline.foundation.jobs.failures import said
from tieline.foundation.jobs.models import Evaluation
from tieline.foundation.packs.queries import find_application, published_ids


@contextmanager
def evaluating(kind: str) -> Iterator[None]:
    """
    Record for every published definition of a kind that all customers were asked when the block ends, or why not.

    What is published no longer is forgotten then.
    """
    ids = published_ids(kind)
    try:
        yield
    except Exception as error:
        record_failed(kind, ids, error)
        raise
    rows = [Evaluation(kind=kind, key=key, definition=pk, good_at=timezone.now()) for key, pk in ids.items()]
    _keep(rows, ["definition", "good_at"])
    Evaluation.objects.filter(kind=kind).exclude(key__in=ids).delete()


def record_good(kind: str, keys: Iterable[str]) -> None:
    """These definitions were asked of some customers, and answered."""
    now = timezone.now()
    _keep([Evaluation(kind=kind, key=key, good_at=now) for key in keys], ["good_at"])


def record_failed(kind: str, keys: Iterable[str], error: Exception) -> None:
    """These definitions could not be asked, and why."""
    now = timezone.now()
    _keep(
        [Evaluation(kind=kind, key=key, failed_at=now, error=said(error)) for key in keys],
        ["failed_at", "error"],
    )


def settled(kind: str) -> frozenset[str]:
    """The published definitions that everybody was asked for as they are now, so that some may be asked alone."""
    asked = dict(Evaluation.objects.filter(kind=kind).values_list("key", "definition"))
    return frozenset(key for key, pk in published_ids(kind).items() if asked.get(key) == pk)


def unasked(kind: str) -> frozenset[str]:
    """
    The definitions that were published, or taken back, since everybody was asked for those of their kind.

    None where asking failed since the newest publication: the next one, or the next run, tries again.
    """
    newest = find_application()
    asked = Evaluation.objects.filter(kind=kind)
    if newest is None or asked.filter(failed_at__gt=newest.applied_at).exists():
        return frozenset()
    known, ids = dict(asked.values_list("key", "definition")), published_ids(kind)
    return frozenset(key for key in known.keys() | ids.keys() if known.get(key) != ids.get(key))


def evaluations(kind: str) -> Mapping[str, dict[str, Any]]:
    """
    By key of the definitions of a kind: ``good_at``, ``failed_at`` and ``error``.

    The failure is null once the definition was evaluated well again.
    """
    return {row.key: _told(row) for row in Evaluation.objects.filter(kind=kind)}


NEVER: Mapping[str, Any] = {"good_at": None, "failed_at": None, "error": ""}
"""What is told of a definition that nobody has evaluated yet."""


def _told(row: Evaluation) -> dict[str, Any]:
    stands = row.failed_at is not None and (row.good_at is None or row.failed_at > row.good_at)
    return {
        "good_at": row.good_at,
        "failed_at": row.failed_at if stands else None,
        "error": row.error if stands else "",
    }


def _keep(rows: list[Evaluation], fields: list[str]) -> None:
    Evaluation.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["kind", "key"], update_fields=fields
    )
