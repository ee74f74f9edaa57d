"""From conditions to memberships: what the ``segments`` stage of the pipeline does."""

from collections.abc import Sequence
from datetime import date

import ibis.expr.types as ir
from django.utils import timezone

from tieline.foundation.days import local_day
from tieline.foundation.jobs.evaluations import evaluating, settled
from tieline.foundation.jobs.queries import cause_of_run
from tieline.foundation.jobs.stages import Progress, StageResult
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.current import warehouse
from tieline.foundation.warehouse.staging import Staging, staging
from tieline.know.profile.queries import count_customers
from tieline.know.profile.restraints import all_restraints, kept_from, without
from tieline.know.segments.definitions import KIND, SegmentDefinition, in_order
from tieline.know.segments.listing import with_listed
from tieline.know.segments.membership import asked, levels, membership
from tieline.know.segments.queries import list_segments
from tieline.know.segments.sizes import record_sizes, sizes
from tieline.know.segments.tables import MEMBERSHIP
from tieline.know.segments.transitions import record_transitions, transitions
from tieline.know.tags.conditions import condition, published_scope


def refresh_segments(as_of: date, progress: Progress) -> StageResult:
    """
    Publish who is in each segment at the end of the day, and how many; who was in it before keeps the day of entering.

    Who is restricted is in none for marketing or analysis, who objected to marketing in none for that.
    """
    segments, at = list_segments(), warehouse()
    progress(0.0, "grouping customers")
    known = settled(KIND.name)
    with evaluating(KIND.name), staging(at) as area, at.transaction():
        holds = who_is_in(at, area, segments, as_of)
        before = area.keep(at.table(MEMBERSHIP))
        keys = [each.key for each in segments]
        members = at.publish(MEMBERSHIP, membership(holds, keys, before, as_of))
        moved = transitions(before, at.table(MEMBERSHIP))
        record_transitions(at, area.keep(moved), as_of, timezone.now(), cause_of_run(), {}, known)
        customers = count_customers(at)
        record_sizes(at, sizes(at.table(MEMBERSHIP), before, keys), customers, as_of)
    return StageResult(rows_in=customers, rows_out=members, report={"segments": len(segments)})


def who_is_in(
    at: Warehouse,
    area: Staging,
    segments: Sequence[SegmentDefinition],
    as_of: date,
    among: ir.Table | None = None,
) -> ir.Table:
    """
    One row per customer, or per one of ``among`` (``customer_id``), with a boolean column per segment.

    A segment that names another of ``segments`` sees whom that one holds now, others as they were published. All
    that name none are asked in one pass. Null where somebody may not be grouped for the segment's purpose.
    """
    scope = published_scope(with_tags=True)
    conditions = {each.key: condition(each.when, scope) for each in in_order(segments, scope)}
    found: ir.Table | None = None
    for step in levels(conditions):
        holds = asked(at, {key: conditions[key] for key in step}, found, as_of, among)
        holds = with_listed(at, holds, [each.key for each in segments if each.listed and each.key in step], as_of)
        held = area.keep(_without_restrained(at, area, holds, [each for each in segments if each.key in step]))
        found = held if found is None else found.join(held, "customer_id")
    return asked(at, {}, None, as_of, among) if found is None else found


def _without_restrained(
    at: Warehouse, area: Staging, holds: ir.Table, segments: Sequence[SegmentDefinition]
) -> ir.Table:
    restraints = all_restraints(at, local_day(timezone.now()))
    for purpose in sorted({each.used_for for each in segments}):
        columns = [each.key for each in segments if each.used_for == purpose]
        holds = without(area, holds, kept_from(restraints, purpose), columns)
    return holds
