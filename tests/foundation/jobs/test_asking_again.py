"""Work that is asked for again and again keeps one row."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.foundation.jobs import work
from tests.foundation.jobs.conftest import do_all
from tieline.foundation.jobs.commands import ask_again
from tieline.foundation.jobs.models import Job

pytestmark = pytest.mark.django_db


def test_each_time_it_is_asked_for_after_it_was_done_it_is_done_again_in_the_same_row() -> None:
    for _ in range(3):
        ask_again(work.note_at_large, "large")
        do_all()
    assert work.done == ["large"] * 3
    assert Job.objects.get().state == "done"


def test_while_it_waits_it_is_asked_for_once() -> None:
    ask_again(work.note_at_large, "large")
    ask_again(work.note_at_large, "large")
    do_all()
    assert work.done == ["large"]


def test_while_it_runs_it_stays_as_it_is() -> None:
    ask_again(work.note_at_large, "large")
    Job.objects.update(state=Job.State.RUNNING, attempts=1)
    ask_again(work.note_at_large, "large", at_once=True)
    assert (Job.objects.get().state, Job.objects.get().attempts) == ("running", 1)


def test_what_failed_is_asked_for_again_after_a_pause_with_all_its_attempts() -> None:
    ask_again(work.note_at_large, "large")
    now = datetime.now(UTC)
    Job.objects.update(state=Job.State.FAILED, attempts=5, finished_at=now - timedelta(seconds=50))
    ask_again(work.note_at_large, "large")
    assert Job.objects.get().state == "failed"
    ask_again(work.note_at_large, "large", pause=timedelta(seconds=40))
    assert (Job.objects.get().state, Job.objects.get().attempts) == ("waiting", 0)


def test_at_once_does_not_wait_out_the_pause_of_a_lost_worker_and_keeps_its_attempts() -> None:
    ask_again(work.note_at_large, "large")
    later = datetime.now(UTC) + timedelta(seconds=80)
    Job.objects.update(due_at=later, attempts=4)
    ask_again(work.note_at_large, "large")
    assert Job.objects.get().due_at == later
    ask_again(work.note_at_large, "large", at_once=True)
    assert Job.objects.get().due_at < later
    assert Job.objects.get().attempts == 4
