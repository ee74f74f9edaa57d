"""The process that serves: migrations, granian with threads, and the worker inside it."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from granian import Granian
from granian.constants import Interfaces, SSLProtocols
from granian.log import LogLevels

from tieline.foundation.errors import Invalid
from tieline.foundation.keys.commands import demand_keys
from tieline.foundation.keys.wrapping import is_configured

THREADS = 8


def migrate() -> None:
    """Bring the operational database to this version; nothing happens the second time."""
    call_command("migrate", verbosity=0, interactive=False)


def web_is_built() -> bool:
    """Whether there is a web app to serve."""
    return (Path(settings.WEB_DIR) / "index.html").exists()


def scheme() -> str:
    """``https`` where this server has a certificate."""
    return "https" if settings.TIELINE_TLS_CERTIFICATE else "http"


def demand_keys_for(host: str) -> str:
    """
    What to say about keys before serving; empty where all is well. Unavailable where sealed fields cannot be read.

    Derived keys are fine on one's own machine. Where others reach the server, they should lie apart from it.
    """
    demand_keys()
    mine = host in ("127.0.0.1", "localhost", "::1") and not settings.HTTPS and not settings.TIELINE_PROXIES
    if is_configured() or mine:
        return ""
    return "Sealed fields and backups hang on the secret key in the data folder: set TIELINE_KEYS (tieline keys new)"


def _tls() -> dict[str, Any]:
    """What granian needs to serve TLS itself; Invalid where only half of it is given, or a file is not there."""
    certificate, key = settings.TIELINE_TLS_CERTIFICATE, settings.TIELINE_TLS_KEY
    if not certificate and not key:
        return {}
    for name, file in (("TIELINE_TLS_CERTIFICATE", certificate), ("TIELINE_TLS_KEY", key)):
        if not file or not Path(file).is_file():
            raise Invalid(
                "The certificate or its key is not there",
                where=name,
                do="Give both as files in PEM: the certificate with those of its issuers, and the key",
            )
    return {"ssl_cert": Path(certificate), "ssl_key": Path(key), "ssl_protocol_min": SSLProtocols.tls12}


def serve(host: str, port: int) -> None:
    """Serve until interrupted. One worker process, because one process holds the embedded warehouse; threads inside."""
    Granian(
        "tieline.server.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig={"root": {"handlers": []}},
        workers_kill_timeout=20,
        **_tls(),
    ).serve()
