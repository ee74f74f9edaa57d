"""What people do with tasks: begin, give, close, take back; what is refused."""

from datetime import timedelta
from typing import Any

import pytest

from tests.act.tasks.conftest import MORNING, NOON, Run, ending
from tests.know.tags.cast import customer
from tieline.act.tasks.commands import assign_task, close_task, start_task, undo_close
from tieline.act.tasks.models import Attempt, Task
from tieline.foundation.access.changes import verify_changes
from tieline.foundation.access.models import Change, User
from tieline.foundation.access.projection import Projection
from tieline.foundation.access.sight import EVERYTHING
from tieline.foundation.errors import Invalid, NotFound, Refused, TielineError
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.ingest.models import RecordedInteraction
from tieline.know.profile.queries import list_timeline

Staff = dict[str, User]


def close(task: Task, by: User, outcome: str = "renewed", **fields: Any) -> Task:
    close_task(task.pk, by=by, outcome=outcome, **({"note": "", "again_at": None, "now": NOON} | fields))
    return Task.objects.get(pk=task.pk)


def test_beginning_makes_it_mine(task: Task, staff: Staff) -> None:
    start_task(task.pk, by=staff["zhao"], now=NOON)
    begun = Task.objects.get()
    assert (begun.state, begun.assignee, begun.started_at) == ("started", staff["zhao"], NOON)


def test_beginning_twice_changes_nothing(task: Task, staff: Staff) -> None:
    start_task(task.pk, by=staff["li"], now=MORNING)
    start_task(task.pk, by=staff["li"], now=NOON)
    assert Task.objects.get().started_at == MORNING
    assert Change.objects.filter(command="start_task").count() == 1


def test_a_task_that_a_colleague_began_is_left_to_them(task: Task, staff: Staff) -> None:
    start_task(task.pk, by=staff["li"], now=NOON)
    with pytest.raises(Refused, match="Li has begun this task"):
        start_task(task.pk, by=staff["zhao"], now=NOON)
    with pytest.raises(Refused, match="Li has begun this task"):
        close(task, staff["zhao"])


def test_a_task_of_another_team_is_not_there(task: Task, staff: Staff) -> None:
    for command in (start_task, undo_close):
        with pytest.raises(NotFound):
            command(task.pk, by=staff["qian"], now=NOON)
    with pytest.raises(NotFound):
        close(task, staff["qian"])


def test_closing_records_the_contact_for_the_timeline(task: Task, staff: Staff) -> None:
    done = close(task, staff["li"], note="  愿意续约  ")
    contact = RecordedInteraction.objects.get()
    assert (done.state, done.outcome, done.closed_by, done.closed_at) == ("done", "renewed", staff["li"], NOON)
    assert (contact.customer_id, contact.at, contact.kind, contact.channel) == ("wang", NOON, "work", "call")
    assert (contact.response, contact.text, contact.handled_by) == ("renewed", "愿意续约", "li")


def test_the_contact_is_on_the_timeline_at_once_and_off_it_when_taken_back(
    task: Task, staff: Staff, warehouse: Warehouse
) -> None:
    close(task, staff["li"], note="愿意续约")
    shown = list_timeline(Projection(warehouse, EVERYTHING), "wang")["items"]
    assert [(entry["kind"], entry["response"], entry["text"]) for entry in shown] == [("work", "renewed", "愿意续约")]
    undo_close(task.pk, by=staff["li"], now=NOON)
    assert list_timeline(Projection(warehouse, EVERYTHING), "wang")["items"] == []


def test_closing_leaves_an_entry_in_the_change_log(task: Task, staff: Staff) -> None:
    close(task, staff["li"])
    change = Change.objects.get(command="close_task")
    assert (change.user, change.object_kind, change.object_id) == ("li", "task", str(task.pk))
    assert verify_changes().broken_at is None


def test_a_second_close_is_refused_and_records_nothing(task: Task, staff: Staff) -> None:
    close(task, staff["li"])
    with pytest.raises(Refused, match="done already"):
        close(task, staff["li"])
    assert RecordedInteraction.objects.count() == 1


def test_nothing_happens_when_the_outcome_is_unknown(task: Task, staff: Staff) -> None:
    with pytest.raises(Invalid, match="Choose one of: renewed"):
        close(task, staff["li"], "sold a house")
    assert (Task.objects.get().state, RecordedInteraction.objects.count()) == ("open", 0)


def test_a_withdrawn_task_cannot_be_closed(task: Task, staff: Staff, run: Run) -> None:
    run(customer("wang"))
    with pytest.raises(Refused, match="withdrawn"):
        close(task, staff["li"])


