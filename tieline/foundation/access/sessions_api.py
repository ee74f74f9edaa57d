"""Routes of sessions: one's own, and those of others for who manages users."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import AwareDatetime, Field

from tieline.foundation.access.endpoint import allow, allow_any_user, user_of
from tieline.foundation.access.models import User
from tieline.foundation.access.queries import get_user
from tieline.foundation.access.session_store import idle_time, whole_time
from tieline.foundation.access.sessions import device_of, end_session, end_sessions, list_sessions

sessions_router = Router(tags=["session"])
user_sessions_router = Router(tags=["users"])

UserId = Annotated[int, Field(ge=1, le=2**62)]


class OpenSession(Schema):
    """A session that goes on; ``current`` is the one that asks."""

    number: UUID
    device: str
    address: str
    way: str
    began_at: AwareDatetime
    seen_at: AwareDatetime
    ends_at: AwareDatetime
    current: bool


class OpenSessions(Schema):
    """Sessions that go on, the one seen last first, and after how many minutes without use one ends."""

    items: list[OpenSession]
    idle_minutes: int


class Ended(Schema):
    """How many sessions ended."""

    ended: int


@sessions_router.get("", auth=allow_any_user(), response=OpenSessions, summary="List one's own sessions")
def list_own_sessions(request: HttpRequest) -> OpenSessions:
    """One's own sessions that go on: device, address, since when, when last seen."""
    return _sessions(request, user_of(request))


@sessions_router.delete("", auth=allow_any_user(), response=Ended, summary="End all one's other sessions")
def end_other_sessions(request: HttpRequest) -> Ended:
    """End all one's own sessions but this one."""
    user = user_of(request)
    return Ended(ended=end_sessions(user, by=user.login, but=request.session.session_key))


@sessions_router.delete("/{uuid:number}", auth=allow_any_user(), response=Ended, summary="End one of one's sessions")
def end_own_session(request: HttpRequest, number: UUID) -> Ended:
    """End one of one's own sessions; 404 for anybody else's."""
    end_session(user_of(request), number, by=user_of(request).login)
    return Ended(ended=1)


@user_sessions_router.get(
    "/{int:user_id}/sessions", auth=allow("users.manage"), response=OpenSessions, summary="List a user's sessions"
)
def list_user_sessions(request: HttpRequest, user_id: UserId) -> OpenSessions:
    """The sessions of a user that go on."""
    return _sessions(request, get_user(user_id))


@user_sessions_router.delete(
    "/{int:user_id}/sessions", auth=allow("users.manage"), response=Ended, summary="End all sessions of a user"
)
def end_user_sessions(request: HttpRequest, user_id: UserId) -> Ended:
    """End all sessions of a user, who may log in again."""
    return Ended(ended=end_sessions(get_user(user_id), by=user_of(request).login))


@user_sessions_router.delete(
    "/{int:user_id}/sessions/{uuid:number}",
    auth=allow("users.manage"),
    response=Ended,
    summary="End one session of a user",
)
def end_user_session(request: HttpRequest, user_id: UserId, number: UUID) -> Ended:
    """End one session of a user."""
    end_session(get_user(user_id), number, by=user_of(request).login)
    return Ended(ended=1)


def _sessions(request: HttpRequest, user: User) -> OpenSessions:
    items = [
        OpenSession(
            number=row.number,
            device=device_of(row.agent),
            address=row.address,
            way=row.way,
            began_at=row.began_at,
            seen_at=row.seen_at,
            ends_at=row.began_at + whole_time(),
            current=row.session_key == request.session.session_key,
        )
        for row in list_sessions(user, timezone.now())
    ]
    return OpenSessions(items=items, idle_minutes=int(idle_time().total_seconds() // 60))
