"""The second factor: an authenticator app and recovery codes, who must have one, and removing it."""

import secrets
from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from tieline.foundation.access.attempts import Door, allow_attempt, forget_attempts
from tieline.foundation.access.changes import record_change
from tieline.foundation.access.login_models import Passkey, RecoveryCode, SecondFactor
from tieline.foundation.access.models import User
from tieline.foundation.access.sessions import end_sessions
from tieline.foundation.access.totp import find_step, new_secret
from tieline.foundation.errors import Invalid, Refused

CODES = 10
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_LENGTH = 11


class CodeRefused(Refused):
    """A code that is not the user's, or was used before."""

    status, title = 401, "Not logged in"


def must_have_second_factor(user: User) -> bool:
    """Whether one of the user's roles is among ``TIELINE_SECOND_FACTOR_ROLES``."""
    return not set(user.roles).isdisjoint(settings.TIELINE_SECOND_FACTOR_ROLES)


def find_second_factor(user: User) -> SecondFactor | None:
    """The user's app, once confirmed."""
    return SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).first()


def set_up_second_factor(user: User, *, now: datetime) -> str:
    """A new secret for the user's app, which counts when confirmed; Refused while the user has one that counts."""
    if find_second_factor(user):
        raise Refused("You have an authenticator app already", do="Remove it first, then set up the new one")
    secret = new_secret()
    SecondFactor.objects.update_or_create(user=user, defaults={"secret": secret, "set_up_at": now, "last_step": 0})
    return secret


def confirm_second_factor(user: User, code: str, *, address: str, now: datetime) -> list[str]:
    """The recovery codes of the user, whose app counts from now on; CodeRefused for a wrong code."""
    attempt = allow_attempt(user.login, address, now, Door.SECOND_FACTOR)
    with transaction.atomic():
        row = SecondFactor.objects.select_for_update().filter(user=user, confirmed_at__isnull=True).first()
        if row is None:
            raise Invalid("No authenticator app is being set up", do="Begin again")
        step = find_step(row.secret, code, now)
        if step is not None:
            SecondFactor.objects.filter(pk=row.pk).update(confirmed_at=now, last_step=step)
            record_change("confirm_second_factor", "user", user.login, by=user.login, after={"second_factor": "app"})
            codes = _new_codes(user)
    if step is None:
        raise CodeRefused("The code is wrong", where="code", do="Give the code that the app shows now")
    forget_attempts(attempt)
    return codes


def prove_second_factor(user: User, code: str, *, address: str, now: datetime) -> str:
    """``app`` or ``recovery code``, whichever the code is of; CodeRefused for a wrong or used one."""
    attempt = allow_attempt(user.login, address, now, Door.SECOND_FACTOR)
    given = code.replace(" ", "").replace("-", "").upper()
    used = _use_recovery_code(user, given, now) if len(given) == _LENGTH else _use_app(user, given, now)
    if not used:
        raise CodeRefused(
            "The code is wrong, or was used before", where="code", do="Give the code that the app shows next"
        )
    forget_attempts(attempt)
    return "recovery code" if len(given) == _LENGTH else "app"


def renew_recovery_codes(user: User) -> list[str]:
    """Ten new codes in the place of the old ones; Refused without an app."""
    if find_second_factor(user) is None:
        raise Refused("Recovery codes belong to an authenticator app", do="Set one up first")
    with transaction.atomic():
        codes = _new_codes(user)
        record_change("renew_recovery_codes", "user", user.login, by=user.login, after={"recovery_codes": len(codes)})
    return codes


def count_recovery_codes(user: User) -> int:
    """How many codes the user has left."""
    return RecoveryCode.objects.filter(user=user, used_at__isnull=True).count()


def remove_second_factor(user: User, *, others: bool) -> None:
    """Remove one's own app and codes; Refused where a role asks for a second factor and there are no ``others``."""
    if must_have_second_factor(user) and not others:
        raise Refused("Your role needs a second factor", do="Add a passkey first, or ask an administrator")
    with transaction.atomic():
        if _forget(user):
            record_change("remove_second_factor", "user", user.login, by=user.login, before={"second_factor": "app"})


def reset_second_factor(user: User, *, by: str, reason: str) -> None:
    """Remove app, codes and passkeys of a user who lost them, and end the user's sessions; a reason is needed."""
    if not reason.strip():
        raise Invalid("A reason is needed", where="reason", do="Say how you made sure who asked for it")
    with transaction.atomic():
        passkeys, _ = Passkey.objects.filter(user=user).delete()
        if _forget(user) or passkeys:
            before = {"second_factor": "app", "passkeys": passkeys}
            record_change("reset_second_factor", "user", user.login, by=by, before=before, reason=reason)
        end_sessions(user, by=by, reason=reason)


def _use_app(user: User, code: str, now: datetime) -> bool:
    row = find_second_factor(user)
    step = find_step(row.secret, code, now) if row else None
    if row is None or step is None:
        return False
    return SecondFactor.objects.filter(pk=row.pk, last_step__lt=step).update(last_step=step) == 1


def _use_recovery_code(user: User, code: str, now: datetime) -> bool:
    number = int(code[0]) if code[0].isdigit() else -1
    row = RecoveryCode.objects.filter(user=user, number=number).first()
    if row is None:
        make_password(code)
        return False
    if not check_password(code, row.hash):
        return False
    with transaction.atomic():
        used = RecoveryCode.objects.filter(pk=row.pk, used_at__isnull=True).update(used_at=now) == 1
        if used:
            left = {"recovery_codes": count_recovery_codes(user)}
            record_change("use_recovery_code", "user", user.login, by=user.login, after=left)
    return used


def _new_codes(user: User) -> list[str]:
    """Codes such as ``3KQ7-FXW2-MPA``: the number, and 49 random bits."""
    RecoveryCode.objects.filter(user=user).delete()
    codes = [f"{number}" + "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH - 1)) for number in range(CODES)]
    RecoveryCode.objects.bulk_create(
        [RecoveryCode(user=user, number=number, hash=make_password(code)) for number, code in enumerate(codes)]
    )
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


def _forget(user: User) -> bool:
    RecoveryCode.objects.filter(user=user).delete()
    return SecondFactor.objects.filter(user=user).delete()[0] > 0
