"""
Keys of service accounts: issued, rotated, revoked, and recognised when a program shows one.

A key reads ``tl_`` + eight characters that stay visible + ``_`` + 256 random bits. It is shown once.
"""

import hashlib
import hmac
import re
import secrets
import string
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from tieline.foundation.access.addresses import address_of
from tieline.foundation.access.attempts import Door, allow_attempt
from tieline.foundation.access.changes import record_change
from tieline.foundation.access.endpoint import Machine, NotRecognised, Recognise
from tieline.foundation.access.machine_models import ServiceAccount, ServiceKey
from tieline.foundation.errors import Invalid, NotFound, Refused

SCOPES: dict[str, str] = {
    "scim": "Create, change and lock users and teams through SCIM 2.0.",
}
"""Everything a key may be made for."""

DAYS_AT_MOST = 366
HOURS_OF_OVERLAP = 24
SEEN_TO_THE = timedelta(minutes=1)
_FORM = re.compile(r"tl_(?P<prefix>[a-z0-9]{8})_[A-Za-z0-9_-]{43}")
_LETTERS = string.ascii_lowercase + string.digits


def create_service_account(name: str, *, about: str, by: str, now: datetime) -> ServiceAccount:
    """A new service account without a key; Refused when the name is taken."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", name):
        raise Invalid(
            f"'{name}' is not a valid name of a service account",
            where="name",
            do="Use up to 40 small letters, digits and hyphens",
        )
    if not about.strip():
        raise Invalid(
            "A service account needs a purpose", where="about", do="Say what it is for and who answers for it"
        )
    try:
        with transaction.atomic():
            account = ServiceAccount.objects.create(name=name, about=about.strip(), created_at=now, created_by=by)
            record_change("create_service_account", "service account", name, by=by, after={"about": account.about})
    except IntegrityError as error:
        raise Refused(f"There is a service account '{name}' already", where="name", do="Choose another name") from error
    return account


def stop_service_account(account_id: int, *, stopped: bool, by: str, reason: str = "") -> ServiceAccount:
    """The account with all its keys stopped, or let go on; the second time nothing changes."""
    with transaction.atomic():
        account = get_service_account(account_id)
        if account.is_active != stopped:
            return account
        before = {"is_active": account.is_active}
        account.is_active = not stopped
        account.save(update_fields=["is_active"])
        after = {"is_active": account.is_active}
        record_change(
            "stop_service_account", "service account", account.name, by=by, before=before, after=after, reason=reason
        )
    return account


def issue_key(
    account_id: int, *, scope: Sequence[str], days: int, by: str, now: datetime, command: str = "issue_key"
) -> tuple[ServiceKey, str]:
    """A new key that works for so many days, and its text, which is kept nowhere."""
    wanted = _check_scope(scope)
    if not 1 <= days <= DAYS_AT_MOST:
        raise Invalid(
            f"A key cannot work for {days} days",
            where="days",
            do=f"Choose from 1 to {DAYS_AT_MOST} days, then rotate it",
        )
    with transaction.atomic():
        account = get_service_account(account_id)
        key, text = _new_key(account, wanted, now + timedelta(days=days), by=by, now=now)
        after = {"account": account.name, "scope": wanted, "expires_at": key.expires_at}
        record_change(command, "service key", key.prefix, by=by, after=after)
    return key, text


def rotate_key(key_id: int, *, by: str, now: datetime) -> tuple[ServiceKey, str]:
    """A new key with the scope and the life of an old one, which goes on for a day so that its program can change."""
    with transaction.atomic():
        old = get_key(key_id)
        if not old.works(now):
            raise Refused(f"The key {old.prefix} no longer works", do="Issue a new key")
        days = max(1, round((old.expires_at - old.created_at) / timedelta(days=1)))
        new, text = issue_key(old.account_id, scope=old.scope, days=days, by=by, now=now, command="rotate_key")
        before, ends = old.expires_at, min(old.expires_at, now + timedelta(hours=HOURS_OF_OVERLAP))
        ServiceKey.objects.filter(pk=old.pk).update(expires_at=ends)
        after = {"expires_at": ends, "followed_by": new.prefix}
        record_change("rotate_key", "service key", old.prefix, by=by, before={"expires_at": before}, after=after)
    return new, text


def revoke_key(key_id: int, *, by: str, now: datetime, reason: str = "") -> ServiceKey:
    """The key, which works no more; the second time nothing changes."""
    with transaction.atomic():
        key = get_key(key_id)
        if key.revoked_at is None:
            key.revoked_at = now
            key.save(update_fields=["revoked_at"])
            record_change("revoke_key", "service key", key.prefix, by=by, after={"revoked_at": now}, reason=reason)
    return key


def list_service_accounts() -> list[ServiceAccount]:
    """All service accounts by name, with their keys."""
    return list(ServiceAccount.objects.prefetch_related("keys").order_by("name"))


def get_service_account(account_id: int) -> ServiceAccount:
    """The service account with this id, or NotFound."""
    account = ServiceAccount.objects.filter(pk=account_id).first()
    if account is None:
        raise NotFound(f"There is no service account {account_id}", do="Look at the list of service accounts")
    return account


def get_key(key_id: int) -> ServiceKey:
    """The key with this id and its account, or NotFound."""
    key = ServiceKey.objects.select_related("account").filter(pk=key_id).first()
    if key is None:
        raise NotFound(f"There is no service key {key_id}", do="Look at the list of service accounts")
    return key


def recognise_key_for(scope: str) -> Recognise:
    """Recognises a service key that was made for ``scope``: None without a key, Refused (403) for another scope."""
    if scope not in SCOPES:
        raise KeyError(scope)

    def recognise(request: HttpRequest) -> Machine | None:
        machine = recognise_key(request, timezone.now())
        if machine is not None and not machine.may(scope):
            raise Refused(f"This key is not made for '{scope}'", do="Ask an administrator for a key with this scope")
        return machine

    return recognise


def recognise_key(request: HttpRequest, now: datetime) -> Machine | None:
    """
    Whose service key a request shows as a bearer; None where it shows none.

    NotRecognised where nobody has it or it ended; after too many of those from one address TooManyAttempts.
    """
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    address = address_of(request)
    key = _find_key(shown.strip(), now)
    if key is None:
        allow_attempt(shown[:11], address, now, Door.KEY)
        raise NotRecognised("Nobody has this key, or it has ended", where="Authorization", do="Ask for a new key")
    if key.last_used_at is None or now - key.last_used_at >= SEEN_TO_THE:
        ServiceKey.objects.filter(pk=key.pk).update(last_used_at=now, last_used_from=address[:45])
    return Machine(key.account.name, frozenset(key.scope))


def _find_key(shown: str, now: datetime) -> ServiceKey | None:
    form = _FORM.fullmatch(shown)
    key = ServiceKey.objects.select_related("account").filter(prefix=form["prefix"]).first() if form else None
    if key is None or not hmac.compare_digest(key.digest, _digest(shown)):
        return None
    return key if key.works(now) else None


def _new_key(
    account: ServiceAccount, scope: list[str], expires_at: datetime, *, by: str, now: datetime
) -> tuple[ServiceKey, str]:
    prefix = "".join(secrets.choice(_LETTERS) for _ in range(8))
    text = f"tl_{prefix}_{secrets.token_urlsafe(32)}"
    key = ServiceKey.objects.create(
        account=account,
        prefix=prefix,
        digest=_digest(text),
        scope=scope,
        created_at=now,
        created_by=by,
        expires_at=expires_at,
    )
    return key, text


def _check_scope(scope: Sequence[str]) -> list[str]:
    for each in scope:
        if each not in SCOPES:
            raise Invalid(f"There is no scope '{each}'", where="scope", do=f"Scopes are {', '.join(sorted(SCOPES))}")
    if not scope:
        raise Invalid("A key needs a scope", where="scope", do=f"Scopes are {', '.join(sorted(SCOPES))}")
    return sorted(set(scope))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
