"""What is read of tasks: the workbench, one task, and whom a task can be given to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from tieline.act.tasks.definitions import KIND, TaskTemplate
from tieline.act.tasks.due import end_of_today, start_of_today
from tieline.act.tasks.models import Attempt, Task
from tieline.act.tasks.opening import PLACEHOLDERS, filled
from tieline.act.tasks.visibility import can_take, get_seen_task, may_assign, tasks_seen_by, undo_until
from tieline.foundation.access.models import Team, User
from tieline.foundation.access.projection import Projection
from tieline.foundation.access.queries import holders_of
from tieline.foundation.access.sight import NOTHING
from tieline.foundation.packs.models import Definition
from tieline.foundation.packs.queries import published
from tieline.know.profile.queries import heads_of, names_of
from tieline.notice.rules.queries import alert_detail

RELATED = ("definition", "alert", "alert__definition", "assignee", "team")

_WITHDRAWN_BECAUSE = {"zh": "预警已解除，任务尚未开始", "en": "The alert cleared before anyone began"}

_templates: dict[str, TaskTemplate] = {}
"""Templates by the digest of their body: a workbench shows many tasks of few templates."""


@dataclass(frozen=True)
class TaskFilter:
    """Which of the tasks that a user may see; ``open`` includes started ones."""

    scope: Literal["mine", "team", "all"] = "mine"
    state: Literal["open", "done", "withdrawn", "all"] = "open"
    customer_id: str | None = None


def list_templates() -> list[TaskTemplate]:
    """The published task templates in the order of their keys."""
    return published(KIND.name, TaskTemplate)


def template_of(definition: Definition) -> TaskTemplate:
    """The template in the version that a task was opened with."""
    held = _templates.get(definition.digest)
    if held is None:
        held = _templates[definition.digest] = TaskTemplate.model_validate(definition.body)
    return held


def list_tasks(
    at: Projection, user: User, wanted: TaskFilter, *, now: datetime, limit: int, offset: int
) -> dict[str, Any]:
    """A page of tasks that the user may see, overdue first, then by priority and due time, and the scope's counts."""
    seen = _in_scope(user, wanted)
    page = list(_in_order(seen.filter(_of_state(wanted.state)), now)[offset : offset + limit])
    names = names_of(at, [task.customer_id for task in page])
    return {
        "items": [task_row(task, names.get(task.customer_id), now) for task in page],
        **_counts(seen, wanted.state, now),
    }


def _in_scope(user: User, wanted: TaskFilter) -> QuerySet[Task]:
    seen = tasks_seen_by(user, all_teams=wanted.scope == "all" and may_assign(user))
    if wanted.scope == "mine":
        seen = seen.filter(assignee=user)
    elif wanted.scope == "team":
        seen = seen.filter(team=user.team_id) if user.team_id else seen.none()
    return seen.filter(customer_id=wanted.customer_id) if wanted.customer_id else seen


def _of_state(state: str) -> Q:
    if state == "all":
        return Q()
    return Q(state__in=Task.UNFINISHED if state == "open" else [state])


