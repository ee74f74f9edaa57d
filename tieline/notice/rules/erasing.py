"""A customer's alerts are deleted."""

from tieline.foundation.privacy.places import Erasing
from tieline.foundation.privacy.subjects import Subject
from tieline.notice.rules.models import Alert


def count_alerts(subject: Subject) -> int:
    """How many there are."""
    return Alert.objects.filter(customer_id__in=subject.customers).count()


def erase_alerts(subject: Subject, erasing: Erasing) -> int:  # noqa: ARG001 - as every place is emptied
    """Delete them; how many. Their tasks go before."""
    return Alert.objects.filter(customer_id__in=subject.customers).delete()[0]
