"""
What every request passes: an id and a log line, a trace span, the reader's language, and headers that tell the browser
what to refuse.
"""

import secrets
import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation.trans_real import parse_accept_lang_header
from opentelemetry import trace

from tieline.foundation.access.addresses import address_of
from tieline.foundation.access.asking import asking_from
from tieline.foundation.language import speaking
from tieline.server.problems import nul_in_address

log = structlog.get_logger("tieline.request")
tracer = trace.get_tracer("tieline")

Handler = Callable[[HttpRequest], HttpResponse]

STAY_WITH_TLS = f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains"


def request_log(handle: Handler) -> Handler:
    """One structured line per request (never query strings or bodies: they name customers), and a span around it."""

    def logged(request: HttpRequest) -> HttpResponse:
        request_id = request.headers.get("X-Request-ID", "")[:64] or secrets.token_hex(8)
        started = time.perf_counter()
        with (
            structlog.contextvars.bound_contextvars(request_id=request_id),
            tracer.start_as_current_span(f"{request.method} {_route(request.path)}") as span,
        ):
            response = handle(request)
            milliseconds = round((time.perf_counter() - started) * 1000, 1)
            span.set_attribute("http.response.status_code", response.status_code)
            log.info(
                "request",
                method=request.method,
                path=_route(request.path),
                status=response.status_code,
                milliseconds=milliseconds,
                user=getattr(getattr(request, "user", None), "login", None),
            )
        response["X-Request-ID"] = request_id
        return response

    return logged


def content_policy(handle: Handler) -> Handler:
    """A Content-Security-Policy that allows this server's own files only; styles of the app carry a nonce per page."""

    def guarded(request: HttpRequest) -> HttpResponse:
        nonce = secrets.token_urlsafe(16)
        request.csp_nonce = nonce  # type: ignore[attr-defined] # read by the page view
        response = handle(request)
        response.headers.setdefault(
            "Content-Security-Policy",
            "default-src 'self'; script-src 'self'; "
            f"style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
            "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        )
        if settings.HTTPS:  # the proxy in front speaks TLS, so no request looks like it here
            response.headers.setdefault("Strict-Transport-Security", STAY_WITH_TLS)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.path.startswith("/api/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return guarded


def reader_language(handle: Handler) -> Handler:
    """The API says what is wrong in the language that the request asks for: Chinese or, without a wish, English."""

    def spoken(request: HttpRequest) -> HttpResponse:
        wished = [code for code, _ in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
        first = next((code[:2] for code in wished if code[:2] in ("zh", "en")), "en")
        with speaking("zh" if first == "zh" else "en"):
            return handle(request)

    return spoken


def refuse_nul(handle: Handler) -> Handler:
    """400 for an address with a NUL character: no name or text has one, and databases end their texts there."""

    def refused(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return nul_in_address()
        return handle(request)

    return refused


def request_origin(handle: Handler) -> Handler:
    """The address that a request came from is known to what is written while it is answered."""

    def known(request: HttpRequest) -> HttpResponse:
        with asking_from(address_of(request)):
            return handle(request)

    return known


def _route(path: str) -> str:
    """The path without ids, so that log and spans group by route and name no customer."""
    parts = [":id" if any(character.isdigit() for character in part) else part for part in path.split("/")]
    return "/".join(parts)
