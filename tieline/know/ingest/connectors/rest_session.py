"""
The HTTP session of a REST API: it stays with one origin, and gives up in time.

An answer may not lead elsewhere, neither by a redirect nor by a link to the next page, because the request carries
the operator's secret. The address that was really connected to is looked at, so that a name cannot change between.
"""

import time
from typing import Any
from urllib.parse import urlsplit

from dlt.sources.helpers.requests.retry import Client
from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from tieline.foundation.errors import Invalid, Refused, Unavailable
from tieline.foundation.outgoing import refuse_address, refuse_host

LARGEST = 64 * 1024 * 1024
LONGEST = 300.0
PIECE = 64 * 1024
RETRIED = (429, 500, 502, 503, 504)
LONGEST_PAUSE = 30.0
"""Seconds that a fetch waits between two attempts; who is told to wait longer comes back by the timer."""


def origin_of(url: str) -> tuple[str, str, int]:
    """Scheme, host and port."""
    parts = urlsplit(url)
    return parts.scheme, (parts.hostname or "").lower(), parts.port or (443 if parts.scheme == "https" else 80)


def session_for(url: str, *, silence: float, attempts: int) -> Session:
    """A session for the origin of ``url``; 429 and 5xx are tried again, as long as ``Retry-After`` says."""
    client = Client(
        request_timeout=(10.0, silence),
        raise_for_status=False,
        status_codes=RETRIED,
        request_max_attempts=attempts,
        request_backoff_factor=0.5,
        request_max_retry_delay=LONGEST_PAUSE,
    )
    session: Session = client.session
    session.trust_env = False  # no proxy and no .netrc of whoever started the server
    adapter = OneOrigin(url)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session


class _Looked:
    """What both kinds of connection add: the peer is looked at before anything is sent."""

    def _new_conn(self) -> Any:
        made = super()._new_conn()  # type: ignore[misc]  # of the class that this is mixed into
        try:
            refuse_address(str(made.getpeername()[0]), getattr(self, "host", ""))
        except Refused:
            made.close()
            raise
        return made


class _LookedHttp(_Looked, HTTPConnection):
    pass


class _LookedHttps(_Looked, HTTPSConnection):
    pass


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _LookedHttp


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _LookedHttps


class OneOrigin(HTTPAdapter):
    """Sends only to one origin, and reads answers of a size that fits into memory."""

    def __init__(self, url: str) -> None:
        self._url, self._origin = url, origin_of(url)
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Pools whose connections look where they lead."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        """The answer, read to its end; Refused for another origin, Invalid for more than ``LARGEST`` bytes."""
        url = str(request.url)
        if origin_of(url) != self._origin:
            scheme, host, port = origin_of(url)
            raise Refused(
                f"The API leads to another place, {scheme}://{host}:{port}",
                where=self._url,
                do="Correct the URL of the connection, if that is where the data is",
            )
        refuse_host(self._origin[1], self._url)
        kwargs["stream"] = True
        response = super().send(request, *args, **kwargs)
        response._content = _whole(response, self._url)
        response._content_consumed = True
        return response


def _whole(response: Response, where: str) -> bytes:
    began, pieces, size = time.monotonic(), [], 0
    for piece in response.iter_content(PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST:
            response.close()
            raise Invalid(
                f"One answer is larger than {LARGEST // 1024 // 1024} MB", where=where, do="Ask for smaller pages"
            )
        if time.monotonic() - began > LONGEST:
            response.close()
            raise Unavailable(
                f"One answer took longer than {LONGEST:.0f} seconds", where=where, do="Ask for smaller pages"
            )
    return b"".join(pieces)
