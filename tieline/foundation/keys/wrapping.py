"""
Key-encryption keys: they wrap data keys, and never lie in the database.

Which one wraps is decided by the settings: a key service (``TIELINE_KMS_URL``), else the first of ``TIELINE_KEYS``,
else a key derived from the server's secret key, which is for development. All of them go on unwrapping what they
wrapped.
"""

import base64
import binascii
import re
import secrets
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils import timezone

from tieline.foundation.errors import Invalid, Unavailable
from tieline.foundation.keys.vault import TransitKey, transit_key

DERIVED = "secret-key"
"""Name of the key that is derived from the server's secret key."""

_NONCE_BYTES = 12
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")


class Wrapping(Protocol):
    """A key-encryption key."""

    @property
    def name(self) -> str:
        """The name that is kept with what it wraps."""

    def wrap(self, secret: bytes, bound_to: str) -> str:
        """The secret as text that only this key unwraps, and only for what it is bound to."""

    def unwrap(self, wrapped: str, bound_to: str) -> bytes:
        """The secret; Unavailable under another key, and where it was altered or is bound to something else."""


class LocalKey:
    """A key of 256 bits that this process holds."""

    def __init__(self, name: str, secret: bytes) -> None:
        self.name = name
        self._cipher = AESGCM(secret)

    def wrap(self, secret: bytes, bound_to: str) -> str:
        """As ``Wrapping``: AES-256-GCM with a random nonce."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return base64.b64encode(nonce + self._cipher.encrypt(nonce, secret, bound_to.encode())).decode()

    def unwrap(self, wrapped: str, bound_to: str) -> bytes:
        """As ``Wrapping``."""
        raw = base64.b64decode(wrapped)
        try:
            return self._cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], bound_to.encode())
        except InvalidTag as error:
            raise Unavailable(
                f"The {bound_to} cannot be unwrapped with the key-encryption key '{self.name}'",
                where="TIELINE_SECRET_KEY" if self.name == DERIVED else "TIELINE_KEYS",
                do="Give the key that wrapped it: this is another one of the same name, or the row was altered",
            ) from error


def current_wrapping() -> Wrapping:
    """The key that wraps from now on."""
    if settings.TIELINE_KMS_URL:
        return _service()
    given = _given()
    return next(iter(given.values())) if given else _derived()


def wrapping_named(name: str) -> Wrapping:
    """The key that wrapped something; Unavailable where the settings do not give it."""
    if name == DERIVED:
        return _derived()
    if settings.TIELINE_KMS_URL and _service().name == name:
        return _service()
    found = _given().get(name)
    if found is None:
        raise Unavailable(
            f"The key-encryption key '{name}' is not given, and data keys are wrapped with it",
            where="TIELINE_KMS_URL" if name.startswith("vault:") else "TIELINE_KEYS",
            do="Give it again; an old one is needed until tieline keys rewrap has wrapped everything with the new one",
        )
    return found


def is_configured() -> bool:
    """Whether the operator gave keys; else they are derived from the server's secret key."""
    return bool(settings.TIELINE_KEYS or settings.TIELINE_KMS_URL)


def new_entry() -> str:
    """An entry for ``TIELINE_KEYS``: a name of the day and 256 random bits."""
    name = f"{timezone.now():%Y%m%d}-{secrets.token_hex(2)}"
    return f"{name}:{base64.b64encode(secrets.token_bytes(32)).decode()}"


def _given() -> dict[str, LocalKey]:
    """The keys of ``TIELINE_KEYS`` by name, in their order; Invalid with the place, never with the key."""
    found: dict[str, LocalKey] = {}
    for place, entry in enumerate(filter(None, settings.TIELINE_KEYS.split(";")), 1):
        name, _, text = entry.strip().partition(":")
        secret = _decoded(text)
        if not _NAME.match(name) or secret is None or name in found or name == DERIVED:
            raise Invalid(
                f"Entry {place} of the keys is no key: a name of its own, a colon, and 32 bytes in base64",
                where="TIELINE_KEYS",
                do="Make one with tieline keys new, and join several by ;",
            )
        found[name] = LocalKey(name, secret)
    return found


def _decoded(text: str) -> bytes | None:
    try:
        secret = base64.b64decode(text, validate=True)
    except binascii.Error:
        return None
    return secret if len(secret) == 32 else None


def _derived() -> LocalKey:
    """256 bits for wrapping and nothing else (HKDF, RFC 5869)."""
    derive = HKDF(SHA256(), 32, salt=None, info=b"tieline wrapping 1")
    return LocalKey(DERIVED, derive.derive(settings.SECRET_KEY.encode()))


def _service() -> TransitKey:
    return transit_key(settings.TIELINE_KMS_URL, settings.TIELINE_KMS_TOKEN)
