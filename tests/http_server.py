"""A small HTTP server for tests that answers as it is told, and remembers what it was asked."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Request:
    """What was asked."""

    method: str
    path: str
    params: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass
class Answer:
    """What is answered: JSON unless ``raw``; ``cut`` ends the connection after the body, which is declared longer."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    cut: bool = False


Tell = Callable[[Request], Answer]


@dataclass
class Api:
    """A running server."""

    url: str
    asked: list[Request] = field(default_factory=list)


@contextmanager
def answering(tell: Tell, host: str = "127.0.0.1") -> Iterator[Api]:
    """A server on a free port of loopback that answers with ``tell`` until the end."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            params = {name: values[-1] for name, values in parse_qs(parts.query).items()}
            request = Request(self.command, parts.path, params, dict(self.headers), body)
            api.asked.append(request)
            answer = tell(request)
            content = answer.raw if answer.raw is not None else json.dumps(answer.body).encode()
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content) + (1000 if answer.cut else 0)))
            self.end_headers()
            self.wfile.write(content)
            if answer.cut:
                self.wfile.flush()
                self.connection.close()
                self.close_connection = True

        do_GET = do_POST = _serve  # noqa: N815 - names of the library

        def log_message(self, *args: Any) -> None:
            return

    server = ThreadingHTTPServer((host, 0), Handler)
    api = Api(f"http://{host}:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
