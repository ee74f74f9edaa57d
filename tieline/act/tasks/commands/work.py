"""What people do with a task. Each command is one transaction and leaves an entry in the change log."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime

from tieline.act.tasks.definitions import Outcome
from tieline.act.tasks.models import Attempt, Task
from tieline.act.tasks.queries import template_of, workers
from tieline.act.tasks.visibility import can_take, get_seen_task, may_assign, undo_until
from tieline.foundation.access.changes import record_change
from tieline.foundation.access.models import Team, User
from tieline.foundation.errors import Invalid, Refused
from tieline.know.ingest.commands import record_interaction, retract_interaction

RESTORED = ("state", "due_at", "assignee_id", "team_id", "started_at")
"""What taking an outcome back restores."""


@transaction.atomic
def start_task(task_id: int, *, by: User, now: datetime) -> None:
    """The task is begun and is the user's; beginning the own task twice changes nothing."""
    task = _locked(by, task_id)
    if task.state == Task.State.STARTED and task.assignee_id == by.pk:
        return
    if task.state != Task.State.OPEN:
        raise _taken(task)
    _change(task, by, now, "start_task", _begun(task, by, now))


@transaction.atomic
def assign_task(task_id: int, *, by: User, login: str | None, team: str | None, now: datetime) -> None:
    """The task is the user's, or any of the team's; a task that was begun is open again for its new owner."""
    if (login is None) == (team is None):
        raise Invalid("Say to whom: either a user or a team", where="login, team", do="Give one of the two")
    if not may_assign(by):
        raise Refused("You may not give tasks to others", do="Ask a supervisor")
    task = _locked(by, task_id)
    if not task.is_unfinished:
        raise _finished(task)
    assignee = _worker(login) if login is not None else None
    new_team = assignee.team_id if assignee else _team(str(team)).key
    keeps = assignee is not None and assignee.pk == task.assignee_id
    state = task.state if keeps else Task.State.OPEN
    after = {"assignee_id": assignee.pk if assignee else None, "team_id": new_team, "state": state}
    _change(task, by, now, "assign_task", after)


@transaction.atomic
def close_task(task_id: int, *, by: User, outcome: str, note: str, again_at: datetime | None, now: datetime) -> None:
    """
    The outcome is reported and the contact is on the customer's timeline; the task is done, or comes back later.

    A second report on a task that is done is refused, so an outcome counts once.
    """
    task = _locked(by, task_id)
    if not task.is_unfinished:
        raise _finished(task)
    if not can_take(by, task, supervises=may_assign(by)):
        raise _taken(task)
    chosen = _outcome(task, outcome)
    due = _due(chosen, again_at, task, now)
    _report(task, chosen, note.strip(), by, now)
    after = {**_begun(task, by, now), "due_at": due}
    if chosen.closes:
        after |= {"state": Task.State.DONE, "closed_at": now, "closed_by_id": by.pk, "outcome": chosen.key}
    _change(task, by, now, "close_task", after)


@transaction.atomic
def undo_close(task_id: int, *, by: User, now: datetime) -> None:
    """The latest outcome is taken back with the contact it recorded, within ten minutes by the one who reported it."""
    task = _locked(by, task_id)
    last = task.attempts.filter(taken_back_at=None).first()
    until = undo_until(by, last, supervises=may_assign(by))
    if last is None or until is None:
        raise Refused("There is no outcome of yours to take back", do="Ask the one who reported it, or a supervisor")
    if now >= until:
        raise Refused("It is too late to take the outcome back", do="Report what happened as a new contact instead")
    if task.state == Task.State.DONE and _has_unfinished_sibling(task):
        raise Refused("The customer has a newer task of this kind by now", do="Work on that one")
    retract_interaction(last.interaction_ref)
    Attempt.objects.filter(pk=last.pk).update(taken_back_at=now)
    before = {name: _read(name, last.before[name]) for name in RESTORED}
    _change(task, by, now, "undo_close", {**before, "closed_at": None, "closed_by_id": None, "outcome": ""})


