"""Endpoints of tasks: the workbench, one task, and what can be done with it."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from tieline.act.tasks import commands, queries
from tieline.act.tasks.shapes import Assignees, AssignTask, CloseTask, TaskDetail, TaskList
from tieline.foundation.access.endpoint import allow, user_of
from tieline.foundation.access.looks import told
from tieline.foundation.access.projection import seen_by

router = Router(tags=["tasks"])

Limit = Annotated[int, Query(ge=1, le=200)]
Offset = Annotated[int, Query(ge=0, le=10_000_000)]


@router.get("", auth=allow("tasks.work"), response=TaskList, operation_id="list_tasks", summary="Tasks, overdue first")
def list_tasks(
    request: HttpRequest,
    scope: Literal["mine", "team", "all"] = "mine",
    state: Literal["open", "done", "withdrawn", "all"] = "open",
    customer_id: str | None = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Any:
    """
    A page of tasks that the user may see, and the counts of the workbench for the scope.

    ``open`` includes started ones. ``team`` is the user's team; ``all`` is everything the user may see.
    """
    wanted = queries.TaskFilter(scope=scope, state=state, customer_id=customer_id)
    found = queries.list_tasks(
        seen_by(request), user_of(request), wanted, now=timezone.now(), limit=limit, offset=offset
    )
    return told(request, found)


@router.get(
    "/assignees",
    auth=allow("tasks.assign"),
    response=Assignees,
    operation_id="list_assignees",
    summary="Whom a task can be given to",
)
def list_assignees(request: HttpRequest) -> Any:
    """Active users who may work on tasks, and the teams they are in."""
    return queries.list_assignees()


@router.get(
    "/{task_id}",
    auth=allow("tasks.work"),
    response=TaskDetail,
    operation_id="get_task",
    summary="One task with what it needs",
)
def get_task(request: HttpRequest, task_id: int) -> Any:
    """The task with its alert, evidence, customer, opening line and possible outcomes."""
    return told(request, queries.get_task(seen_by(request), user_of(request), task_id, now=timezone.now()))


@router.post(
    "/{task_id}/start", auth=allow("tasks.work"), response=TaskDetail, operation_id="start_task", summary="Begin a task"
)
def start_task(request: HttpRequest, task_id: int) -> Any:
    """Begin the task: it is the user's from now on."""
    user, now = user_of(request), timezone.now()
    commands.start_task(task_id, by=user, now=now)
    return told(request, queries.get_task(seen_by(request), user, task_id, now=now))


@router.post(
    "/{task_id}/assign",
    auth=allow("tasks.assign"),
    response=TaskDetail,
    operation_id="assign_task",
    summary="Give a task to somebody",
)
def assign_task(request: HttpRequest, task_id: int, body: AssignTask) -> Any:
    """Give the task to a user or to a team."""
    user, now = user_of(request), timezone.now()
    commands.assign_task(task_id, by=user, login=body.login, team=body.team, now=now)
    return told(request, queries.get_task(seen_by(request), user, task_id, now=now))


@router.post(
    "/{task_id}/close",
    auth=allow("tasks.work"),
    response=TaskDetail,
    operation_id="close_task",
    summary="Report an outcome",
)
def close_task(request: HttpRequest, task_id: int, body: CloseTask) -> Any:
    """Close the task with an outcome, or put it off with one that does not close; the contact is recorded."""
    user, now = user_of(request), timezone.now()
    commands.close_task(task_id, by=user, outcome=body.outcome, note=body.note, again_at=body.again_at, now=now)
    return told(request, queries.get_task(seen_by(request), user, task_id, now=now))


@router.post(
    "/{task_id}/undo",
    auth=allow("tasks.work"),
    response=TaskDetail,
    operation_id="undo_task",
    summary="Take the last outcome back",
)
def undo_task(request: HttpRequest, task_id: int) -> Any:
    """Take back the outcome just reported, within ten minutes, with the contact it recorded."""
    user, now = user_of(request), timezone.now()
    commands.undo_close(task_id, by=user, now=now)
    return told(request, queries.get_task(seen_by(request), user, task_id, now=now))
