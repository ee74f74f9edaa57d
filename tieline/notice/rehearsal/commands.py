"""Asking for rehearsals, doing and cancelling them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import ibis
import pandas as pd
import pyarrow as pa
from django.db import transaction

from tieline.foundation.access.changes import record_change
from tieline.foundation.batches import batches
from tieline.foundation.errors import Refused, TielineError, Unavailable
from tieline.foundation.jobs.stages import Progress
from tieline.foundation.packs.published import read_body
from tieline.foundation.packs.queries import published_versions
from tieline.foundation.packs.versions import digest
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.current import warehouse
from tieline.know.profile.queries import snapshot_day
from tieline.know.profile.restraints import all_restraints
from tieline.know.tags.conditions import check_condition, published_scope
from tieline.know.tags.tag import KIND_NAME as TAGS
from tieline.notice.rehearsal.models import Rehearsal
from tieline.notice.rehearsal.queries import find_published, get_rehearsal
from tieline.notice.rehearsal.rehearsing import Rehearsed, Wanted, rehearse
from tieline.notice.rehearsal.tables import REHEARSED
from tieline.notice.rules.definitions import KIND, RuleDefinition, value_expression

KEPT = 20
"""So many rehearsals of a rule are kept."""
_COUNTS = ("when", "clear_when", "cool_down", "of", "value_at_risk", "handling_minutes")
"""The parts of a rule on which the figures depend."""


class Cancelled(Exception):
    """Somebody took the rehearsal back while it was being done."""


def ask_rehearsal(
    body: Mapping[str, Any],
    horizon: int,
    *,
    by: str,
    now: datetime,
    enqueue: Callable[[Rehearsal], None],
) -> Rehearsal:
    """
    A rehearsal of the rule up to the day of the newest run; the same one again where all that counts is as it was.

    Invalid where the rule is not sound; Refused before the first run.
    """
    rule = _checked(body)
    as_of = snapshot_day(warehouse())
    if as_of is None:
        raise Refused("There is no past yet to rehearse on", do="Start a run first")
    beside = find_published(rule.key)
    kept = digest(_counted(rule, beside, as_of, horizon))
    with transaction.atomic():
        same = Rehearsal.objects.filter(digest=kept).exclude(state__in=("failed", "cancelled")).first()
        if same is not None:
            return same
        rehearsal = Rehearsal.objects.create(
            rule=rule.key,
            digest=kept,
            body=dict(body),
            published=published_versions(KIND.name).get(rule.key),
            as_of=as_of,
            horizon=horizon,
            asked_by=by,
            asked_at=now,
        )
        enqueue(rehearsal)
        record_change("ask_rehearsal", "rehearsal", str(rehearsal.id), by=by, after={"rule": rule.key}, now=now)
    return rehearsal


def cancel_rehearsal(rehearsal_id: UUID, *, by: str, now: datetime) -> Rehearsal:
    """The rehearsal, taken back; Refused where it has ended."""
    with transaction.atomic():
        waiting = Rehearsal.objects.filter(pk=rehearsal_id, state__in=Rehearsal.UNFINISHED)
        if not waiting.update(state=Rehearsal.State.CANCELLED, finished_at=now):
            get_rehearsal(rehearsal_id)
            raise Refused("This rehearsal has ended already", do="Look at its figures")
        record_change("cancel_rehearsal", "rehearsal", str(rehearsal_id), by=by, after={"state": "cancelled"}, now=now)
    return get_rehearsal(rehearsal_id)


def do_rehearsal(rehearsal_id: UUID, *, progress: Progress, clock: Callable[[], datetime]) -> Rehearsal:
    """The rehearsal with its figures; nothing happens where it has ended, and a killed one begins again."""
    if not Rehearsal.objects.filter(pk=rehearsal_id, state__in=Rehearsal.UNFINISHED).update(state="running"):
        return get_rehearsal(rehearsal_id)
    rehearsal, at = get_rehearsal(rehearsal_id), warehouse()
    try:
        found = rehearse(at, _wanted(rehearsal), _restricted(at, rehearsal.as_of), _watched(rehearsal, progress))
        _keep(at, rehearsal, found, clock())
    except Cancelled:
        return get_rehearsal(rehearsal_id)
    except Unavailable:
        raise
    except Exception as error:
        why = error.what if isinstance(error, TielineError) else type(error).__name__
        _end(rehearsal, state=Rehearsal.State.FAILED, why=why[:400], finished_at=clock())
        raise
    return get_rehearsal(rehearsal_id)


def _checked(body: Mapping[str, Any]) -> RuleDefinition:
    rule = RuleDefinition.model_validate(read_body(KIND, body).shape.model_dump())
    scope = published_scope(with_tags=True)
    check_condition(rule.when, scope, "when")
    if rule.clear_when is not None:
        check_condition(rule.clear_when, scope, "clear_when")
    value_expression(rule, scope)
    return rule


def _counted(rule: RuleDefinition, beside: RuleDefinition | None, as_of: date, horizon: int) -> dict[str, Any]:
    rules = [each.model_dump(mode="json", include={*_COUNTS}) for each in (rule, beside) if each is not None]
    versions = published_versions(TAGS) if "tags." in str(rules) else {}
    return {"key": rule.key, "rules": rules, "as_of": as_of.isoformat(), "horizon": horizon, "tags": versions}


def _wanted(rehearsal: Rehearsal) -> Wanted:
    rule = _checked(rehearsal.body)
    beside = find_published(rule.key)
    same = beside is not None and all(getattr(rule, name) == getattr(beside, name) for name in _COUNTS)
    return Wanted(rule, None if same else beside, rehearsal.as_of, rehearsal.horizon)


def _restricted(at: Warehouse, on: date) -> list[str]:
    return [customer for customer, held in all_restraints(at, on).items() if held.restricted]


def _watched(rehearsal: Rehearsal, progress: Progress) -> Progress:
    """Progress that is also written to the rehearsal's row, and stops the work where that was cancelled."""

    def report(share: float, doing: str) -> None:
        progress(share, doing)
        if not _end(rehearsal, share=share, doing=doing[:40]):
            raise Cancelled

    return report


