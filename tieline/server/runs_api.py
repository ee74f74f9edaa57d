"""Starting a run from the screen: the one route of runs that must know the pipeline, added to their router here."""

from datetime import date

from django.db import transaction
from django.http import HttpRequest
from ninja import Schema, Status

from tieline.foundation.access.changes import record_change
from tieline.foundation.access.endpoint import allow, user_of
from tieline.foundation.jobs.api import job_out, runs_router
from tieline.foundation.jobs.runs import ask_for_run
from tieline.foundation.jobs.shapes import JobOut
from tieline.server.work import run_pipeline_job

__all__ = ["runs_router"]


class RunRequest(Schema):
    """The day to run as of; without one it is that of an interrupted run, else today."""

    as_of: date | None = None


@runs_router.post("", auth=allow("runs.start"), response={202: JobOut}, summary="Start a run of the pipeline")
def start_run(request: HttpRequest, body: RunRequest) -> Status[JobOut]:
    """The job that will run the pipeline; 403 while a run is going on."""
    by = user_of(request).login
    asked = {"as_of": str(body.as_of) if body.as_of else None}
    with transaction.atomic():
        job = ask_for_run(run_pipeline_job, as_of=body.as_of, by=by)
        record_change("start_run", "job", str(job.pk), by=by, after=asked)
    return Status(202, job_out(job))
