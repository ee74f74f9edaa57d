"""Background work of keys."""

from django.utils import timezone
from django_tasks import task

from tieline.foundation.jobs.commands import ask_again
from tieline.foundation.jobs.current import progress_of_current_job
from tieline.foundation.keys.commands import count_waiting_rows, retire_keys, seal_rows_anew
from tieline.foundation.keys.models import DataKey

ANEW = "seal rows anew"


@task()
def seal_rows_anew_job() -> int:
    """How many rows were sealed with the current keys instead of a former."""
    return seal_rows_anew(progress_of_current_job())


@task()
def retire_keys_job() -> int:
    """How many keys under which nothing stands any more lost their material."""
    return retire_keys(timezone.now())


def ask_to_seal_anew() -> None:
    """Have the rows follow a rotation; asked twice, one job does it."""
    ask_again(seal_rows_anew_job, ANEW)


def rows_wait() -> bool:
    """Whether rows still stand under a former key, as after an interrupted rotation."""
    former = DataKey.objects.filter(retired_at=None).count() > len(DataKey.Purpose)
    return former and count_waiting_rows() > 0
