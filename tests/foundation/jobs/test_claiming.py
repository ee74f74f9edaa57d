"""A job is one worker's at a time, and when that worker is gone another does it."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from tests.foundation.jobs import work
from tests.foundation.jobs.conftest import Clock, do_all, wait_until
from tieline.foundation.jobs.claiming import LEASE, claim_job, extend_lease, recover_lost_jobs, release, worker_name
from tieline.foundation.jobs.failures import MAX_ATTEMPTS
from tieline.foundation.jobs.models import Job

A_WORKER = """
import threading, django
django.setup()
from tieline.foundation.jobs.worker import run_worker
run_worker(threading.Event())
"""


def url_of_test_database() -> str:
    """What TIELINE_DATABASE must say for another process to use the database of this test."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


@pytest.mark.django_db
def test_a_job_whose_worker_was_killed_is_done_again_once_its_lease_is_over(clock: Clock) -> None:
    work.note.enqueue("a")
    Job.objects.update(created_at=timezone.now())
    assert claim_job("elsewhere/1/x/1", clock.now) is not None
    recover_lost_jobs(clock.now)
    assert Job.objects.get().state == "running"
    clock.pass_time(seconds=LEASE.total_seconds() + 1)
    assert recover_lost_jobs(clock.now) == 1
    clock.pass_time(seconds=10)
    do_all(clock)
    assert work.done == ["a"]
    assert Job.objects.get().attempts == 2


@pytest.mark.django_db
def test_a_job_of_a_dead_process_on_this_machine_is_put_back_without_waiting_for_its_lease(clock: Clock) -> None:
    work.note.enqueue("a")
    host, _, token, thread = worker_name("1").split("/")
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    claim_job(f"{host}/{pid}/{token}/{thread}", clock.now)
    assert recover_lost_jobs(clock.now) == 1


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_process_is_killed_is_done_by_the_next(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    work.touch_and_wait_once.enqueue(str(begun))
    process = subprocess.Popen(
        [sys.executable, "-c", A_WORKER],
        env={**os.environ, "TIELINE_DATABASE": url_of_test_database()},
        cwd=Path(__file__).parents[3],
    )
    try:
        wait_until(begun.exists)
        assert Job.objects.get().state == "running"
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    clock = Clock()
    assert recover_lost_jobs(clock.now) == 1
    clock.pass_time(seconds=10)
    do_all(clock)
    job = Job.objects.get()
    assert (job.state, job.attempts, begun.read_text()) == ("done", 2, "twice")


@pytest.mark.django_db
def test_a_job_of_an_earlier_process_with_the_same_number_is_put_back(clock: Clock) -> None:
    work.note.enqueue("a")
    host, pid, _, thread = worker_name("1").split("/")
    claim_job(f"{host}/{pid}/earlier/{thread}", clock.now)
    assert recover_lost_jobs(clock.now) == 1


@pytest.mark.django_db
def test_a_job_of_a_living_worker_stays_its_own(clock: Clock) -> None:
    work.note.enqueue("a")
    claim_job(worker_name("1"), clock.now)
    assert recover_lost_jobs(clock.now) == 0


@pytest.mark.django_db
def test_a_job_that_loses_its_worker_again_and_again_fails_in_the_end(clock: Clock) -> None:
    work.note.enqueue("a")
    for _ in range(MAX_ATTEMPTS):
        assert claim_job("elsewhere/1/x/1", clock.now) is not None
        clock.pass_time(hours=2)
        recover_lost_jobs(clock.now)
        clock.pass_time(hours=2)
    job = Job.objects.get()
    assert job.state == "failed"
    assert "was lost in attempt 5" in job.error


@pytest.mark.django_db
def test_a_worker_that_lost_its_claim_writes_nothing_any_more(clock: Clock) -> None:
    work.note.enqueue("a")
    slow = claim_job("slow/1/x/1", clock.now)
    assert slow is not None
    clock.pass_time(seconds=LEASE.total_seconds() + 1)
    recover_lost_jobs(clock.now)
    clock.pass_time(seconds=10)
    quick = claim_job("quick/1/x/1", clock.now)
    assert quick is not None
    assert not extend_lease(slow, clock.now, "50 %")
    assert not release(slow, clock.now, state="failed", error="too late")
    assert release(quick, clock.now, state="done")
    assert Job.objects.get().error == "The worker slow/1/x/1 was lost in attempt 1."


@pytest.mark.django_db(transaction=True)
def test_many_workers_do_each_job_once() -> None:
    for number in range(60):
        work.note.enqueue(str(number))

    def work_off() -> None:
        do_all()
        connection.close()

    threads = [threading.Thread(target=work_off) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(work.done) == Counter(str(number) for number in range(60))
    assert set(Job.objects.values_list("state", "attempts")) == {("done", 1)}
