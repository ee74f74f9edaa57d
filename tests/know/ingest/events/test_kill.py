"""A server that is killed a hundred times under load loses no acknowledged event and doubles none."""

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tieline.know.ingest.events.keys import new_key

ROOT = Path(__file__).parents[4]
KILLS = 100
CLIENTS = 4
SOURCE = "app.live"
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

PREPARE = """
import django; django.setup()
from tieline.server import deliver, serve; serve.migrate()
from pathlib import Path
deliver.publish(Path("packs/telecom"))
"""


class Servers:
    """Serving processes, one after the other, over the same data."""

    def __init__(self, data: Path, entry: str) -> None:
        outside = {name: value for name, value in os.environ.items() if not name.startswith("TIELINE_")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.know.ingest.events.served", str(data)],
            env={**outside, "TIELINE_EVENT_KEYS": entry},
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.running: int | None = None
        assert self._said() == "ready"

    def start(self) -> tuple[int, int]:
        """Process id and port of a new one."""
        assert self.process.stdin is not None
        self.process.stdin.write("serve\n")
        self.process.stdin.flush()
        process, port = self._said().split()
        self.running = int(process)
        return int(process), int(port)

    def kill(self, process: int) -> None:
        """Kill it, and make sure that it was this that ended it."""
        os.kill(process, signal.SIGKILL)
        assert self._said() == f"ended {int(signal.SIGKILL)}"
        self.running = None

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        assert self.process.wait(timeout=30) == 0

    def _said(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


class Client(threading.Thread):
    """Sends batches one after the other to whatever server runs; a batch without an answer is sent again."""

    def __init__(self, number: int, key: str) -> None:
        super().__init__(daemon=True)
        self.prefix = f"c{number}-"
        self.key = key
        self.port: int | None = None
        self.acknowledged: list[int] = []
        self.sent_again = 0
        self.ending = threading.Event()
        self._chance = random.Random(number)

    def run(self) -> None:
        first = 0
        connection: http.client.HTTPConnection | None = None
        connected_to: int | None = None
        while not self.ending.is_set():
            port = self.port
            if port is None:
                time.sleep(0.005)
                continue
            if connection is None or connected_to != port:
                connection, connected_to = http.client.HTTPConnection("127.0.0.1", port, timeout=10), port
            size = self._chance.choice((1, 10, 100))
            if self._is_acknowledged(connection, range(first, first + size)):
                self.acknowledged += range(first, first + size)
                first += size
            else:
                self.sent_again += 1
                connection = None
                time.sleep(0.01)

    def _is_acknowledged(self, connection: http.client.HTTPConnection, numbers: range) -> bool:
        lines = (
            json.dumps({"id": f"{self.prefix}{n}", "at": "2026-11-22T08:00:00Z", "uid": f"u{n}", "type": "login"})
            for n in numbers
        )
        try:
            connection.request(
                "POST",
                f"/api/ingest/events?source={SOURCE}",
                "\n".join(lines).encode(),
                {"Content-Type": "application/x-ndjson", "X-API-Key": self.key},
            )
            answer = connection.getresponse()
            said = answer.read()
        except (OSError, http.client.HTTPException):
            return False
        if answer.status in (429, 503):
            return False
        assert answer.status == 202, said
        if not said.endswith(b"}"):  # the answer itself was cut off
            return False
        return bool(json.loads(said)["accepted"] == len(numbers))


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[tuple[Servers, str]]:
    outside = {name: value for name, value in os.environ.items() if not name.startswith("TIELINE_")}
    settings = {"TIELINE_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tieline.server.settings"}
    subprocess.run([sys.executable, "-c", PREPARE], env={**outside, **settings}, cwd=ROOT, check=True)
    key, entry = new_key("killed", [SOURCE])
    servers = Servers(tmp_path, entry)
    try:
        yield servers, key
    finally:
        if servers.running is not None:
            os.kill(servers.running, signal.SIGKILL)
        servers.process.kill()
        servers.process.wait(timeout=30)


def test_no_acknowledged_event_is_lost_or_doubled_in_a_hundred_kills(
    servers: tuple[Servers, str], tmp_path: Path
) -> None:
    serving, key = servers
    chance = random.Random(20261122)
    clients = [Client(number, key) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    working = []
    for _ in range(KILLS):
        process, port = serving.start()
        before = sum(len(client.acknowledged) for client in clients)
        for client in clients:
            client.port = port
        time.sleep(chance.uniform(0.1, 2.0))
        serving.kill(process)
        working.append(sum(len(client.acknowledged) for client in clients) > before)
        assert all(client.is_alive() for client in clients)
    for client in clients:
        client.ending.set()
        client.join(timeout=30)
    process, _ = serving.start()
    wait_until_landed(tmp_path)
    serving.kill(process)
    serving.close()

    assert sum(working) > KILLS * 0.8, "most kills hit a server that was at work"
    assert sum(client.sent_again for client in clients) > KILLS * 0.5, "most kills cut requests off"
    expected = {f"{client.prefix}{number}" for client in clients for number in client.acknowledged}
    assert len(expected) > KILLS * 100
    with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as warehouse:
        landed = [row[0] for row in warehouse.execute("SELECT record_key FROM ingest.interaction").fetchall()]
    assert len(landed) == len(set(landed)), "doubled"
    assert not expected - set(landed), "lost"


def wait_until_landed(data: Path) -> None:
    ends = time.monotonic() + 120
    while any((data / "inbox").glob("*/segments/*")):
        assert time.monotonic() < ends, sorted((data / "inbox").glob("*/segments/*"))
        time.sleep(0.1)
