"""
Where Django keeps sessions: rows of ``UserSession``, which end when nobody used them for a while, and in any case.

What a row shows beside its data (whose, since when, from where) is kept in the data under ``LOGIN`` by the login.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import CharField, Q
from django.utils import timezone

from tieline.foundation.access.session_models import UserSession
from tieline.foundation.asked_often import Given, Question

LOGIN = "login"
SEEN_TO_THE = timedelta(minutes=1)
SESSION = Question(lambda: UserSession.objects.filter(session_key=Given("key", CharField())))


class SessionStore(DatabaseStore):
    """Django's store in the database, with our row and our time-outs."""

    @classmethod
    def get_model_class(cls) -> type[UserSession]:
        """The row of a session."""
        return UserSession

    def create_model_instance(self, data: dict[str, Any]) -> UserSession:
        """The row of this session as it is to be saved; being saved counts as being seen."""
        row = cast(UserSession, super().create_model_instance(data))
        now, login = timezone.now(), data.get(LOGIN, {})
        row.user_id = data.get(SESSION_KEY)
        row.number = uuid.UUID(login["number"]) if login else uuid.uuid4()
        row.began_at = datetime.fromisoformat(login["began_at"]) if login else now
        row.seen_at = now
        row.address, row.agent, row.way = (login.get(name, "") for name in ("address", "agent", "way"))
        return row

    def load(self) -> dict[str, Any]:
        """What the session holds, noted as seen; empty where it has ended, and then its key is not used again."""
        now = timezone.now()
        row = SESSION.first(key=self.session_key)
        if row is None or has_ended(row, now):
            UserSession.objects.filter(session_key=self.session_key).delete()
            self._session_key = None
            return {}
        if now - row.seen_at >= SEEN_TO_THE:
            UserSession.objects.filter(pk=row.pk).update(seen_at=now)
        data: dict[str, Any] = self.decode(row.session_data)
        return data


def has_ended(row: UserSession, now: datetime) -> bool:
    """Whether it expired, nobody used the session for too long, or it began too long ago."""
    return row.expire_date <= now or row.seen_at <= now - idle_time() or row.began_at <= now - whole_time()


def ended(now: datetime) -> Q:
    """The rows of sessions that have ended by themselves."""
    return Q(expire_date__lt=now) | Q(seen_at__lte=now - idle_time()) | Q(began_at__lte=now - whole_time())


def idle_time() -> timedelta:
    """How long a session goes on unused."""
    return timedelta(minutes=settings.TIELINE_SESSION_IDLE_MINUTES)


def whole_time() -> timedelta:
    """How long a session goes on at most."""
    return timedelta(hours=settings.TIELINE_SESSION_HOURS)
