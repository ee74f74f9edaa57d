"""Routes of passkeys: logging in with one, and one's own."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from tieline.foundation.access import passkeys
from tieline.foundation.access.endpoint import allow_any_user, anyone, user_of
from tieline.foundation.access.login_models import Passkey
from tieline.foundation.access.passkeys import PasskeyRefused, site_of
from tieline.foundation.access.session_api import session_of
from tieline.foundation.access.sessions import begin_session
from tieline.foundation.access.shapes import SessionOut, Word
from tieline.foundation.access.waiting_logins import (
    allow_enrolling,
    demand_fresh_login,
    enrolling_user,
    finish_login,
    waiting_login,
)

passkeys_router = Router(tags=["session"])

CHALLENGE = "passkey challenge"
PATIENCE = timedelta(minutes=5)
Name = Annotated[Word, Field(min_length=1, max_length=60)]


class PasskeyOut(Schema):
    """A passkey of one's own."""

    id: int
    name: str
    created_at: datetime
    last_used_at: datetime | None


class Passkeys(Schema):
    """One's passkeys, the oldest first."""

    items: list[PasskeyOut]


class DeviceOptions(Schema):
    """What the browser hands to the device (WebAuthn, JSON form)."""

    options: dict[str, Any]


class DeviceAnswer(Schema):
    """What the device answered (WebAuthn, JSON form)."""

    credential: dict[str, Any]


class NewPasskey(DeviceAnswer):
    """What the device answered, and how the user calls it."""

    name: Name


class PasskeyName(Schema):
    """Another name of a passkey."""

    name: Name


class Registered(Schema):
    """The new passkey, and the session as it is now."""

    passkey: PasskeyOut
    session: SessionOut


@passkeys_router.post("/login/options", auth=anyone(), response=DeviceOptions, summary="Begin to log in by passkey")
def begin_passkey_login(request: HttpRequest) -> DeviceOptions:
    """A challenge for any passkey of this site, or those of the user whose login waits; good once, for 5 minutes."""
    waiting = waiting_login(request)
    options, challenge = passkeys.login_options(site_of(request), waiting.user if waiting else None)
    _keep(request, "login", challenge)
    return DeviceOptions(options=options)


@passkeys_router.post("/login", auth=anyone(), response=SessionOut, summary="Log in by passkey")
def log_in_by_passkey(request: HttpRequest, body: DeviceAnswer) -> SessionOut:
    """Begin a session for whose passkey signed the challenge; 401 otherwise."""
    now, challenge, waiting = timezone.now(), _take(request, "login"), waiting_login(request)
    user = passkeys.find_user_by_passkey(request, body.credential, challenge=challenge, now=now)
    if waiting is None:
        begin_session(request, user, way="passkey", now=now)
    elif waiting.user.pk == user.pk and waiting.waits_for == "second factor":
        finish_login(request, waiting, "passkey")
    else:
        raise PasskeyRefused("This passkey is of another user", do="Log in anew")
    return session_of(request)


@passkeys_router.get("", auth=allow_any_user(), response=Passkeys, summary="List one's passkeys")
def list_passkeys(request: HttpRequest) -> Passkeys:
    """One's own passkeys, the oldest first."""
    return Passkeys(items=[_passkey(key) for key in passkeys.list_passkeys(user_of(request))])


@passkeys_router.post("/options", auth=allow_enrolling(), response=DeviceOptions, summary="Begin to add a passkey")
def begin_passkey(request: HttpRequest) -> DeviceOptions:
    """What the browser hands to the device that makes the passkey."""
    demand_fresh_login(request)
    options, challenge = passkeys.registration_options(enrolling_user(request), site_of(request))
    _keep(request, "registration", challenge)
    return DeviceOptions(options=options)


@passkeys_router.post("", auth=allow_enrolling(), response=Registered, summary="Add a passkey")
def register_passkey(request: HttpRequest, body: NewPasskey) -> Registered:
    """Add a passkey; a login that waited for a second factor to be set up is done."""
    user, waiting = enrolling_user(request), waiting_login(request)
    key = passkeys.register_passkey(
        user,
        body.credential,
        challenge=_take(request, "registration"),
        site=site_of(request),
        name=body.name,
        now=timezone.now(),
    )
    if waiting is not None:
        finish_login(request, waiting, "passkey")
    return Registered(passkey=_passkey(key), session=session_of(request))


@passkeys_router.patch("/{int:passkey_id}", auth=allow_any_user(), response=PasskeyOut, summary="Rename a passkey")
def rename_passkey(request: HttpRequest, passkey_id: int, body: PasskeyName) -> PasskeyOut:
    """Call one of one's passkeys by another name."""
    return _passkey(passkeys.rename_passkey(user_of(request), passkey_id, body.name))


@passkeys_router.delete("/{int:passkey_id}", auth=allow_any_user(), response=Passkeys, summary="Remove a passkey")
def remove_passkey(request: HttpRequest, passkey_id: int) -> Passkeys:
    """Remove one of one's passkeys; 403 for the last second factor of somebody whose role needs one."""
    demand_fresh_login(request)
    passkeys.remove_passkey(user_of(request), passkey_id)
    return list_passkeys(request)


def _keep(request: HttpRequest, purpose: str, challenge: str) -> None:
    request.session[CHALLENGE] = {"for": purpose, "value": challenge, "since": timezone.now().isoformat()}


def _take(request: HttpRequest, purpose: str) -> str:
    """The challenge that was given for this purpose, for the first and only time."""
    kept = request.session.pop(CHALLENGE, None)
    if not kept or kept["for"] != purpose or timezone.now() - datetime.fromisoformat(kept["since"]) > PATIENCE:
        raise PasskeyRefused("No passkey was asked for, or too long ago", do="Begin again")
    return str(kept["value"])


def _passkey(key: Passkey) -> PasskeyOut:
    return PasskeyOut(id=key.pk, name=key.name, created_at=key.created_at, last_used_at=key.last_used_at)
