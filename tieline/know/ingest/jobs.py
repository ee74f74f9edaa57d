"""Background work of ingest."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from tieline.foundation.errors import TielineError
from tieline.foundation.jobs.commands import enqueue_once
from tieline.foundation.jobs.current import progress_of_current_job
from tieline.foundation.jobs.models import Job
from tieline.foundation.jobs.queues import WAREHOUSE
from tieline.know.ingest import commands, feeding
from tieline.know.ingest.models import Load


@task(queue_name=WAREHOUSE)
def land_load(load_id: str) -> None:
    """Validate and land a received load; nothing happens where it has landed. Its row tells how it went."""
    commands.load(load_id)


@task(queue_name=WAREHOUSE)
def undo_landed_load(load_id: str) -> None:
    """Take away what a load on its way to ``undone`` has landed, and its replays; nothing happens the second time."""
    commands.finish_undo(load_id)


@task(queue_name=WAREHOUSE)
def fetch_feed(source: str, due_at: str | None = None, by: str = "") -> str:
    """
    Fetch what is new for a source; jobs land what came. How it went, in words; an error is kept by the feed.

    With ``due_at`` only where the feed is still due since then: another fetch may have come first.
    """
    state = feeding.get_feed(source)
    if due_at is not None and (state.feed.paused or _said(state.feed.due_at) != due_at):
        return "nothing to do"
    try:
        loads = commands.fetch_source(
            state.source, timezone.now(), by, also=_land_later, progress=progress_of_current_job()
        )
    except TielineError as error:
        return str(error)
    finally:
        schedule_fetch(source)
    return f"{len(loads)} loads"


def _land_later(load: Load) -> None:
    if load.state == Load.State.RECEIVED:
        land_load.enqueue(load.pk)


@task(queue_name=WAREHOUSE)
def fetch_due_feeds() -> int:
    """How many feeds are due, each of which has a job now."""
    now = timezone.now()
    due = feeding.due_feeds(feeding.list_feeds(), now)
    for state in due:
        if state.feed.due_at is None or state.feed.due_at > now:
            commands.make_due(state.source, now)
        schedule_fetch(state.source.key)
    return len(due)


def schedule_fetch(source: str) -> None:
    """The one job that fetches the source when its feed is due; none where it is not."""
    feed = feeding.get_feed(source).feed
    if feed.due_at is None or feed.paused:
        return
    due_at = _said(feed.due_at)
    enqueue_once(fetch_feed.using(run_after=feed.due_at), f"fetch {source} {due_at}", source, due_at=due_at)


def ask_for_fetch(source: str, *, by: str) -> Job:
    """A job that fetches the source now; one that waits or works for it already is the same job."""
    jobs = Job.objects.filter(task=fetch_feed.module_path, arguments__args__0=source)
    unfinished = jobs.filter(state__in=[Job.State.WAITING, Job.State.RUNNING], due_at__lte=timezone.now()).first()
    if unfinished is not None:
        return unfinished
    newest = jobs.order_by("-created_at", "-id").values_list("id", flat=True).first()
    return enqueue_once(fetch_feed, f"fetch {source} after {newest}", source, by=by)


def fetching_sources() -> set[str]:
    """The sources that a job fetches at this moment, or is about to."""
    jobs = Job.objects.filter(task=fetch_feed.module_path)
    working = jobs.filter(Q(state=Job.State.RUNNING) | Q(state=Job.State.WAITING, due_at__lte=timezone.now()))
    return {str(job.arguments["args"][0]) for job in working}


def _said(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()
