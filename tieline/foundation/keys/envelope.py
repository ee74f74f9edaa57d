"""
Text sealed with a data key: ``s1.<key>.<base64 of nonce and ciphertext>``, AES-256-GCM.

What a value belongs to (table, column and, where it is known before the row is written, the row) is authenticated with
it: a value that was moved to another place does not open.
"""

import base64
import binascii
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tieline.foundation.errors import Unavailable
from tieline.foundation.keys.keyring import current_key, key_named
from tieline.foundation.keys.models import DataKey

FORM = "s1."
_NONCE_BYTES = 12


def seal_text(text: str, belongs_to: str) -> str:
    """The text sealed with the current data key; twice gives two different texts."""
    key = current_key(DataKey.Purpose.FIELDS)
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(key.secret).encrypt(nonce, text.encode(), belongs_to.encode())
    return f"{sealed_with(key.id)}{base64.b64encode(nonce + sealed).decode()}"


def open_text(sealed: str, belongs_to: str) -> str:
    """The text that was sealed; Unavailable where it was altered, moved, or its key is not here."""
    key_id, _, coded = sealed.removeprefix(FORM).partition(".")
    if not sealed.startswith(FORM) or not coded:
        raise _cannot_open(belongs_to)
    key = key_named(key_id)
    try:
        raw = base64.b64decode(coded)
        return AESGCM(key.secret).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], belongs_to.encode()).decode()
    except (InvalidTag, binascii.Error, ValueError) as error:
        raise _cannot_open(belongs_to) from error


def sealed_with(key_id: str) -> str:
    """How everything begins that is sealed with a key."""
    return f"{FORM}{key_id}."


def _cannot_open(belongs_to: str) -> Unavailable:
    return Unavailable(
        "A sealed value cannot be opened: it was altered, or written past Tieline",
        where=belongs_to.split("\x1f", 1)[0],
        do="Restore the row from a backup",
    )
