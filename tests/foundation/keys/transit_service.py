"""A key service for tests that speaks the protocol of Vault's transit engine over HTTP, with keys of its own."""

import base64
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.http_server import Answer, Request, answering

TOKEN = "hvs.test-token-of-the-service"


@dataclass
class Transit:
    """Versions of one key; ``url`` names it as an operator would."""

    url: str = ""
    versions: list[bytes] = field(default_factory=lambda: [secrets.token_bytes(32)])
    sealed: bool = False
    asked: list[Request] = field(default_factory=list)

    def rotate(self) -> None:
        """A new version encrypts from now on; the former ones still decrypt."""
        self.versions.append(secrets.token_bytes(32))

    def answer(self, request: Request) -> Answer:
        """As the documentation of the engine says, errors included."""
        self.asked.append(request)
        if self.sealed:
            return Answer({"errors": ["Vault is sealed"]}, status=503)
        if request.headers.get("X-Vault-Token") != TOKEN:
            return Answer({"errors": ["permission denied"]}, status=403)
        given = json.loads(request.body)
        with_it = base64.b64decode(given.get("associated_data", ""))
        if request.path == "/v1/transit/encrypt/tieline":
            return Answer({"data": self._encrypt(base64.b64decode(given["plaintext"]), with_it)})
        if request.path == "/v1/transit/decrypt/tieline":
            return self._decrypt(given["ciphertext"], with_it)
        return Answer({"errors": ["no handler for route"]}, status=404)

    def _encrypt(self, plain: bytes, with_it: bytes) -> dict[str, object]:
        nonce = secrets.token_bytes(12)
        sealed = base64.b64encode(nonce + AESGCM(self.versions[-1]).encrypt(nonce, plain, with_it)).decode()
        return {"ciphertext": f"vault:v{len(self.versions)}:{sealed}", "key_version": len(self.versions)}

    def _decrypt(self, text: str, with_it: bytes) -> Answer:
        version, coded = text.removeprefix("vault:v").split(":")
        raw = base64.b64decode(coded)
        try:
            plain = AESGCM(self.versions[int(version) - 1]).decrypt(raw[:12], raw[12:], with_it)
        except InvalidTag:
            return Answer({"errors": ["cipher: message authentication failed"]}, status=400)
        return Answer({"data": {"plaintext": base64.b64encode(plain).decode()}})


@contextmanager
def transit() -> Iterator[Transit]:
    """The service on loopback until the end."""
    service = Transit()
    with answering(service.answer) as api:
        service.url = f"{api.url}/transit/tieline"
        yield service
