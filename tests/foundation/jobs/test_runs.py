"""A run knows which of its stages are done, goes on where it stopped, and there is one at a time."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.foundation.jobs import work
from tieline.foundation.errors import Invalid, Refused
from tieline.foundation.jobs.models import Job, Run, StageRun
from tieline.foundation.jobs.queries import find_last_done_run, find_unfinished_run
from tieline.foundation.jobs.runs import ask_for_run, begin_stage, do_stage, finish_run, start_or_resume_run
from tieline.foundation.jobs.stages import Progress, Stage, StageResult

DAY = date(2026, 5, 1)
pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """As if the process were killed: nothing may be recorded of it."""


def silent(_share: float, _doing: str) -> None:
    return None


class Notebook:
    """Stages that note what they did; the stage ``breaks`` raises once."""

    def __init__(self, breaks: str = "", error: BaseException | None = None) -> None:
        self.done: list[str] = []
        self.breaks, self.error = breaks, error
        self.stages = [Stage(name, self._refresh(name)) for name in ("ingest", "profile", "scores")]

    def _refresh(self, name: str) -> Any:
        def refresh(as_of: date, progress: Progress) -> StageResult:
            self.done.append(name)
            if name == self.breaks and self.error:
                error, self.error = self.error, None
                raise error
            return StageResult(10, 5, {"auc": 0.91, "best": float("nan"), "on": as_of, "by": {"zh": [1.5]}})

        return refresh

    def run(self, as_of: date | None = DAY, *, anew: bool = False) -> Run:
        run = start_or_resume_run(as_of, "wang", anew=anew)
        for position, stage in enumerate(self.stages):
            do_stage(run, stage, position, silent)
        finish_run(run)
        return run


def test_a_run_records_what_each_stage_read_wrote_took_and_reports() -> None:
    run = Notebook().run()
    assert (run.state, run.as_of, run.asked_by) == ("done", DAY, "wang")
    assert find_last_done_run() == run
    first = StageRun.objects.get(stage="ingest")
    assert (first.state, first.rows_in, first.rows_out) == ("done", 10, 5)
    assert first.report == {"auc": 0.91, "best": None, "on": "2026-05-01", "by": {"zh": [1.5]}}
    assert first.seconds is not None


def test_a_killed_run_goes_on_with_the_stage_that_was_interrupted() -> None:
    notebook = Notebook("profile", Killed())
    with pytest.raises(Killed):
        notebook.run()
    unfinished = find_unfinished_run()
    assert unfinished is not None
    assert notebook.run().pk == unfinished.pk
    assert notebook.done == ["ingest", "profile", "profile", "scores"]


def test_an_unfinished_run_is_resumed_on_its_own_day_when_none_is_given() -> None:
    notebook = Notebook("profile", Killed())
    with pytest.raises(Killed):
        notebook.run()
    assert notebook.run(None).as_of == DAY


def test_an_unfinished_run_of_another_day_is_refused_unless_it_is_given_up() -> None:
    notebook = Notebook("profile", Killed())
    with pytest.raises(Killed):
        notebook.run()
    with pytest.raises(Refused):
        notebook.run(date(2026, 5, 2))
    notebook.run(date(2026, 5, 2), anew=True)
    assert list(Run.objects.order_by("id").values_list("state", flat=True)) == ["failed", "done"]


def test_a_failed_stage_fails_its_run_with_the_reason() -> None:
    notebook = Notebook("scores", Invalid("Too few customers left", where="scores", do="Load more months"))
    with pytest.raises(Invalid):
        notebook.run()
    run = Run.objects.get()
    assert run.state == "failed"
    assert run.error == "Stage scores: Too few customers left. scores. Load more months."
    assert find_last_done_run() is None


def test_a_failed_run_of_the_same_day_goes_on_with_the_failed_stage() -> None:
    notebook = Notebook("scores", Invalid("Too few customers left"))
    with pytest.raises(Invalid):
        notebook.run()
    assert notebook.run().state == "done"
    assert notebook.done == ["ingest", "profile", "scores", "scores"]
    assert Run.objects.count() == 1


def test_a_failed_run_may_be_left_for_a_new_one() -> None:
    notebook = Notebook("scores", Invalid("Too few customers left"))
    with pytest.raises(Invalid):
        notebook.run()
    notebook.run(anew=True)
    assert notebook.done == ["ingest", "profile", "scores", "ingest", "profile", "scores"]


def test_the_same_day_again_after_a_done_run_is_a_new_run() -> None:
    notebook = Notebook()
    assert notebook.run().pk != notebook.run().pk


def test_a_stage_is_visible_as_running_before_its_work_begins() -> None:
    run = start_or_resume_run(DAY, "")
    begin_stage(run, "ingest", 0)
    assert StageRun.objects.get().state == "running"


def test_the_database_itself_keeps_a_second_run_out() -> None:
    start_or_resume_run(DAY, "")
    with pytest.raises(IntegrityError), transaction.atomic():
        Run.objects.create(as_of=DAY)


def test_asking_for_a_run_adds_one_job_and_asking_again_is_refused() -> None:
    job = ask_for_run(work.run_pipeline, as_of=DAY, by="wang")
    assert job.arguments["kwargs"] == {"as_of": "2026-05-01", "by": "wang"}
    with pytest.raises(Refused):
        ask_for_run(work.run_pipeline, as_of=DAY, by="wang")


@pytest.mark.parametrize("as_of", [None, DAY])
def test_an_interrupted_run_may_be_asked_for_by_its_own_day_or_none(as_of: date | None) -> None:
    start_or_resume_run(DAY, "")
    assert ask_for_run(work.run_pipeline, as_of=as_of, by="wang").state == "waiting"


def test_asking_for_another_day_than_that_of_an_interrupted_run_is_refused() -> None:
    start_or_resume_run(DAY, "")
    with pytest.raises(Refused):
        ask_for_run(work.run_pipeline, as_of=date(2026, 5, 2), by="wang")


def test_after_a_failed_job_a_run_may_be_asked_for_again() -> None:
    first = ask_for_run(work.run_pipeline, as_of=DAY, by="wang")
    Job.objects.update(state="failed")
    assert ask_for_run(work.run_pipeline, as_of=DAY, by="wang").pk != first.pk
