"""Passkeys (WebAuthn): registering, logging in with, naming and removing them. The library checks what devices sign."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json_dict
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from tieline.foundation.access.addresses import address_of
from tieline.foundation.access.attempts import Door, allow_attempt
from tieline.foundation.access.changes import record_change
from tieline.foundation.access.login_models import Passkey
from tieline.foundation.access.models import User
from tieline.foundation.access.second_factor import find_second_factor, must_have_second_factor
from tieline.foundation.errors import Invalid, NotFound, Refused

MOST = 20
_SURE = UserVerificationRequirement.REQUIRED
"""The device must check its user (PIN, finger, face), so that a passkey is two factors in one."""


class PasskeyRefused(Refused):
    """What a device signed is not of a passkey that we know, or not for this login."""

    status, title = 401, "Not logged in"


@dataclass(frozen=True)
class Site:
    """What devices bind passkeys to: the host name, and the addresses at which the screens are."""

    host: str
    origins: tuple[str, ...]


def site_of(request: HttpRequest) -> Site:
    """The site that a request came to, whose host name is one of ``TIELINE_HOSTS``."""
    shown = f"{'https' if settings.HTTPS or request.is_secure() else 'http'}://{request.get_host()}"
    host = urlsplit(shown).hostname or ""
    trusted = [origin for origin in settings.CSRF_TRUSTED_ORIGINS if urlsplit(origin).hostname == host]
    return Site(host, (shown, *trusted))


def registration_options(user: User, site: Site) -> tuple[dict[str, Any], str]:
    """What a device is asked for to make a passkey, and the challenge that it must sign."""
    known = [PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential)) for key in list_passkeys(user)]
    options = generate_registration_options(
        rp_id=site.host,
        rp_name="Tieline",
        user_id=f"user {user.pk}".encode(),
        user_name=user.login,
        user_display_name=user.name,
        exclude_credentials=known,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_SURE
        ),
    )
    return options_to_json_dict(options), bytes_to_base64url(options.challenge)


def register_passkey(
    user: User, answer: dict[str, Any], *, challenge: str, site: Site, name: str, now: datetime
) -> Passkey:
    """The user's new passkey; PasskeyRefused where the answer does not fit the challenge and the site."""
    wanted = _check_name(name)
    if Passkey.objects.filter(user=user).count() >= MOST:
        raise Refused(f"You have {MOST} passkeys already", do="Remove one that you do not use")
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=list(site.origins),
            require_user_verification=True,
        )
        with transaction.atomic():
            passkey = Passkey.objects.create(
                user=user,
                credential=bytes_to_base64url(made.credential_id),
                public_key=bytes_to_base64url(made.credential_public_key),
                sign_count=made.sign_count,
                name=wanted,
                created_at=now,
            )
            record_change("register_passkey", "user", user.login, by=user.login, after={"passkey": wanted})
    except (WebAuthnException, IntegrityError, ValueError, TypeError, KeyError) as error:
        raise Invalid("The device's answer does not fit", where="credential", do="Begin again") from error
    return passkey


def login_options(site: Site, user: User | None) -> tuple[dict[str, Any], str]:
    """What a device is asked to sign with any passkey of the site, or with one of the ``user`` whose login waits."""
    known = list_passkeys(user) if user else []
    allowed = [PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential)) for key in known]
    options = generate_authentication_options(
        rp_id=site.host, allow_credentials=allowed or None, user_verification=_SURE
    )
    return options_to_json_dict(options), bytes_to_base64url(options.challenge)


def find_user_by_passkey(request: HttpRequest, answer: dict[str, Any], *, challenge: str, now: datetime) -> User:
    """The active user whose passkey signed the challenge for this site; else PasskeyRefused, counted by address."""
    credential = answer.get("id")
    key = Passkey.objects.select_related("user").filter(credential=str(credential)[:1400]).first()
    if key is None or not key.user.is_active or not _signed(key, answer, challenge, site_of(request), now):
        allow_attempt(str(credential)[:20], address_of(request), now, Door.KEY)
        raise PasskeyRefused("This passkey is not known here", do="Log in with your password")
    return key.user


def list_passkeys(user: User) -> list[Passkey]:
    """The passkeys of a user, the oldest first."""
    return list(Passkey.objects.filter(user=user).order_by("created_at", "pk"))


def rename_passkey(user: User, passkey_id: int, name: str) -> Passkey:
    """The passkey under another name."""
    key, wanted = _get_passkey(user, passkey_id), _check_name(name)
    before, key.name = key.name, wanted
    if before != wanted:
        with transaction.atomic():
            key.save(update_fields=["name"])
            was, after = {"passkey": before}, {"passkey": wanted}
            record_change("rename_passkey", "user", user.login, by=user.login, before=was, after=after)
    return key


def remove_passkey(user: User, passkey_id: int) -> None:
    """Remove a passkey; Refused where it is the last second factor of somebody who needs one."""
    key = _get_passkey(user, passkey_id)
    last = len(list_passkeys(user)) == 1 and find_second_factor(user) is None
    if last and must_have_second_factor(user):
        raise Refused("Your role needs a second factor", do="Set up an authenticator app or another passkey first")
    with transaction.atomic():
        key.delete()
        record_change("remove_passkey", "user", user.login, by=user.login, before={"passkey": key.name})


def _signed(key: Passkey, answer: dict[str, Any], challenge: str, site: Site, now: datetime) -> bool:
    """Whether the device of the passkey signed the challenge; its counter is kept, once for equal answers."""
    try:
        shown = verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=list(site.origins),
            credential_public_key=base64url_to_bytes(key.public_key),
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError):
        return False
    unchanged = Passkey.objects.filter(pk=key.pk, sign_count=key.sign_count)
    return unchanged.update(sign_count=shown.new_sign_count, last_used_at=now) == 1


def _get_passkey(user: User, passkey_id: int) -> Passkey:
    key = Passkey.objects.filter(user=user, pk=passkey_id).first()
    if key is None:
        raise NotFound("You have no such passkey", do="Look at the list of your passkeys")
    return key


def _check_name(name: str) -> str:
    wanted = name.strip()
    if not 1 <= len(wanted) <= 60:
        raise Invalid("A passkey needs a name of at most 60 characters", where="name", do="Name it after its device")
    return wanted
