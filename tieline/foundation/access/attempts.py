"""
Attempts to pass a door, counted so that nothing can be guessed: passwords, second factors, keys.

Counted by name and address, and by address. A second factor is asked of whoever has the password already, so its
attempts count by name from wherever they come.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

from django.db.models import QuerySet

from tieline.foundation.access.models import LoginAttempt
from tieline.foundation.errors import Refused

WINDOW = timedelta(minutes=15)
PER_LOGIN_AND_ADDRESS = 5
PER_ADDRESS = 50


class Door(StrEnum):
    """What is tried."""

    PASSWORD = ""
    SECOND_FACTOR = "second factor"
    KEY = "key"

    def named(self, name: str) -> str:
        """The name as it is counted at this door: no login has a space in it, so doors do not mix."""
        return f"{self.value} {name}".strip()[:60]


class TooManyAttempts(Refused):
    """Too many failed attempts; ``retry_after`` seconds from now the next one is looked at."""

    status, title = 429, "Too many attempts"

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__("There were too many failed attempts to log in", do=f"Try again in {retry_after} seconds")


def allow_attempt(name: str, address: str, now: datetime, door: Door = Door.PASSWORD) -> LoginAttempt:
    """
    The attempt, counted as failed until ``forget_attempts``; or TooManyAttempts, which is not counted.

    It is written before it is judged, so that attempts made at the same time cannot all pass.
    """
    LoginAttempt.objects.filter(at__lte=now - WINDOW).delete()
    attempt = LoginAttempt.objects.create(login=door.named(name), address=address, at=now)
    others = LoginAttempt.objects.filter(at__gt=now - WINDOW).exclude(pk=attempt.pk)
    here = others.filter(address=address)
    same = (others if door == Door.SECOND_FACTOR else here).filter(login=attempt.login)
    wait = max(_wait(same, PER_LOGIN_AND_ADDRESS, now), _wait(here, PER_ADDRESS, now))
    if wait:
        attempt.delete()
        raise TooManyAttempts(wait)
    return attempt


def forget_attempts(attempt: LoginAttempt) -> None:
    """Forget the failed attempts with this name at this door from this address, as the right thing was given now."""
    LoginAttempt.objects.filter(login=attempt.login, address=attempt.address).delete()


def _wait(attempts: QuerySet[LoginAttempt], limit: int, now: datetime) -> int:
    """Seconds until fewer than ``limit`` of the attempts lie in the window; 0 if that is so now."""
    newest = list(attempts.order_by("-at").values_list("at", flat=True)[:limit])
    if len(newest) < limit:
        return 0
    return max(1, ceil((newest[-1] + WINDOW - now).total_seconds()))
