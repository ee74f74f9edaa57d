"""
Good requests beside malformed ones: what those who use the product wait while somebody throws rubbish at the server.

``python -m bench.malformed var/bench-20000`` serves the operator in the folder. For a minute 180 good requests a second
are asked, then for another minute the same with 20 malformed ones a second beside them. Requests come at their time,
whether or not those before were answered, and are measured from when they were due. Every answer to a malformed one
is searched for data of customers and for the product's inside, and must not be a failure of the server.
"""

import argparse
import http
import os
import random
import re
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from bench.customer_page import Agent
from bench.server import serving

LOGIN, PASSWORD = "wang.fang", "tieline-demo-2026"
SHARE = 10
"""Of so many requests one is malformed."""
INSIDE = re.compile(r"Traceback|site-packages|/tieline/|sqlite3|psycopg|duckdb|SELECT .* FROM", re.IGNORECASE)
"""What an answer to the outside never says."""
TIMEOUT = 10.0
PATIENCE = 1.0
"""Seconds to wait for an answer to half a request, for which the server waits too."""


@dataclass
class Seen:
    """What was answered; threads append."""

    good: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    malformed: Counter[str] = field(default_factory=Counter)
    leaks: list[str] = field(default_factory=list)
    client: float = 0.0
    """Seconds of processor time that asking took, on the same machine as the server."""

    def p95(self) -> float:
        """The 95th percentile of good requests in milliseconds."""
        return sorted(self.good)[len(self.good) * 95 // 100]


@dataclass(frozen=True)
class Target:
    """A server, a session there, and what only customers' data says."""

    host: str
    port: int
    cookie: str
    token: str
    paths: tuple[str, ...]
    secrets: tuple[str, ...]


def find_target(url: str) -> Target:
    """The server with a session of an agent, some pages to ask for, and names and numbers that must not leak."""
    agent = Agent(url, LOGIN, PASSWORD)
    people = agent.get("", limit=50)[0]["items"]
    paths = [
        "/api/session",
        "/api/tasks?limit=20",
        "/api/alerts?limit=20",
        *(f"/api/customers?q={person['phone'][-4:]}" for person in people[:3] if person["phone"]),
    ]
    secrets = {person[name] for person in people for name in ("name", "phone", "email") if person[name]}
    cookie = "; ".join(f"{name}={value}" for name, value in agent.http.cookies.items())
    where = urlsplit(url)
    token = agent.http.cookies.get("csrftoken") or ""
    return Target(str(where.hostname), where.port or 80, cookie, token, tuple(paths), tuple(secrets))


def malformed(target: Target, chance: random.Random) -> bytes:
    """One request that no honest client sends."""
    session = f"Host: {target.host}\r\nCookie: {target.cookie}\r\nX-CSRFToken: {target.token}\r\nConnection: close\r\n"

    def post(body: bytes, kind: str = "application/json", path: str = "/api/customers/x/contacts") -> bytes:
        head = f"POST {path} HTTP/1.1\r\n{session}Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        return head.encode() + body

    def get(path: str, more: str = "") -> bytes:
        return f"GET {path} HTTP/1.1\r\n{session}{more}\r\n".encode("utf-8", "surrogatepass")

    requests: list[Callable[[], bytes]] = [
        lambda: post(b'{"text": '),
        lambda: post(b"\xff\xfe\x00{"),
        lambda: post(b"[" * 20_000),
        lambda: post(b'{"text": "\\ud800"}'),
        lambda: post(b'{"channel": 1e400, "text": {"a": []}}'),
        lambda: post(b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "application/xml"),
        lambda: post(b"--x\r\nContent-Disposition: form-data", "multipart/form-data; boundary=x", "/api/loads"),
        lambda: post(b"{}", "text/plain", "/api/ingest/events"),
        lambda: get("/api/customers?limit=999999999999999999999999"),
        lambda: get("/api/customers?q=%ff%fe%00&sort=phone;drop"),
        lambda: get("/api/customers/..%2f..%2fetc%2fpasswd"),
        lambda: get("/api/customers/" + "x" * 6_000),
        lambda: get("/api/customers?" + "&".join(f"a{n}={n}" for n in range(1_500))),
        lambda: get("/api/session", "Tieline-Purpose: \x7f\x01\r\n"),
        lambda: get("/api/session", "X-Long: " + "y" * 60_000 + "\r\n"),
        lambda: get("/api/session", "Content-Length: abc\r\n"),
        lambda: get("/api/session").replace(b"HTTP/1.1", b"HTTP/9.9", 1),
        lambda: get("/api/session").replace(b"GET", b"G\x00T", 1),
        lambda: post(b"{}").replace(b"Content-Length: 2", b"Transfer-Encoding: chunked", 1),
        lambda: b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + chance.randbytes(200),
        lambda: chance.randbytes(400) + b"\r\n\r\n",
    ]
    return chance.choice(requests)()


def press(target: Target, *, rate: int, seconds: float, rubbish: bool, threads: int = 24, seed: int = 1) -> Seen:
    """Good requests at ``rate`` a second, less the share that is malformed, for some seconds; what was answered."""
    seen, began, spent = Seen(), time.perf_counter() + 0.5, time.process_time()
    due = [(began + number / rate, number) for number in range(int(rate * seconds))]
    parts = [due[place::threads] for place in range(threads)]
    working = [
        threading.Thread(
            target=_work, args=(target, part, random.Random(seed + place), seen), kwargs={"rubbish": rubbish}
        )
        for place, part in enumerate(parts)
    ]
    for thread in working:
        thread.start()
    for thread in working:
        thread.join()
    seen.client = time.process_time() - spent
    return seen


class Line:
    """A connection that is kept open, without a library in between: the client is to cost next to nothing."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._raw: socket.socket | None = None

    def get(self, path: str) -> int:
        """The status that is answered, once all of the answer is there; OSError or ValueError where none is."""
        if self._raw is None:
            self._raw = socket.create_connection((self._target.host, self._target.port), timeout=TIMEOUT)
        head = f"GET {path} HTTP/1.1\r\nHost: {self._target.host}\r\nCookie: {self._target.cookie}\r\n\r\n"
        self._raw.sendall(head.encode())
        got = b""
        while (ends := got.find(b"\r\n\r\n")) < 0:
            got += self._more()
        left = int(got[:ends].lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0]) - len(got) + ends + 4
        while left > 0:
            left -= len(self._more())
        return int(got[9:12])

    def close(self) -> None:
        """Hang up; the next request calls again."""
        if self._raw is not None:
            self._raw.close()
            self._raw = None

    def _more(self) -> bytes:
        part = self._raw.recv(65_536) if self._raw else b""
        if not part:
            raise ConnectionError("hung up")
        return part


def _work(target: Target, part: list[tuple[float, int]], chance: random.Random, seen: Seen, *, rubbish: bool) -> None:
    line = Line(target)
    for at, number in part:
        time.sleep(max(0.0, at - time.perf_counter()))
        # Numbers go round the threads, so a share of each thread's own is taken, not of all numbers.
        if chance.randrange(SHARE) == 0:
            if rubbish:
                _throw(target, malformed(target, chance), seen)
            continue
        path = target.paths[0 if chance.random() < 0.5 else number % len(target.paths)]
        try:
            status = line.get(path)
            if status != http.HTTPStatus.OK:
                seen.failed.append(f"{path}: {status}")
        except (OSError, ValueError) as error:
            seen.failed.append(f"{path}: {error!r}")
            line.close()
        seen.good.append((time.perf_counter() - at) * 1000)
    line.close()


def _throw(target: Target, request: bytes, seen: Seen) -> None:
    """Send a malformed request; what came back is counted by status and searched."""
    text = b"".join(_answered(target, request)).decode("utf-8", "replace")
    status = text[9:12] if text.startswith("HTTP/") else "closed"
    seen.malformed[status] += 1
    told = [secret for secret in target.secrets if secret in text]
    if told or INSIDE.search(text):
        seen.leaks.append(f"{request[:80]!r} was answered {text[:200]!r}")


def _answered(target: Target, request: bytes) -> Iterator[bytes]:
    try:
        with socket.create_connection((target.host, target.port), timeout=PATIENCE) as raw:
            raw.sendall(request)
            while part := raw.recv(65_536):
                yield part
    except OSError:
        return


def table(quiet: Seen, pressed: Seen) -> str:
    """Both minutes side by side, and what the malformed requests got."""
    lines = ["| | good | failed | p50 ms | p95 ms |", "|---|--:|--:|--:|--:|"]
    for name, seen in (("good alone", quiet), ("beside malformed ones", pressed)):
        middle = sorted(seen.good)[len(seen.good) // 2]
        lines.append(f"| {name} | {len(seen.good):,} | {len(seen.failed)} | {middle:.0f} | {seen.p95():.0f} |")
    answers = ", ".join(f"{count:,} × {status}" for status, count in sorted(pressed.malformed.items()))
    failures = sum(count for status, count in pressed.malformed.items() if status.startswith("5"))
    lines += [
        "",
        f"p95 beside malformed ones: {pressed.p95() / quiet.p95():.2f} × quiet. "
        f"Malformed: {sum(pressed.malformed.values()):,} ({answers}); "
        f"failures of the server: {failures}; answers that tell anything: {len(pressed.leaks)}. "
        f"Asking took {quiet.client:.1f} s of processor time in the quiet time and "
        f"{pressed.client:.1f} s in the other; "
        f"load average at the end {os.getloadavg()[0]:.1f}.",
    ]
    return "\n".join(lines)


def main() -> None:
    """Serve, press twice, print; exit code 1 where the server failed or told anything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--rate", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    given = parser.parse_args()
    with serving(given.data) as url:
        target = find_target(url)
        press(target, rate=given.rate // 2, seconds=5, rubbish=False)
        quiet = press(target, rate=given.rate, seconds=given.seconds, rubbish=False)
        pressed = press(target, rate=given.rate, seconds=given.seconds, rubbish=True, seed=2)
    print(table(quiet, pressed))
    for line in (quiet.failed + pressed.failed + pressed.leaks)[:10]:
        print(line, file=sys.stderr)
    if pressed.leaks or quiet.failed or pressed.failed or any(each.startswith("5") for each in pressed.malformed):
        sys.exit(1)


if __name__ == "__main__":
    main()
