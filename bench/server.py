"""A server with an operator in a box for the benchmarks, in a process and a data folder of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

ROOT = Path(__file__).parents[1]
TIELINE = Path(sys.executable).parent / "tieline"


def environment(data: Path) -> Mapping[str, str]:
    """The environment of a command that works in ``data``, without settings of the outside."""
    outside = {key: value for key, value in os.environ.items() if not key.startswith("TIELINE_")}
    return {**outside, "TIELINE_DATA": str(data)}


def prepare(data: Path, customers: int, seed: int = 7) -> None:
    """The operator of ``tieline demo`` in ``data``; nothing happens where it is."""
    code = f"from tieline.server.demo import prepare; prepare(customers={customers}, seed={seed})"
    script = f"import django; django.setup(); {code}"
    settings = {"DJANGO_SETTINGS_MODULE": "tieline.server.settings"}
    subprocess.run([sys.executable, "-c", script], env={**environment(data), **settings}, cwd=ROOT, check=True)


@contextmanager
def serving(data: Path, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """The address of a server over ``data``, with further settings; it is stopped by its process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    outside = {**environment(data), **(settings or {})}
    command = [str(TIELINE), "up", "--port", str(port)]
    server = subprocess.Popen(command, env=outside, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        _wait(url, server)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait(url: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        if server.poll() is not None:
            sys.exit(f"the server stopped with code {server.returncode}")
        try:
            with urllib.request.urlopen(f"{url}/health/ready", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.2)
    sys.exit("the server was not ready within 40 seconds")
