"""Hold the delivery of a load against its source and the loads before it, and keep what was found."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from tieline.foundation.warehouse.staging import Staging
from tieline.know.ingest import queries
from tieline.know.ingest.checking import Result, check_whole, drift_result, mapping_result, verdict_of
from tieline.know.ingest.definitions import Source
from tieline.know.ingest.definitions.checks import Freshness
from tieline.know.ingest.drift import compare, known_after, observe
from tieline.know.ingest.models import CheckResult, Load
from tieline.know.ingest.reading.delivery import Delivery
from tieline.know.ingest.validation import Validated, data_until


def compare_columns(area: Staging, delivery: Delivery, load: Load, source: Source) -> None:
    """Say in the load which columns it has and what changed; Invalid where the source says that this stops it."""
    if load.corrects:
        return
    last = queries.find_last_landed(load)
    before = last.columns if last else {}
    now = observe(area, delivery, source, settings.TIELINE_TIME_ZONE)
    load.drift = compare(source, now, before, load.file_name).found
    load.columns = known_after(source, now, before)


def judge_load(load: Load, source: Source, validated: Validated) -> list[Result]:
    """What all checks found in a load; of a replay, which is part of a delivery, only those of its rows."""
    results = [*validated.results]
    if not load.corrects:
        last = queries.find_last_landed(load)
        dated = any(isinstance(each, Freshness) for each in source.checks)
        results += check_whole(
            source,
            received=validated.received,
            data_until=data_until(validated) if dated else None,
            before=last.rows_received if last else None,
            received_at=load.received_at,
        )
    results.append(mapping_result(source, validated.unmapped, validated.received))
    if not load.corrects:
        results.append(drift_result(source, load.drift))
    return sorted(results, key=lambda result: result.position)


def keep_results(load: Load, results: Sequence[Result], *, now: datetime) -> None:
    """Replace the results of a load and set its verdict, which is saved with the load by the caller."""
    CheckResult.objects.filter(load=load).delete()
    CheckResult.objects.bulk_create(
        CheckResult(
            load=load,
            position=result.position,
            kind=result.kind,
            name=result.name,
            verdict=result.verdict,
            rows=result.rows,
            measured=result.measured,
            says=result.says[:300],
            at=now,
        )
        for result in results
    )
    load.verdict = verdict_of(results)
