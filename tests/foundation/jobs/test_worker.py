"""Workers do what is due, keep what went wrong, and try again only what may go better."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django_tasks.exceptions import InvalidTaskError

from tests.foundation.jobs import work
from tests.foundation.jobs.conftest import Clock, do_all, wait_until
from tieline.foundation.jobs.commands import enqueue_once, forget_old_jobs
from tieline.foundation.jobs.failures import MAX_ATTEMPTS, pause_after
from tieline.foundation.jobs.models import Job
from tieline.foundation.jobs.queues import DEFAULT
from tieline.foundation.jobs.worker import Worker, run_worker


@pytest.mark.django_db
def test_an_enqueued_call_is_done_with_its_arguments_and_keeps_its_result() -> None:
    result = work.note.enqueue("a", times=3)
    assert not result.is_finished
    do_all()
    result.refresh()
    assert result.return_value == "aaa"
    assert Job.objects.get().state == "done"


@pytest.mark.django_db
def test_a_call_is_enqueued_only_if_its_transaction_commits() -> None:
    with transaction.atomic():
        work.note.enqueue("a")
        transaction.set_rollback(True)
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_urgent_jobs_go_first_and_others_in_the_order_they_came() -> None:
    for what in ("a", "b"):
        work.note.enqueue(what)
    work.note_urgently.enqueue("urgent")
    do_all()
    assert work.done == ["urgent", "a", "b"]


@pytest.mark.django_db
def test_a_deferred_job_waits_for_its_time(clock: Clock) -> None:
    work.note.using(run_after=clock.now + timedelta(hours=1)).enqueue("later")
    do_all(clock)
    assert work.done == []
    clock.pass_time(hours=1)
    do_all(clock)
    assert work.done == ["later"]


@pytest.mark.django_db
def test_a_worker_leaves_the_jobs_of_other_queues_to_those_who_can_do_them() -> None:
    work.note_in_the_warehouse.enqueue("a")
    elsewhere = Worker(threading.Event(), clock=Clock(), queues=[DEFAULT])
    assert not elsewhere.run_one()
    do_all()
    assert work.done == ["a"]


def test_a_queue_that_does_not_exist_is_refused_when_the_task_is_declared() -> None:
    with pytest.raises(InvalidTaskError):
        work.note.using(queue_name="nowhere")


@pytest.mark.django_db
def test_a_key_makes_one_job_however_often_it_is_asked() -> None:
    first = enqueue_once(work.note, "load 7", "a")
    do_all()
    assert enqueue_once(work.note, "load 7", "b").pk == first.pk
    do_all()
    assert work.done == ["a"]


@pytest.mark.django_db
def test_a_task_that_takes_its_context_knows_its_attempt() -> None:
    result = work.tell_attempt.enqueue("x")
    do_all()
    result.refresh()
    assert result.return_value == ["x", 1]


@pytest.mark.django_db
def test_an_unavailable_neighbour_is_tried_again_with_growing_pauses_up_to_a_limit(clock: Clock) -> None:
    work.fail_for_now.enqueue()
    pauses = []
    for _ in range(MAX_ATTEMPTS - 1):
        do_all(clock)
        job = Job.objects.get()
        assert (job.state, job.error[:31]) == ("waiting", "The mail server does not answer")
        pauses.append((job.due_at - clock.now).total_seconds())
        clock.now = job.due_at
    do_all(clock)
    job = Job.objects.get()
    assert pauses == [10, 20, 40, 80]
    assert (job.state, job.attempts) == ("failed", MAX_ATTEMPTS)
    assert job.error.endswith("It was tried 5 times.")


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 10), (2, 20), (9, 2560), (10, 3600), (500, 3600)])
def test_pauses_double_up_to_an_hour(attempts: int, seconds: int) -> None:
    assert pause_after(attempts).total_seconds() == seconds


@pytest.mark.django_db
def test_other_errors_fail_at_once_and_say_what_where_and_what_to_do() -> None:
    work.fail_for_good.enqueue()
    do_all()
    job = Job.objects.get()
    assert (job.state, job.attempts) == ("failed", 1)
    assert job.error == "The file is empty. billing.csv. Deliver it again."


@pytest.mark.django_db
def test_an_unforeseen_error_keeps_its_kind_and_line() -> None:
    work.fail_unforeseen.enqueue()
    do_all()
    error = Job.objects.get().error
    assert error.startswith("KeyError: 'missing' (work.py, line ")
    assert "fail_unforeseen" in error


@pytest.mark.django_db
def test_a_result_that_json_does_not_know_fails_the_job_rather_than_the_worker() -> None:
    work.give_what_json_does_not_know.enqueue()
    work.note.enqueue("after it")
    do_all()
    assert set(Job.objects.values_list("state", flat=True)) == {"failed", "done"}


@pytest.mark.django_db
def test_a_task_that_the_program_no_longer_has_fails_with_advice() -> None:
    work.note.enqueue("a")
    Job.objects.update(task="tieline.gone.away")
    do_all()
    assert "There is no task 'tieline.gone.away' any more" in Job.objects.get().error


@pytest.mark.django_db(transaction=True)
def test_a_worker_asked_to_stop_puts_its_job_back_as_if_it_had_not_begun() -> None:
    work.go_on_until_stopped.enqueue()
    stop = threading.Event()
    thread = threading.Thread(target=run_worker, args=(stop,))
    thread.start()
    assert work.going_on.wait(10)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
    job = Job.objects.get()
    assert (job.state, job.attempts, job.lease_until) == ("waiting", 0, None)


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_while_the_job_runs_and_new_jobs_wake_the_worker() -> None:
    stop = threading.Event()
    thread = threading.Thread(target=run_worker, args=(stop,))
    thread.start()
    try:
        work.go_on_until_stopped.enqueue()
        wait_until(lambda: Job.objects.filter(progress__endswith="% training").exists())
    finally:
        stop.set()
        thread.join(10)


@pytest.mark.django_db
def test_done_jobs_are_forgotten_after_a_month_and_failed_ones_are_not() -> None:
    work.note.enqueue("a")
    work.fail_for_good.enqueue()
    do_all()
    assert forget_old_jobs(datetime.now(UTC)) == 0
    assert forget_old_jobs(datetime.now(UTC) + timedelta(days=31)) == 1
    assert Job.objects.get().state == "failed"
