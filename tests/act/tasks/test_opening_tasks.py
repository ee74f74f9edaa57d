"""``refresh_tasks``: from open alerts to tasks."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.act.tasks.conftest import MORNING, Run, angry, ending
from tests.know.tags.cast import customer
from tieline.act.tasks.commands import opening_tasks, start_task
from tieline.act.tasks.models import Task
from tieline.foundation.access.models import User

NEXT_DAY = date(2026, 4, 1)


def states() -> list[tuple[str, str]]:
    return list(Task.objects.order_by("id").values_list("template", "state"))


def test_an_alert_opens_the_task_of_the_template_that_answers_its_rule(run: Run) -> None:
    run(ending("wang", manager="li"), customer("li"))
    task = Task.objects.get()
    assert (task.template, task.customer_id, task.state, task.alert.rule) == (
        "renew_contract",
        "wang",
        "open",
        "contract_ending",
    )
    assert (task.assignee.login if task.assignee else None, task.team_id, task.priority) == ("li", "care", "normal")
    assert task.due_at == MORNING + timedelta(days=7)


def test_twice_is_as_once(run: Run) -> None:
    run(ending("wang"), ending("chen"))
    first = list(Task.objects.order_by("id").values())
    assert run(ending("wang"), ending("chen"))["opened"] == 0
    assert list(Task.objects.order_by("id").values()) == first


def test_a_run_that_was_killed_between_batches_is_completed_by_the_next(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening_tasks, "BATCH", 1)
    run(ending("wang"), ending("chen"), ending("zhang"))
    Task.objects.filter(customer_id__in=["wang", "zhang"]).delete()
    assert run(ending("wang"), ending("chen"), ending("zhang"))["opened"] == 2


def test_tasks_without_a_manager_go_round_the_teams_that_work_on_tasks(run: Run) -> None:
    run(ending("a"), ending("b"), ending("c"), ending("d", manager="nobody"))
    teams = list(Task.objects.order_by("customer_id").values_list("team", flat=True))
    assert teams == ["care", "sales", "care", "sales"]


def test_a_manager_who_is_locked_out_gets_no_tasks(run: Run, staff: dict[str, User]) -> None:
    User.objects.filter(login="li").update(is_active=False)
    run(ending("wang", manager="li"))
    assert Task.objects.get().assignee is None


def test_a_customer_with_two_alerts_has_two_tasks(run: Run) -> None:
    run(ending("wang"), contacts=angry("wang"))
    assert sorted(states()) == [("calm_customer", "open"), ("renew_contract", "open")]


def test_a_task_that_nobody_began_is_withdrawn_when_the_contract_is_renewed(run: Run) -> None:
    run(ending("wang"))
    report = run(customer("wang"), as_of=NEXT_DAY)
    assert states() == [("renew_contract", "withdrawn")]
    assert report["withdrawn"] == 1


def test_a_task_that_was_begun_stays_when_its_alert_clears(run: Run, task: Task, staff: dict[str, User]) -> None:
    start_task(task.pk, by=staff["li"], now=MORNING)
    run(customer("wang"), as_of=NEXT_DAY)
    task.refresh_from_db()
    assert (task.state, task.alert.cleared_on) == ("started", NEXT_DAY)


def test_a_dissatisfied_customer_is_called_although_the_month_is_over(run: Run) -> None:
    run(customer("wang"), contacts=angry("wang"))
    run(customer("wang"), as_of=NEXT_DAY, contacts=angry("wang"))
    assert states() == [("calm_customer", "open")]


def test_a_new_episode_joins_the_task_that_is_still_unfinished(run: Run) -> None:
    run(customer("wang"), contacts=angry("wang"))
    run(customer("wang"), as_of=NEXT_DAY)
    report = run(customer("wang"), as_of=date(2026, 4, 30), contacts=angry("wang", month=4))
    task = Task.objects.get()
    assert (report["opened"], report["joined"]) == (0, 1)
    assert task.alert.cleared_on is None


def test_a_new_episode_after_the_task_was_withdrawn_opens_a_new_one(run: Run) -> None:
    run(ending("wang"))
    run(customer("wang"), as_of=NEXT_DAY)
    run(ending("wang"), as_of=date(2026, 4, 2))
    assert states() == [("renew_contract", "withdrawn"), ("renew_contract", "open")]


def test_the_database_refuses_a_second_task_for_the_same_alert(task: Task) -> None:
    task.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        task.save(force_insert=True)


def test_the_database_refuses_a_done_task_without_an_outcome(task: Task) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(state="done", closed_at=MORNING)
