"""
Servers that are quick to start, to be killed: ``python -m tests.know.ingest.events.served FOLDER``.

This process loads the program once and touches no data. For every line on its standard input it forks a process
that serves as the real server does: the whole application on a port of loopback, the worker that holds the
warehouse, and the clock of landings. It answers with ``<process id> <port>``, and, when that process has ended,
with ``ended <signal>``.
"""

import importlib
import os
import socket
import socketserver
import sys
import threading
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer


class Threaded(socketserver.ThreadingMixIn, WSGIServer):
    """A thread per connection, as granian has threads."""

    daemon_threads = True
    request_queue_size = 64


class Quiet(WSGIRequestHandler):
    """Says nothing about requests; keeps connections open."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Nothing."""


def main() -> None:
    """Fork a server for each line, wait for its end, tell about both."""
    os.environ["TIELINE_DATA"] = sys.argv[1]
    os.environ["TIELINE_WORKER"] = "none"
    os.environ["TIELINE_EVENTS_LAND_EVERY"] = "0.3"
    os.environ["DJANGO_SETTINGS_MODULE"] = "tieline.server.settings"
    application = importlib.import_module("tieline.server.wsgi").application
    for name in ("tieline.server.urls", "tieline.server.arrivals", "tieline.server.work"):
        importlib.import_module(name)  # once, before any process is forked

    print("ready", flush=True)
    for _ in sys.stdin:
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        child = os.fork()
        if child == 0:
            serve(application, listening)
        print(child, listening.getsockname()[1], flush=True)
        listening.close()
        _, status = os.waitpid(child, 0)
        print("ended", os.WTERMSIG(status) if os.WIFSIGNALED(status) else -os.WEXITSTATUS(status), flush=True)


def serve(application: object, listening: socket.socket) -> None:
    """Serve, work off jobs and land events until killed."""
    from tieline.foundation.jobs.worker import start_workers  # noqa: PLC0415 - in the forked process
    from tieline.server.arrivals import start_arrivals  # noqa: PLC0415 - in the forked process

    start_workers(threading.Event())
    start_arrivals(threading.Event())
    server = Threaded(("127.0.0.1", 0), Quiet, bind_and_activate=False)
    server.socket.close()
    server.socket = listening
    server.server_address = listening.getsockname()
    server.server_name, server.server_port = "127.0.0.1", server.server_address[1]
    server.setup_environ()
    server.set_app(application)  # type: ignore[arg-type] # a WSGI application
    server.serve_forever()
    os._exit(0)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[4]))
    main()