def _begun(task: Task, by: User, now: datetime) -> dict[str, Any]:
    """The fields of a task that somebody works on: a supervisor who helps out does not take it from its owner."""
    owner = task.assignee if task.state == Task.State.STARTED and task.assignee else by
    team = owner.team_id or task.team_id
    started = task.started_at or now
    return {"state": Task.State.STARTED, "assignee_id": owner.pk, "team_id": team, "started_at": started}


def _report(task: Task, outcome: Outcome, note: str, by: User, now: datetime) -> None:
    """The contact for the customer's timeline, and the attempt with what the task was before."""
    recorded = record_interaction(
        customer_id=task.customer_id,
        at=now,
        channel=template_of(task.definition).channel,
        reason=task.template,
        text=note,
        response=outcome.key,
        handled_by=by.login,
    )
    Attempt.objects.create(
        task=task,
        outcome=outcome.key,
        note=note,
        by=by,
        at=now,
        interaction_ref=str(recorded.pk),
        before={name: getattr(task, name) for name in RESTORED},
    )


def _locked(by: User, task_id: int) -> Task:
    """The task as the user sees it, held until the transaction ends, so that two reports cannot both pass."""
    get_seen_task(by, task_id)
    return Task.objects.select_for_update(of=("self",)).select_related("definition", "assignee", "team").get(pk=task_id)


def _change(task: Task, by: User, now: datetime, command: str, after: dict[str, Any]) -> None:
    """The task with the fields ``after``, and the entry in the change log."""
    before = {name: getattr(task, name) for name in after}
    Task.objects.filter(pk=task.pk).update(**after)
    record_change(command, "task", task.pk, by=by.login, before=before, after=after, now=now)


def _read(name: str, value: Any) -> Any:
    """A field as it was before, from JSON."""
    return parse_datetime(value) if value is not None and name.endswith("_at") else value


def _taken(task: Task) -> Refused:
    if not task.is_unfinished:
        return _finished(task)
    who = task.assignee.name if task.assignee else ""
    return Refused(f"{who} has begun this task", do="Leave it to them, or ask a supervisor to give it to you")


def _finished(task: Task) -> Refused:
    if task.state == Task.State.WITHDRAWN:
        return Refused("The task was withdrawn: its alert had cleared", do="Nothing is left to do")
    return Refused("The task is done already", do="Look at its outcome; a second report would count twice")


def _outcome(task: Task, key: str) -> Outcome:
    choices = template_of(task.definition).outcomes
    for outcome in choices:
        if outcome.key == key:
            return outcome
    known = ", ".join(outcome.key for outcome in choices)
    raise Invalid(f"'{key}' is not an outcome of this task", where="outcome", do=f"Choose one of: {known}")


def _due(outcome: Outcome, again_at: datetime | None, task: Task, now: datetime) -> datetime:
    """When the task is due after this outcome: as it was when it closes, else when it comes back."""
    if outcome.again_in is None:
        return task.due_at
    due = again_at or now + outcome.again_in
    if due.tzinfo is None or due <= now:
        raise Invalid("A task comes back in the future", where="again_at", do="Give a later time with its time zone")
    return due


def _has_unfinished_sibling(task: Task) -> bool:
    siblings = Task.objects.filter(template=task.template, customer_id=task.customer_id, state__in=Task.UNFINISHED)
    return siblings.exclude(pk=task.pk).exists()


def _worker(login: str) -> User:
    user = workers().filter(login=login).first()
    if user is None:
        raise Invalid(
            f"'{login}' is nobody who can work on tasks", where="login", do="Choose from the list of assignees"
        )
    return user


def _team(key: str) -> Team:
    team = Team.objects.filter(key=key).first()
    if team is None:
        raise Invalid(f"There is no team '{key}'", where="team", do="Choose from the list of assignees")
    return team
