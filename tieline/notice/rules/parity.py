"""
Whether touches left what a run finds: the first stage of a run, before anything is renewed.

The profile, the scores and the day are those that are shown, so every tag, membership and match that is published has
to be what asking everybody gives. What differs is a defect of the touch: some definition was not asked of somebody.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import date

import ibis.expr.types as ir
from django.utils import timezone

from tieline.foundation.days import local_day
from tieline.foundation.jobs.evaluations import settled
from tieline.foundation.jobs.models import Run, Touch
from tieline.foundation.jobs.stages import Progress, StageResult
from tieline.foundation.warehouse.current import warehouse
from tieline.foundation.warehouse.staging import Staging, staging
from tieline.know.profile.queries import count_customers
from tieline.know.profile.restraints import all_restraints
from tieline.know.segments.commands import who_is_in
from tieline.know.segments.definitions import KIND as SEGMENTS
from tieline.know.segments.membership import membership
from tieline.know.segments.queries import list_segments
from tieline.know.segments.tables import MEMBERSHIP
from tieline.know.segments.transitions import transitions
from tieline.know.tags.commands import tags_of, unprofiled
from tieline.know.tags.definitions import KIND as TAGS
from tieline.know.tags.differences import differences, side_by_side
from tieline.know.tags.queries import list_tags
from tieline.know.tags.tables import CUSTOMER_TAG
from tieline.know.tags.touching import typed_tags
from tieline.notice.rules.commands import under_way
from tieline.notice.rules.definitions import KIND as RULES
from tieline.notice.rules.matching import matches, shares_of
from tieline.notice.rules.queries import list_rules
from tieline.notice.rules.tables import MATCH

logger = logging.getLogger("tieline.touch")

Found = Mapping[str, int]
"""By key of a definition, for how many customers what is published is not what asking gives."""


def check_parity(as_of: date, progress: Progress) -> StageResult:  # noqa: ARG001 - as every stage
    """
    Compare what is published with what everybody is asked now; nothing where no touch went before.

    Nor after a run that failed, which left tables of two days. Nothing is changed: the run that begins renews all.
    ``differences`` of the report is how many there are, with each kind's by definition.
    """
    shown = _shown_run()
    if shown is None or not Touch.objects.filter(started_at__gt=shown.started_at, customers__gt=0).exists():
        return StageResult(rows_in=0, rows_out=0, report={"touched": 0})
    at, report = warehouse(), dict[str, Found]()
    with staging(at) as area:
        for place, (kind, check) in enumerate(CHECKS.items()):
            progress(place / len(CHECKS), kind)
            report[kind] = check(area, shown.as_of)
    total = sum(sum(found.values()) for found in report.values())
    if total:
        logger.error("touches left %s differences from what a run finds: %s", total, report)
    return StageResult(rows_in=count_customers(at), rows_out=0, report={"differences": total, **report})


def _shown_run() -> Run | None:
    """The run before the one that goes on, if it was finished: what is shown is of its day."""
    before = Run.objects.exclude(state=Run.State.RUNNING).order_by("-id").first()
    return before if before and before.state == Run.State.DONE else None


def _of_tags(area: Staging, as_of: date) -> Found:
    at, known = area.warehouse, settled(TAGS.name)
    published = at.table(CUSTOMER_TAG)
    tags = [tag for tag in list_tags() if tag.key in known and tag.key in published.columns]
    if not tags:
        return {}
    expressions, keys = typed_tags(), [tag.key for tag in tags]
    now = area.keep(unprofiled(area, tags_of(at, tags, expressions, as_of), expressions))
    beside = area.keep(_judged(area, side_by_side(published, now, keys)))
    return _counted(differences(beside, keys), "tag")


def _of_segments(area: Staging, as_of: date) -> Found:
    known = settled(SEGMENTS.name)
    segments = [each for each in list_segments() if each.key in known]
    keys = [each.key for each in segments]
    published = area.warehouse.table(MEMBERSHIP)
    before = area.keep(published.filter(published.segment.isin(keys)))
    now = area.keep(membership(who_is_in(area.warehouse, area, segments, as_of), keys, before, as_of))
    return _counted(_judged(area, transitions(before, now)), "segment")


def _of_rules(area: Staging, as_of: date) -> Found:
    known = settled(RULES.name)
    rules = [each for each in list_rules() if each.key in known]
    published = area.warehouse.table(MATCH)
    before = area.keep(published.filter(published.rule.isin([each.key for each in rules])))
    now = area.keep(matches(under_way(area, rules, before, as_of), shares_of(rules), before, as_of))
    key = ["rule", "customer_id"]
    differing = before.anti_join(now, key).select(*key).union(now.anti_join(before, key).select(*key))
    return _counted(_judged(area, differing), "rule")


CHECKS: Mapping[str, Callable[[Staging, date], Found]] = {
    "tags": _of_tags,
    "segments": _of_segments,
    "rules": _of_rules,
}


def _judged(area: Staging, rows: ir.Table) -> ir.Table:
    """Without customers who are restricted or object: since when they do, nobody was asked about them."""
    held = sorted(all_restraints(area.warehouse, local_day(timezone.now())))
    return rows.anti_join(area.keep_values({"customer_id": ("string", held)}), "customer_id") if held else rows


def _counted(rows: ir.Table, named: str) -> Found:
    counted = rows.group_by(named).aggregate(n=lambda found: found.count()).to_pyarrow().to_pylist()
    return {row[named]: int(row["n"]) for row in sorted(counted, key=lambda row: str(row[named]))}
