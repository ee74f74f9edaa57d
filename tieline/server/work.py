"""What a worker does for the server: runs that people ask for, and what recurs by itself."""

import threading
from collections.abc import Sequence
from datetime import date, time, timedelta

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from tieline.foundation.access.anchors import anchor_changes
from tieline.foundation.access.emergencies import forget_ended_grants
from tieline.foundation.access.log_checks import check_log
from tieline.foundation.access.looks import seal_looks
from tieline.foundation.access.openings import looks_wait
from tieline.foundation.access.reach import declare_subjects
from tieline.foundation.access.sessions import forget_expired_sessions
from tieline.foundation.access.watching import watch_looks
from tieline.foundation.days import local_day
from tieline.foundation.exports.exportable import declare_exportables
from tieline.foundation.exports.removing import remove_expired_exports, withdraw_without_rights
from tieline.foundation.jobs.commands import ask_again, forget_old_jobs
from tieline.foundation.jobs.current import progress_of_current_job
from tieline.foundation.jobs.models import Run
from tieline.foundation.jobs.queries import find_last_done_run, find_newest_run, find_unfinished_run
from tieline.foundation.jobs.queues import WAREHOUSE, WATCH
from tieline.foundation.jobs.timers import Timer
from tieline.foundation.jobs.worker import Worker
from tieline.foundation.keys.jobs import retire_keys_job, rows_wait, seal_rows_anew_job
from tieline.foundation.privacy.retention_commands import let_old_data_go
from tieline.know.identity.commands import touch_persons
from tieline.know.identity.pairing import Person
from tieline.know.ingest.jobs import fetch_due_feeds
from tieline.know.profile.reach import SUBJECTS
from tieline.pipeline import run_pipeline
from tieline.server.asking import ASK_KEY, ask_published_job, publication_waits
from tieline.server.backup.jobs import prune_backups_job, take_backup_job
from tieline.server.customer_numbers import numbers_of
from tieline.server.exportables import EXPORTABLES
from tieline.server.touching import FOLLOW_KEY, ask_to_follow, follow_job, touch_waits
from tieline.server.upgrade import tables_of_an_earlier_version

declare_subjects(SUBJECTS)  # a worker may do its first job before the API was asked anything
declare_exportables(EXPORTABLES)

REFRESH_KEY = "customers after decisions"
CHECK_KEY = "check of the change log"
ROLL_KEY = "run of the new day"
ROLL_EVERY = timedelta(seconds=20)
NEVER = "never"
"""``TIELINE_RUN_AT`` where runs are only begun by people or by cron."""
ASK_EVERY = timedelta(seconds=2)
FOLLOW_EVERY = timedelta(milliseconds=200)
"""A worker looks whenever it has done a job, and each second while it waits."""
UPGRADE_EVERY = timedelta(minutes=10)
RETENTION_AT = time(1, 30)
"""In the operator's zone: at night, when few people work."""
WATCH_EVERY = timedelta(seconds=30)


@task(queue_name=WAREHOUSE)
def run_pipeline_job(as_of: str | None = None, by: str = "") -> int:
    """The number of the finished run as of the day (ISO text, or null for today); asking twice continues one run."""
    day = date.fromisoformat(as_of) if as_of else None
    return int(run_pipeline(day, by=by, progress=progress_of_current_job()).pk)


@task(queue_name=WAREHOUSE, priority=10)
def settle_decisions_job(persons: list[list[str]]) -> int:
    """How many persons were settled anew after decisions on these; asks for their customers to follow."""
    settled = touch_persons([Person(*each) for each in persons], as_of=_shown_day())
    if touch_waits():
        ask_to_follow()
    else:
        ask_again(refresh_customers_job, REFRESH_KEY, pause=timedelta(0))
    return settled


@task(queue_name=WAREHOUSE)
def refresh_customers_job() -> int:
    """The number of the run that derived profiles, scores, tags and segments again, as of the day that is shown."""
    return int(run_pipeline(_shown_day(), by="", progress=progress_of_current_job()).pk)


def _shown_day() -> date:
    """The day of the newest run: what is derived again is of the same day as everything beside it."""
    run = find_unfinished_run() or find_last_done_run()
    return run.as_of if run else local_day(timezone.now())


@task()
def forget_old_jobs_job() -> int:
    """How many jobs, done long ago, were forgotten."""
    return forget_old_jobs(timezone.now())


@task()
def forget_expired_sessions_job() -> int:
    """How many sessions, ended by themselves, were forgotten."""
    return forget_expired_sessions(timezone.now())


@task()
def forget_ended_grants_job() -> int:
    """How many roles that were held in an emergency, over by now, were forgotten."""
    return forget_ended_grants(timezone.now())


@task()
def seal_looks_job() -> int:
    """How many looks were sealed by an entry of the change log."""
    return seal_looks(timezone.now())


