"""
Signing on from elsewhere: sending a user to a provider, and whom its answer makes the user here.

What came back is checked by ``openid`` and ``saml``; here it is already true.
"""

import hashlib
import hmac
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.db import transaction
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from tieline.foundation.access.changes import record_change
from tieline.foundation.access.commands import change_user, create_user
from tieline.foundation.access.models import User
from tieline.foundation.access.providers import OpenIdProvider, SamlProvider
from tieline.foundation.access.sessions import begin_session
from tieline.foundation.access.sign_on_models import SignOnIdentity, SignOnRequest
from tieline.foundation.access.waiting_logins import go_on
from tieline.foundation.errors import Refused, TielineError
from tieline.foundation.keys.fields import indexes_of

logger = logging.getLogger("tieline.access")

STATE = "sign on"
PATIENCE = timedelta(minutes=10)
Why = Literal["refused", "late", "unknown", "taken", "locked", "unavailable"]


class SignOnRefused(Refused):
    """Why a user who comes from a provider is not let in; the login page says it by ``why``."""

    status, title = 401, "Not logged in"

    def __init__(self, why: Why, what: str) -> None:
        super().__init__(what, do="Log in again, or ask an administrator")
        self.why = why


@dataclass(frozen=True)
class Identity:
    """Whom a provider named: its own id of the user, and what it told."""

    subject: str
    login: str
    name: str
    email: str
    groups: tuple[str, ...]


def begin_sign_on(request: HttpRequest, provider: str, *, nonce: str, next_path: str, now: datetime) -> tuple[str, str]:
    """The state that the answer must bring to this browser, and the verifier of PKCE."""
    SignOnRequest.objects.filter(began_at__lte=now - PATIENCE).delete()
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    SignOnRequest.objects.create(
        state_digest=_digest(state),
        provider=provider,
        nonce=nonce,
        verifier=verifier,
        next_path=safe_path(next_path),
        began_at=now,
    )
    request.session[STATE] = state
    return state, verifier


def find_request(provider: str, state: str, now: datetime) -> SignOnRequest:
    """What was sent to this provider with this state within ten minutes and not answered yet, or SignOnRefused."""
    row = SignOnRequest.objects.filter(
        state_digest=_digest(state), provider=provider, began_at__gt=now - PATIENCE
    ).first()
    if row is None:
        raise SignOnRefused("late", "Nobody waits for this answer (any more)")
    return row


def take_request(request: HttpRequest, provider: str, state: str, now: datetime) -> SignOnRequest:
    """As ``find_request``, for the browser that was sent there, for the first and only time."""
    row = find_request(provider, state, now)
    sent = request.session.pop(STATE, "")
    if not hmac.compare_digest(sent.encode(), state.encode()):
        raise SignOnRefused("late", "This answer belongs to another browser")
    if SignOnRequest.objects.filter(pk=row.pk).delete()[0] != 1:
        raise SignOnRefused("late", "This answer was used before")
    return row


def let_in(request: HttpRequest, provider: OpenIdProvider | SamlProvider, identity: Identity, now: datetime) -> None:
    """A session for the user that the identity is here, or a login that waits for a second factor."""
    user = _user_of(provider, identity)
    if not user.is_active:
        raise SignOnRefused("locked", "The user is locked")
    user = _bring_up_to_date(provider, identity, user)
    way = f"sso {provider.key}"
    if provider.trusts_second_factor:
        begin_session(request, user, way=way, now=now)
    else:
        go_on(request, user, way=way, now=now)


def safe_path(path: str) -> str:
    """The path where it is one of this site's screens, else the first page."""
    fits = path.startswith("/") and len(path) <= 500 and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if fits and not path.startswith("/api/") else "/"


def identity_from(provider: OpenIdProvider | SamlProvider, subject: str, told: dict[str, Any]) -> Identity:
    """The identity from what a provider told under its own names; groups may be a list or one text."""
    names = provider.claims
    login, groups = _text(told.get(names.login)), told.get(names.groups) or ()
    return Identity(
        subject=subject,
        login=login,
        name=_text(told.get(names.name)) or login,
        email=_text(told.get(names.email)),
        groups=(groups,) if isinstance(groups, str) else tuple(str(group) for group in groups),
    )


def _user_of(provider: OpenIdProvider | SamlProvider, identity: Identity) -> User:
    indexes = indexes_of(SignOnIdentity, "subject_index", identity.subject)
    at_provider = SignOnIdentity.objects.select_related("user").filter(provider=provider.key)
    known = at_provider.filter(subject_index__in=indexes).first()
    if known is not None:
        return known.user
    user = User.objects.filter(login=identity.login).first()
    if user is not None and (user.has_usable_password() or not provider.links_users):
        raise SignOnRefused("taken", f"The login '{identity.login}' belongs to a user with a password")
    if user is None and not provider.creates_users:
        raise SignOnRefused("unknown", f"There is no user '{identity.login}'")
    with transaction.atomic():
        user = user or _create(provider, identity)
        SignOnIdentity.objects.create(provider=provider.key, subject=identity.subject, user=user)
        by, after = _by(provider), {"provider": provider.key, "subject": identity.subject}
        record_change("link_sign_on", "user", user.login, by=by, after=after)
    return user


def _create(provider: OpenIdProvider | SamlProvider, identity: Identity) -> User:
    try:
        return create_user(
            identity.login,
            name=identity.name,
            email=identity.email,
            roles=_roles(provider, identity),
            team=_team(provider, identity),
            password=None,
            by=_by(provider),
        )
    except TielineError as error:
        raise SignOnRefused("unknown", f"A user '{identity.login}' cannot be created: {error.what}") from error


def _bring_up_to_date(provider: OpenIdProvider | SamlProvider, identity: Identity, user: User) -> User:
    """The user as the provider tells of it: name, e-mail and, where its groups mean something here, roles and team."""
    fields: dict[str, Any] = {"name": identity.name} if identity.name != identity.login else {}
    fields |= {"email": identity.email} if identity.email else {}
    if provider.roles or provider.default_roles:
        fields["roles"] = _roles(provider, identity)
    if provider.teams:
        fields["team"] = _team(provider, identity)
    try:
        return change_user(user.pk, by=_by(provider), reason="signed on", **fields)
    except TielineError as error:
        raise SignOnRefused("refused", f"The user cannot be brought up to date: {error.what}") from error


def _roles(provider: OpenIdProvider | SamlProvider, identity: Identity) -> list[str]:
    mapped = {role for group in identity.groups for role in provider.roles.get(group, ())}
    return sorted(mapped | set(provider.default_roles))


def _team(provider: OpenIdProvider | SamlProvider, identity: Identity) -> str | None:
    return next((provider.teams[group] for group in provider.teams if group in identity.groups), None)


def _by(provider: OpenIdProvider | SamlProvider) -> str:
    return f"sso {provider.key}"


def _text(value: Any) -> str:
    first = value[0] if isinstance(value, list) and value else value
    return str(first).strip()[:254] if isinstance(first, str | int) else ""


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
