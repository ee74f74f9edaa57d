"""``/api/quality``: what the checks of each source found, and how that changes from load to load."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from tieline.foundation.access.endpoint import allow
from tieline.know.ingest.models import CheckResult, Load
from tieline.know.ingest.quality import Quality, get_quality, list_quality, share_rejected
from tieline.know.ingest.quality_shapes import (
    CheckResultShape,
    LoadChecksShape,
    QualityPage,
    QualityPointShape,
    QualityShape,
    SourceQualityShape,
)
from tieline.know.ingest.shapes import NameShape

quality_router = Router(tags=["ingest"])

Loads = Annotated[int, Query(ge=1, le=200, description="How many of the last loads the trend shows.")]


@quality_router.get("", auth=allow("data.read"), response=QualityPage, summary="Data quality of all sources")
def list_source_quality(request: HttpRequest, loads: Loads = 30) -> QualityPage:
    """Every published source: its last verdict, what failed, its freshness, and the trend of its last loads."""
    now = timezone.now()
    items = [QualityShape(**_summary(each, now)) for each in list_quality(now, loads=loads)]
    return QualityPage(items=items, total=len(items))


@quality_router.get(
    "/{source}", auth=allow("data.read"), response=SourceQualityShape, summary="Data quality of one source"
)
def get_source_quality(request: HttpRequest, source: str, loads: Loads = 30) -> SourceQualityShape:
    """A source as in the list, with the results of every check in each of its last loads."""
    now = timezone.now()
    quality = get_quality(source, now, loads=loads)
    return SourceQualityShape(
        **_summary(quality, now),
        latest=[_result(each, quality) for each in quality.latest],
        history=[
            LoadChecksShape(load=load.pk, results=[_result(each, quality) for each in quality.results_of(load.pk)])
            for load in quality.loads
            if load.verdict
        ],
    )


def _summary(quality: Quality, now: datetime) -> dict[str, Any]:
    freshness, source = quality.freshness, quality.freshness.source
    checked = quality.checked
    until = freshness.data_until
    return {
        "source": source.key,
        "name": NameShape(zh=source.name.zh, en=source.name.en),
        "system": source.system,
        "verdict": checked.verdict if checked else None,
        "late": freshness.late,
        "expected_every": source.expected_every,
        "last_landed_at": freshness.last_landed_at,
        "data_until": until,
        "age_seconds": (now - until).total_seconds() if until else None,
        "rejected_share": share_rejected(checked) if checked else None,
        "checks": len(source.checks),
        "failing": [_result(each, quality) for each in quality.latest if each.verdict != Load.Verdict.PASS],
        "trend": [_point(load) for load in quality.loads],
    }


def _point(load: Load) -> QualityPointShape:
    return QualityPointShape(
        load=load.pk,
        number=load.number,
        file_name=load.file_name,
        state=load.state,
        received_at=load.received_at,
        verdict=load.verdict,
        rows_received=load.rows_received,
        rows_rejected=load.rows_rejected,
        rejected_share=share_rejected(load),
        data_until=load.data_until,
        drift=load.drift,
    )


def _result(result: CheckResult, quality: Quality) -> CheckResultShape:
    declared = quality.freshness.source.checks
    of = declared[result.position] if result.position < len(declared) else None
    return CheckResultShape(
        position=result.position,
        kind=result.kind,
        name=result.name,
        columns=of.read if of is not None and of.check == result.kind else [],
        verdict=result.verdict,
        rows=result.rows,
        measured=result.measured,
        says=result.says,
        at=result.at,
    )
