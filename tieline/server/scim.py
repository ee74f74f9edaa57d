"""SCIM 2.0 under ``/scim/v2``, with errors as RFC 7644 has them."""

import json
from typing import Any

import structlog
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from scim2_models import Error, SCIMException

from tieline.foundation.access.scim_api import scim_router
from tieline.foundation.errors import TielineError

log = structlog.get_logger("tieline.problem")

scim_api = NinjaAPI(title="SCIM", version="2", docs_url=None, openapi_url=None, urls_namespace="scim")
scim_api.add_router("", scim_router)


def _problem(status: int, detail: str, kind: str | None = None) -> HttpResponse:
    body = Error(status=status, detail=detail, scim_type=kind).model_dump()
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type="application/scim+json")


def _ours(_request: HttpRequest, error: Any) -> HttpResponse:
    response = _problem(400 if error.status == 422 else error.status, str(error))
    retry_after = getattr(error, "retry_after", None)
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response


def _theirs(_request: HttpRequest, error: Any) -> HttpResponse:
    said = error.to_error()
    return _problem(int(said.status), said.detail or "", said.scim_type)


def _unforeseen(request: HttpRequest, error: Any) -> HttpResponse:
    log.exception("unforeseen error", method=request.method, kind=type(error).__name__)
    return _problem(500, "Something failed that should not have")


scim_api.add_exception_handler(TielineError, _ours)
scim_api.add_exception_handler(SCIMException, _theirs)
scim_api.add_exception_handler(AuthenticationError, lambda _r, _e: _problem(401, "Send a service key of scope scim"))
scim_api.add_exception_handler(ValidationError, lambda _r, _e: _problem(404, "There is nothing at this address"))
scim_api.add_exception_handler(Http404, lambda _r, _e: _problem(404, "There is nothing at this address"))
scim_api.add_exception_handler(DataError, lambda _r, _e: _problem(400, "A value cannot be stored"))
scim_api.add_exception_handler(Exception, _unforeseen)