def _in_order(tasks: QuerySet[Task], now: datetime) -> QuerySet[Task]:
    place = Case(
        When(state__in=Task.UNFINISHED, due_at__lt=now, then=Value(0)),
        When(state__in=Task.UNFINISHED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    related = tasks.select_related(*RELATED)
    return related.defer("alert__evidence").annotate(place=place).order_by("place", "rank", "due_at", "id")


def _counts(seen: QuerySet[Task], state: str, now: datetime) -> dict[str, Any]:
    """How many tasks are in the state, and the counts of the workbench, in one question."""
    unfinished = Q(state__in=Task.UNFINISHED)
    counts = seen.aggregate(
        total=Count("id", filter=_of_state(state)),
        open=Count("id", filter=unfinished),
        overdue=Count("id", filter=unfinished & Q(due_at__lt=now)),
        due_today=Count("id", filter=unfinished & Q(due_at__gte=now, due_at__lt=end_of_today(now))),
        done_today=Count("id", filter=Q(state=Task.State.DONE, closed_at__gte=start_of_today(now))),
    )
    return {"total": counts.pop("total"), "counts": counts}


def task_row(task: Task, customer_name: str | None, now: datetime) -> dict[str, Any]:
    """A task as lists show it; its definition, alert, assignee and team must be loaded with it."""
    template = template_of(task.definition)
    outcome = next((each for each in template.outcomes if each.key == task.outcome), None)
    return {
        "id": task.pk,
        "template": task.template,
        "title": template.name,
        "state": task.state,
        "priority": task.priority,
        "overdue": task.is_unfinished and task.due_at < now,
        "due_at": task.due_at,
        "opened_at": task.opened_at,
        "customer_id": task.customer_id,
        "customer_name": customer_name,
        "alert_id": task.alert_id,
        "rule": task.alert.rule,
        "rule_name": task.alert.definition.body["name"],
        "severity": task.alert.severity,
        "alert_cleared_on": task.alert.cleared_on,
        "assignee": _assignee(task.assignee),
        "team": task.team_id,
        "team_name": {"zh": task.team.name_zh, "en": task.team.name_en} if task.team else None,
        "outcome": task.outcome or None,
        "outcome_name": outcome.name if outcome else None,
        "closed_at": task.closed_at,
    }


def _assignee(user: User | None) -> dict[str, Any] | None:
    return {"login": user.login, "name": user.name, "team": user.team_id} if user else None


def get_task(at: Projection, user: User, task_id: int, *, now: datetime) -> dict[str, Any]:
    """
    The task with its alert, evidence, customer, opening line, outcomes and attempts; NotFound if not seen.

    Of a customer whom the reader does not see the task tells what is to be done, and nothing that is known of them.
    """
    task = get_seen_task(user, task_id, related=RELATED)
    template, supervises = template_of(task.definition), may_assign(user)
    columns = tuple(sorted(PLACEHOLDERS - {"agent"}))
    customer = heads_of(at, [task.customer_id], columns).get(task.customer_id)
    name = customer["name"] if customer else None
    sight = at.sight if customer else NOTHING
    attempts = list(task.attempts.select_related("by"))
    last = next((attempt for attempt in attempts if not attempt.taken_back_at), None)
    until = undo_until(user, last, supervises=supervises)
    may_take = can_take(user, task, supervises=supervises)
    return {
        **task_row(task, name, now),
        "says": template.says,
        "opening_line": filled(template.opening_line, customer or {}, agent=user.name),
        "outcomes": [_outcome(each) for each in template.outcomes],
        "attempts": [_attempt(each, template, notes_are_seen=sight.reads("words")) for each in attempts],
        "alert": alert_detail(task.alert, name, sight),
        "customer": customer,
        "withdrawn_because": _WITHDRAWN_BECAUSE if task.state == Task.State.WITHDRAWN else None,
        "can_start": may_take and task.state == Task.State.OPEN,
        "can_close": may_take,
        "can_assign": supervises and task.is_unfinished,
        "can_undo_until": until if until and now < until else None,
    }


def _outcome(outcome: Any) -> dict[str, Any]:
    minutes = int(outcome.again_in.total_seconds() // 60) if outcome.again_in else None
    return {**outcome.model_dump(include={"key", "name", "reached", "closes"}), "again_in_minutes": minutes}


def _attempt(attempt: Attempt, template: TaskTemplate, *, notes_are_seen: bool) -> dict[str, Any]:
    names = {outcome.key: outcome.name for outcome in template.outcomes}
    return {
        "outcome": attempt.outcome,
        "outcome_name": names[attempt.outcome],
        "note": attempt.note if notes_are_seen else "",
        "by": attempt.by.login,
        "by_name": attempt.by.name,
        "at": attempt.at,
        "taken_back_at": attempt.taken_back_at,
    }


def workers() -> QuerySet[User]:
    """Active users who hold a role that works on tasks, by login."""
    return holders_of("tasks.work").order_by("login")


def unfinished_by_team() -> dict[str, int]:
    """For each team in which somebody can work on tasks, how many unfinished tasks it has, by key."""
    teams = workers().exclude(team=None).order_by("team").values_list("team", flat=True).distinct()
    counted = dict(
        Task.objects.filter(state__in=Task.UNFINISHED, team__in=list(teams)).values_list("team").annotate(n=Count("id"))
    )
    return {str(team): counted.get(team, 0) for team in sorted(map(str, teams))}


def list_assignees() -> dict[str, Any]:
    """Active users who may work on tasks, and the teams they are in with their unfinished tasks."""
    load = unfinished_by_team()
    teams = Team.objects.filter(key__in=load).order_by("key")
    return {
        "users": [_assignee(user) for user in workers()],
        "teams": [
            {"key": team.key, "name": {"zh": team.name_zh, "en": team.name_en}, "open_tasks": load[team.key]}
            for team in teams
        ],
    }
