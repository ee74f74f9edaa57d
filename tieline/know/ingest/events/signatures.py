"""Webhooks prove who sent them: HMAC-SHA256 over the raw body, with a secret that both sides hold."""

import hashlib
import hmac
import time

from django.http import HttpRequest

from tieline.foundation.access.endpoint import Machine, NotRecognised
from tieline.foundation.errors import NotFound, Unavailable
from tieline.know.ingest import queries
from tieline.know.ingest.connectors.credentials import find_secret
from tieline.know.ingest.definitions import Source
from tieline.know.ingest.definitions.where import Events
from tieline.know.ingest.events.bodies import body_of


def recognise_signature(request: HttpRequest) -> Machine | None:
    """The source whose secret signed the request, as a machine that may send to it; None where nothing is signed."""
    key = request.resolver_match.kwargs["source"] if request.resolver_match else ""
    source = signed_source(key)
    declared = source.where.events
    if declared is None or declared.signature_header not in request.headers:
        return None
    verify(
        declared,
        body_of(request),
        signature=request.headers[declared.signature_header],
        timestamp=request.headers.get(declared.timestamp_header or "", ""),
        now=time.time(),
    )
    return Machine(f"webhook {key}", frozenset({key}))


def signed_source(key: str) -> Source:
    """The source that takes signed webhooks; NotFound, with the same words whatever lacks."""
    found = [each for each in queries.list_sources() if each.key == key]
    if not found or found[0].where.events is None or found[0].where.events.signature == "none":
        raise NotFound(f"There is no webhook of the source '{key}'", do="Declare where.events.signature and secret")
    return found[0]


def verify(declared: Events, body: bytes, *, signature: str, timestamp: str, now: float) -> None:
    """
    NotRecognised unless ``signature`` is that of the body, and the request is of now where it is dated.

    With a timestamp header the text ``<timestamp>.<body>`` is signed, so that nobody can date it anew.
    """
    signed = body
    if declared.timestamp_header:
        signed = timestamp.encode() + b"." + body
    good = hmac.new(_secret(declared), signed, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(good.encode(), signature.removeprefix("sha256=").strip().lower().encode()):
        raise NotRecognised(
            "The signature is not that of this body",
            where=declared.signature_header,
            do="Sign the raw body with HMAC-SHA256 and the shared secret, and send the digest in hex",
        )
    if declared.timestamp_header and not _is_now(timestamp, now, declared.tolerance_seconds):
        raise NotRecognised(
            f"The request is dated more than {declared.tolerance_seconds} seconds from now",
            where=declared.timestamp_header,
            do="Send seconds since 1970 and check the clocks; sign each attempt anew",
        )


def _is_now(timestamp: str, now: float, tolerance: int) -> bool:
    return timestamp.isascii() and timestamp.isdigit() and abs(now - int(timestamp[:15])) <= tolerance


def _secret(declared: Events) -> bytes:
    secret = find_secret(declared.secret or "")
    if not secret:
        raise Unavailable(
            "The secret of this webhook is not set, so nothing can be verified",
            where=declared.secret or "",
            do="Set the environment variable of this name, or put a file of this name into the folder TIELINE_SECRETS",
        )
    return secret.encode()
