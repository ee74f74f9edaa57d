"""What goes in and out of the routes of service accounts."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from tieline.foundation.access.shapes import Word


class KeyOut(Schema):
    """A key without its text."""

    id: int
    prefix: str
    scope: list[str]
    state: Literal["works", "expired", "revoked"]
    created_at: datetime
    created_by: str
    expires_at: datetime
    last_used_at: datetime | None
    last_used_from: str


class ServiceAccountOut(Schema):
    """A service account with its keys, the newest first."""

    id: int
    name: str
    about: str
    is_active: bool
    created_at: datetime
    created_by: str
    keys: list[KeyOut]


class ScopeOut(Schema):
    """What a key can be made for."""

    key: str
    about: str


class ServiceAccounts(Schema):
    """All service accounts, and the scopes of keys."""

    items: list[ServiceAccountOut]
    scopes: list[ScopeOut]


class AccountIn(Schema):
    """A new service account."""

    name: Annotated[Word, Field(min_length=1, max_length=40)]
    about: Word


class AccountChange(Schema):
    """Whether the keys of a service account may work."""

    is_active: bool
    reason: Word = ""


class KeyIn(Schema):
    """A new key: what it is for, and for how many days."""

    scope: list[Word]
    days: int = 90


class RevocationIn(Schema):
    """Why a key ends."""

    reason: Word = ""


class IssuedKey(Schema):
    """A new key and its text, which nobody can read again."""

    key: KeyOut
    text: str
