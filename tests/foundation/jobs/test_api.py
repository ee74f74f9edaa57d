"""The operations page's routes: runs and jobs, for those who may see them."""

import threading
import uuid
from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.foundation.access.conftest import PASSWORD, Browser
from tests.foundation.jobs import work
from tests.know.tags.cast import publish_definitions
from tieline.foundation.access.commands import create_user
from tieline.foundation.access.models import Change
from tieline.foundation.errors import Invalid
from tieline.foundation.jobs.evaluations import evaluating, record_failed, record_good, settled
from tieline.foundation.jobs.models import Job, Run, StageRun, Touch
from tieline.foundation.jobs.worker import Worker


@pytest.fixture
def as_analyst(db: None) -> Browser:
    create_user("sun", name="孙", roles=["analyst"], password=PASSWORD)
    browser = Browser()
    browser.log_in("sun")
    return browser


@pytest.fixture
def as_admin(db: None) -> Browser:
    create_user("wang", name="王芳", roles=["admin"], password=PASSWORD)
    browser = Browser()
    browser.log_in("wang")
    return browser


@pytest.fixture
def failed(db: None) -> Job:
    work.fail_for_good.enqueue()
    Worker(threading.Event()).run_one()
    return Job.objects.get()


@pytest.fixture
def run(db: None) -> Run:
    run = Run.objects.create(as_of=date(2026, 5, 1), state="failed", asked_by="sun", error="Stage tags: no tags.")
    StageRun.objects.create(run=run, stage="tags", position=1, state="failed", error="no tags.")
    StageRun.objects.create(
        run=run, stage="ingest", position=0, state="done", rows_in=9, rows_out=8, seconds=1.5, report={"loads": 2}
    )
    return run


@pytest.mark.parametrize("path", ["/api/runs", "/api/runs/1", "/api/jobs"])
def test_an_agent_may_not_see_operations(db: None, path: str) -> None:
    create_user("li", name="李伟", roles=["agent"], password=PASSWORD)
    browser = Browser()
    assert browser.get(path).status_code == 401
    browser.log_in("li")
    assert browser.get(path).status_code == 403


def test_runs_are_listed_with_how_far_they_came(as_analyst: Browser, run: Run) -> None:
    found = as_analyst.get("/api/runs").json()
    assert found["total"] == 1
    shown = {name: found["items"][0][name] for name in ("as_of", "state", "stages_done", "seconds", "asked_by")}
    assert shown == {"as_of": "2026-05-01", "state": "failed", "stages_done": 1, "seconds": 1.5, "asked_by": "sun"}


def test_a_run_is_read_with_its_stages_in_order(as_analyst: Browser, run: Run) -> None:
    stages = as_analyst.get(f"/api/runs/{run.pk}").json()["stages"]
    assert [(stage["stage"], stage["state"], stage["rows_out"]) for stage in stages] == [
        ("ingest", "done", 8),
        ("tags", "failed", None),
    ]
    assert stages[0]["report"] == {"loads": 2}


def test_an_unknown_run_is_not_found(as_analyst: Browser) -> None:
    assert as_analyst.get("/api/runs/999999").status_code == 404


def test_listing_many_runs_costs_no_more_queries_than_listing_few(
    as_analyst: Browser, run: Run, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for day in range(1, 20):
        Run.objects.create(as_of=date(2026, 6, day), state="done")
    with django_assert_max_num_queries(8):
        assert len(as_analyst.get("/api/runs").json()["items"]) == 20


def test_jobs_are_listed_by_state_with_the_error_and_counts_of_all_states(as_analyst: Browser, failed: Job) -> None:
    work.note.enqueue("a")
    found = as_analyst.get("/api/jobs?state=failed").json()
    assert (found["total"], found["counts"]) == (1, {"waiting": 1, "running": 0, "done": 0, "failed": 1})
    assert found["items"][0]["name"] == "fail_for_good"
    assert found["items"][0]["error"] == "The file is empty. billing.csv. Deliver it again."
    assert as_analyst.get("/api/jobs").json()["total"] == 2


def test_a_state_that_does_not_exist_is_bad_input(as_analyst: Browser) -> None:
    assert as_analyst.get("/api/jobs?state=lost").status_code == 422


def test_listing_many_jobs_costs_no_more_queries_than_listing_few(
    as_analyst: Browser, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(20):
        work.note.enqueue("a")
    with django_assert_max_num_queries(7):
        assert len(as_analyst.get("/api/jobs").json()["items"]) == 20


def test_a_failed_job_is_tried_again_on_request_and_the_request_is_in_the_change_log(
    as_admin: Browser, failed: Job
) -> None:
    response = as_admin.send("POST", f"/api/jobs/{failed.pk}/retry")
    assert (response.json()["state"], response.json()["attempts"]) == ("waiting", 0)
    assert Change.objects.latest("sequence").command == "retry_job"
    Worker(threading.Event()).run_one()
    assert Job.objects.get().attempts == 1


def test_a_job_that_did_not_fail_is_not_tried_again(as_admin: Browser) -> None:
    work.note.enqueue("a")
    assert as_admin.send("POST", f"/api/jobs/{Job.objects.get().pk}/retry").status_code == 403


def test_an_unknown_job_is_not_found(as_admin: Browser) -> None:
    assert as_admin.send("POST", f"/api/jobs/{uuid.uuid4()}/retry").status_code == 404


def test_trying_again_needs_its_own_permission(as_analyst: Browser, failed: Job) -> None:
    assert as_analyst.send("POST", f"/api/jobs/{failed.pk}/retry").status_code == 403
    assert Job.objects.get().state == "failed"


def test_touches_and_when_definitions_were_last_evaluated_are_told(as_admin: Browser) -> None:
    Touch.objects.create(as_of=date(2026, 5, 1), state="failed", error="tags: no such table.")
    publish_definitions(tag=[{"key": "old"}, {"key": "young"}, {"key": "new"}])
    with evaluating("tag"):
        pass
    publish_definitions(tag=[{"key": "old"}, {"key": "young"}, {"key": "new"}, {"key": "newest"}])
    record_failed("tag", ["old"], Invalid("There is no field 'agee'"))
    record_failed("tag", ["young"], Invalid("There is no field 'agee'"))
    record_good("tag", ["young"])
    (touch,) = as_admin.get("/api/runs/touches").json()["items"]
    assert (touch["state"], touch["error"]) == ("failed", "tags: no such table.")
    told = as_admin.get("/api/runs/evaluations?kind=tag").json()
    by_key = {each["key"]: each for each in told["items"]}
    assert (told["total"], told["failed"]) == (4, 1)
    assert "agee" in by_key["old"]["error"]
    assert (by_key["young"]["failed_at"], by_key["young"]["error"]) == (None, "")
    assert by_key["new"]["good_at"] is not None
    assert by_key["newest"]["good_at"] is None
    assert settled("tag") == frozenset(), "what is published anew waits for a run"
    assert as_admin.get("/api/runs/evaluations?kind=journey").status_code == 422
