"""Jobs and runs, as lists and one by one."""

from uuid import UUID

from django.db.models import Count, Prefetch, QuerySet

from tieline.foundation.errors import NotFound
from tieline.foundation.jobs.models import Job, Run, StageRun


def get_job(job_id: UUID) -> Job:
    """The job with this id, or NotFound."""
    job = Job.objects.filter(pk=job_id).first()
    if job is None:
        raise NotFound(f"There is no job {job_id}", do="Look at the list of jobs; done ones are kept for 30 days")
    return job


def list_jobs(state: str = "") -> QuerySet[Job]:
    """Jobs in a state, or all, the newest first."""
    jobs = Job.objects.order_by("-created_at", "-id")
    return jobs.filter(state=state) if state else jobs


def count_jobs() -> dict[str, int]:
    """How many jobs are in each state."""
    found = dict(Job.objects.values_list("state").annotate(jobs=Count("id")))
    return {state: found.get(state, 0) for state in Job.State.values}


def list_runs() -> QuerySet[Run]:
    """All runs with their stages, the newest first."""
    return Run.objects.prefetch_related(_stages()).order_by("-id")


def get_run(run_id: int) -> Run:
    """The run with this id and its stages, or NotFound."""
    run = list_runs().filter(pk=run_id).first()
    if run is None:
        raise NotFound(f"There is no run {run_id}", do="Look at the list of runs")
    return run


def find_unfinished_run() -> Run | None:
    """The run that is going on or was interrupted, or None."""
    return Run.objects.filter(state=Run.State.RUNNING).first()


def find_last_done_run() -> Run | None:
    """The newest run that was finished, or None: what the screens show is as of its day."""
    return Run.objects.filter(state=Run.State.DONE).order_by("-id").first()


def _stages() -> Prefetch[str, QuerySet[StageRun], str]:
    return Prefetch("stages", StageRun.objects.order_by("position"))


def cause_of_run() -> str:
    """How rows name the run that goes on as their cause: ``run 12``; ``run`` for a stage that is done alone."""
    run = find_unfinished_run()
    return f"run {run.pk}" if run else "run"


def find_newest_run() -> Run | None:
    """The run that began last, whatever became of it, or None."""
    return Run.objects.order_by("-id").first()
