"""A customer's tasks are deleted, with what was reported on each."""

from tieline.act.tasks.models import Attempt, Task
from tieline.foundation.privacy.places import Erasing
from tieline.foundation.privacy.subjects import Subject


def count_tasks(subject: Subject) -> int:
    """Tasks, and attempts at them."""
    tasks = Task.objects.filter(customer_id__in=subject.customers)
    return tasks.count() + Attempt.objects.filter(task__in=tasks).count()


def erase_tasks(subject: Subject, erasing: Erasing) -> int:  # noqa: ARG001 - as every place is emptied
    """Delete them; how many rows."""
    tasks = Task.objects.filter(customer_id__in=subject.customers)
    return Attempt.objects.filter(task__in=tasks).delete()[0] + tasks.delete()[0]