@task(queue_name=WATCH)
def watch_looks_job() -> int:
    """How many episodes of unusual access were raised from the looks since the last time."""
    return watch_looks(timezone.now(), numbers_of)


@task()
def anchor_changes_job() -> int:
    """The newest entry of the change log that is anchored; 0 for an empty log."""
    anchor = anchor_changes(timezone.now())
    return anchor.sequence if anchor else 0


@task()
def check_log_job() -> int:
    """How many entries of the change log are sound; what is wrong with the next one, if anything, is kept and shown."""
    return check_log(timezone.now()).sound


@task()
def tidy_exports_job() -> int:
    """How many exports expired, or were withdrawn because their askers lost the right to them."""
    now = timezone.now()
    return remove_expired_exports(now) + withdraw_without_rights(now)


@task(queue_name=WAREHOUSE)
def let_old_data_go_job() -> int:
    """How many rows went by the retention rules."""
    return let_old_data_go(timezone.now(), progress_of_current_job())


def _no_run_goes_on() -> bool:
    return find_unfinished_run() is None


def _can_follow() -> bool:
    return touch_waits() and not tables_of_an_earlier_version()


def _can_ask() -> bool:
    return publication_waits() and not tables_of_an_earlier_version()


def _day_is_past() -> bool:
    """Whether what is shown is of an earlier day: what happens today, or ends by itself, is not in it."""
    run = find_newest_run()
    return run is not None and run.state == Run.State.DONE and run.as_of < local_day(timezone.now())


def _is_of_an_earlier_version() -> bool:
    return bool(tables_of_an_earlier_version())


def timers() -> Sequence[Timer]:
    """
    What recurs: housekeeping, a look for feeds that are due, and each night at ``TIELINE_RUN_AT`` a run.

    Without that time a run begins as soon as the shown day is past, so within a minute after midnight; none where it is
    ``never``, nor after a run that failed, which somebody has to look at.
    Soon after the start, and until it is done, a run derives again what an earlier version wrote in another shape.
    """
    recurring = [
        Timer("forget old jobs", forget_old_jobs_job, every=timedelta(days=1)),
        Timer("forget expired sessions", forget_expired_sessions_job, every=timedelta(days=1)),
        Timer("seal looks", seal_looks_job, every=timedelta(minutes=15)),
        Timer("seal rows anew", seal_rows_anew_job, every=timedelta(minutes=10), when=rows_wait),
        Timer("prune backups", prune_backups_job, every=timedelta(hours=1)),
        Timer("retire keys", retire_keys_job, every=timedelta(hours=1)),
        Timer("anchor changes", anchor_changes_job, every=timedelta(days=1)),
        Timer("check change log", check_log_job, every=timedelta(days=1)),
        Timer("forget ended grants", forget_ended_grants_job, every=timedelta(days=1)),
        Timer("let old data go", let_old_data_go_job, at=RETENTION_AT, when=_no_run_goes_on),
        Timer("tidy exports", tidy_exports_job, every=timedelta(minutes=5), late=timedelta(minutes=10)),
        Timer("fetch due feeds", fetch_due_feeds, every=timedelta(minutes=5), late=timedelta(minutes=10)),
        Timer(FOLLOW_KEY, follow_job, every=FOLLOW_EVERY, when=_can_follow, again=True),
        Timer(ASK_KEY, ask_published_job, every=ASK_EVERY, when=_can_ask, again=True),
        Timer("derive anew", refresh_customers_job, every=UPGRADE_EVERY, when=_is_of_an_earlier_version),
    ]
    if settings.TIELINE_BACKUP_AT:
        recurring.append(Timer("nightly backup", take_backup_job, at=time.fromisoformat(settings.TIELINE_BACKUP_AT)))
    if not settings.TIELINE_RUN_AT:
        recurring.append(Timer(ROLL_KEY, run_pipeline_job, every=ROLL_EVERY, when=_day_is_past, again=True))
    elif settings.TIELINE_RUN_AT != NEVER:
        recurring.append(Timer("nightly run", run_pipeline_job, at=time.fromisoformat(settings.TIELINE_RUN_AT)))
    return recurring


def watch_timers() -> Sequence[Timer]:
    """What recurs in the thread that nothing else holds up: unusual access is noticed within a minute."""
    return [Timer("watch looks", watch_looks_job, every=WATCH_EVERY, late=timedelta(minutes=1), when=looks_wait)]


def start_watch(stop: threading.Event) -> threading.Thread:
    """A thread that watches until ``stop`` is set, beside a run that may take hours; it dies with the process."""
    worker = Worker(stop, thread="watch", timers=watch_timers(), queues=[WATCH])
    thread = threading.Thread(target=worker.run, name="watch", daemon=True)
    thread.start()
    return thread
