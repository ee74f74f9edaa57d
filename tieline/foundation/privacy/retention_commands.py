"""
Old data goes: each night every published rule lets go of what is old, in batches.

It happens between runs, never during one: what is derived (profiles, tags, aggregates) follows in the next run. Figures
over a window stay as they were, since a rule is not published that is shorter than the longest window asked for;
figures over all that is kept, such as a count without a duration, change. Totals of the past that were published, such
as the report of a run, stay. After an interruption the rest goes; again is as once.
"""

from datetime import date, datetime

from tieline.foundation.access.changes import record_change
from tieline.foundation.days import local_day
from tieline.foundation.errors import Invalid, NotFound, Refused
from tieline.foundation.jobs.queries import find_unfinished_run
from tieline.foundation.jobs.stages import Progress
from tieline.foundation.packs.queries import published, published_versions
from tieline.foundation.privacy.holds import list_holds
from tieline.foundation.privacy.places import whereabouts
from tieline.foundation.privacy.retention_definitions import KIND, RetentionRule
from tieline.foundation.privacy.retention_keeping import Keepable, Letting, Old, Survey, keepables
from tieline.foundation.privacy.retention_models import LettingGo
from tieline.foundation.privacy.subjects import Subject
from tieline.foundation.privacy.wiping import wipe_deleted
from tieline.foundation.warehouse.current import warehouse
from tieline.foundation.warehouse.shredding import shred_deleted

BATCH = 50_000
"""Rows of the operational database, or files, that go in one transaction."""
WAREHOUSE_BATCH = 1_000_000
"""The same of the warehouse, which looks through a table for each batch."""


def let_old_data_go(now: datetime, progress: Progress, *, limit: int | None = None) -> int:
    """How many rows went by all published rules; Refused while a run is going on, or is interrupted."""
    if find_unfinished_run() is not None:
        raise Refused("A run is going on, or is interrupted", where="retention", do="Wait until it has finished")
    rules, versions = published(KIND.name, RetentionRule), published_versions(KIND.name)
    known, held = keepables(), held_subjects(now)
    gone, of_warehouse = 0, False
    for place, rule in enumerate(rules):
        keepable = known.get(rule.keeps)
        if keepable is None:
            continue
        progress(place / len(rules), rule.key)
        batch = limit or (WAREHOUSE_BATCH if keepable.in_warehouse else BATCH)
        went = _carry_out(rule, versions[rule.key], keepable, held, now, batch, progress, place / len(rules))
        gone += went
        of_warehouse |= went > 0 and keepable.in_warehouse
    if gone:
        _leave_nothing(of_warehouse=of_warehouse)
    return gone


def survey_rule(rule: RetentionRule, now: datetime) -> Survey:
    """What a rule, also one that is not published, would let go of now; NotFound for an unknown kind of data."""
    keepable = _keepable(rule)
    if rule.after not in keepable.dates or rule.way not in keepable.ways:
        raise Invalid(
            f"'{rule.keeps}' has no date '{rule.after}', or cannot be treated so",
            where="after",
            do=f"Give one of {', '.join(keepable.dates)}",
        )
    return keepable.survey(Old(rule.after, rule.goes_before(local_day(now)), held_subjects(now), rule.way))


def held_subjects(now: datetime) -> list[Subject]:
    """The customers under a legal hold, as far as they are still known."""
    found = []
    for customer_id in sorted(set(list_holds(now).values_list("customer_id", flat=True))):
        try:
            found.append(whereabouts().find(customer_id))
        except NotFound:
            continue
    return found


def _carry_out(
    rule: RetentionRule,
    version: int,
    keepable: Keepable,
    held: list[Subject],
    now: datetime,
    limit: int,
    progress: Progress,
    share: float,
) -> int:
    """Let go of what is old by one rule; how many rows. Nothing where this was done before for the day."""
    old = Old(rule.after, rule.goes_before(local_day(now)), held, rule.way)
    record = _begin(rule, version, old.before, now)
    if record.finished_at is not None:
        return 0
    record.held = keepable.survey(old).held
    went = 0
    while True:
        batch = keepable.let_go(Letting(old, limit, rule.key, now))
        went += batch
        record.gone += batch
        record.save(update_fields=["gone", "held"])
        progress(share, f"{rule.key} {record.gone}")
        if batch < limit:
            break
    record.finished_at = now
    record.save(update_fields=["finished_at"])
    if record.gone:
        _record(record)
    return went


def _begin(rule: RetentionRule, version: int, before: date, now: datetime) -> LettingGo:
    record, _ = LettingGo.objects.get_or_create(
        rule=rule.key,
        version=version,
        before=before,
        defaults={"keeps": rule.keeps, "way": rule.way, "started_at": now},
    )
    return record


def _record(record: LettingGo) -> None:
    said = {
        "keeps": record.keeps,
        "way": record.way,
        "before": record.before.isoformat(),
        "gone": record.gone,
        "held": record.held,
    }
    record_change("let_go", KIND.name, record.rule, by="", after=said, now=record.finished_at)


def _leave_nothing(*, of_warehouse: bool) -> None:
    """What was deleted leaves the files too, where they are ours."""
    if of_warehouse:
        shred_deleted(warehouse())
    wipe_deleted()


def _keepable(rule: RetentionRule) -> Keepable:
    found = keepables().get(rule.keeps)
    if found is None:
        raise NotFound(f"There is no kind of data '{rule.keeps}'", where="keeps", do="Look at the kinds there are")
    return found
