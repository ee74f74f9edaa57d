"""Starting a run from the screen."""

import pytest
from django.test import Client

from tieline.foundation.access.commands import create_user
from tieline.foundation.access.models import Change, User
from tieline.foundation.jobs.models import Job

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


def logged_in(client: Client, role: str) -> Client:
    create_user(role, name=role, roles=[role], password=PASSWORD)
    client.force_login(User.objects.get(login=role), backend="tieline.foundation.access.sessions.LoginBackend")
    return client


def start(client: Client, **body: object) -> tuple[int, dict[str, object]]:
    answer = client.post("/api/runs", body, content_type="application/json")
    return answer.status_code, answer.json()


def test_a_marketer_starts_a_run_which_a_worker_will_do(client: Client) -> None:
    status, job = start(logged_in(client, "marketer"), as_of="2026-10-31")
    assert (status, job["name"], job["state"]) == (202, "run_pipeline_job", "waiting")
    assert Job.objects.get().arguments["kwargs"] == {"as_of": "2026-10-31", "by": "marketer"}
    assert Change.objects.latest("sequence").command == "start_run"


def test_a_second_run_is_refused_while_the_first_waits(client: Client) -> None:
    marketer = logged_in(client, "marketer")
    start(marketer)
    status, problem = start(marketer)
    assert (status, Job.objects.count()) == (403, 1)
    assert "going on" in str(problem["detail"])


def test_an_agent_may_not_start_a_run(client: Client) -> None:
    status, problem = start(logged_in(client, "agent"))
    assert status == 403
    assert "runs.start" in str(problem["detail"])


def test_a_day_that_does_not_exist_is_refused_by_its_field(client: Client) -> None:
    status, problem = start(logged_in(client, "analyst"), as_of="2026-02-30")
    assert (status, str(problem["where"]).endswith("as_of")) == (422, True)


def test_nobody_starts_a_run_without_logging_in(client: Client) -> None:
    assert start(client)[0] == 401
