"""Which tasks a user sees, and what the user may do with one."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from tieline.act.tasks.models import Attempt, Task
from tieline.foundation.access.models import User
from tieline.foundation.errors import NotFound

UNDO_WITHIN = timedelta(minutes=10)


def may_assign(user: User) -> bool:
    """Whether the user gives tasks to others, and therefore sees all of them."""
    return "tasks.assign" in user.permissions


def tasks_seen_by(user: User, *, all_teams: bool) -> QuerySet[Task]:
    """The user's own tasks and those of the user's team; with ``all_teams`` every task."""
    if all_teams:
        return Task.objects.all()
    seen = Q(assignee=user)
    if user.team_id:
        seen |= Q(team=user.team_id)
    return Task.objects.filter(seen)


def get_seen_task(user: User, task_id: int, *, related: tuple[str, ...] = ()) -> Task:
    """The task with its ``related`` rows, or NotFound when there is none or the user does not see it."""
    seen = tasks_seen_by(user, all_teams=may_assign(user))
    task = (seen.select_related(*related) if related else seen).filter(pk=task_id).first()
    if task is None:
        raise NotFound(f"There is no task {task_id} among yours or your team's", do="Look at the list of tasks")
    return task


def can_take(user: User, task: Task, *, supervises: bool) -> bool:
    """Whether the user may begin or end the task: nobody has begun it, or it is the user's, or the user supervises."""
    return task.is_unfinished and (task.state == Task.State.OPEN or task.assignee_id == user.pk or supervises)


def undo_until(user: User, attempt: Attempt | None, *, supervises: bool) -> datetime | None:
    """Until when the user may take back the latest outcome; None where there is none, or it is another user's."""
    if attempt is None or attempt.taken_back_at or not (attempt.by_id == user.pk or supervises):
        return None
    return attempt.at + UNDO_WITHIN
