"""The web app's page, and what a load balancer asks."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie

from tieline.foundation.errors import Unavailable
from tieline.foundation.warehouse.current import warehouse

MISSING = (
    "<!doctype html><title>Tieline</title><p>The web app is not built. Run <code>make web</code> in the project's "
    "folder, or set TIELINE_WEB to a folder with a build.</p>"
)


@lru_cache(maxsize=4)
def _page(path: Path, modified: float) -> str:  # noqa: ARG001 - the time keys the cache, so that a new build is seen
    return path.read_text(encoding="utf-8")


@never_cache
@ensure_csrf_cookie
def app(request: HttpRequest) -> HttpResponse:
    """The page of the web app for every address that is not a file or the API, with this response's style nonce."""
    path = Path(settings.WEB_DIR) / "index.html"
    if not path.exists():
        return HttpResponse(MISSING, status=503)
    nonce: str = request.csp_nonce  # type: ignore[attr-defined] # set by the content policy
    return HttpResponse(_page(path, path.stat().st_mtime).replace("__CSP_NONCE__", nonce))


@never_cache
def live(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - Django passes the request
    """200 while the process answers."""
    return JsonResponse({"status": "live"})


@never_cache
def ready(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - Django passes the request
    """200 when the database answers, every migration is applied and the warehouse is open; else 503 with what lacks."""
    checks = {"database": _database(), "warehouse": _warehouse()}
    good = all(state == "ok" for state in checks.values())
    return JsonResponse({"status": "ready" if good else "not ready", "checks": checks}, status=200 if good else 503)


def _database() -> str:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Exception as error:  # whatever the driver raises means: not ready
        return type(error).__name__
    return f"{len(waiting)} migrations not applied" if waiting else "ok"


def _warehouse() -> str:
    try:
        warehouse()
    except Unavailable as error:
        return error.what
    return "ok"
