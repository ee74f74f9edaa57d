"""From conditions to memberships: what the ``segments`` stage of the pipeline does."""

from collections.abc import Sequence
from datetime import date

import ibis.expr.types as ir
from django.utils import timezone

from tieline.foundation.days import local_day
from tieline.foundation.jobs.stages import Progress, StageResult
from tieline.foundation.warehouse.connection import Warehouse
from tieline.foundation.warehouse.current import warehouse
from tieline.foundation.warehouse.staging import Staging, staging
from tieline.know.profile.queries import count_customers
from tieline.know.profile.restraints import all_restraints, kept_from, without
from tieline.know.segments.definitions import SegmentDefinition
from tieline.know.segments.membership import membership
from tieline.know.segments.queries import list_segments
from tieline.know.segments.tables import MEMBERSHIP
from tieline.know.tags.conditions import hold, published_scope


def refresh_segments(as_of: date, progress: Progress) -> StageResult:
    """
    Publish who is in each segment at the end of the day; who was in it before keeps the day of entering.

    Who is restricted is in none for marketing or analysis, who objected to marketing in none for that.
    """
    segments, at = list_segments(), warehouse()
    conditions = {segment.key: segment.when for segment in segments}
    progress(0.0, "grouping customers")
    with staging(at) as area, at.transaction():
        asked = hold(at, conditions, published_scope(with_tags=True), as_of)
        holds = area.keep(_without_restrained(at, area, asked, segments))
        before = area.keep(at.table(MEMBERSHIP))
        members = at.publish(MEMBERSHIP, membership(holds, list(conditions), before, as_of))
    return StageResult(rows_in=count_customers(at), rows_out=members, report={"segments": len(segments)})


def _without_restrained(
    at: Warehouse, area: Staging, holds: ir.Table, segments: Sequence[SegmentDefinition]
) -> ir.Table:
    restraints = all_restraints(at, local_day(timezone.now()))
    for purpose in sorted({each.used_for for each in segments}):
        columns = [each.key for each in segments if each.used_for == purpose]
        holds = without(area, holds, kept_from(restraints, purpose), columns)
    return holds
