"""Codes of an authenticator app: RFC 6238 with SHA-1, six digits and steps of 30 seconds, as all apps know it."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

import segno

STEP_SECONDS = 30
DIGITS = 6
STEPS_OFF = 1
"""How many steps the clock of a phone may be behind or ahead."""


def new_secret() -> str:
    """160 random bits in Base32, as RFC 4226 recommends."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def step_at(now: datetime) -> int:
    """The number of the step that an instant lies in."""
    return int(now.timestamp()) // STEP_SECONDS


def code_at(secret: str, step: int) -> str:
    """The code of a step (RFC 4226, section 5.3)."""
    digest = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def find_step(secret: str, code: str, now: datetime) -> int | None:
    """The step that the code belongs to, the newest first; None where it is of no step near ``now``."""
    found = None
    for step in range(step_at(now) - STEPS_OFF, step_at(now) + STEPS_OFF + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()):
            found = step
    return found


def address_of_secret(secret: str, login: str, issuer: str = "Tieline") -> str:
    """What an app reads from the QR code."""
    words = {"secret": secret, "issuer": issuer, "algorithm": "SHA1", "digits": DIGITS, "period": STEP_SECONDS}
    return f"otpauth://totp/{quote(issuer)}:{quote(login)}?{urlencode(words)}"


def picture_of(text: str) -> str:
    """A QR code as the data address of an SVG picture."""
    return str(segno.make(text, error="m", micro=False).svg_data_uri(scale=4, border=2, dark="#000", light="#fff"))
