"""Routes of runs and jobs. Starting a run is a route of the server, which knows the pipeline."""

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from tieline.foundation.access.endpoint import allow, user_of
from tieline.foundation.jobs import commands, queries
from tieline.foundation.jobs.evaluations import NEVER, evaluations
from tieline.foundation.jobs.models import Job, Run, Touch
from tieline.foundation.jobs.shapes import (
    EvaluationList,
    EvaluationOut,
    JobCounts,
    JobOut,
    JobPage,
    JobState,
    RunOut,
    RunPage,
    RunSummary,
    StageOut,
    TouchOut,
    TouchPage,
)
from tieline.foundation.packs.queries import published_ids

runs_router = Router(tags=["runs"])
jobs_router = Router(tags=["jobs"])

Limit = Annotated[int, Query(ge=1, le=200)]
Offset = Annotated[int, Query(ge=0, le=10_000_000)]


@runs_router.get("", auth=allow("operations.read"), response=RunPage, summary="List runs of the pipeline")
def list_runs(request: HttpRequest, limit: Limit = 20, offset: Offset = 0) -> RunPage:
    """Runs of the pipeline, the newest first."""
    found = queries.list_runs()
    return RunPage(items=[_summary(run) for run in found[offset : offset + limit]], total=found.count())


@runs_router.get("/{int:run_id}", auth=allow("operations.read"), response=RunOut, summary="Read a run")
def get_run(request: HttpRequest, run_id: int) -> RunOut:
    """One run with what each stage did: rows in and out, seconds, report, error."""
    return _run(queries.get_run(run_id))


@runs_router.get("/touches", auth=allow("operations.read"), response=TouchPage, summary="List touches between runs")
def list_touches(request: HttpRequest, limit: Limit = 20, offset: Offset = 0) -> TouchPage:
    """What landed or was settled between runs and was followed for the customers concerned, the newest first."""
    found = Touch.objects.order_by("-id")
    items = [TouchOut.model_validate(each) for each in found[offset : offset + limit]]
    return TouchPage(items=items, total=found.count())


@runs_router.get(
    "/evaluations",
    auth=allow("definitions.read"),
    response=EvaluationList,
    summary="When definitions were last evaluated",
)
def list_evaluations(request: HttpRequest, kind: Literal["tag", "segment", "rule"] = "tag") -> EvaluationList:
    """For every published tag, segment or rule when it was last asked and answered, and a failure since then."""
    known = evaluations(kind)
    items = [EvaluationOut(key=key, **known.get(key, NEVER)) for key in sorted(published_ids(kind))]
    return EvaluationList(items=items, total=len(items), failed=sum(each.failed_at is not None for each in items))


@jobs_router.get("", auth=allow("operations.read"), response=JobPage, summary="List background jobs")
def list_jobs(request: HttpRequest, state: JobState | None = None, limit: Limit = 50, offset: Offset = 0) -> JobPage:
    """Jobs in a state, or all, the newest first, and how many are in each state."""
    found = queries.list_jobs(state or "")
    counts = queries.count_jobs()
    total = counts[state] if state else sum(counts.values())
    items = [job_out(job) for job in found[offset : offset + limit]]
    return JobPage(items=items, total=total, counts=JobCounts.model_validate(counts))


@jobs_router.post("/{uuid:job_id}/retry", auth=allow("jobs.retry"), response=JobOut, summary="Try a failed job again")
def retry_job(request: HttpRequest, job_id: UUID) -> JobOut:
    """Put a failed job back into the queue; 403 for a job that did not fail."""
    return job_out(commands.retry_job(job_id, by=user_of(request).login))


def job_out(job: Job) -> JobOut:
    """A job as the API shows it; arguments and results stay inside."""
    shown = {field: getattr(job, field) for field in JobOut.model_fields if field != "name"}
    return JobOut.model_validate({**shown, "name": job.task.rsplit(".", 1)[-1]})


def _summary(run: Run) -> RunSummary:
    return RunSummary.model_validate(_run(run).model_dump(exclude={"stages"}))


def _run(run: Run) -> RunOut:
    stages = [StageOut.model_validate(stage) for stage in run.stages.all()]
    running = [stage.stage for stage in stages if stage.state == "running"]
    counted = {
        "seconds": round(sum(stage.seconds or 0 for stage in stages), 3),
        "stages_done": sum(1 for stage in stages if stage.state == "done"),
        "current_stage": running[0] if running else None,
        "stages": stages,
    }
    shown = {field: getattr(run, field) for field in RunOut.model_fields if field not in counted}
    return RunOut.model_validate(shown | counted)
