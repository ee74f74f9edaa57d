"""What rules keep and let go: alerts that were cleared."""

from django.db import transaction
from django.db.models import ManyToOneRel, QuerySet

from tieline.foundation.packs.kinds import Text
from tieline.foundation.privacy.retention_keeping import Keepable, Letting, Old, Survey
from tieline.foundation.privacy.retention_rows import of_held, old_rows, survey_rows
from tieline.notice.rules.models import Alert


def survey_cleared(old: Old) -> Survey:
    """Cleared alerts that still tell of a customer; those to be removed only where nothing rests on them any more."""
    return survey_rows(_cleared(old), old, of_held(old))


def let_cleared_go(letting: Letting) -> int:
    """Delete them, or take customer and evidence out of them; how many."""
    found = old_rows(_cleared(letting.old), letting, of_held(letting.old))
    alerts = Alert.objects.filter(pk__in=found)
    if letting.old.way == "remove":
        return alerts.delete()[0]
    with transaction.atomic():
        for alert in alerts:
            alert.customer_id, alert.evidence = "", {}
            alert.save(update_fields=["customer_id", "evidence"])
    return len(found)


def _cleared(old: Old) -> QuerySet[Alert]:
    """Those to be removed less those to which rows of a later floor still point, such as tasks: these go first."""
    found = Alert.objects.filter(cleared_on__isnull=False).exclude(customer_id="")
    if old.way == "remove":
        for field in Alert._meta.get_fields(include_hidden=True):
            if isinstance(field, ManyToOneRel):
                found = found.exclude(pk__in=field.related_model._default_manager.values(field.field.name))
    return found


KEPT = (
    Keepable(
        "cleared_alerts",
        Text(zh="已解除的预警", en="Cleared alerts"),
        Text(
            zh="预警及其依据；仍被任务引用的预警，待任务删除后才删除。",
            en="Alerts with their evidence; one that a task still names is removed only after the task.",
        ),
        {
            "cleared_on": Text(zh="解除日期", en="day it was cleared"),
            "raised_on": Text(zh="发出日期", en="day it was raised"),
        },
        survey_cleared,
        let_cleared_go,
        ways=("remove", "anonymise"),
    ),
)