def test_not_reached_puts_the_task_off_and_keeps_it_with_who_tried(task: Task, staff: Staff) -> None:
    later = close(task, staff["zhao"], "not_reached")
    assert (later.state, later.due_at, later.assignee) == ("started", NOON + timedelta(hours=24), staff["zhao"])
    assert RecordedInteraction.objects.get().response == "not_reached"


def test_the_customer_may_name_another_time_for_the_callback(task: Task, staff: Staff) -> None:
    again = NOON + timedelta(days=2)
    assert close(task, staff["li"], "thinking", again_at=again).due_at == again


@pytest.mark.parametrize("again", [NOON, NOON - timedelta(days=1), NOON.replace(tzinfo=None) + timedelta(days=1)])
def test_a_callback_in_the_past_or_without_a_zone_is_refused(task: Task, staff: Staff, again: Any) -> None:
    with pytest.raises(Invalid, match="comes back in the future"):
        close(task, staff["li"], "thinking", again_at=again)


def test_a_task_that_was_put_off_can_be_closed_later(task: Task, staff: Staff) -> None:
    close(task, staff["li"], "not_reached")
    assert close(task, staff["li"], now=NOON + timedelta(days=1)).state == "done"
    assert Attempt.objects.count() == 2


def test_the_last_outcome_can_be_taken_back_for_ten_minutes(task: Task, staff: Staff) -> None:
    close(task, staff["li"])
    undo_close(task.pk, by=staff["li"], now=NOON + timedelta(minutes=9, seconds=59))
    again = Task.objects.get()
    assert (again.state, again.outcome, again.closed_at, again.assignee) == ("open", "", None, staff["li"])
    assert RecordedInteraction.objects.count() == 0
    assert close(task, staff["li"]).state == "done"


def test_taking_back_restores_who_had_it_and_when_it_was_due(task: Task, staff: Staff) -> None:
    close(task, staff["zhao"], "not_reached")
    undo_close(task.pk, by=staff["zhao"], now=NOON)
    again = Task.objects.get()
    assert (again.state, again.due_at, again.assignee, again.started_at) == ("open", task.due_at, staff["li"], None)


def test_after_ten_minutes_it_is_too_late(task: Task, staff: Staff) -> None:
    close(task, staff["li"])
    with pytest.raises(Refused, match="too late"):
        undo_close(task.pk, by=staff["li"], now=NOON + timedelta(minutes=10))


def test_only_who_reported_an_outcome_or_a_supervisor_takes_it_back(task: Task, staff: Staff) -> None:
    close(task, staff["li"])
    with pytest.raises(Refused, match="no outcome of yours"):
        undo_close(task.pk, by=staff["zhao"], now=NOON)
    undo_close(task.pk, by=staff["sun"], now=NOON)
    with pytest.raises(Refused, match="no outcome of yours"):
        undo_close(task.pk, by=staff["sun"], now=NOON)


def test_a_supervisor_gives_a_task_to_another_person_or_team(task: Task, staff: Staff) -> None:
    assign_task(task.pk, by=staff["sun"], login="qian", team=None, now=NOON)
    given = Task.objects.get()
    assert (given.assignee, given.team_id) == (staff["qian"], "sales")
    assign_task(task.pk, by=staff["sun"], login=None, team="care", now=NOON)
    given = Task.objects.get()
    assert (given.assignee, given.team_id, given.state) == (None, "care", "open")


@pytest.mark.parametrize(
    ("by", "login", "team", "error"),
    [
        ("li", "zhao", None, Refused),
        ("sun", "ma", None, Invalid),
        ("sun", None, "nowhere", Invalid),
        ("sun", None, None, Invalid),
        ("sun", "li", "care", Invalid),
    ],
)
def test_giving_tasks_away_is_refused(
    task: Task, staff: Staff, by: str, login: str | None, team: str | None, error: type[TielineError]
) -> None:
    with pytest.raises(error):
        assign_task(task.pk, by=staff[by], login=login, team=team, now=NOON)


def test_a_done_task_cannot_be_given_away(task: Task, staff: Staff) -> None:
    close(task, staff["li"])
    with pytest.raises(Refused, match="done already"):
        assign_task(task.pk, by=staff["sun"], login="zhao", team=None, now=NOON)


def test_a_supervisor_who_closes_an_agents_task_does_not_take_it(run: Run, staff: Staff) -> None:
    run(ending("wang", manager="li"))
    task = Task.objects.get()
    start_task(task.pk, by=staff["li"], now=MORNING)
    done = close(task, staff["sun"])
    assert (done.assignee, done.closed_by) == (staff["li"], staff["sun"])
