"""Attempts to log in, counted so that passwords cannot be guessed: by login and address, and by address."""

from datetime import datetime, timedelta
from math import ceil

from django.db.models import QuerySet

from tieline.foundation.access.models import LoginAttempt
from tieline.foundation.errors import Refused

WINDOW = timedelta(minutes=15)
PER_LOGIN_AND_ADDRESS = 5
PER_ADDRESS = 50


class TooManyAttempts(Refused):
    """Too many failed attempts; ``retry_after`` seconds from now the next one is looked at."""

    status, title = 429, "Too many attempts"

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__("There were too many failed attempts to log in", do=f"Try again in {retry_after} seconds")


def allow_attempt(login: str, address: str, now: datetime) -> LoginAttempt:
    """
    The attempt, counted as failed until ``forget_attempts``; or TooManyAttempts, which is not counted.

    It is written before it is judged, so that attempts made at the same time cannot all pass.
    """
    LoginAttempt.objects.filter(at__lte=now - WINDOW).delete()
    attempt = LoginAttempt.objects.create(login=login[:60], address=address, at=now)
    others = LoginAttempt.objects.filter(address=address, at__gt=now - WINDOW).exclude(pk=attempt.pk)
    wait = max(_wait(others.filter(login=login[:60]), PER_LOGIN_AND_ADDRESS, now), _wait(others, PER_ADDRESS, now))
    if wait:
        attempt.delete()
        raise TooManyAttempts(wait)
    return attempt


def forget_attempts(attempt: LoginAttempt) -> None:
    """Forget the failed attempts with this login from this address, as the right password was given now."""
    LoginAttempt.objects.filter(login=attempt.login, address=attempt.address).delete()


def _wait(attempts: QuerySet[LoginAttempt], limit: int, now: datetime) -> int:
    """Seconds until fewer than ``limit`` of the attempts lie in the window; 0 if that is so now."""
    newest = list(attempts.order_by("-at").values_list("at", flat=True)[:limit])
    if len(newest) < limit:
        return 0
    return max(1, ceil((newest[-1] + WINDOW - now).total_seconds()))
