"""What the API of tasks says and takes."""

from datetime import date, datetime
from typing import Literal

from ninja import Field, Schema
from pydantic import BaseModel

from tieline.know.tags.shapes import Words
from tieline.notice.rules.shapes import AlertDetail, SeverityName

TaskStateName = Literal["open", "started", "done", "withdrawn"]
PriorityName = Literal["urgent", "high", "normal", "low"]


class Assignee(BaseModel):
    """A user a task can be given to."""

    login: str
    name: str
    team: str | None


class TeamName(Schema):
    """A team a task can be given to, and how many unfinished tasks it has."""

    key: str
    name: Words
    open_tasks: int


class Assignees(Schema):
    """Whom a task can be given to."""

    users: list[Assignee]
    teams: list[TeamName]


class TaskRow(BaseModel):
    """A task in a list."""

    id: int
    template: str
    title: Words
    state: TaskStateName
    priority: PriorityName
    overdue: bool
    due_at: datetime
    opened_at: datetime
    customer_id: str
    customer_name: str | None
    alert_id: int
    rule: str
    rule_name: Words
    severity: SeverityName
    alert_cleared_on: date | None
    assignee: Assignee | None
    team: str | None
    team_name: Words | None
    outcome: str | None
    outcome_name: Words | None
    closed_at: datetime | None


class TaskCounts(BaseModel):
    """The workbench in numbers, for the same scope: unfinished, late, due by the end of today, done today."""

    open: int
    overdue: int
    due_today: int
    done_today: int


class TaskList(BaseModel):
    """A page of tasks, overdue first, then by priority, then by due time."""

    items: list[TaskRow]
    total: int
    counts: TaskCounts


class OutcomeChoice(Schema):
    """A way to end, or put off, a task. ``closes`` false: the task comes back ``again_in`` later."""

    key: str
    name: Words
    reached: bool
    closes: bool
    again_in_minutes: int | None


class Attempt(Schema):
    """What was reported on a task: an outcome with its note."""

    outcome: str
    outcome_name: Words
    note: str
    by: str
    by_name: str
    at: datetime
    taken_back_at: datetime | None


class CustomerHead(Schema):
    """The customer of a task in one line."""

    customer_id: str
    customer_number: str | None
    name: str | None
    phone: str | None
    plan: str | None
    city: str | None
    tenure_months: int | None
    monthly_fee: float | None
    contract_end: date | None


class TaskDetail(TaskRow):
    """A task with what is needed to work on it."""

    says: Words
    opening_line: Words
    outcomes: list[OutcomeChoice]
    attempts: list[Attempt]
    alert: AlertDetail
    customer: CustomerHead | None
    withdrawn_because: Words | None
    can_start: bool
    can_close: bool
    can_assign: bool
    can_undo_until: datetime | None


class AssignTask(Schema):
    """To whom: a user by login, or a team by key."""

    login: str | None = Field(default=None, max_length=60)
    team: str | None = Field(default=None, max_length=40)


class CloseTask(Schema):
    """With which outcome, and what is worth knowing; ``again_at`` overrides when a callback comes back."""

    outcome: str = Field(max_length=60)
    note: str = Field(default="", max_length=2000)
    again_at: datetime | None = None
