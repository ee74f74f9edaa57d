"""
Where users may sign on from elsewhere, read from the file that ``TIELINE_SIGN_ON`` names.

A provider says which of its claims are login, name, e-mail and groups, and which of our roles and teams its groups
mean. Secrets are named, never written: a file below ``TIELINE_SECRETS``, else an environment variable.
"""

import os
import re
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator

from tieline.foundation.errors import NotFound, Unavailable

_LOOPBACK = re.compile(r"http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/|$)")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Name(_Part):
    """What the login page calls the provider."""

    zh: str
    en: str


class Claims(_Part):
    """Which claims or attributes of the provider say what."""

    login: str = "preferred_username"
    name: str = "name"
    email: str = "email"
    groups: str = "groups"


class _Provider(_Part):
    """What both kinds of provider have in common."""

    key: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    name: Name
    claims: Claims = Claims()
    creates_users: bool = Field(default=True, description="Whether a user is made for who comes for the first time.")
    links_users: bool = Field(
        default=True, description="Whether users without a password, such as those made by SCIM, are found by login."
    )
    trusts_second_factor: bool = Field(default=False, description="Whether the provider asks for a second factor.")
    roles: dict[str, tuple[str, ...]] = Field(default_factory=dict, description="Roles by group; none: left alone.")
    default_roles: tuple[str, ...] = Field(default=(), description="Roles of everybody who comes from there.")
    teams: dict[str, str] = Field(default_factory=dict, description="Team by group, the first that fits.")


class OpenIdProvider(_Provider):
    """A provider that speaks OpenID Connect."""

    kind: Literal["oidc"]
    issuer: str
    client_id: str
    client_secret: str = Field(default="", description="Name of the secret; empty for a public client.")
    scopes: tuple[str, ...] = ("openid", "profile", "email")

    @field_validator("issuer")
    @classmethod
    def _sealed_or_here(cls, address: str) -> str:
        return check_address(address)


class SamlProvider(_Provider):
    """A provider that speaks SAML 2.0."""

    kind: Literal["saml"]
    entity_id: str
    sign_on_url: str
    certificates: tuple[str, ...] = Field(min_length=1, description="Those it signs with, in PEM.")

    @field_validator("sign_on_url")
    @classmethod
    def _sealed_or_here(cls, address: str) -> str:
        return check_address(address)


Provider = Annotated[OpenIdProvider | SamlProvider, Field(discriminator="kind")]
_PROVIDERS = TypeAdapter(list[Provider])


def check_address(address: str) -> str:
    """The address of a provider, which must be https, or of this machine; else ValueError."""
    if address.startswith("https://") or _LOOPBACK.match(address):
        return address
    raise ValueError("The address of a provider must begin with https://")


def list_providers() -> list[OpenIdProvider | SamlProvider]:
    """The providers in the order of the file; none without one. Unavailable where it cannot be read."""
    if not settings.TIELINE_SIGN_ON:
        return []
    file = Path(settings.TIELINE_SIGN_ON)
    try:
        return _read(file, file.stat().st_mtime_ns)
    except (OSError, ValueError, yaml.YAMLError) as error:
        what = (
            f"{error.errors()[0]['loc']}: {error.errors()[0]['msg']}" if isinstance(error, ValidationError) else error
        )
        raise Unavailable(
            f"The file of TIELINE_SIGN_ON cannot be read: {what}", do="Mend it as docs/access.md says"
        ) from error


class ScimMapping(_Part):
    """What the groups of a directory that provisions users mean here."""

    roles: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    default_roles: tuple[str, ...] = ()
    teams: dict[str, str] = Field(default_factory=dict)


def scim_mapping() -> ScimMapping:
    """``scim`` of the file; nothing without one: groups then mean nothing. Unavailable where it cannot be read."""
    if not settings.TIELINE_SIGN_ON:
        return ScimMapping()
    try:
        said = yaml.safe_load(Path(settings.TIELINE_SIGN_ON).read_text(encoding="utf-8")) or {}
        return ScimMapping.model_validate(said.get("scim", {}))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise Unavailable(
            f"The file of TIELINE_SIGN_ON cannot be read: {error}", do="Mend it as docs/access.md says"
        ) from error


def get_provider(key: str) -> OpenIdProvider | SamlProvider:
    """The provider with this key, or NotFound."""
    for provider in list_providers():
        if provider.key == key:
            return provider
    raise NotFound("There is no such way to sign on", do="Choose one on the login page")


def find_provider_secret(name: str) -> str:
    """The value of a secret that a provider names, or Unavailable."""
    file = Path(settings.TIELINE_SECRETS) / name if settings.TIELINE_SECRETS else None
    if not re.fullmatch(r"[A-Za-z0-9_]{1,80}", name):
        raise Unavailable(f"'{name}' is not a name of a secret", do="Use letters, digits and _")
    value = file.read_text(encoding="utf-8").rstrip("\r\n") if file and file.is_file() else os.environ.get(name)
    if not value:
        raise Unavailable(
            f"The secret {name} is not set",
            do="Set the environment variable of this name, or put a file of this name into the folder TIELINE_SECRETS",
        )
    return value


@lru_cache(maxsize=4)
def _read(file: Path, _modified: int) -> list[OpenIdProvider | SamlProvider]:
    found = _PROVIDERS.validate_python((yaml.safe_load(file.read_text(encoding="utf-8")) or {}).get("providers", []))
    keys = [provider.key for provider in found]
    if len(keys) != len(set(keys)):
        raise ValueError("a provider is named twice")
    return found
