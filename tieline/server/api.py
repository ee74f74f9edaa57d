"""The API under ``/api``: one router per capability, one place where errors become HTTP."""

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from tieline.foundation.errors import TielineError

api = NinjaAPI(title="Tieline", version="1", docs_url=None, openapi_url="/openapi.json", urls_namespace="api")


@api.exception_handler(TielineError)
def problem(request: HttpRequest, error: TielineError) -> HttpResponse:
    """An error as RFC 9457 problem details: what, where and what to do in fields of their own."""
    body = {"title": error.title, "status": error.status, "detail": error.what, "where": error.where, "do": error.do}
    return api.create_response(request, body, status=error.status)
