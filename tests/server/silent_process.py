"""
The product in a network namespace without routes: makes the demo under strace, logs in and asks main routes.

Started by ``test_silence.py`` through ``unshare``; prints how many routes answered. Only the server is traced.
"""

import fcntl
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import time
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

PORT = 8765
SIOCGIFFLAGS, SIOCSIFFLAGS, UP = 0x8913, 0x8914, 1
WAIT = 600
TRACING = ["strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=connect,sendto,sendmsg,sendmmsg"]


def raise_loopback() -> None:
    """Loopback is the only way out of a new namespace, and even that is down at first."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        asked = fcntl.ioctl(handle, SIOCGIFFLAGS, struct.pack("16sh14x", b"lo", 0))
        flags = struct.unpack("16sh14x", asked)[1]
        fcntl.ioctl(handle, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | UP))


def ask(method: str, path: str, cookies: dict[str, str], body: dict[str, str] | None = None) -> tuple[int, bytes]:
    """Status and body of an answer; its cookies are kept in ``cookies``."""
    connection = HTTPConnection("127.0.0.1", PORT, timeout=60)
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    if body is not None:
        headers |= {"Content-Type": "application/json", "X-CSRFToken": cookies.get("csrftoken", "")}
    connection.request(method, path, json.dumps(body) if body is not None else None, headers)
    answer = connection.getresponse()
    for line in answer.headers.get_all("Set-Cookie") or ():
        name, _, value = line.partition(";")[0].partition("=")
        cookies[name] = value
    return answer.status, answer.read()


def wait_until_it_serves(server: "subprocess.Popen[bytes]") -> None:
    """Until the server answers; SystemExit where it ended or was too slow."""
    until = time.monotonic() + WAIT
    while time.monotonic() < until and server.poll() is None:
        with suppress(OSError):
            if ask("GET", "/health/ready", {})[0] == 200:
                return
        time.sleep(0.5)
    sys.exit(f"the demo did not come up: {server.poll()}")


def walk(password: str, routes: list[str]) -> int:
    """How many routes the administrator asked; SystemExit where one fails."""
    cookies: dict[str, str] = {}
    ask("GET", "/api/session", cookies)
    status, said = ask("POST", "/api/session", cookies, {"login": "admin", "password": password})
    if status != 200:
        sys.exit(f"no login: {status} {said.decode()}")
    answers = {route: ask("GET", route, cookies)[0] for route in ("/", *routes)}
    if broken := {route: status for route, status in answers.items() if status >= 500}:
        sys.exit(f"these routes broke: {broken}")
    return sum(status == 200 for status in answers.values())


def main(trace: Path, password: str, routes: list[str]) -> None:
    """Make, serve, walk, and end it as Ctrl+C does."""
    raise_loopback()
    program = [str(Path(sys.executable).parent / "tieline"), "demo", "--customers", "120", "--port", str(PORT)]
    server = subprocess.Popen([*TRACING, "-o", str(trace), *program], stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        wait_until_it_serves(server)
        print(walk(password, routes))
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGINT)
        try:
            server.wait(timeout=40)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:])
