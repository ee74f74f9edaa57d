"""From conditions to memberships: what the ``segments`` stage of the pipeline does."""

from datetime import date

from tieline.foundation.jobs.stages import Progress, StageResult
from tieline.foundation.warehouse.current import warehouse
from tieline.foundation.warehouse.staging import staging
from tieline.know.profile.queries import count_customers
from tieline.know.segments.membership import membership
from tieline.know.segments.queries import list_segments
from tieline.know.segments.tables import MEMBERSHIP
from tieline.know.tags.conditions import hold, published_scope


def refresh_segments(as_of: date, progress: Progress) -> StageResult:
    """Publish who is in each segment at the end of the day; who was in it before keeps the day of entering."""
    segments, at = list_segments(), warehouse()
    conditions = {segment.key: segment.when for segment in segments}
    progress(0.0, "grouping customers")
    with staging(at) as area, at.transaction():
        holds = area.keep(hold(at, conditions, published_scope(with_tags=True), as_of))
        before = area.keep(at.table(MEMBERSHIP))
        members = at.publish(MEMBERSHIP, membership(holds, list(conditions), before, as_of))
    return StageResult(rows_in=count_customers(at), rows_out=members, report={"segments": len(segments)})
