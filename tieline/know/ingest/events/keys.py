"""
Keys by which machines send events, as ``TIELINE_EVENT_KEYS`` lists them.

``app=<SHA-256 of the key>@app.live;web=<…>@web.pages,web.forms``: a name, the digest of the key, and the
sources it may send to, ``*`` for all. The keys themselves are kept nowhere.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest

from tieline.foundation.access.endpoint import Machine, NotRecognised
from tieline.foundation.errors import Unavailable

_SOURCES = r"\*|[a-z0-9_.]+(?:,[a-z0-9_.]+)*"
_ENTRY = re.compile(rf"(?P<name>[A-Za-z0-9._-]{{1,40}})=(?P<digest>[0-9a-f]{{64}})@(?P<sources>{_SOURCES})")


@dataclass(frozen=True)
class EventKey:
    """A key by its digest: whose it is, and the sources it may send to."""

    name: str
    digest: str
    sources: frozenset[str]


@lru_cache(maxsize=4)
def keys_of(setting: str) -> Sequence[EventKey]:
    """The keys that the setting lists; Unavailable where it is not written as it should be."""
    found: list[EventKey] = []
    for entry in filter(None, (part.strip() for part in setting.split(";"))):
        fits = _ENTRY.fullmatch(entry)
        if fits is None:
            raise Unavailable(
                "TIELINE_EVENT_KEYS cannot be read, so no key is accepted",
                where=f"entry {len(found) + 1}",
                do="Write NAME=DIGEST@SOURCE,SOURCE;… as 'tieline event-key' prints it",
            )
        found.append(EventKey(fits["name"], fits["digest"], frozenset(fits["sources"].split(","))))
    return tuple(found)


def recognise_key(request: HttpRequest) -> Machine | None:
    """Whose key a request shows; None where it shows none, NotRecognised where nobody has such a key."""
    shown = _shown(request)
    if shown is None:
        return None
    digest = hashlib.sha256(shown.encode()).hexdigest()
    found = None
    for key in keys_of(settings.TIELINE_EVENT_KEYS):
        if hmac.compare_digest(key.digest, digest):
            found = key
    if found is None:
        raise NotRecognised("Nobody has this key", where="X-API-Key", do="Check the key, or ask for a new one")
    return Machine(found.name, found.sources)


def _shown(request: HttpRequest) -> str | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip()
    return request.headers.get("X-API-Key")


def new_key(name: str, sources: Sequence[str]) -> tuple[str, str]:
    """A key that nobody had before, and its entry for ``TIELINE_EVENT_KEYS``."""
    key = secrets.token_urlsafe(32)
    entry = f"{name}={hashlib.sha256(key.encode()).hexdigest()}@{','.join(sources)}"
    keys_of(entry)
    return key, entry
