"""The routes of tasks: the workbench, one task, and what is refused, at what cost."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.act.tasks.conftest import Run, angry, ending
from tests.know.tags.cast import customer
from tieline.act.tasks.models import Task
from tieline.foundation.access.audit_models import Look
from tieline.foundation.access.roles import KIND as ROLES
from tieline.foundation.packs.commands import publish_definition

Browse = Callable[[str], Client]


def get(client: Client, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200, response.content
    return response.json()


def post(client: Client, path: str, body: dict[str, Any] | None = None) -> Any:
    return client.post(path, body or {}, content_type="application/json")


def test_the_workbench_shows_my_tasks_overdue_first_then_by_priority(run: Run, browse: Browse) -> None:
    people = [customer(name, manager="li") for name in ("a", "b")] + [
        ending("c", manager="li"),
        ending("d", manager="qian"),
    ]
    run(*people, contacts=angry("a") + angry("b"))
    Task.objects.update(due_at=timezone.now() + timedelta(days=30))
    Task.objects.filter(customer_id="c").update(due_at=timezone.now() - timedelta(hours=1))
    found = get(browse("li"), "/api/tasks")
    assert [(row["customer_id"], row["overdue"], row["priority"]) for row in found["items"]] == [
        ("c", True, "normal"),
        ("a", False, "high"),
        ("b", False, "high"),
    ]
    assert found["items"][0]["customer_name"] == "C"
    assert found["counts"] == {"open": 3, "overdue": 1, "due_today": 0, "done_today": 0}


def test_my_teams_tasks_are_not_those_of_another(run: Run, browse: Browse) -> None:
    run(ending("a"), ending("b"), ending("c", manager="li"))
    assert {row["customer_id"] for row in get(browse("li"), "/api/tasks?scope=team")["items"]} == {"a", "c"}
    assert {row["customer_id"] for row in get(browse("li"), "/api/tasks?scope=all")["items"]} == {"a", "c"}
    assert {row["customer_id"] for row in get(browse("qian"), "/api/tasks?scope=team")["items"]} == {"b"}


def test_a_supervisor_sees_all(run: Run, browse: Browse) -> None:
    run(ending("a"), ending("b"))
    assert get(browse("sun"), "/api/tasks?scope=all")["total"] == 2


def test_tasks_are_found_by_customer_and_state_and_paged(run: Run, browse: Browse) -> None:
    run(ending("a", manager="li"), ending("b", manager="li"), contacts=angry("a"))
    client = browse("li")
    assert get(client, "/api/tasks?scope=all&customer_id=a")["total"] == 2
    assert get(client, "/api/tasks?state=done")["total"] == 0
    assert get(client, "/api/tasks?scope=all&state=all")["total"] == 3
    page = get(client, "/api/tasks?limit=1&offset=1")
    assert (len(page["items"]), page["total"]) == (1, 3)


def test_one_task_has_all_that_is_needed_to_work_on_it(task: Task, browse: Browse) -> None:
    found = get(browse("li"), f"/api/tasks/{task.pk}")
    assert found["opening_line"]["zh"].startswith("Wang您好，我是Li。您的畅享5G 99元套餐合约将于2026年4月30日到期")
    assert found["outcomes"][0]["key"] == "renewed"
    assert found["customer"]["plan"] == "畅享5G 99元套餐"
    assert [part["held"] for part in found["alert"]["parts"]] == [True]
    assert (found["can_start"], found["can_close"], found["can_assign"], found["can_undo_until"]) == (
        True,
        True,
        False,
        None,
    )


def test_a_task_goes_from_begun_to_done_and_back(task: Task, browse: Browse) -> None:
    client, path = browse("li"), f"/api/tasks/{task.pk}"
    assert post(client, f"{path}/start").json()["state"] == "started"
    done = post(client, f"{path}/close", {"outcome": "renewed", "note": "好"}).json()
    assert (done["state"], done["outcome_name"]["en"], done["attempts"][0]["note"]) == ("done", "Reached, renews", "好")
    assert done["can_undo_until"]
    assert get(client, "/api/tasks")["counts"]["done_today"] == 1
    assert post(client, f"{path}/undo").json()["state"] == "started"


def test_closing_twice_is_refused_as_a_problem(task: Task, browse: Browse) -> None:
    client, path = browse("li"), f"/api/tasks/{task.pk}/close"
    post(client, path, {"outcome": "renewed"})
    second = post(client, path, {"outcome": "renewed"})
    assert (second.status_code, second.json()["title"]) == (403, "Refused")
    assert "done already" in second.json()["detail"]


@pytest.mark.parametrize(
    ("body", "status"),
    [({"outcome": "unknown"}, 422), ({}, 422), ({"outcome": "renewed", "note": "x" * 2001}, 422)],
)
def test_bad_input_is_refused(task: Task, browse: Browse, body: dict[str, Any], status: int) -> None:
    assert post(browse("li"), f"/api/tasks/{task.pk}/close", body).status_code == status


def test_a_task_of_another_team_or_none_is_not_found(task: Task, browse: Browse) -> None:
    assert browse("qian").get(f"/api/tasks/{task.pk}").status_code == 404
    assert browse("sun").get("/api/tasks/999999").status_code == 404


@pytest.mark.parametrize("path", ["", "/1", "/assignees"])
def test_a_marketer_may_not_and_a_stranger_must_log_in(browse: Browse, path: str) -> None:
    assert browse("ma").get(f"/api/tasks{path}").status_code == 403
    assert Client().get(f"/api/tasks{path}").status_code == 401


def test_only_supervisors_give_tasks_away(task: Task, browse: Browse) -> None:
    path = f"/api/tasks/{task.pk}/assign"
    assert post(browse("li"), path, {"login": "zhao"}).status_code == 403
    assert post(browse("sun"), path, {"login": "zhao"}).json()["assignee"]["login"] == "zhao"


def test_a_supervisor_sees_to_whom_tasks_can_be_given(task: Task, browse: Browse) -> None:
    found = get(browse("sun"), "/api/tasks/assignees")
    assert [user["login"] for user in found["users"]] == ["li", "qian", "sun", "zhao"]
    assert {team["key"]: team["open_tasks"] for team in found["teams"]} == {"care": 1, "sales": 0}


def test_a_page_of_tasks_costs_the_same_however_many_there_are(
    run: Run, browse: Browse, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    run(*(ending(f"c{number}", manager="li") for number in range(30)))
    client = browse("li")
    with django_assert_max_num_queries(12):
        assert len(get(client, "/api/tasks")["items"]) == 30


def test_one_task_costs_few_queries(
    task: Task, browse: Browse, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = browse("li")
    with django_assert_max_num_queries(12):
        get(client, f"/api/tasks/{task.pk}")


def test_a_task_whose_alert_cleared_says_since_when(run: Run, browse: Browse) -> None:
    run(customer("a", manager="li"), contacts=angry("a"))
    run(customer("a", manager="li"), as_of=date(2026, 4, 1))
    assert get(browse("li"), "/api/tasks")["items"][0]["alert_cleared_on"] == "2026-04-01"


def test_a_task_tells_nothing_of_a_customer_who_is_out_of_reach(task: Task, browse: Browse) -> None:
    words = {"zh": "坐席", "en": "Agent"}
    sees = [{"purpose": "service", "customers": "own", "fields": {"otherwise": "readable"}}]
    agent = {"key": "agent", "name": words, "says": words, "permissions": ["tasks.work"], "sees": sees}
    publish_definition(ROLES, agent, [ROLES], by="sun", reason="own customers only")
    mine, other = (get(browse(login), f"/api/tasks/{task.pk}") for login in ("li", "zhao"))
    assert mine["customer"]["plan"] == "畅享5G 99元套餐"
    assert mine["alert"]["figures"]
    assert (other["customer"], other["customer_name"], other["alert"]["figures"]) == (None, None, [])
    assert [(part["held"], part["rows"], part["withheld"]) for part in other["alert"]["parts"]] == [(None, [], True)]
    assert "畅享5G" not in str(other)


def test_who_was_shown_the_customer_of_a_task_is_written_down_with_the_purpose(task: Task, browse: Browse) -> None:
    get(browse("li"), f"/api/tasks/{task.pk}")
    look = Look.objects.get()
    assert (look.user, look.purpose, look.address, look.customers) == ("li", "service", "127.0.0.1", 1)
    assert look.route == "GET /api/tasks/<task_id>"
    assert [each.customer_id for each in look.shown.all()] == ["wang"]
