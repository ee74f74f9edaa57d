"""Routes of service accounts and their keys."""

from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status
from pydantic import Field

from tieline.foundation.access import keys
from tieline.foundation.access.endpoint import allow, user_of
from tieline.foundation.access.keys_shapes import (
    AccountChange,
    AccountIn,
    IssuedKey,
    KeyIn,
    KeyOut,
    RevocationIn,
    ScopeOut,
    ServiceAccountOut,
    ServiceAccounts,
)
from tieline.foundation.access.machine_models import ServiceAccount, ServiceKey

service_accounts_router = Router(tags=["service accounts"])

Id = Annotated[int, Field(ge=1, le=2**62)]
MANAGE = "users.manage"


@service_accounts_router.get("", auth=allow(MANAGE), response=ServiceAccounts, summary="List service accounts")
def list_service_accounts(request: HttpRequest) -> ServiceAccounts:
    """All service accounts with their keys, by name, and the scopes that a key can have."""
    items = [_account(account) for account in keys.list_service_accounts()]
    return ServiceAccounts(items=items, scopes=[ScopeOut(key=key, about=said) for key, said in keys.SCOPES.items()])


@service_accounts_router.post(
    "", auth=allow(MANAGE), response={201: ServiceAccountOut}, summary="Create a service account"
)
def create_service_account(request: HttpRequest, body: AccountIn) -> Status[ServiceAccountOut]:
    """Create a service account, which has no key yet."""
    by, now = user_of(request).login, timezone.now()
    return Status(201, _account(keys.create_service_account(body.name, about=body.about, by=by, now=now)))


@service_accounts_router.patch(
    "/{int:account_id}", auth=allow(MANAGE), response=ServiceAccountOut, summary="Stop a service account"
)
def change_service_account(request: HttpRequest, account_id: Id, body: AccountChange) -> ServiceAccountOut:
    """Stop all keys of a service account at once, or let them go on."""
    by = user_of(request).login
    return _account(keys.stop_service_account(account_id, stopped=not body.is_active, by=by, reason=body.reason))


@service_accounts_router.post(
    "/{int:account_id}/keys", auth=allow(MANAGE), response={201: IssuedKey}, summary="Issue a key"
)
def issue_key(request: HttpRequest, account_id: Id, body: KeyIn) -> Status[IssuedKey]:
    """Issue a key. Its text is in this answer only: it is kept nowhere."""
    by, now = user_of(request).login, timezone.now()
    key, text = keys.issue_key(account_id, scope=body.scope, days=body.days, by=by, now=now)
    return Status(201, IssuedKey(key=_key(key), text=text))


@service_accounts_router.post(
    "/keys/{int:key_id}/rotation", auth=allow(MANAGE), response={201: IssuedKey}, summary="Rotate a key"
)
def rotate_key(request: HttpRequest, key_id: Id) -> Status[IssuedKey]:
    """Issue a key with the same scope and life; the old one works for another day."""
    key, text = keys.rotate_key(key_id, by=user_of(request).login, now=timezone.now())
    return Status(201, IssuedKey(key=_key(key), text=text))


@service_accounts_router.post(
    "/keys/{int:key_id}/revocation", auth=allow(MANAGE), response=KeyOut, summary="Revoke a key"
)
def revoke_key(request: HttpRequest, key_id: Id, body: RevocationIn) -> KeyOut:
    """End a key at once, for good."""
    return _key(keys.revoke_key(key_id, by=user_of(request).login, now=timezone.now(), reason=body.reason))


def _account(account: ServiceAccount) -> ServiceAccountOut:
    found = sorted(account.keys.all(), key=lambda key: key.created_at, reverse=True)
    shown = {name: getattr(account, name) for name in ServiceAccountOut.model_fields if name != "keys"}
    return ServiceAccountOut(**shown, keys=[_key(key) for key in found])


def _key(key: ServiceKey) -> KeyOut:
    ended = "revoked" if key.revoked_at else "expired" if key.expires_at <= timezone.now() else "works"
    shown = {name: getattr(key, name) for name in KeyOut.model_fields if name != "state"}
    return KeyOut.model_validate({**shown, "state": ended})
