"""
Rows of a REST API as NDJSON, page by page.

Pages and authentication are dlt's; of dlt only its REST client is used, so there is no pipeline, no state of its own
and no telemetry (which ``tieline/__init__.py`` turns off too).
"""

import json
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from dlt.common.configuration.specs import RuntimeConfiguration
from dlt.sources.helpers.rest_client.auth import (
    APIKeyAuth,
    AuthConfigBase,
    BearerTokenAuth,
    HttpBasicAuth,
    OAuth2ClientCredentials,
)
from dlt.sources.helpers.rest_client.client import PageData, RESTClient
from dlt.sources.helpers.rest_client.exceptions import PaginatorNotFound
from dlt.sources.rest_api.config_setup import create_paginator
from requests import HTTPError, RequestException, Response

from tieline.foundation.errors import Invalid, TielineError
from tieline.know.ingest.connectors.access import Access, AskedToWait
from tieline.know.ingest.connectors.cursors import Value, earlier, greatest, read_cursor, written_cursor
from tieline.know.ingest.connectors.fetched import Asked, Beat, Fetched
from tieline.know.ingest.connectors.query import temporary
from tieline.know.ingest.connectors.rest_session import session_for
from tieline.know.ingest.definitions.connection import (
    ApiKeyAuth,
    BasicAuth,
    BearerAuth,
    OAuth2Auth,
    RestOptions,
)
from tieline.know.ingest.definitions.where import Rest, Where

REFUSALS = (401, 403)


def fetch(access: Access, where: Where, asked: Asked) -> Iterator[Fetched]:
    """The rows of all pages as one delivery; none where there are none."""
    rest = where.rest
    if rest is None:
        raise TypeError("the registry asks for what the source declares")
    before = read_cursor(asked.position.cursor, rest.cursor, None)
    with temporary(asked.folder) as file:
        rows, after = _write(access, rest, before, file, asked.beat)
        if not rows:
            return
        cursor = written_cursor(rest.cursor, after) if rest.cursor is not None and after is not None else None
        with file.open("rb") as content:
            yield Fetched(content, f"{asked.key}-{asked.now:%Y%m%dT%H%M%SZ}.ndjson", cursor=cursor)


def _write(access: Access, rest: Rest, before: Value | None, file: Path, beat: Beat) -> tuple[int, Value | None]:
    count, after = 0, before
    with file.open("w", encoding="utf-8", newline="\n") as lines:
        for page in pages(access, rest, before, beat):
            for row in page:
                lines.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += len(page)
            if rest.cursor is not None:
                after = greatest((_field(row, rest.cursor) for row in page), after, access.place)
            beat(f"{count:,} rows")
    return count, after


def _field(row: Any, name: str) -> Any:
    """A field of a row; of a row within it by dots."""
    for step in name.split("."):
        row = row.get(step) if isinstance(row, dict) else None
    return row


def check(access: Access) -> None:
    """Nothing where the API answers, be it that there is nothing at its root."""
    options = access.options(RestOptions)
    url = access.url.geturl()
    try:
        session = session_for(url, silence=options.silence_seconds, attempts=1)
        headers = access.credentials.fill(options.headers)
        response = session.get(url, headers=headers, auth=_auth(access, options))
        if response.status_code in REFUSALS or response.status_code >= 500:
            response.raise_for_status()
    except TielineError as error:
        raise access.told(error) from None
    except Exception as error:
        raise _told(access, Rest(path=""), error) from None


def pages(access: Access, rest: Rest, before: Value | None, beat: Beat) -> Iterator[list[Any]]:
    """The rows of each page; whatever goes wrong is told with status and URL, and without a secret."""
    params = dict(rest.params)
    begin = earlier(before, rest.overlap, access.place) if before is not None else rest.start
    if rest.cursor_param is not None and begin is not None:
        params[rest.cursor_param] = begin
    seen: set[tuple[str, str]] = set()
    try:
        client = _client(access, rest)
        for page in client.paginate(rest.path, params=params):
            _refuse_circle(page, seen, access)
            yield list(page)
            beat(rest.path)
    except TielineError as error:
        raise access.told(error) from None
    except Exception as error:
        raise _told(access, rest, error) from None


