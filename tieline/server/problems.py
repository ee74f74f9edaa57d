"""Errors as HTTP, once: RFC 9457 problem details with what, where and what to do in fields of their own."""

from collections.abc import Mapping
from typing import Any

import structlog
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import DataError, IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from tieline.foundation.errors import TielineError
from tieline.foundation.language import for_reader, place_for_reader

log = structlog.get_logger("tieline.problem")


def problem(status: int, title: str, detail: str, where: str = "", do: str = "") -> HttpResponse:
    """The response of an error, in the reader's language."""
    body: Mapping[str, Any] = {
        "title": for_reader(title),
        "status": status,
        "detail": for_reader(detail),
        "where": place_for_reader(where),
        "do": for_reader(do),
    }
    response = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = "application/problem+json"
    return response


def _ours(_request: HttpRequest, error: Any) -> HttpResponse:
    response = problem(error.status, error.title, error.what, error.where, error.do)
    retry_after = getattr(error, "retry_after", None)
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response


def _not_logged_in(_request: HttpRequest, _error: Any) -> HttpResponse:
    return problem(401, "Not logged in", "You are not logged in, or your session has ended", do="Log in")


def _wrong_shape(_request: HttpRequest, error: Any) -> HttpResponse:
    first = error.errors[0]
    where = ".".join(str(part) for part in first["loc"])
    return problem(422, "Invalid input", str(first["msg"]), where, "Correct this field and send it again")


def _http(_request: HttpRequest, error: Any) -> HttpResponse:
    return problem(error.status_code, "Refused", str(error))


def _missing(_request: HttpRequest, _error: Any) -> HttpResponse:
    return problem(404, "Not found", "There is nothing at this address")


def _unstorable(_request: HttpRequest, _error: Any) -> HttpResponse:
    what, do = (
        "A value cannot be stored: it is too long, too large or holds a NUL character",
        "Correct it and send it again",
    )
    return problem(422, "Invalid input", what, do=do)


def _conflicting(request: HttpRequest, error: Any) -> HttpResponse:
    """SQLite says of a number beyond 64 bits that it is of another type, where others say that it is too large."""
    return (_unstorable if "datatype mismatch" in str(error) else _unforeseen)(request, error)


def _unreadable(_request: HttpRequest, _error: Any) -> HttpResponse:
    return problem(400, "Invalid input", "The request cannot be read", do="Correct it and send it again")


def nul_in_address() -> HttpResponse:
    """400 for an address that no name or text of ours can be."""
    return problem(400, "Invalid input", "The address holds a NUL character", do="Leave it out")


def _too_large(_request: HttpRequest, _error: Any) -> HttpResponse:
    return problem(413, "Invalid input", "The request is too large", do="Send less at once")


def _unforeseen(request: HttpRequest, error: Any) -> HttpResponse:
    log.exception("unforeseen error", method=request.method, kind=type(error).__name__)
    return problem(
        500, "Error", "Something failed that should not have", do="Try again; tell your administrator the time"
    )


def map_errors(api: NinjaAPI) -> None:
    """Register the mapping on the API."""
    api.add_exception_handler(TielineError, _ours)
    api.add_exception_handler(AuthenticationError, _not_logged_in)
    api.add_exception_handler(ValidationError, _wrong_shape)
    api.add_exception_handler(HttpError, _http)
    api.add_exception_handler(Http404, _missing)
    api.add_exception_handler(DataError, _unstorable)
    api.add_exception_handler(OverflowError, _unstorable)
    api.add_exception_handler(IntegrityError, _conflicting)
    for kind in (MultiPartParserError, BadRequest, SuspiciousOperation):
        api.add_exception_handler(kind, _unreadable)
    api.add_exception_handler(RequestDataTooBig, _too_large)
    api.add_exception_handler(Exception, _unforeseen)
