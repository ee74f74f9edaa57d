"""What tasks keep and let go: those that are closed, with what was reported on each."""

from django.db import transaction
from django.db.models import QuerySet

from tieline.act.tasks.models import Attempt, Task
from tieline.foundation.packs.kinds import Text
from tieline.foundation.privacy.retention_keeping import Keepable, Letting, Old, Survey
from tieline.foundation.privacy.retention_rows import of_held, old_rows, survey_rows


def survey_closed(old: Old) -> Survey:
    """Closed tasks that still tell of a customer."""
    return survey_rows(_closed(), old, of_held(old))


def let_closed_go(letting: Letting) -> int:
    """
    Delete them with their attempts, or make them anonymous; how many tasks.

    An anonymous task keeps its template, times, people and outcome, so that figures of the past stay; the customer
    and the notes go, and what the attempts were before. Its alert has a rule of its own.
    """
    found = old_rows(_closed(), letting, of_held(letting.old))
    with transaction.atomic():
        attempts = Attempt.objects.filter(task__in=found)
        if letting.old.way == "anonymise":
            for attempt in attempts:
                attempt.note, attempt.before = "", {}
                attempt.save(update_fields=["note", "before"])
            return Task.objects.filter(pk__in=found).update(customer_id="")
        attempts.delete()
        Task.objects.filter(pk__in=found).delete()
    return len(found)


def _closed() -> QuerySet[Task]:
    return Task.objects.filter(closed_at__isnull=False).exclude(customer_id="")


KEPT = (
    Keepable(
        "closed_tasks",
        Text(zh="已结束的任务", en="Closed tasks"),
        Text(
            zh="任务及其处理记录；匿名化时保留模板、时间、人员与结果。",
            en="Tasks with what was reported on them; anonymous ones keep template, times, people and outcome.",
        ),
        {"closed_at": Text(zh="结束时间", en="when it was closed")},
        survey_closed,
        let_closed_go,
        ways=("remove", "anonymise"),
    ),
)
