"""From open alerts to tasks: what the ``tasks`` stage of the pipeline does."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from tieline.act.tasks.assignment import Desk, Manager
from tieline.act.tasks.definitions import KIND, TaskTemplate
from tieline.act.tasks.due import due_at, work_begins_after
from tieline.act.tasks.models import Task
from tieline.act.tasks.queries import list_templates, unfinished_by_team, workers
from tieline.foundation.batches import batches
from tieline.foundation.days import end_of_day
from tieline.foundation.jobs.stages import Progress, StageResult
from tieline.foundation.packs.queries import published_ids
from tieline.foundation.warehouse.current import warehouse
from tieline.know.profile.queries import heads_of
from tieline.notice.rules.models import Alert
from tieline.notice.rules.queries import open_alerts_of

BATCH = 500


@dataclass(frozen=True)
class _Opening:
    """One template on its way to tasks: which version, since when, due when, how many more on this day (None: all)."""

    template: TaskTemplate
    definition_id: int
    opened_at: datetime
    due_at: datetime
    room: int | None


def refresh_tasks(as_of: date, progress: Progress, among: Sequence[str] | None = None) -> StageResult:
    """
    Every open alert of a rule that a template answers has a task; repeated, or begun again after a kill, none doubles.

    Where a template says how many ``a_day``, the alerts with the most value at risk have theirs, and the others wait.
    A customer with an unfinished task of the template gets no second one: the task now stands for the new
    alert. Tasks that nobody began are withdrawn when their alert has cleared, where the template says so. With
    ``among`` only the alerts of these customers are looked at.
    """
    templates = list_templates()
    withdrawn = sum(_withdraw(template, as_of, among) for template in templates)
    teams = len(unfinished_by_team())
    openings = [_opening(template, as_of, teams) for template in templates]
    waiting = [(opening, list(_without_task(opening.template, among))) for opening in openings]
    total = sum(len(alerts) for _, alerts in waiting)
    desk, done, opened, joined = _desk(), 0, 0, 0
    for opening, alerts in waiting:
        room = opening.room
        for batch in batches(alerts, BATCH):
            new, held = _open_tasks(opening, batch, desk, room)
            room = None if room is None else room - new
            opened, joined, done = opened + new, joined + held, done + len(batch)
            progress(done / total, f"opening tasks: {opening.template.key}")
    unfinished = Task.objects.filter(state__in=Task.UNFINISHED).count()
    report = {"opened": opened, "joined": joined, "withdrawn": withdrawn, "unfinished": unfinished}
    report |= {"waiting": total - opened - joined}
    return StageResult(rows_in=total, rows_out=opened, report=report)


def _opening(template: TaskTemplate, as_of: date, teams: int) -> _Opening:
    due, opened_at = due_at(work_begins_after(as_of), template.due_in), end_of_day(as_of)
    return _Opening(template, published_ids(KIND.name)[template.key], opened_at, due, _room(template, opened_at, teams))


def _room(template: TaskTemplate, opened_at: datetime, teams: int) -> int | None:
    """How many more tasks of the template the teams can be given for this day; None without a limit."""
    if template.a_day is None:
        return None
    given = Task.objects.filter(template=template.key, opened_at=opened_at).count()
    return max(template.a_day * max(teams, 1) - given, 0)


def _withdraw(template: TaskTemplate, as_of: date, among: Sequence[str] | None) -> int:
    if template.when_cleared != "withdraw":
        return 0
    idle = Task.objects.filter(template=template.key, state=Task.State.OPEN, alert__cleared_on__isnull=False)
    withdrawn = {"state": Task.State.WITHDRAWN, "closed_at": end_of_day(as_of)}
    if among is None:
        return idle.update(**withdrawn)
    return sum(idle.filter(customer_id__in=batch).update(**withdrawn) for batch in batches(among, BATCH))


def _without_task(template: TaskTemplate, among: Sequence[str] | None) -> Iterator[Alert]:
    """Open alerts, of these customers, that the template answers and that have no task of it yet, by value at risk."""
    answered = Task.objects.filter(alert=OuterRef("pk"), template=template.key)
    found = open_alerts_of(template.answers).filter(~Exists(answered)).only("id", "customer_id")
    waiting = found.order_by(F("value_at_risk").desc(nulls_last=True), "id")
    if among is None:
        yield from waiting
    else:
        for batch in batches(among, BATCH):
            yield from waiting.filter(customer_id__in=batch)


def _desk() -> Desk:
    managers = {user.login: Manager(user.pk, user.team_id) for user in workers()}
    return Desk(managers, unfinished_by_team())


def _open_tasks(opening: _Opening, alerts: Sequence[Alert], desk: Desk, room: int | None) -> tuple[int, int]:
    """
    Tasks for these alerts in one transaction: how many are new, and how many alerts joined an unfinished one.

    Of new ones at most ``room``, for the first of the alerts; the others stay without a task.
    """
    customers = [alert.customer_id for alert in alerts]
    managers = heads_of(warehouse(), customers, ("manager",))
    with transaction.atomic():
        held = {
            task.customer_id: task
            for task in Task.objects.filter(
                template=opening.template.key, state__in=Task.UNFINISHED, customer_id__in=customers
            )
        }
        joined = list(_joined(alerts, held))
        Task.objects.bulk_update(joined, ["alert"])
        fresh = [alert for alert in alerts if alert.customer_id not in held][:room]
        tasks = _tasks(opening, fresh, desk, {key: head["manager"] for key, head in managers.items()})
        return len(Task.objects.bulk_create(tasks)), len(joined)


def _joined(alerts: Iterable[Alert], held: dict[str, Task]) -> Iterator[Task]:
    for alert in alerts:
        task = held.get(alert.customer_id)
        if task is not None:
            task.alert = alert
            yield task


def _tasks(opening: _Opening, alerts: Iterable[Alert], desk: Desk, managers: dict[str, str | None]) -> Iterator[Task]:
    for alert in alerts:
        assigned = desk.assign(managers.get(alert.customer_id))
        yield Task(
            template=opening.template.key,
            definition_id=opening.definition_id,
            alert=alert,
            customer_id=alert.customer_id,
            rank=Task.Rank[opening.template.priority.name],
            assignee_id=assigned.user_id,
            team_id=assigned.team,
            opened_at=opening.opened_at,
            due_at=opening.due_at,
        )
