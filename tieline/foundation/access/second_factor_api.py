"""Routes of the second factor: showing it at login, setting it up, recovery codes, removing it."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from tieline.foundation.access import second_factor
from tieline.foundation.access.addresses import address_of
from tieline.foundation.access.endpoint import allow, allow_any_user, anyone, user_of
from tieline.foundation.access.passkeys import list_passkeys
from tieline.foundation.access.queries import get_user
from tieline.foundation.access.session_api import session_of
from tieline.foundation.access.shapes import SessionOut, Word
from tieline.foundation.access.totp import address_of_secret, picture_of
from tieline.foundation.access.waiting_logins import (
    allow_enrolling,
    demand_fresh_login,
    enrolling_user,
    finish_login,
    forget_waiting_login,
    waiting_login,
)

second_factor_router = Router(tags=["session"])
user_second_factor_router = Router(tags=["users"])


class CodeIn(Schema):
    """A code of an authenticator app, or a recovery code."""

    code: Annotated[Word, Field(min_length=1, max_length=40)]


class ResetIn(Schema):
    """Why something is done to somebody else."""

    reason: Word


class SecondFactorOut(Schema):
    """Whether the user has an authenticator app, and must have a second factor."""

    confirmed_at: datetime | None
    recovery_codes: int
    required: bool


class SetUp(Schema):
    """The secret of an app that is being set up, to be typed or read from the picture; nobody can read it again."""

    secret: str
    picture: str = Field(description="QR code as the data address of an SVG.")


class RecoveryCodes(Schema):
    """New recovery codes, which nobody can read again, and the session as it is now."""

    codes: list[str]
    session: SessionOut


@second_factor_router.post("/proof", auth=anyone(), response=SessionOut, summary="Show the second factor")
def prove_second_factor(request: HttpRequest, body: CodeIn) -> SessionOut:
    """Finish a login with a code; 401 for a wrong one and without a login that waits for it, 429 after too many."""
    waiting = waiting_login(request)
    if waiting is None or waiting.waits_for != "second factor":
        raise second_factor.CodeRefused("No login waits for a code (any more)", do="Log in again")
    shown = second_factor.prove_second_factor(waiting.user, body.code, address=address_of(request), now=timezone.now())
    finish_login(request, waiting, shown)
    return session_of(request)


@second_factor_router.delete("/proof", auth=anyone(), response=SessionOut, summary="Begin the login anew")
def begin_login_anew(request: HttpRequest) -> SessionOut:
    """Forget a login that waits for a second factor."""
    forget_waiting_login(request)
    return session_of(request)


@second_factor_router.get("", auth=allow_any_user(), response=SecondFactorOut, summary="Read one's second factor")
def get_second_factor(request: HttpRequest) -> SecondFactorOut:
    """Whether one has an authenticator app, how many recovery codes are left, whether a second factor is needed."""
    user = user_of(request)
    row = second_factor.find_second_factor(user)
    return SecondFactorOut(
        confirmed_at=row.confirmed_at if row else None,
        recovery_codes=second_factor.count_recovery_codes(user),
        required=second_factor.must_have_second_factor(user),
    )


@second_factor_router.post("", auth=allow_enrolling(), response=SetUp, summary="Set up an authenticator app")
def set_up_second_factor(request: HttpRequest) -> SetUp:
    """A secret for the app; it counts when a code of it was shown."""
    demand_fresh_login(request)
    user = enrolling_user(request)
    secret = second_factor.set_up_second_factor(user, now=timezone.now())
    return SetUp(secret=secret, picture=picture_of(address_of_secret(secret, user.login)))


@second_factor_router.post(
    "/confirmation", auth=allow_enrolling(), response=RecoveryCodes, summary="Confirm an authenticator app"
)
def confirm_second_factor(request: HttpRequest, body: CodeIn) -> RecoveryCodes:
    """Show a code of the app: it counts from now on, and a login that waited for it is done."""
    user, waiting = enrolling_user(request), waiting_login(request)
    codes = second_factor.confirm_second_factor(user, body.code, address=address_of(request), now=timezone.now())
    if waiting is not None:
        finish_login(request, waiting, "app")
    return RecoveryCodes(codes=codes, session=session_of(request))


@second_factor_router.post(
    "/recovery-codes", auth=allow_any_user(), response=RecoveryCodes, summary="Renew the recovery codes"
)
def renew_recovery_codes(request: HttpRequest) -> RecoveryCodes:
    """Ten new codes; the old ones end."""
    demand_fresh_login(request)
    return RecoveryCodes(codes=second_factor.renew_recovery_codes(user_of(request)), session=session_of(request))


@second_factor_router.delete("", auth=allow_any_user(), response=SessionOut, summary="Remove the authenticator app")
def remove_second_factor(request: HttpRequest) -> SessionOut:
    """Remove one's own app and recovery codes; 403 where one's role needs a second factor."""
    demand_fresh_login(request)
    second_factor.remove_second_factor(user_of(request), others=bool(list_passkeys(user_of(request))))
    return session_of(request)


@user_second_factor_router.post(
    "/{int:user_id}/second-factor/reset",
    auth=allow("users.manage"),
    response=SecondFactorOut,
    summary="Reset a user's second factor",
)
def reset_second_factor(request: HttpRequest, user_id: int, body: ResetIn) -> SecondFactorOut:
    """Remove the app and codes of a user who lost them; all sessions of the user end."""
    user = get_user(user_id)
    second_factor.reset_second_factor(user, by=user_of(request).login, reason=body.reason)
    required = second_factor.must_have_second_factor(user)
    return SecondFactorOut(confirmed_at=None, recovery_codes=0, required=required)
