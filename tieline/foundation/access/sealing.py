"""
How secrets of second factors were sealed before there were data keys; migrations open them to seal them anew.

The key was derived from the server's secret key.
"""

import base64

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from tieline.foundation.errors import Unavailable

_FORM = "1:"
_NONCE_BYTES = 12


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
