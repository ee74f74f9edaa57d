"""The process that serves: migrations, granian with threads, and the worker inside it."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

THREADS = 8


def migrate() -> None:
    """Bring the operational database to this version; nothing happens the second time."""
    call_command("migrate", verbosity=0, interactive=False)


def web_is_built() -> bool:
    """Whether there is a web app to serve."""
    return (Path(settings.WEB_DIR) / "index.html").exists()


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
    ).serve()