def _refuse_circle(page: PageData[Any], seen: set[tuple[str, str]], access: Access) -> None:
    request = page.response.request
    asked = (str(request.url), str(request.body))
    if asked in seen:
        raise Invalid(
            "The API leads back to a page that was read already",
            where=f"{access.place}, {request.url}",
            do="Correct where.rest.paginator of the source",
        )
    seen.add(asked)


def _client(access: Access, rest: Rest) -> RESTClient:
    options = access.options(RestOptions)
    url = access.url.geturl()
    try:
        paginator = create_paginator(rest.paginator)  # type: ignore[arg-type]  # as the source declares it
    except (ValueError, TypeError) as error:
        raise access.invalid(
            error, "The paginator cannot be made", do="Configure it as dlt's documentation of the REST source says"
        ) from None
    return RESTClient(
        url,
        headers=access.credentials.fill(options.headers),
        auth=_auth(access, options),
        paginator=paginator,
        data_selector=rest.data_selector,
        session=session_for(url, silence=options.silence_seconds, attempts=options.attempts),
        config=RuntimeConfiguration(http_show_error_body=False),
    )


def _auth(access: Access, options: RestOptions) -> AuthConfigBase | None:
    match options.auth:
        case BearerAuth(token=token):
            return BearerTokenAuth(token=access.secret(token))
        case ApiKeyAuth(name=name, api_key=key, location=location):
            return APIKeyAuth(name=name, api_key=access.secret(key), location=location)
        case BasicAuth(username=username, password=password):
            return HttpBasicAuth(username=username, password=access.secret(password))
        case OAuth2Auth() as auth:
            return OAuth2ClientCredentials(
                access_token_url=auth.access_token_url,
                client_id=auth.client_id,
                client_secret=access.secret(auth.client_secret),
                access_token_request_data=auth.access_token_request_data,
                session=session_for(auth.access_token_url, silence=options.silence_seconds, attempts=options.attempts),
            )
    return None


def _told(access: Access, rest: Rest, error: Exception) -> Exception:
    if isinstance(error, HTTPError) and error.response is not None:
        return _answered(access, error.response)
    if isinstance(error, PaginatorNotFound):
        return access.invalid(error, "How the API divides its answers is not plain", do="Give where.rest.paginator")
    if isinstance(error, ValueError) and not isinstance(error, RequestException):
        return access.invalid(error, "The answer is not what the source says", where=rest.path)
    if isinstance(error, RequestException):
        if isinstance(error, ValueError) and "JSON" in type(error).__name__:
            return access.invalid(error, "The answer is not JSON", where=rest.path)
        return access.unavailable(error, "The API does not answer", where=rest.path)
    return error


def _pause(response: Response) -> int:
    """The seconds of Retry-After, which may name an instant too; 0 without it."""
    said = response.headers.get("Retry-After", "").strip()
    if said.isdigit():
        return int(said)
    try:
        return max(0, int((parsedate_to_datetime(said) - timezone.now()).total_seconds()))
    except (TypeError, ValueError):
        return 0


def _answered(access: Access, response: Response) -> TielineError:
    status, url = response.status_code, access.credentials.redact(str(response.url))
    plain = Exception(f"{status} {response.reason}")
    if status in REFUSALS:
        return access.refused(plain, "The API does not let us in", where=url)
    if status == 429 or status >= 500:
        told = access.unavailable(plain, "The API answers with an error", where=url)
        return AskedToWait(told.what, where=told.where, do=told.do, retry_after=_pause(response))
    return access.invalid(plain, "The API does not know what is asked for", where=url)
