"""
A key-encryption key inside a key service: HashiCorp Vault's transit engine, or OpenBao's, over HTTP.

The URL names the engine's mount and the key: ``https://vault.example.com:8200/transit/tieline``. The service sees
data keys only while it wraps and unwraps them; the key itself never leaves it. Of its API this uses
``encrypt``, ``decrypt`` with ``associated_data``, which keys of the type ``aes256-gcm96`` (the default) take.
"""

import base64
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests

from tieline.foundation.errors import Invalid, Unavailable
from tieline.foundation.outgoing import refuse_host

SECONDS = (5, 10)
MOST_BYTES = 64 * 1024


@dataclass(frozen=True)
class TransitKey:
    """One key of a transit engine; ``address`` is the service, without a path."""

    address: str
    mount: str
    key: str
    token: str

    @property
    def name(self) -> str:
        """``vault:transit/tieline``."""
        return f"vault:{self.mount}/{self.key}"

    def wrap(self, secret: bytes, bound_to: str) -> str:
        """The secret as the service encrypted it (``vault:v1:…``)."""
        told = self._ask("encrypt", {"plaintext": _coded(secret), "associated_data": _coded(bound_to.encode())})
        return str(told["ciphertext"])

    def unwrap(self, wrapped: str, bound_to: str) -> bytes:
        """The secret; Unavailable where the service cannot decrypt it, or does not answer."""
        told = self._ask("decrypt", {"ciphertext": wrapped, "associated_data": _coded(bound_to.encode())})
        return base64.b64decode(str(told["plaintext"]))

    def _ask(self, doing: str, body: dict[str, str]) -> dict[str, Any]:
        refuse_host(str(urlsplit(self.address).hostname), "TIELINE_KMS_URL")
        try:
            with requests.post(
                f"{self.address}/v1/{self.mount}/{doing}/{self.key}",
                json=body,
                headers={"X-Vault-Token": self.token, "X-Vault-Request": "true"},
                timeout=SECONDS,
                allow_redirects=False,
                stream=True,
            ) as answer:
                status, text = answer.status_code, answer.raw.read(MOST_BYTES, decode_content=True)
            told = json.loads(text)
            if status == 200:
                return dict(told["data"])
        except (requests.RequestException, OSError, ValueError, KeyError, TypeError) as error:
            raise Unavailable(
                f"The key service does not answer as expected: {type(error).__name__}",
                where="TIELINE_KMS_URL",
                do="Check that it runs, is unsealed and can be reached from this server",
            ) from error
        why = "; ".join(map(str, told.get("errors") or ())) if isinstance(told, dict) else ""
        raise Unavailable(
            f"The key service refused to {doing}: {status} {why}".rstrip(),
            where="TIELINE_KMS_URL",
            do="Check TIELINE_KMS_TOKEN and that its policy allows to encrypt and decrypt with this key",
        )


def transit_key(url: str, token: str) -> TransitKey:
    """The key that a URL names; Invalid for a URL that names none."""
    parts = urlsplit(url)
    mount, _, key = parts.path.strip("/").rpartition("/")
    if parts.scheme not in ("https", "http") or not parts.hostname or not mount or not key or parts.username:
        raise Invalid(
            "The address of the key service names no key",
            where="TIELINE_KMS_URL",
            do="Write it as https://host:8200/transit/name-of-the-key, and the token in TIELINE_KMS_TOKEN",
        )
    return TransitKey(f"{parts.scheme}://{parts.netloc}", mount, key, token)


def _coded(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
