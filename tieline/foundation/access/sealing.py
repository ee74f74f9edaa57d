"""
Secrets that must be read again, sealed for the database: whoever has its rows only cannot read them.

The key is derived from the server's secret key. ``_key`` is the one place to change when keys come from elsewhere.
"""

import base64
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from tieline.foundation.errors import Unavailable

_FORM = "1:"
_NONCE_BYTES = 12


def seal_secret(secret: str, belongs_to: str) -> str:
    """The secret, sealed; it opens only for what it belongs to, so that rows cannot be exchanged."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(_key()).encrypt(nonce, secret.encode(), belongs_to.encode())
    return _FORM + base64.b64encode(nonce + sealed).decode()


def open_secret(sealed: str, belongs_to: str) -> str:
    """The secret that was sealed; Unavailable under another key, and where it was altered or belongs elsewhere."""
    raw = base64.b64decode(sealed.removeprefix(_FORM))
    try:
        return AESGCM(_key()).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], belongs_to.encode()).decode()
    except InvalidTag as error:
        raise Unavailable(
            "A sealed secret cannot be opened with the present key",
            do="Restore TIELINE_SECRET_KEY, or have the second factor set up anew",
        ) from error


def _key() -> bytes:
    """256 bits for sealing and nothing else (HKDF, RFC 5869)."""
    return HKDF(SHA256(), 32, salt=None, info=b"tieline sealing 1").derive(settings.SECRET_KEY.encode())