def _end(rehearsal: Rehearsal, **fields: Any) -> bool:
    """Write fields of a rehearsal that is being done; False where it no longer is."""
    return bool(Rehearsal.objects.filter(pk=rehearsal.pk, state=Rehearsal.State.RUNNING).update(**fields))


def _keep(at: Warehouse, rehearsal: Rehearsal, found: Rehearsed, now: datetime) -> None:
    days = [date.fromordinal(int(day)) for day in found.customers.day]
    rows = found.customers.assign(rehearsal=str(rehearsal.id), day=pd.Series(days, dtype=object))
    table = pa.Table.from_pandas(rows, schema=REHEARSED.ibis_schema.to_pyarrow(), preserve_index=False)
    with at.transaction():
        at.retract(REHEARSED, rehearsal=str(rehearsal.id))
        at.append(REHEARSED, ibis.memtable(table))
    if not _end(rehearsal, state=Rehearsal.State.DONE, share=1.0, doing="", result=found.figures, finished_at=now):
        at.retract(REHEARSED, rehearsal=str(rehearsal.id))
        raise Cancelled
    forget_rehearsals(at, rehearsal.rule)


def forget_rehearsals(at: Warehouse, rule: str) -> int:
    """Delete the oldest ended rehearsals of a rule, with their customers, so that ``KEPT`` remain; how many."""
    ended = Rehearsal.objects.filter(rule=rule).exclude(state__in=Rehearsal.UNFINISHED).order_by("-asked_at")
    old: Sequence[UUID] = list(ended.values_list("pk", flat=True)[KEPT:])
    for batch in batches([str(each) for each in old], 500):
        for each in batch:
            at.retract(REHEARSED, rehearsal=each)
        Rehearsal.objects.filter(pk__in=batch).delete()
    return len(old)
